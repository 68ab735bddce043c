"""What is left of a person where nobody should find it (reliability, rows 20 and 23)."""

from __future__ import annotations

import contextlib
import io
import json
import math
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from attrs import define, field

from avgrights.cli.main import main
from avgrights.desk import deciding
from avgrights.documents.words import FIRST, SECOND, WORDS, new_password
from tests.cli.test_canaries import forms
from tests.requests import straced
from tests.requests.house import (
    CONTACTS,
    LEDGER,
    NOTES,
    REGISTER,
    STORES,
    TICKETS,
    TODAY,
    House,
    contact,
    entry,
    ticket,
)
from tests.requests.test_reliability_lines import ONE_STORE

#: Stands in every value that tells of a person: one search finds them all.
MARK = "kanarieqzx"
PERSONS = 1_000
RIGHTS = ("access", "erasure", "restriction", "rectification", "portability", "objection",
          "withdraw consent", "automated decision")  # fmt: skip
DAY = ("--today", str(TODAY))


def mark(person: int, kind: str = "") -> str:
    """A value of a person, found by MARK and by nothing else."""
    return f"{MARK}{person:04}{kind}"


def email(person: int) -> str:
    """The address of a person."""
    return f"{mark(person)}@example.nl"


@define
class Watched:
    """A house that is spoken to by commands; what they say on standard error is kept."""

    house: House
    stderr: io.StringIO = field(factory=io.StringIO)
    statuses: list[int] = field(factory=list)

    def run(self, *words: str, debug: bool = False) -> Any:
        """One command; its JSON, or None."""
        out = io.StringIO()
        argv = ["--workspace", str(self.house.root), "--format", "json", *words, *DAY]
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(self.stderr):
            try:
                main([*argv, "--debug"] if debug else argv)
                self.statuses.append(0)
            except SystemExit as end:
                self.statuses.append(int(end.code or 0))
            except BaseException as fault:  # --debug: Python itself writes it down
                self.statuses.append(getattr(fault, "exit_status", 70))
                sys.excepthook(type(fault), fault, fault.__traceback__)
        return json.loads(out.getvalue()) if out.getvalue().startswith(("{", "[")) else None


@pytest.fixture
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, of this test alone."""
    folder = tmp_path / "temp"
    folder.mkdir()
    for name in ("TMPDIR", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


@pytest.fixture
def watched(house: House) -> Watched:
    """A thousand persons: a ticket with a note, a ledger entry and a contact of each."""
    each = range(PERSONS)
    house.put(TICKETS, *(
        ticket(n, "2020-01-01", email=email(n), name=mark(n), subject=mark(n), body=mark(n),
               helper=mark(n), secret=mark(n)) for n in each
    ))  # fmt: skip
    house.put(NOTES, *({"id": n, "ticket_id": n, "text": mark(n)} for n in each))
    house.put(LEDGER, *(entry(n, "2010-01-01", email=email(n)) for n in each))
    house.put(CONTACTS, *(contact(n, "2010-01-01", email=email(n), org=mark(n), phone=mark(n))
                          for n in each))  # fmt: skip
    return Watched(house)


def hits(*places: Path | str) -> list[str]:
    """Where the mark stands, in any form."""
    needles = forms(MARK)
    found = []
    for place in places:
        if isinstance(place, str):
            found += [
                f"in {place[:0]}standard error: {m}" for m in re.findall(f".*{MARK}.*", place)
            ]
            continue
        for path in place.rglob("*"):
            if path.is_file() and any(needle in path.read_bytes() for needle in needles):
                found.append(str(path))
            if MARK in path.name:
                found.append(f"the name {path}")
    return found


def _inbox(folder: Path) -> Path:
    """Sixty messages of the first persons: requests, questions, and ones that are at fault."""
    folder.mkdir()
    for n in range(30):
        tree = {"right": RIGHTS[n % 8], "identifiers": {"email": email(n)}, "name": mark(n),
                "received": "2026-11-10", "once": mark(n), "text": mark(n), "subject": mark(n),
                "representative": mark(n), "mandate": mark(n)}  # fmt: skip
        wrong: dict[int, dict[str, Any]] = {
            3: {"right": mark(n)}, 7: {"channel": mark(n)}, 11: {"received": mark(n)},
            13: {"identifiers": {mark(n): mark(n)}}, 17: {"born": mark(n)},
            19: {"register": mark(n)}, 23: {"activities": [mark(n)]}, 29: {mark(n): 1},
        }  # fmt: skip
        (folder / f"{n:02}.json").write_text(json.dumps({**tree, **wrong.get(n, {})}))
        asked = "Ik wil inzage in mijn gegevens." if n % 2 else "Hoe lang bewaart u beelden?"
        (folder / f"{n:02}.eml").write_text(
            f'From: "{mark(n)}" <{email(n)}>\nSubject: {mark(n)}\nMessage-ID: <{email(n)}>\n'
            f"Date: Mon, 2 Nov 2026 23:30:00 +0000\n\n{asked} {mark(n)}\n"
        )
    (folder / "98.json").write_text(f'{{"name": "{mark(98)}"')
    (folder / "99.eml").write_text(f"Subject: {mark(99)}\n\n{mark(99)}\n")
    return folder


def _handled(watched: Watched, right: str, person: int, out: Path) -> None:
    """One request from receipt to closing, with what goes wrong on the way."""
    run = watched.run
    by, why = ("--by", mark(person, "b")), ("--because", mark(person, "w"))
    ground = ("--ground", "unlawful") if right == "restriction" else ()
    given = ("--identifier", f"email={email(person)}", "--name", mark(person), "--representative",
             mark(person), "--mandate", mark(person), *ground)  # fmt: skip
    came = ("--right", right, "--channel", "letter", "--received", "2026-11-10")
    case = run("request", "receive", *came, *given)["case"]
    run("request", "carry-out", case, debug=True)
    run("request", "identify", case, "--method", "mandate", "--level", "high", *by)
    run("request", "extend", case, *why, "--on", "2026-11-12")
    for one in (run("request", "assess", case) or {}).get("activities", ()):
        if one["verdict"] == "depends":
            run("request", "assess", case, "--activity", one["activity"], "--decide", "applies",
                *why, *by)  # fmt: skip
    run("request", "human-review", case, "--outcome", "upheld", *why, *by)
    order = ("--set", f"Naam={mark(person, 'n')}", "--set", f"amount={mark(person)}",
             "--statement", mark(person, "s")) if right == "rectification" else ()  # fmt: skip
    run("request", "carry-out", case, *order, debug=True)
    order = order[:2] + order[4:]
    with _down(watched.house, "two"):
        run("request", "carry-out", case, "--plan", *order, debug=True)
        run("request", "carry-out", case, *order, debug=True)
        run("request", "decide", case, "--out", str(out / case), debug=True)
    with _refusing(watched.house):
        run("request", "carry-out", case, debug=True)
    run("request", "carry-out", case)
    run("request", "decide", case, "--out", str(out / case), "--password-to-file")
    for words in (("--letters", "--out", str(out / f"{case}-r")), ("--told", mark(person))):
        run("request", "recipients", case, *words, debug=True)
    run("request", "letter", case, "--kind", "clarification", "--text", mark(person), "--out",
        str(out / f"{case}-l"), debug=True)  # fmt: skip
    run("request", "carry-out", case, "--lift", "--informed", str(TODAY))
    run("request", "close", case)


@contextlib.contextmanager
def _down(house: House, store: str) -> Iterator[None]:
    file = Path(house.urls[store].removeprefix("sqlite:///"))
    file.rename(file.with_suffix(".away"))
    yield
    file.with_suffix(".away").rename(file)


@contextlib.contextmanager
def _refusing(house: House) -> Iterator[None]:
    """A database that refuses, and names the row in its message."""
    say = "CREATE TRIGGER no BEFORE {} ON tickets BEGIN SELECT RAISE(ABORT, '{}'); END"
    for store, what in (("one", "DELETE"), ("one", "UPDATE")):
        with house.engine(store).begin() as connection:
            text = say.format(what, f"row {mark(1)} stays").replace("no ", f"no{what} ", 1)
            connection.execute(sa.text(text))
    yield
    with house.engine("one").begin() as connection:
        for what in ("DELETE", "UPDATE"):
            connection.execute(sa.text(f"DROP TRIGGER no{what}"))


def test_row_20_a_thousand_persons_leave_no_trace(
    watched: Watched, tmp_path: Path, temp: Path
) -> None:
    """Row 20. Threat: personal data in logs, journal, tracebacks, or temporary files.

    Facts:   A thousand persons go through intake, every right from receipt to closing, letters,
             packages, holds and the purge; stores are down, a database refuses and names a value,
             orders are wrong; tracebacks are asked for.
    Holding: Nothing of them stands in var/ (database, keys, anchors, logs), in the folder for
             temporary files, on standard error, or in what journal and reports show; in UTF-8,
             UTF-16, base64 or hex.
    """
    out = tmp_path / "uit"
    watched.run("request", "intake", str(_inbox(tmp_path / "in")), debug=True)
    watched.run("request", "carry-out", "--all-due")
    for person, right in enumerate(RIGHTS, 30):
        _handled(watched, right, person, out)
    for person in range(50, 60):
        who = ("--identifier", f"email={email(person)}", "--by", mark(person))
        watched.run("hold", "place", "--reason", "legal claim", "--because", mark(person), *who)
    plan = str(tmp_path / "plan.json")
    watched.run("purge", "plan", "--out", plan)
    watched.run("purge", "approve", plan, "--as", mark(0), "--over-brake", "bekeken")
    with _refusing(watched.house), _down(watched.house, "three"):
        watched.run("purge", "run", plan, debug=True)
    watched.run("purge", "run", plan)
    shown = [watched.run(*words, debug=True) for words in (
        ("journal", "show"), ("journal", "verify"), ("report", "deadlines"), ("purge", "status"),
        ("store", "list"), ("store", "check"),
    )]  # fmt: skip

    assert watched.house.left(TICKETS) == sorted(watched.house.left(TICKETS))
    assert 9 < len(watched.house.left(TICKETS)) < 80, "the purge took all but who is protected"
    assert {0, 2, 3, 4} <= set(watched.statuses) and 70 not in watched.statuses
    assert len(watched.stderr.getvalue()) > 10_000 and "Traceback" in watched.stderr.getvalue()
    assert hits(watched.house.root, temp, watched.stderr.getvalue(), Path(plan).parent / "none",
                json.dumps(shown)) == []  # fmt: skip
    assert hits(out), "the letters, which are for the person, do say who"


def test_row_20_a_database_that_names_the_row_is_not_repeated(
    workspace: Any, tmp_path: Path, postgres_url: str, temp: Path
) -> None:
    """Row 20, of PostgreSQL. Facts: a check refuses the change, with 'Failing row contains (…)'.

    Holding: Neither the message, nor the traceback, nor the server's own words come through.
    """
    stores = {"one": {"url": postgres_url}, "cameras": {"folder": str(tmp_path)}}
    made = House(workspace(stores=stores, registers={"huis": (REGISTER, ONE_STORE)}),
                 dict.fromkeys(STORES, postgres_url))  # fmt: skip
    watched = Watched(made)
    made.put(TICKETS, ticket(1, "2020-01-01", email=email(1), name=mark(1)))
    with made.engine("one").begin() as connection:
        connection.execute(sa.text("ALTER TABLE tickets ADD CHECK (name LIKE 'kanarie%1')"))
        connection.execute(sa.text("CREATE TABLE elders (t integer REFERENCES tickets (id))"))
        connection.execute(sa.text("INSERT INTO elders VALUES (1)"))
    case = made.case("rectification", identifiers=[_address(1)])
    told = watched.run("request", "carry-out", case, "--set", f"Naam={mark(2)}", debug=True)
    erase = made.case("erasure", identifiers=[_address(1)])
    watched.run("request", "carry-out", erase, debug=True)

    assert watched.statuses == [0, 3]
    (reason,) = told["results"][0]["reasons"]
    assert reason["reason"] == "the database does not take the new value"
    assert hits(watched.house.root, temp, watched.stderr.getvalue()) == []


def _address(person: int) -> Any:
    from avgrights.terms.identifier import Identifier

    return Identifier("email", email(person))


def test_row_20_nothing_personal_is_written_beside_the_letter(
    house: House, tmp_path: Path, temp: Path
) -> None:
    """Row 20, of temporary files and argv: seen by the kernel, so what is unlinked counts too.

    Facts:   A copy is made, with its package, under strace.
    Holding: Bytes of the person in clear go to the letter only; no other program is started.
    """
    straced.need_strace()
    rows = range(300)
    house.put(TICKETS, *(ticket(n, None, email=email(1), name=mark(1), subject=mark(n) * 50)
                         for n in rows))  # fmt: skip
    case = house.case("access", identifiers=[_address(1)], name=mark(1))
    log, out = tmp_path / "log", tmp_path / "uit"
    words = ("--workspace", str(house.root), "request", "carry-out", case, *DAY)
    assert straced.run(*words) == 0
    words = ("--workspace", str(house.root), "request", "decide", case, "--out", str(out), *DAY)
    options = [
        "-f",
        "-y",
        "-s",
        "200000",
        "-e",
        "trace=write,pwrite64,writev,execve",
        "-o",
        str(log),
    ]

    assert straced.traced(words, options) == 0
    lines = log.read_text("utf-8", "replace").splitlines()
    places = [re.search(r"\((?:\d+)<([^>]*)>", line) for line in lines if MARK in line]

    assert any("letter" in place[1] for place in places if place), "the letter itself is seen"
    elsewhere = {place[1] for place in places if place and "letter" not in Path(place[1]).name}
    assert elsewhere == set()
    assert not [line for line in lines if "execve(" in line]


# -- row 23 ---------------------------------------------------------------------------------------


def test_row_23_the_words_are_hard_to_guess() -> None:
    """Row 23. Threat: a package that travels by mail is opened by trying words.

    Holding: Six generated words, each of a hundred times a hundred or so: 77 bits or more; every
             pair of halves is another word, and draws are spread evenly.
    """
    joined = {first + second for first in FIRST for second in SECOND}
    assert len(joined) == len(FIRST) * len(SECOND)
    assert WORDS == 6
    assert WORDS * math.log2(len(joined)) >= 77
    drawn = [new_password() for _ in range(2_000)]
    words = [word for one in drawn for word in one.split("-")]
    assert len(set(drawn)) == len(drawn)
    assert len(words) == 6 * len(drawn) and set(words) <= joined
    assert all(one.isascii() and one.replace("-", "").islower() for one in drawn)
    assert len(set(words)) > 0.6 * min(len(words), len(joined))


@pytest.mark.parametrize("to_file", [False, True])
def test_row_23_the_password_stands_in_one_place(
    house: House, tmp_path: Path, temp: Path, to_file: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row 23. Facts: a package is made twice.

    Holding: Each password is shown once, on the terminal, or stands in a file of its own (0600). It
             is nowhere else: not in var/, letter, package, temporary files, standard output,
             or the argv of a process.
    """
    made: list[str] = []
    monkeypatch.setattr(deciding, "new_password", _remembered(made))
    started: list[object] = []
    sys.addaudithook(lambda name, args: started.append(args) if name in _STARTING else None)
    house.put(TICKETS, ticket(1, "2026-01-01"))
    watched, more = Watched(house), ("--password-to-file",) if to_file else ()
    out, shown = tmp_path / "uit", []
    case = house.case("access")
    watched.run("request", "carry-out", case)
    before = len(started)
    for _ in range(2):
        shown.append(watched.run("request", "decide", case, "--out", str(out), *more))

    assert len(made) == 2 and len(set(made)) == 2
    assert len(started) == before
    assert {0} == set(watched.statuses)
    for words in made:
        assert watched.stderr.getvalue().count(words) == (not to_file)
        assert words not in json.dumps(shown)
    there = [path for at in (house.root, out, temp) for path in at.rglob("*") if path.is_file()]
    needles = [form for words in made for form in forms(words)]
    where = [path for path in there if any(one in path.read_bytes() for one in needles)]
    assert where == ([out / "password.txt"] if to_file else [])
    if to_file:
        assert (out / "password.txt").stat().st_mode & 0o777 == 0o600
        assert (out / "password.txt").read_text().strip() == made[-1]


_STARTING = ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "os.spawn")


def _remembered(made: list[str]) -> Callable[[], str]:
    def make() -> str:
        made.append(new_password())
        return made[-1]

    return make
