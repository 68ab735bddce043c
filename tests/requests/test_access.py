"""Access (GDPR 15): what is in the package, and above all what is not."""

from __future__ import annotations

import base64
import csv
import io
import json
import stat
from pathlib import Path
from typing import Any

import pytest

from avgrights.cases.manners import Outcome
from avgrights.desk import requests
from avgrights.desk.deciding import Decision, decide
from avgrights.desk.doing import carry_out
from avgrights.terms.errors import InputFault, Refused
from avgrights.terms.identifier import Identifier
from tests.conftest import MakeWorkspace
from tests.requests.house import (
    CONTACTS,
    DATA_MAP,
    LEDGER,
    NOTES,
    OTHER,
    PERSON,
    REGISTER,
    STORES,
    TICKETS,
    House,
    contact,
    entry,
    ticket,
)
from tests.requests.opening import data, opened


def _answered(house: House, folder: Path, **given: Any) -> tuple[str, Decision]:
    case = house.case("access", **given)
    with house.desk() as desk:
        carry_out(desk, case)
        return case, decide(desk, case, out=folder, password_to_file=True)


def test_the_package_holds_the_rows_and_the_information_of_article_15(
    either: House, tmp_path: Path
) -> None:
    """The mapped fields and the key, per activity with what 15(1)(a)-(h) asks."""
    either.put(TICKETS, ticket(1, "2026-01-02"))
    either.put(NOTES, {"id": 9, "ticket_id": 1, "text": "over een ander", "written_on": None})
    either.put(LEDGER, entry(5, "2025-01-02"))

    case, decision = _answered(either, tmp_path / "uit")
    files = opened(tmp_path / "uit")
    told = data(files)

    assert set(files) == {
        "data.json", "data/tickets.csv", "data/tickets.notes.csv", "data/ledger.csv",
        "overview.html", "overview.pdf", "manifest.json", "manifest.note",
    }  # fmt: skip
    assert told["case"] == case
    assert told["controller"]["name"] == "Voorbeeldorganisatie"
    assert told["prepared"] == "2026-11-20"
    desk, books = told["activities"]
    assert desk["legal_basis"] == ["6(1)(f)"]
    assert desk["recipients"] == ["Leverancier servicedesksysteem"]
    assert desk["retention"][0]["keep"] == "2 years"
    (tickets,) = desk["datasets"]
    assert tickets["rows"] == [
        {"id": 1, "name": "de betrokkene", "email": "betrokkene@example.nl",
         "subject": "toets kapot"}
    ]  # fmt: skip
    assert tickets["parts"] == {"notes": [{"id": 9, "written_on": None}]}
    assert [(one["field"], one["rows"]) for one in tickets["withheld"]] == [
        ("body", 1), ("helper", 1), ("notes.text", 1),
    ]  # fmt: skip
    assert books["datasets"][0]["rows"] == [
        {"id": 5, "email": "betrokkene@example.nl", "amount": -100}
    ]
    assert {one["dataset"]: one["status"] for one in told["searched"]} == {
        "tickets": "searched", "ledger": "searched", "contacts": "searched",
    }  # fmt: skip
    assert [one["dataset"] for one in told["not_searched"]] == ["footage"]
    assert decision.outcome is Outcome.PARTLY


def test_fifty_others_are_in_no_package(house: House, tmp_path: Path) -> None:
    """Canaries in every place where a copy could let somebody else through (GDPR 15(4)).

    Facts:   Fifty others stand in the person's own rows (fields that may name others, columns
             that are not mapped, notes) and in rows of their own.
    Holding: None of them is anywhere in the package or the letter, in any encoding.
    """
    others = [f"kanarie{n:02}@elders.example.nl" for n in range(50)]
    for n, other in enumerate(others):
        own = {"body": f"zei {other}", "helper": other, "secret": other, "cc": other}
        foreign = {"email": other, "name": other, "subject": other}
        house.put(TICKETS, ticket(2 * n + 1, None, **own), ticket(2 * n + 2, None, **foreign))
        house.put(NOTES, {"id": n, "ticket_id": 2 * n + 1, "text": other})
        house.put(LEDGER, entry(n, None, email=other))
        house.put(CONTACTS, contact(n, None, email=other, phone=other))

    case, _ = _answered(house, tmp_path / "uit")
    files = opened(tmp_path / "uit")
    letter = (tmp_path / "uit" / "letter.html").read_bytes()

    assert len(data(files)["activities"][0]["datasets"][0]["rows"]) == 50
    for name, content in {**files, "letter.html": letter}.items():
        for other in others:
            for needle in (other.encode(), other.encode("utf-16-le"), base64.b64encode(
                other.encode())):  # fmt: skip
                assert needle not in content, f"{other} in {name} of {case}"


FORMULAS = (
    "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1",
    "＠x", '=HYPERLINK("http://example.nl")', "=", "-", "@",
)  # fmt: skip
NAUGHTY = (
    "../../etc/passwd", "CON", "a\u202eb", "'; DROP TABLE tickets; --", "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>', "\x00".join("ab"), "﷽", "NULL", "\ufeff", "a,b;c\"d",
)  # fmt: skip
INJECTIONS = (
    "{{ 7 * 191 }}", "{{7*191}}", "{% print(7*191) %}", "${7*191}", "#{7*191}", "<%= 7*191 %>",
    "{{ ''.__class__.__mro__ }}", "{{ self.__init__.__globals__ }}", "{{ config }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}", "{{ lipsum.__globals__ }}",
    "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
    "{{ request.application }}", "{{ copy.register }}", "{{ letter.register }}", "{# stil #}",
    "{% include 'page.html' %}", "{% extends 'page.html' %}", "{{ joiner() }}", "{{ range(9) }}",
    "{{ ''|attr('__class__') }}", "{% set x = 7*191 %}{{ x }}", "{{ [].append(1) }}",
    "{{ namespace() }}", "{% raw %}{{ 1 }}{% endraw %}", "{{ undefined_name }}", "{{ '%c'%65 }}",
    "{{ ''.format(1) }}", "{{ dict(a=1) }}", "{% macro a() %}{% endmacro %}", "{{ caller() }}",
)  # fmt: skip


def test_no_cell_starts_a_formula_and_the_json_is_untouched(house: House, tmp_path: Path) -> None:
    strings = [text for text in (*FORMULAS, *NAUGHTY) if "\x00" not in text]
    house.put(TICKETS, *(ticket(n, None, subject=text) for n, text in enumerate(strings, 1)))
    house.put(LEDGER, entry(1, None, amount=-5))

    _answered(house, tmp_path / "uit")
    files = opened(tmp_path / "uit")

    (tickets,) = data(files)["activities"][0]["datasets"]
    assert [row["subject"] for row in tickets["rows"]] == strings
    for name in files:
        if name.endswith(".csv"):
            cells = [c for row in csv.reader(io.StringIO(files[name].decode())) for c in row]
            assert not [c for c in cells if c.startswith(tuple("=+-@\t\r\n＝＋－＠"))], name


def test_what_stands_in_data_is_never_a_template(house: House, tmp_path: Path) -> None:
    """30 payloads as a name and as values: each comes out as the text that it is, escaped."""
    assert len(INJECTIONS) >= 30
    house.put(TICKETS, *(ticket(n, None, subject=text) for n, text in enumerate(INJECTIONS, 1)))

    _answered(house, tmp_path / "uit", name=" ".join((*INJECTIONS, *NAUGHTY)).replace("\x00", ""))
    pages = opened(tmp_path / "uit")["overview.html"].decode()
    letter = (tmp_path / "uit" / "letter.html").read_text()

    for page in (pages, letter):
        assert "1337" not in page
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "{{ 7 * 191 }}" in page


def test_names_in_the_package_come_from_the_register_alone(house: House, tmp_path: Path) -> None:
    """Hostile values make no file of their own (zip slip): the names are those of the datasets."""
    house.put(
        TICKETS, *(ticket(n, None, subject=f"../../{n}", name="/etc/x") for n in range(1, 200))
    )

    _answered(house, tmp_path / "uit", name="../../../etc/passwd")

    assert {name.split("/")[0] for name in opened(tmp_path / "uit")} == {
        "data.json", "data", "overview.html", "overview.pdf", "manifest.json", "manifest.note",
    }  # fmt: skip
    assert sorted(path.name for path in (tmp_path / "uit").iterdir()) == [
        "letter.html", "package.zip", "password.txt",
    ]  # fmt: skip


def test_files_are_their_owners_only(house: House, tmp_path: Path) -> None:
    house.put(TICKETS, ticket(1, None))

    _answered(house, tmp_path / "nieuw" / "uit")

    assert stat.S_IMODE((tmp_path / "nieuw" / "uit").stat().st_mode) == 0o700
    for path in (tmp_path / "nieuw" / "uit").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_password_is_six_words_and_nowhere_else(house: House, tmp_path: Path) -> None:
    """Shown once, or in its own file; not in the letter, the package, the desk or the journal."""
    house.put(TICKETS, ticket(1, None))
    case = house.case("access")
    with house.desk() as desk:
        carry_out(desk, case)
        decision = decide(desk, case, out=tmp_path / "uit")
    assert decision.password is not None
    assert len(decision.password.split("-")) == 6
    assert not (tmp_path / "uit" / "password.txt").exists()
    opened(tmp_path / "uit", decision.password)
    for path in [*house.root.rglob("*"), *(tmp_path / "uit").iterdir()]:
        if path.is_file():
            assert decision.password.encode() not in path.read_bytes()
    assert decision.password not in repr(decision)


def test_a_decision_can_be_written_anew_but_not_over_that_of_another(
    house: House, tmp_path: Path
) -> None:
    """After a kill the same command does it again; a folder is one case's."""
    house.put(TICKETS, ticket(1, None))
    case, _ = _answered(house, tmp_path / "uit")
    first = (tmp_path / "uit" / "password.txt").read_text()
    (tmp_path / "uit" / f".{case}-package.zip.part").write_bytes(b"left by a kill")

    with house.desk() as desk:
        again = decide(desk, case, out=tmp_path / "uit", password_to_file=True)
    assert set(again.replaced) == {
        "letter.html", "package.zip", "password.txt",
    }  # fmt: skip
    assert (tmp_path / "uit" / "password.txt").read_text() != first
    opened(tmp_path / "uit")
    assert len(list((tmp_path / "uit").iterdir())) == 3

    other = house.case("access")
    with house.desk() as desk:
        carry_out(desk, other)
        with pytest.raises(InputFault, match="of something else"):
            decide(desk, other, out=tmp_path / "uit")
    opened(tmp_path / "uit")


def test_who_is_not_known_gets_a_letter_that_says_so(house: House, tmp_path: Path) -> None:
    """Searched everywhere, nothing found: the package says where, and claims nothing else."""
    house.put(TICKETS, ticket(1, None, email=OTHER))

    _, decision = _answered(house, tmp_path / "uit")

    letter = (tmp_path / "uit" / "letter.html").read_text()
    assert [path.name for path in decision.files][:2] == [
        "letter.html", "package.zip",
    ]  # fmt: skip
    assert decision.outcome is Outcome.GRANTED
    assert "Wij hebben gezocht en geen persoonsgegevens van u gevonden." in letter
    assert "U krijgt een kopie" not in letter
    inside = data(opened(tmp_path / "uit"))
    assert inside["activities"] == [] and {one["rows"] for one in inside["searched"]} == {0}
    assert "Cameratoezicht" in letter


def test_each_activity_that_uses_a_row_shows_it_and_the_sheet_is_there_once(
    house: House, tmp_path: Path
) -> None:
    house.put(CONTACTS, contact(1, "2026-01-01"))

    _answered(house, tmp_path / "uit")
    files = opened(tmp_path / "uit")

    assert [one["id"] for one in data(files)["activities"]] == ["relations", "newsletter"]
    assert [name for name in files if name.startswith("data/")] == ["data/contacts.csv"]


def test_nothing_is_looked_up_before_identity(house: House, tmp_path: Path) -> None:
    """Also with every store gone: a refusal for want of identity, no look at a store."""
    from avgrights.desk import assessing

    with house.desk() as desk:
        case = requests.receive(
            desk, right="access", name="x", channel="desk", received=desk.clock.today,
            identifiers=[PERSON],
        ).case.id  # fmt: skip
    for store in ("one", "two", "three"):
        (tmp_path / f"{store}.db").unlink()
    for doing in (
        lambda desk: assessing.assess_case(desk, case),
        lambda desk: carry_out(desk, case),
        lambda desk: decide(desk, case, out=tmp_path / "uit"),
    ):
        with house.desk() as desk, pytest.raises(Refused, match="before identity is recorded"):
            doing(desk)
    assert not (tmp_path / "uit").exists()


def test_the_note_under_the_manifest_is_signed_by_the_desk(house: House, tmp_path: Path) -> None:
    """A signed note (c2sp.org/signed-note) over the digest of the manifest."""
    from hashlib import sha256

    house.put(TICKETS, ticket(1, None))
    case, _ = _answered(house, tmp_path / "uit")
    files = opened(tmp_path / "uit")

    text, _, signature = files["manifest.note"].decode().rpartition("\n\n")
    assert text.split("\n") == [
        f"avgrights package {case}", sha256(files["manifest.json"]).hexdigest(),
    ]  # fmt: skip
    with house.desk() as desk:
        key = desk.logbook.key
    dash, name, encoded = signature.strip().split(" ")
    raw = base64.b64decode(encoded)
    assert (dash, name, raw[:4]) == ("—", key.name, key.id)
    assert key.verifies(raw[4:], (text + "\n").encode())
    assert not key.verifies(raw[4:], text.replace(case, "R-ANDERS").encode())
    assert json.loads(files["manifest.json"])["case"] == case


def test_files_that_bear_the_person_in_their_name_are_found_and_erased(
    workspace: MakeWorkspace, tmp_path: Path
) -> None:
    """A folder a person: the copy names the files, the erasure removes them and no others."""
    data_map = DATA_MAP.replace(
        '    files: "{camera}/{recorded:%Y-%m-%dT%H%M}.mp4"\n',
        '    files: "{camera}/{recorded:%Y-%m-%dT%H%M}.mp4"\n    subject: {badge: camera}\n',
    )
    for badge in ("0042", "0043"):
        (tmp_path / "beelden" / badge).mkdir(parents=True)
        (tmp_path / "beelden" / badge / "2020-01-01T1200.mp4").write_bytes(b"x")
    urls = {name: f"sqlite:///{tmp_path}/{name}.db" for name in STORES}
    stores = {name: {"url": url} for name, url in urls.items()}
    stores["cameras"] = {"folder": str(tmp_path / "beelden")}
    house = House(workspace(stores=stores, registers={"huis": (REGISTER, data_map)}), urls)
    badge = {"identifiers": [Identifier("badge", "0042")]}

    case, _ = _answered(house, tmp_path / "uit", **badge)
    (activity,) = data(opened(tmp_path / "uit"))["activities"]
    assert activity["datasets"][0]["rows"] == [{"file": "0042/2020-01-01T1200.mp4"}]
    with house.desk() as desk:
        requests.close(desk, case)

    erasure = house.case("erasure", **badge)
    with house.desk() as desk:
        work = carry_out(desk, erasure)
    assert [(one.found, one.done) for one in work.results if one.found] == [(1, 1)]
    left = [path.name for path in (tmp_path / "beelden").rglob("*.mp4")]
    assert left == ["2020-01-01T1200.mp4"]
    assert not (tmp_path / "beelden" / "0042" / "2020-01-01T1200.mp4").exists()


def test_numbers_that_json_does_not_know_are_text(house: House, tmp_path: Path) -> None:
    house.put(LEDGER, entry(1, None, amount=9e999), entry(2, None, amount=-1.5))

    _answered(house, tmp_path / "uit")
    told = json.loads(opened(tmp_path / "uit")["data.json"], parse_constant=pytest.fail)

    rows = told["activities"][0]["datasets"][0]["rows"]
    assert [row["amount"] for row in rows] == ["inf", -1.5]
