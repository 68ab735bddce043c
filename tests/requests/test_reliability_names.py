"""Names, cells and texts that somebody else chose (reliability, rows 15, 16, 19).

Of letters of every kind, row 19: tests/documents/test_every_letter.py. Of any text in a cell, row
16: tests/documents/test_sheets.py.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from avgrights.cli.main import main
from avgrights.desk import requests
from avgrights.desk.carrying_out import Work
from avgrights.desk.deciding import decide
from avgrights.desk.doing import carry_out
from avgrights.desk.intake import take_in
from avgrights.desk.lifting import lift_case
from avgrights.desk.signing import signer
from avgrights.documents.handover import check_bundle
from avgrights.documents.package import NotSound, seal
from avgrights.documents.reports.report import Report, Section, report_csv, report_html
from avgrights.files.registers import load_registers
from avgrights.terms.errors import InputFault
from avgrights.terms.identifier import Identifier
from tests.conftest import MakeWorkspace
from tests.documents.copies import copy, dataset
from tests.documents.test_package import _inside, _written
from tests.requests.hostile import FORMULAS, NAMES, PAYLOADS
from tests.requests.house import (
    DATA_MAP,
    REGISTER,
    STORES,
    TICKETS,
    TODAY,
    House,
    contact,
    entry,
    ticket,
)
from tests.requests.opening import data, opened
from tests.requests.test_restriction import named_by_camera

RECORDING = "2020-01-01T1200.mp4"
#: A restriction holds on the day on which it is lifted too.
TOMORROW = TODAY + timedelta(1)


def seen(folder: Path) -> dict[str, Any]:
    """All below a folder: bytes of files, where links lead, folders."""
    found: dict[str, Any] = {}
    for path in sorted(folder.rglob("*")):
        name = os.fsdecode(path.relative_to(folder))
        if path.is_symlink():
            found[name] = str(path.readlink())
        else:
            found[name] = path.read_bytes() if path.is_file() else None
    return found


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Path]:
    """What nobody may touch: files of the names that hostile names aim at. Looked at afterwards."""
    folder = tmp_path / "outside"
    folder.mkdir()
    for name in (RECORDING, "letter.html", "package.zip", "outside.txt", "store.json"):
        (folder / name).write_text(f"blijft: {name}")
    before, around = seen(folder), {path.name for path in tmp_path.iterdir()}
    yield folder
    assert seen(folder) == before
    new = {path.name for path in tmp_path.iterdir()} - around
    assert new <= {"workspace", "beelden", "in", "uit", "w", *(f"{n}.db" for n in STORES)}, new


def _hostile_folders(root: Path, outside: Path) -> list[str]:
    """A recording in a folder of each name that the system takes, and links that lead out."""
    made = []
    for name in NAMES:
        plain = name.replace("/", "")
        with contextlib.suppress(OSError, ValueError):
            (root / plain).mkdir()
            (root / plain / RECORDING).write_bytes(b"beeld")
            made.append(plain)
    raw = os.fsdecode(b"\xff\xfe-geen-utf8")
    (root / raw).mkdir()
    (root / raw / RECORDING).write_bytes(b"beeld")
    made.append(raw)
    (root / "erheen").symlink_to(outside, target_is_directory=True)
    (root / "poort").mkdir()
    (root / "poort" / RECORDING).symlink_to(outside / RECORDING)
    return made


def test_row_15_names_of_files_in_a_store_lead_nowhere_else(
    house: House, tmp_path: Path, outside: Path
) -> None:
    """Row 15. Threat: a folder holds files whose names mean something else to a program.

    Facts:   A recording under every hostile name that the system takes; links that lead out, to a
             folder and to a file; identifiers that are paths.
    Holding: Copied, restricted, lifted, erased and purged, each file that is there and no other.
    """
    named_by_camera(house)
    root = tmp_path / "beelden"
    names = [name for name in _hostile_folders(root, outside) if name not in (".avgrights",)]
    asked = [Identifier("camera", n) for n in (*names, "erheen", "poort", *NAMES[:60])
             if n.isprintable() and n.strip()]  # fmt: skip

    shut = _done(house, "restriction", asked, ground="unlawful")
    kept = {path.name for path in root.iterdir() if (path / RECORDING).is_file()}
    with house.desk() as desk:
        lift_case(desk, shut, informed=TODAY)
    access = _done(house, "access", asked)
    with house.desk() as desk:
        decide(desk, access, out=tmp_path / "uit", password_to_file=True)
    files = {row["file"] for a in data(opened(tmp_path / "uit"))["activities"]
             for d in a["datasets"] for row in d["rows"]}  # fmt: skip
    with house.desk() as desk:
        requests.withdraw(desk, shut)
        requests.close(desk, shut)
        requests.close(desk, access)
    _done(house, "erasure", asked, TOMORROW)
    left = {path.name for path in root.iterdir() if (path / RECORDING).is_file()}

    assert len(files) > 60
    assert not any(name.split("/")[0] in ("erheen", "poort", "..") for name in files)
    assert left <= kept
    assert {name.split("/")[0] for name in files} & left == set()
    plan = str(house.root / "plan.json")
    for words in (("plan", "--out", plan), ("approve", plan, "--as", "fg", "--over-brake", "x"),
                  ("run", plan)):  # fmt: skip
        assert _command(house, "purge", *words, day=TOMORROW) == 0
    assert {path.name for path in root.iterdir() if (path / RECORDING).exists()} <= {
        "erheen", "poort", ".avgrights",
    }  # fmt: skip


def _done(
    house: House, right: str, asked: list[Identifier], day: date = TODAY, **given: Any
) -> str:
    case = house.case(right, identifiers=asked, **given)
    with house.desk(day) as desk:
        work: Work = carry_out(desk, case)
    assert work.open == ()
    return case


def _command(house: House, *words: str, day: date = TODAY) -> int:
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            main(["--workspace", str(house.root), *words, "--today", str(day)])
        except SystemExit as end:
            return int(end.code or 0)
    return 0


def test_row_15_names_in_the_data_map_make_safe_names_of_files(
    workspace: MakeWorkspace, tmp_path: Path, outside: Path
) -> None:
    """Row 15, of datasets and fields: what the register does not refuse is a safe name in the zip.

    Facts:   Every hostile name, as the name of a dataset and of its field.
    Holding: Loaded or refused with a finding; in a package each has a name of its own, below
             data/, of plain signs, that no system keeps to itself.
    """
    refused = 0
    for name in NAMES[::6]:
        text = DATA_MAP.replace("  ledger:\n", f"  {json.dumps(name)}:\n").replace(
            "      amount: {", f"      {json.dumps(name)}: {{"
        )
        root = tmp_path / "w"
        (root / "registers" / "huis").mkdir(parents=True, exist_ok=True)
        (root / "avgrights.yaml").write_text("registers: registers/\nstores: {}\n")
        (root / "registers" / "huis" / "register.yaml").write_text(REGISTER)
        (root / "registers" / "huis" / "data-map.yaml").write_text(text)
        status = _checked(root)
        assert status in (0, 1, 2), name
        refused += status != 0
    assert refused
    path = tmp_path / "w" / "p.zip"
    _written(path, copy=copy(*(dataset(name) for name in NAMES)))
    inside = [name for name in _inside(path).namelist() if name.startswith("data/")]
    assert len({name.lower() for name in inside}) == len(inside) >= len(NAMES)
    for name in inside:
        plain = name.removeprefix("data/")
        assert plain.isascii() and not set(plain) - set(_PLAIN), name
        assert not plain.startswith((".", "-")) and plain.split(".")[0].lower() not in _KEPT


_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."
_KEPT = {"con", "prn", "aux", "nul", *(f"{n}{i}" for n in ("com", "lpt") for i in range(10)), ""}


def _checked(root: Path) -> int:
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            main(["--workspace", str(root), "check"])
        except SystemExit as end:
            return int(end.code or 0)
    return 0


def test_row_15_what_waits_in_the_out_folder_is_not_written_through(
    house: House, tmp_path: Path, outside: Path
) -> None:
    """Row 15, of --out. Facts: links under every name that a decision writes, and passing names.

    Holding: Refused, or replaced; what they point at stays as it was.
    """
    house.put(TICKETS, ticket(1, None))
    case = house.case("access")
    with house.desk() as desk:
        carry_out(desk, case)
    out = tmp_path / "uit"
    out.mkdir()
    names = ("letter.html", "letter.txt", "letter.pdf", "package.zip", "password.txt")
    for name in names:
        for link in (name, f".{case}-{name}.part"):
            for old in out.iterdir():
                old.unlink()
            (out / link).symlink_to(outside / "letter.html")
            with house.desk() as desk, contextlib.suppress(InputFault):
                decide(desk, case, out=out, password_to_file=True)
            assert (outside / "letter.html").read_text() == "blijft: letter.html"
    with house.desk() as desk:
        decide(desk, case, out=out, password_to_file=True)
    opened(out)


def test_row_15_messages_of_hostile_names_and_headers(
    house: House, tmp_path: Path, outside: Path
) -> None:
    """Row 15, of what comes in. Facts: files of hostile names; e-mail with hostile headers and
    names of attachments; links.

    Holding: Taken in or refused one by one; the folder stays as it is, nothing appears elsewhere.
    """
    folder = tmp_path / "in"
    folder.mkdir()
    for at, name in enumerate(NAMES):
        tree = {"right": "access", "identifiers": {"email": f"a{at}@example.nl"}, "name": name,
                "once": name, "received": "2026-11-02"}  # fmt: skip
        text = json.dumps(tree) if at % 2 else _mail(name, at)
        file = name.replace("/", "")[:200] + (".json" if at % 2 else ".eml")
        with contextlib.suppress(OSError, ValueError):
            (folder / file).write_text(text, encoding="utf-8", errors="replace")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff.json")).write_text("{}")
    (folder / "link.json").symlink_to(outside / "outside.txt")
    before = seen(folder)

    with house.desk() as desk:
        found = take_in(desk, folder)
    status = _command(house, "--format", "json", "request", "intake", str(folder))

    assert status == 2, "what is at fault is named again"
    assert len(found.taken) > 100
    assert seen(folder) == before
    assert sorted(path.name for path in house.root.iterdir()) == [
        "avgrights.yaml", "registers", "var",
    ]  # fmt: skip


def _mail(name: str, at: int) -> str:
    line = name.replace("\n", "\n ")
    return (
        f"From: {line} <a{at}@example.nl>\nSubject: {line}\nMessage-ID: <{line}>\n"
        f'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\n'
        f"Ik wil inzage in mijn gegevens.\n--b\nContent-Type: application/pdf\n"
        f'Content-Disposition: attachment; filename="{name}"\n\nx\n--b--\n'
    )


def test_row_15_what_another_controller_sends_is_looked_at_and_not_unpacked(
    house: House, tmp_path: Path, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row 15, zip slip. Facts: a bundle, rightly signed, whose members bear hostile names.

    Holding: Checking it writes nothing anywhere.
    """
    folder = tmp_path / "in"
    folder.mkdir()
    bundle = folder / "b.zip"
    names = [name for name in NAMES if name.isprintable() and name != "manifest.json"]
    with house.desk() as desk, bundle.open("w+b") as out:
        about = {"case": "R-X", "from": "a", "to": "b", "prepared": str(TODAY)}
        seal(out, "w", ((name, ["x"]) for name in names), about=about, sign=signer(desk))
        key = desk.logbook.key
    with zipfile.ZipFile(bundle) as outer:
        assert len(outer.namelist()) == 1
    monkeypatch.chdir(folder)
    before = seen(folder)

    with contextlib.suppress(NotSound):
        assert set(check_bundle(bundle, "w", key).files) <= set(names)

    assert seen(folder) == before
    assert not Path("/outside.txt").exists() and not Path("../outside.txt").exists()


# -- row 16 ---------------------------------------------------------------------------------------


def _cells(text: str) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]


def test_row_16_no_cell_of_a_copy_starts_a_formula(
    workspace: MakeWorkspace, house: House, tmp_path: Path
) -> None:
    """Row 16. Threat: a text in the data becomes a formula in who opens the CSV.

    Facts:   Over a hundred texts with every start that a spreadsheet knows, full-width ones too, in
             rows and in rows of parts.
    Holding: No cell of a CSV starts so; data.json holds each text as it is.
    """
    from tests.requests.house import CONTACTS, LEDGER, NOTES

    house.put(TICKETS, *(ticket(n, None, subject=text, name=text)
                         for n, text in enumerate(FORMULAS, 1)))  # fmt: skip
    house.put(NOTES, *({"id": n, "ticket_id": n, "text": text}
                       for n, text in enumerate(FORMULAS, 1)))  # fmt: skip
    house.put(LEDGER, entry(1, None, amount=-5))
    house.put(CONTACTS, *(contact(n, None, phone=text, org=text)
                          for n, text in enumerate(FORMULAS, 1)))  # fmt: skip
    case = house.case("access")
    with house.desk() as desk:
        carry_out(desk, case)
        decide(desk, case, out=tmp_path / "uit", password_to_file=True)
    files = opened(tmp_path / "uit")

    sheets = [content.decode() for name, content in files.items() if name.endswith(".csv")]
    assert len(sheets) == 4
    starts = tuple({text[0] for text in FORMULAS})
    assert not [cell for text in sheets for cell in _cells(text) if cell.startswith(starts)]
    tickets = data(files)["activities"][0]["datasets"][0]["rows"]
    assert [row["subject"] for row in tickets] == list(FORMULAS)


def test_row_16_no_cell_of_a_report_starts_a_formula() -> None:
    """Row 16, of reports: names from the register, of sections and of columns."""
    section = Section(
        name="=late", title="=t", columns={text: text for text in FORMULAS},
        rows=[dict.fromkeys(FORMULAS, text) for text in FORMULAS],
    )  # fmt: skip
    report = Report(title="=x", day=TODAY, intro="", sections=(section,))

    starts = tuple({text[0] for text in FORMULAS})
    cells = _cells(report_csv(report))
    assert len(cells) > len(FORMULAS) ** 2
    assert not [cell for cell in cells if cell.startswith(starts)]


# -- row 19 ---------------------------------------------------------------------------------------


def test_row_19_no_text_of_register_or_data_is_evaluated(
    workspace: MakeWorkspace, tmp_path: Path
) -> None:
    """Row 19. Threat: a name, a purpose or a value is taken for a template.

    Facts:   The payloads in the register (activity, purpose, recipient, reason, label), in the rows
             and as the person's name; the overview, its PDF, and the letter in every format.
    Holding: Each stands there as the text that it is; none is evaluated.
    """
    register = REGISTER
    for old, at in (("Servicedesk", 0), ("Verzoeken en storingen afhandelen", 10),
                    ("Leverancier servicedesksysteem", 20), ("ononderbroken bedrijfsvoering", 5),
                    ("Voorbeeldorganisatie", 15)):  # fmt: skip
        text = json.dumps(" ".join(PAYLOADS[at : at + 10]), ensure_ascii=False)
        register = register.replace(f": {old}", f": {text}", 1)
    data_map = DATA_MAP.replace("label: Onderwerp", f"label: {json.dumps(PAYLOADS[0])}")
    (tmp_path / "beelden").mkdir()
    urls = {name: f"sqlite:///{tmp_path}/{name}.db" for name in STORES}
    stores: dict[str, Any] = {name: {"url": url} for name, url in urls.items()}
    stores["cameras"] = {"folder": str(tmp_path / "beelden")}
    house = House(workspace(stores=stores, registers={"huis": (register, data_map)}), urls)
    assert load_registers(_settings(house))
    house.put(TICKETS, *(ticket(n, None, subject=text) for n, text in enumerate(PAYLOADS, 1)))
    case = house.case("access", name=" ".join(PAYLOADS))
    with house.desk() as desk:
        carry_out(desk, case)
        decide(desk, case, out=tmp_path / "uit", formats=("html", "text"), password_to_file=True)
    files = opened(tmp_path / "uit")

    pages = [files["overview.html"].decode(), (tmp_path / "uit" / "letter.html").read_text()]
    for page in (*pages, (tmp_path / "uit" / "letter.txt").read_text()):
        assert "1337" not in page and "root:" not in page
        assert "{{ 7 * 191 }}" in " ".join(page.split())
    for page in pages:
        assert not any(bad in page for bad in ("<script>doc", "<img src=x", "<svg onload"))
        assert page.count("<h1>") == 1
    if "overview.pdf" in files:
        assert "1337" not in _text_of(files["overview.pdf"], tmp_path)


def _settings(house: House) -> Any:
    from avgrights.files.workspace import load_settings

    return load_settings(house.root)


def _text_of(pdf: bytes, folder: Path) -> str:
    """What can be found in clear in a PDF, once its password is given."""
    pikepdf = pytest.importorskip("pikepdf")
    words = (folder / "uit" / "password.txt").read_text().strip()
    with pikepdf.open(io.BytesIO(pdf), password=words) as opened_:
        parts = [bytes(page.Contents.read_bytes()) for page in opened_.pages]
    return b" ".join(parts).decode("latin-1")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_row_19_no_text_of_a_report_is_evaluated(language: str) -> None:
    """Row 19, of reports: in title, intro, notes, columns and rows."""
    section = Section(
        name="s", title=PAYLOADS[0], columns={"a": PAYLOADS[1]}, empty=PAYLOADS[2],
        rows=[{"a": text} for text in PAYLOADS],
    )  # fmt: skip
    none = Section(name="n", title="x", columns={"a": "a"}, rows=(), empty=" ".join(PAYLOADS))
    page = report_html(
        Report(title=PAYLOADS[3], day=TODAY, intro=PAYLOADS[4], sections=(section, none),
               notes=PAYLOADS),
        language,
    )  # fmt: skip

    assert "1337" not in page
    assert "{{ 7 * 191 }}" in page
    assert not any(bad in page for bad in ("<script>doc", "<img src=x", "<svg onload"))
