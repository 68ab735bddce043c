"""Portability (GDPR 20): what the person provided, for machines; and nothing else."""

from __future__ import annotations

import io
import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import pyzipper

from avgrights.cases.assessment import Because, Verdict
from avgrights.cases.manners import Outcome
from avgrights.cli.main import main
from avgrights.desk import assessing, requests
from avgrights.desk.deciding import Decision, decide
from avgrights.desk.doing import carry_out
from avgrights.desk.handing_over import HandOver, hand_over
from avgrights.documents.handover import check_bundle
from avgrights.documents.package import NotSound
from avgrights.terms.errors import InputFault, Refused, StoreFault
from tests.conftest import MakeWorkspace
from tests.requests.house import (
    CONTACTS,
    DATA_MAP,
    NOTES,
    OTHER,
    PERSON,
    REGISTER,
    STORES,
    TICKETS,
    House,
    contact,
    ticket,
)
from tests.requests.opening import data, opened

MakeHouse = Callable[..., House]

_CONTRACT = """    legal_basis: [6(1)(b)]
    automated_processing: true
    data_subjects: [medewerkers]
    data:
      - {category: contactgegevens, source: betrokkene, provided_by_subject: true}
      - {category: inhoud verzoek, source: behandelaar}
"""
_INTEREST = """    legal_basis:
      - {basis: 6(1)(f), interest: ononderbroken bedrijfsvoering, business_operations: true}
    data_subjects: [medewerkers]
    data: [{category: contactgegevens, source: betrokkene, provided_by_subject: true}]
"""
#: The servicedesk works under a contract; what the handlers wrote was not provided by the person.
CONTRACT = REGISTER.replace(_INTEREST, _CONTRACT)
MAP = DATA_MAP.replace(
    "subject: {category: contactgegevens, label: Onderwerp}",
    "subject: {category: inhoud verzoek, label: Onderwerp}",
).replace(
    "text: {category: contactgegevens, third_party: redact}",
    "text: {category: inhoud verzoek, third_party: redact}",
)


@pytest.fixture
def made(workspace: MakeWorkspace, tmp_path: Path) -> MakeHouse:
    """The house with another register or data map, on SQLite."""

    def make(register: str = CONTRACT, data_map: str = MAP) -> House:
        urls = {name: f"sqlite:///{tmp_path}/{name}.db" for name in STORES}
        (tmp_path / "beelden").mkdir()
        stores = {name: {"url": url} for name, url in urls.items()}
        stores["cameras"] = {"folder": str(tmp_path / "beelden")}
        return House(workspace(stores=stores, registers={"huis": (register, data_map)}), urls)

    return make


def _decided(house: House, folder: Path, **given: Any) -> tuple[str, Decision]:
    case = house.case("portability", **given)
    with house.desk() as desk:
        carry_out(desk, case)
        return case, decide(desk, case, out=folder, password_to_file=True)


def _handed(house: House, folder: Path) -> tuple[str, HandOver]:
    house.put(TICKETS, ticket(1, None))
    case, _ = _decided(house, folder / "uit", activities=["service-desk"])
    with house.desk() as desk:
        done = hand_over(desk, case, to="De Andere", out=folder / "over", password_to_file=True)
        return case, done


def test_the_package_holds_what_the_person_provided_and_nothing_else(
    made: MakeHouse, tmp_path: Path
) -> None:
    """Only 20(1): contract, automated, provided; others' data withheld (20(4)).

    Facts:   A ticket: contact data that the person gave, a subject and notes that a handler
             wrote, a description and a handler's name that may be of others.
    Law:     GDPR 20(1), (4).
    Holding: Key, name and e-mail are there; subject and notes are not; the fields that may name
             others are named as withheld.
    """
    house = made()
    house.put(TICKETS, ticket(1, "2026-01-02"), ticket(2, None, email=OTHER, name=OTHER))
    house.put(NOTES, {"id": 9, "ticket_id": 1, "text": "van de behandelaar", "written_on": None})

    _, decision = _decided(house, tmp_path / "uit", activities=["service-desk"])
    files = opened(tmp_path / "uit")

    (activity,) = data(files)["activities"]
    (tickets,) = activity["datasets"]
    assert tickets["rows"] == [{"id": 1, "name": "de betrokkene", "email": PERSON.value}]
    assert tickets["parts"] == {"notes": [{"id": 9, "written_on": None}]}
    assert [one["field"] for one in tickets["withheld"]] == ["body", "helper"]
    assert all("GDPR 20(4)" in one["reason"] for one in tickets["withheld"])
    everything = b"".join(files.values())
    assert b"toets kapot" not in everything and b"van de behandelaar" not in everything
    assert OTHER.encode() not in everything
    assert decision.outcome is Outcome.PARTLY


def test_data_json_is_valid_under_the_schema_beside_it(made: MakeHouse, tmp_path: Path) -> None:
    """`schema.json`, from the data map, in the manifest; strict enough to refuse another field."""
    house = made()
    house.put(TICKETS, ticket(1, "2026-01-02"), ticket(2, None, name=None))
    house.put(NOTES, {"id": 9, "ticket_id": 1, "text": "x", "written_on": None})
    _decided(house, tmp_path / "uit", activities=["service-desk"])

    files = opened(tmp_path / "uit")
    schema, told = json.loads(files["schema.json"]), data(files)
    jsonschema.Draft202012Validator.check_schema(schema)
    check = jsonschema.Draft202012Validator(schema)

    assert list(check.iter_errors(told)) == []
    assert "schema.json" in json.loads(files["manifest.json"])["files"]
    row = told["activities"][0]["datasets"][0]["rows"][0]
    assert list(check.iter_errors({**told, "more": 1}))
    stated = {"case": "R-1", "on": "2026-11-20", "statement": "het is anders gegaan"}
    assert list(check.iter_errors({**told, "statements": [stated]})) == []
    row["subject"] = "x"
    assert list(check.iter_errors(told))
    del row["subject"], row["name"]
    assert list(check.iter_errors(told))


def test_the_schema_is_of_the_data_map_and_not_of_one_person(
    made: MakeHouse, tmp_path: Path
) -> None:
    house = made()
    house.put(TICKETS, ticket(1, None), ticket(2, None, email=OTHER, name=None, body=None))
    _decided(house, tmp_path / "a", activities=["service-desk"])
    other = house.case("portability", activities=["service-desk"],
                       identifiers=[type(PERSON)("email", OTHER)])  # fmt: skip
    with house.desk() as desk:
        carry_out(desk, other)
        decide(desk, other, out=tmp_path / "b", password_to_file=True)

    one, two = opened(tmp_path / "a"), opened(tmp_path / "b")
    assert one["schema.json"] == two["schema.json"]
    assert one["data.json"] != two["data.json"]


@pytest.mark.parametrize(
    ("change", "article"),
    [
        (("legal_basis: [6(1)(b)]", "legal_basis: [{basis: 6(1)(e), law: W}]"), "20(3)"),
        (("automated_processing: true", "automated_processing: false"), "20(1)(b)"),
        (("betrokkene, provided_by_subject: true}", "betrokkene}"), "20(1)"),
    ],
)
def test_each_condition_of_article_20_is_needed(
    made: MakeHouse, change: tuple[str, str], article: str
) -> None:
    house = made(CONTRACT.replace(*change))
    house.put(TICKETS, ticket(1, None))
    case = house.case("portability", activities=["service-desk"])

    with house.desk() as desk:
        (found,) = assessing.assess_case(desk, case).assessments

    assert (found.verdict, found.because) == (Verdict.DOES_NOT_APPLY, Because.LAW)
    assert f"GDPR {article}" in [str(one) for one in found.citations]


def test_explicit_consent_counts_on_another_basis(made: MakeHouse) -> None:
    """9(2)(a) beside a public task: portable all the same (GDPR 20(1)(a))."""
    house = made(
        CONTRACT.replace(
            "legal_basis: [6(1)(b)]",
            "legal_basis: [{basis: 6(1)(e), law: W}]\n"
            '    special_categories: [{category: gezondheid, exception: "9(2)(a)"}]',
        )
    )
    house.put(TICKETS, ticket(1, None))
    case = house.case("portability", activities=["service-desk"])

    with house.desk() as desk:
        (found,) = assessing.assess_case(desk, case).assessments

    assert (found.verdict, found.points) == (Verdict.APPLIES, ("20(1)",))


def test_where_all_that_was_provided_names_others_nothing_is_given(made: MakeHouse) -> None:
    """GDPR 20(4): what is always withheld cannot be handed over by asking for it."""
    fields = (
        "      name: {category: inhoud verzoek}\n      body: {category: contactgegevens, "
        "third_party: withhold}\n    parts: []\n  ledger:"
    )
    start, end = MAP.index("      name: {cat"), MAP.index("  ledger:")
    house = made(CONTRACT, MAP[:start] + fields + MAP[end + len("  ledger:") :])
    house.put(TICKETS, ticket(1, None))
    case = house.case("portability", activities=["service-desk"])

    with house.desk() as desk:
        (found,) = assessing.assess_case(desk, case).assessments

    assert (found.verdict, found.points) == (Verdict.DOES_NOT_APPLY, ("20(4)",))


def test_rows_without_provided_data_are_kept_back_with_the_reason(
    made: MakeHouse, tmp_path: Path
) -> None:
    """A dataset of an activity to which the right applies, with nothing in it that was provided."""
    shared = MAP.replace("[relations, newsletter]", "[relations, newsletter, service-desk]")
    start = shared.index("  contacts:")
    contacts = shared[start:].replace("category: contactgegevens", "category: inhoud verzoek")
    house = made(CONTRACT, shared[:start] + contacts)
    house.put(TICKETS, ticket(1, None))
    house.put(CONTACTS, contact(1, None))
    case = house.case("portability", activities=["service-desk"])
    with house.desk() as desk:
        work = carry_out(desk, case)
        decide(desk, case, out=tmp_path / "uit", password_to_file=True)

    by_dataset = {one.dataset: one for one in work.results}
    assert (by_dataset["contacts"].done, by_dataset["contacts"].kept) == (0, 1)
    assert by_dataset["contacts"].reasons[0].why == "not provided by the person"
    assert "data/contacts.csv" not in opened(tmp_path / "uit")


def test_what_is_asked_for_is_not_purged_meanwhile(made: MakeHouse) -> None:
    """An open portability holds its rows (law.md 7.7); closing it lets go."""
    from avgrights.desk.planning import make_plan

    def held(house: House) -> int:
        with house.desk() as desk:
            return next(r["held"] for r in make_plan(desk).rules if r["dataset"] == "tickets")

    house = made()
    house.put(TICKETS, ticket(1, "2020-01-01"))
    case = house.case("portability", activities=["service-desk"])
    assert held(house) == 1
    with house.desk() as desk:
        requests.withdraw(desk, case)
        requests.close(desk, case)
    assert held(house) == 0


def test_nothing_found_is_no_grant(made: MakeHouse, tmp_path: Path) -> None:
    house = made()
    _, decision = _decided(house, tmp_path / "uit", activities=["service-desk"])
    assert decision.outcome is Outcome.REFUSED
    assert "package.zip" not in [file.name for file in decision.files]


def test_a_hand_over_is_a_signed_bundle_that_the_receiver_can_check(
    made: MakeHouse, tmp_path: Path
) -> None:
    """From one controller to another (GDPR 20(2)): whole, signed, sealed, and on record."""
    house = made()
    case, done = _handed(house, tmp_path)

    bundle, words = done.files
    assert stat.S_IMODE(bundle.stat().st_mode) == 0o600
    with pyzipper.AESZipFile(bundle) as outer:
        assert outer.namelist() == ["inhoud.zip"]
        outer.setpassword(words.read_text().strip().encode())
        inner = zipfile.ZipFile(io.BytesIO(outer.read("inhoud.zip")))
    assert set(inner.namelist()) == {
        "data.json", "schema.json", "data/tickets.csv", "data/tickets.notes.csv",
        "manifest.json", "manifest.note",
    }  # fmt: skip
    manifest = json.loads(inner.read("manifest.json"))
    assert (manifest["from"], manifest["to"]) == ("Voorbeeldorganisatie", "De Andere")
    assert manifest["fingerprint"] == done.fingerprint
    with house.desk() as desk:
        found = check_bundle(bundle, words.read_text().strip(), desk.logbook.key)
        assert (found.case, found.to) == (case, "De Andere")
        assert [one.to for one in requests.show(desk, case).case.handed_over] == ["De Andere"]
        lines = b"".join(desk.logbook.lines())
    assert b"case.handed over" in lines
    assert b"De Andere" not in lines, "to whom is in the sealed file only"


def test_a_bundle_that_was_changed_is_found_out(made: MakeHouse, tmp_path: Path) -> None:
    """Another byte, another file, another key, another password: each is told."""
    house = made()
    _, done = _handed(house, tmp_path)
    bundle, words = done.files
    password = words.read_text().strip()
    with house.desk() as desk:
        key = desk.logbook.key
    with pyzipper.AESZipFile(bundle) as outer:
        outer.setpassword(password.encode())
        inner = zipfile.ZipFile(io.BytesIO(outer.read("inhoud.zip")))
        files = {name: inner.read(name) for name in inner.namelist()}

    def forged(**changed: bytes | None) -> Path:
        passing = io.BytesIO()
        with zipfile.ZipFile(passing, "w") as out:
            for name, content in {**files, **changed}.items():
                if content is not None:
                    out.writestr(name, content)
        place = tmp_path / f"vals-{len(list(tmp_path.iterdir()))}.zip"
        with pyzipper.AESZipFile(place, "w", encryption=pyzipper.WZ_AES) as out:
            out.setpassword(password.encode())
            out.writestr("inhoud.zip", passing.getvalue())
        return place

    check_bundle(forged(), password, key)
    other = type(key)(key.name, bytes(32))
    to = files["manifest.json"].replace(b"De Andere", b"Een Derde")
    for place, words_, by, why in (
        (
            forged(**{"data.json": files["data.json"] + b" "}),
            password,
            key,
            "data.json was changed",
        ),
        (forged(**{"manifest.json": to}), password, key, "under another manifest"),
        (forged(**{"data.json": None}), password, key, "other files than"),
        (forged(**{"erbij.exe": b"x"}), password, key, "other files than"),
        (forged(**{"manifest.note": b""}), password, key, "not signed"),
        (bundle, password, other, "not signed"),
        (bundle, "een-ander", key, "does not open"),
    ):
        with pytest.raises(NotSound, match=why):
            check_bundle(place, words_, by)


def test_the_receiver_checks_by_command_with_no_workspace(
    made: MakeHouse, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    house = made()
    _, done = _handed(house, tmp_path)
    bundle, words = done.files
    with house.desk() as desk:
        key = str(desk.logbook.key)
    elsewhere = tmp_path / "elders"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    ask = ["--format", "json", "request", "check-hand-over", str(bundle), "--password-from"]

    with pytest.raises(SystemExit) as ended:
        main([*ask, str(words), "--key", key])
    assert ended.value.code == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["ok"], told["to"], told["fingerprint"]) == (True, "De Andere", done.fingerprint)
    wrong = elsewhere / "woorden"
    wrong.write_text("mis")
    with pytest.raises(SystemExit) as ended:
        main([*ask, str(wrong), "--key", key])
    assert ended.value.code == 1


def test_nothing_is_handed_over_before_the_decision_or_after_a_refusal(
    made: MakeHouse, tmp_path: Path
) -> None:
    house = made()
    case = house.case("portability", activities=["service-desk"])
    with house.desk() as desk:
        with pytest.raises(Refused, match="decide on it before"):
            hand_over(desk, case, to="De Andere", out=tmp_path / "over")
        carry_out(desk, case)
        decide(desk, case, out=tmp_path / "uit")
        with pytest.raises(Refused, match="nothing to hand over"):
            hand_over(desk, case, to="De Andere", out=tmp_path / "over")
    access = house.case("access")
    with house.desk() as desk:
        carry_out(desk, access)
        decide(desk, access, out=tmp_path / "inzage")
        with pytest.raises(Refused, match="only a portability"):
            hand_over(desk, access, to="De Andere", out=tmp_path / "over")
    assert not (tmp_path / "over").exists()


def test_a_store_that_is_down_hands_over_nothing(made: MakeHouse, tmp_path: Path) -> None:
    house = made()
    house.put(TICKETS, ticket(1, None))
    case, _ = _decided(house, tmp_path / "uit", activities=["service-desk"])
    one = Path(house.urls["one"].removeprefix("sqlite:///"))
    one.rename(tmp_path / "weg")

    with house.desk() as desk, pytest.raises(StoreFault):
        hand_over(desk, case, to="De Andere", out=tmp_path / "over")
    assert list((tmp_path / "over").iterdir()) == []

    (tmp_path / "weg").rename(one)
    with house.desk() as desk:
        with pytest.raises(InputFault, match="name of a controller"):
            hand_over(desk, case, to="x\ny", out=tmp_path / "over")
        first = hand_over(desk, case, to="De Andere", out=tmp_path / "over", password_to_file=True)
        again = hand_over(desk, case, to="De Andere", out=tmp_path / "over")
    assert len(first.files) == 2 and first.password is None
    assert again.password and len(again.files) == 1
    assert [one.name for one in (tmp_path / "over").iterdir()] == [again.files[0].name]
