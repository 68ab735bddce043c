"""Made-up persons through every flow: afterwards they stand nowhere in clear under `var/`."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from avgrights.cli.main import main
from tests.conftest import MakeWorkspace
from tests.requests.house import DATA_MAP, REGISTER, STORES, TICKETS, House, entry, ticket

Run = Callable[..., dict]

PERSONS = range(3)


def words_of(person: int) -> dict[str, str]:
    """Everything that tells of one person: long and odd enough never to be met by chance."""
    kinds = ("email", "name", "because", "by", "representative", "mandate", "subject", "phone")
    told = {kind: f"kanarie-{kind}-{person}7431x" for kind in kinds}
    return {**told, "email": f"kanarie-{person}7431x@example.nl"}


def forms(value: str) -> list[bytes]:
    """How a value may lie in a file in clear."""
    plain = [value.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")]
    shifted = [base64.b64encode(b"x" * at + value.encode())[4:-4] for at in range(3)]
    return [*plain, *shifted, value.encode().hex().encode(), value.upper().encode()]


@pytest.fixture
def house(workspace: MakeWorkspace, tmp_path: Path) -> House:
    """Three stores with five tickets and a ledger entry of each person."""
    (tmp_path / "beelden").mkdir()
    urls = {name: f"sqlite:///{tmp_path}/{name}.db" for name in STORES}
    stores = {name: {"url": url} for name, url in urls.items()}
    stores["cameras"] = {"folder": str(tmp_path / "beelden")}
    made = House(workspace(stores=stores, registers={"huis": (REGISTER, DATA_MAP)}), urls)
    for person in PERSONS:
        known = words_of(person)
        rows = [
            ticket(10 * person + year, f"202{year}-01-02", email=known["email"], name=known["name"],
                   subject=known["subject"])
            for year in range(5)
        ]  # fmt: skip
        made.put(TICKETS, *rows)
        made.put(_ledger(), entry(person + 1, "2025-01-01", email=known["email"]))
    return made


def _ledger():
    return next(table for table in STORES["two"])


@pytest.fixture
def run(house: House, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in the workspace and gives its JSON."""

    def call(*words: str, status: int = 0) -> dict:
        with pytest.raises(SystemExit) as ended:
            main(["--workspace", str(house.root), "--format", "json", *words])
        out, err = capsys.readouterr()
        assert (ended.value.code or 0) == status, err
        return json.loads(out) if out else {}

    return call


def handle(run: Run, known: dict[str, str], right: str, out: Path) -> None:
    """One request from receipt to closing."""
    case = run("request", "receive", "--right", right, "--identifier", f"email={known['email']}",
               "--name", known["name"], "--channel", "letter", "--received", "2026-11-10",
               "--representative", known["representative"], "--mandate", known["mandate"],
               "--today", "2026-11-20")["case"]  # fmt: skip
    day = ("--today", "2026-11-20")
    who = ("--because", known["because"], "--by", known["by"])
    run("request", "identify", case, "--method", "mandate", "--level", "high", who[2], who[3], *day)
    run("request", "extend", case, *who[:2], "--on", "2026-11-12", *day)
    for found in run("request", "assess", case, *day)["activities"]:
        if found["verdict"] == "depends":
            chosen = ("--activity", found["activity"], "--decide", "applies")
            run("request", "assess", case, *chosen, *who, *day)
    run("request", "carry-out", case, *day)
    run("request", "decide", case, "--out", str(out / case), *day)
    run("request", "close", case, *day)


def test_no_person_stands_in_clear_under_var(house, run, tmp_path):
    for person in PERSONS:
        known = words_of(person)
        who = ("--because", known["because"], "--by", known["by"], "--today", "2026-11-20")
        placed = run("hold", "place", "--reason", "legal claim", "--identifier",
                     f"email={known['email']}", *who)  # fmt: skip
        handle(run, known, "access", tmp_path / "out")
        run("hold", "release", placed["hold"], *who)
        handle(run, known, "erasure", tmp_path / "out")
        run("request", "receive", "--right", "access", "--identifier", f"phone={known['phone']}",
            "--name", known["name"], "--channel", "desk", "--received", "2026-11-19",
            "--today", "2026-11-20")  # fmt: skip
    plan = str(tmp_path / "plan.json")
    run("purge", "plan", "--out", plan, "--today", "2026-11-20")
    run("purge", "approve", plan, "--as", words_of(0)["by"], "--over-brake", "looked at",
        "--today", "2026-11-20")  # fmt: skip
    run("purge", "run", plan, "--today", "2026-11-20")
    assert run("journal", "verify")["ok"]

    files = [file for file in (house.root / "var").rglob("*") if file.is_file()]
    data = b"\0".join(file.read_bytes() for file in files)
    values = [value for person in PERSONS for value in words_of(person).values()]
    hits = [value for value in values for form in forms(value) if form in data]
    assert hits == []
    assert any(file.name == "desk.db" for file in files)


def test_the_search_would_find_them():
    """In every form, wherever in a longer text it stands."""
    for value in words_of(1).values():
        for at in range(3):
            text = "x" * at + value + "yyyy"
            for told in (text.encode(), text.encode("utf-16-le"), base64.b64encode(text.encode())):
                assert any(form in told for form in forms(value))
