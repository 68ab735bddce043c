"""Registers as they are loaded: strict, whole, and only where nothing is wrong."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date

import pytest

from avgrights.files.reading import Unreadable
from avgrights.files.registers import load_register, load_registers, look
from avgrights.files.shipped import shipped
from avgrights.files.workspace import load_settings
from avgrights.terms.data_map import EventColumn, EventKind
from avgrights.terms.finding import Severity
from avgrights.terms.legal_basis import LegalBasis
from avgrights.terms.period import PERMANENT, Period
from avgrights.terms.register import CountFrom, MonthDay, Then
from tests.files.samples import DATA_MAP, REGISTER, TEXTS, broken, workspace

JIO = shipped("registers") / "jio"


def loaded(tmp_path, **changed):
    return load_registers(load_settings(workspace(tmp_path, **changed)))


@pytest.fixture(scope="module")
def jio():
    return load_register(JIO)


def test_the_five_purposes_of_the_statement(jio):
    assert [activity.id for activity in jio.register.activities] == [
        "service-desk",
        "security",
        "camera-surveillance",
        "relations",
        "administration",
    ]
    assert all(activity.purpose and activity.publish for activity in jio.register.activities)


def test_the_four_legal_bases_of_the_statement(jio):
    """Consent, contract, legal obligation, and interests within the internal operations."""
    used = {basis.basis for activity in jio.register.activities for basis in activity.legal_basis}

    assert used == {"6(1)(a)", "6(1)(b)", "6(1)(c)", "6(1)(f)"}


@pytest.mark.parametrize(
    ("rule", "keep", "count_from", "minimum"),
    [
        ("tickets", Period(years=2), CountFrom.TRIGGER_DATE, False),
        ("relations", Period(years=2), CountFrom.TRIGGER_DATE, False),
        ("footage", Period(weeks=4), CountFrom.TRIGGER_DATE, False),
        ("ledger", Period(years=7), CountFrom.END_OF_BOOK_YEAR, True),
    ],
)
def test_the_four_retention_statements(jio, rule, keep, count_from, minimum):
    found = next(
        r for activity in jio.register.activities for r in activity.retention if r.id == rule
    )

    assert (found.keep, found.count_from, found.minimum) == (keep, count_from, minimum)
    assert found.complete
    assert found.then is Then.ERASE
    assert all(found.after in jio.data_map.dataset(name).events for name in found.datasets)


def test_what_the_statement_rules_out(jio):
    """No special categories, no criminal data, no BSN, nothing outside the EEA, no controllers."""
    for activity in jio.register.activities:
        assert not activity.special_categories
        assert activity.criminal_data is None
        assert activity.national_id is None
        assert not activity.transfers
        assert {recipient.role for recipient in activity.recipients} <= {"processor"}
        assert {recipient.country for recipient in activity.recipients} <= {"EER"}


def test_what_the_statement_leaves_open_is_said(jio):
    security = jio.register.activity("security")
    ledger = jio.register.activity("administration").retention[0]

    assert not security.retention
    assert "bewaartermijn" in security.open[0]
    assert "geen begin van de 7 jaar" in ledger.open[0]


def test_the_jio_register_has_these_findings_and_no_error(jio):
    """The DPO takes in requests; no selection list is named; what is open stands as such."""
    found = look(JIO, today=date(2026, 11, 21)).findings

    assert Counter(f.code for f in found) == {
        "AVG321": 1, "AVG405": 4, "AVG403": 1, "AVG503": 1, "AVG324": 10,
    }  # fmt: skip
    assert {f.severity for f in found} == {Severity.WARNING}
    opened = sum(len(a.open) + sum(len(r.open) for r in a.retention)
                 for a in jio.register.activities)  # fmt: skip
    assert opened == 10


def test_contact_as_the_statement_gives_it(jio):
    register = jio.register

    assert register.controller.address == "Stavorenweg 3, 2803 PT Gouda"
    assert register.controller.postal_address == "Postbus 850, 2800 AW Gouda"
    assert register.dpo.email == register.rights_desk.email == "fg@minjenv.nl"
    assert "Postbus 20301, 2500 EH Den Haag" in register.dpo.address


def test_the_digest_is_over_the_bytes_of_both_files(jio):
    both = (JIO / "register.yaml").read_bytes() + b"\0" + (JIO / "data-map.yaml").read_bytes()

    assert jio.register.digest == hashlib.sha256(both).hexdigest()


def test_a_changed_byte_is_another_digest_and_the_same_bytes_are_the_same(tmp_path):
    first = loaded(tmp_path)[0].register
    changed = loaded(tmp_path, register=TEXTS[REGISTER] + "\n")[0].register
    again = loaded(tmp_path)[0].register

    assert changed.digest != first.digest
    assert again.digest == first.digest
    assert again is first, "unchanged bytes are not read again"


def test_a_change_within_the_same_second_and_size_is_seen(tmp_path):
    """The bytes decide, never the clock of the file system."""
    assert loaded(tmp_path)[0].register.activities[0].retention[0].keep == Period(years=2)

    other = broken(REGISTER, "keep: 2 jaar", "keep: 3 jaar")

    assert loaded(tmp_path, register=other)[0].register.activities[0].retention[0].keep == Period(
        years=3
    )


@pytest.mark.parametrize(
    ("written", "bases"),
    [
        ("6(1)(b)", [LegalBasis(basis="6(1)(b)")]),
        ("[6(1)(b), 6(1)(d)]", [LegalBasis(basis="6(1)(b)"), LegalBasis(basis="6(1)(d)")]),
        ("{basis: 6(1)(c), law: AWR 52(4)}", [LegalBasis(basis="6(1)(c)", law="AWR 52(4)")]),
        (
            "[6(1)(b), {basis: 6(1)(a), consent: formulier}]",
            [LegalBasis(basis="6(1)(b)"), LegalBasis(basis="6(1)(a)", consent="formulier")],
        ),
    ],
)
def test_a_legal_basis_is_written_short_long_or_as_a_list(written, bases, tmp_path):
    text = TEXTS[REGISTER]
    start, end = text.index("    legal_basis:\n"), text.index("    data_subjects")
    text = text[:start] + f"    legal_basis: {written}\n" + text[end:]

    assert list(loaded(tmp_path, register=text)[0].register.activities[0].legal_basis) == bases


@pytest.mark.parametrize(
    ("written", "keep"),
    [
        ("2 years", Period(years=2)),
        ("4 weken", Period(weeks=4)),
        ("P1Y6M", Period(years=1, months=6)),
        ("permanent", PERMANENT),
        ("'90 days'", Period(days=90)),
    ],
)
def test_a_term_is_written_in_dutch_english_or_iso(written, keep, tmp_path):
    text = broken(REGISTER, "keep: 2 jaar ", f"keep: {written} ")

    assert loaded(tmp_path, register=text)[0].register.activities[0].retention[0].keep == keep


def test_a_book_year_ends_on_a_day_or_at_an_event(tmp_path):
    day = broken(
        REGISTER,
        "count_from: trigger date",
        "count_from: end of book year\n        book_year_ends: 06-30",
    )
    event = day.replace("06-30", "request completed")

    ends = [
        loaded(tmp_path, register=text)[0].register.activities[0].retention[0].book_year_ends
        for text in (day, event)
    ]

    assert ends == [MonthDay(6, 30), "request completed"]


def test_an_event_column_short_and_long(tmp_path):
    text = broken(
        DATA_MAP,
        "request completed: closed_at ",
        "{request completed: closed_at, seen: {column: s, as: epoch, zone: UTC}} #",
    ).replace("    events:\n      {", "    events: {")

    events = loaded(tmp_path, data_map=text)[0].data_map.dataset("tickets").events

    assert events == {
        "request completed": EventColumn(column="closed_at"),
        "seen": EventColumn(column="s", kind=EventKind.EPOCH, zone="UTC"),
    }


def test_subjects_and_selections_are_one_or_more(tmp_path):
    text = broken(
        DATA_MAP, "{email: requester_email} ", "{email: [requester_email, cc], bsn: b} "
    ).replace("# only: {kind: [request, incident]} ", "only: {kind: [request, 7], open: true} #")

    dataset = loaded(tmp_path, data_map=text)[0].data_map.dataset("tickets")

    assert dataset.subject == {"email": ("requester_email", "cc"), "bsn": ("b",)}
    assert dataset.only == {"kind": ("request", 7), "open": (True,)}


def test_days_are_days_with_and_without_quotes(tmp_path):
    text = broken(REGISTER, "reviewed: 2026-01-15", "reviewed: '2026-01-15'")

    assert loaded(tmp_path, register=text)[0].register.activities[0].reviewed == date(2026, 1, 15)


def test_null_is_the_same_as_absent(tmp_path):
    text = broken(REGISTER, "minimum: false ", "minimum: null ").replace("then: erase", "then: ~")

    rule = loaded(tmp_path, register=text)[0].register.activities[0].retention[0]

    assert rule.minimum is False
    assert rule.then is Then.ERASE


def test_a_register_with_errors_does_not_load_and_the_first_is_named(tmp_path):
    text = broken(REGISTER, "keep: 2 jaar", "keep: 2 yaers").replace("then: erase", "then: wis")

    with pytest.raises(Unreadable) as refused:
        loaded(tmp_path, register=text)

    assert refused.value.exit_status == 2
    assert str(refused.value).startswith(f"{REGISTER}:54:15: AVG205 ")
    assert "(and 1 more)" in str(refused.value)
    assert "'avgrights check'" in refused.value.remedy


def test_a_store_that_the_workspace_lacks_is_an_error_of_the_data_map(tmp_path):
    with pytest.raises(Unreadable, match="AVG509"):
        loaded(tmp_path, data_map=broken(DATA_MAP, "store: helpdesk", "store: help"))


def test_two_registers_of_one_name_do_not_load(tmp_path):
    root = workspace(tmp_path)
    (root / "registers/ander").mkdir()
    (root / "registers/ander/register.yaml").write_text(TEXTS[REGISTER], encoding="utf-8")

    with pytest.raises(Unreadable, match="AVG330"):
        load_registers(load_settings(root))


def test_registers_are_found_at_any_depth_in_the_order_of_their_paths(tmp_path):
    root = workspace(tmp_path)
    for place in ("a/b", ".hidden", "zz"):
        folder = root / "registers" / place
        folder.mkdir(parents=True)
        text = TEXTS[REGISTER].replace("register: voorbeeld", f"register: {folder.name}")
        (folder / "register.yaml").write_text(text, encoding="utf-8")

    names = [one.register.name for one in load_registers(load_settings(root))]

    assert names == ["b", "voorbeeld", "zz"]


def test_a_folder_that_is_a_link_is_followed_and_one_back_is_not(tmp_path):
    root = workspace(tmp_path / "w")
    elsewhere = tmp_path / "elders"
    elsewhere.mkdir()
    text = TEXTS[REGISTER].replace("register: voorbeeld", "register: gedeeld")
    (elsewhere / "register.yaml").write_text(text, encoding="utf-8")
    (root / "registers/a").symlink_to(elsewhere)
    (root / "registers/voorbeeld/terug").symlink_to(root / "registers")

    names = [one.register.name for one in load_registers(load_settings(root))]

    assert names == ["gedeeld", "voorbeeld"]


@pytest.mark.parametrize("name", ["register.yaml", "data-map.yaml"])
def test_a_link_that_leads_nowhere_is_not_passed_over(name, tmp_path):
    root = workspace(tmp_path)
    (root / "registers/voorbeeld" / name).unlink()
    (root / "registers/voorbeeld" / name).symlink_to(tmp_path / "weg.yaml")

    with pytest.raises(Unreadable, match="AVG101"):
        load_registers(load_settings(root))


def test_an_empty_data_map_is_not_the_same_as_none(tmp_path):
    root = workspace(tmp_path)
    (root / DATA_MAP).unlink()
    assert load_registers(load_settings(root))[0].data_map.datasets == ()

    (root / DATA_MAP).write_bytes(b"")

    with pytest.raises(Unreadable, match="AVG114"):
        load_registers(load_settings(root))


def test_one_register_loads_by_its_folder_unless_it_has_errors(tmp_path):
    root = workspace(tmp_path)
    folder = root / "registers/voorbeeld"
    assert load_register(folder).register.name == "voorbeeld"

    (folder / "register.yaml").write_text(TEXTS[REGISTER] + "onbekend: 1\n", encoding="utf-8")

    with pytest.raises(Unreadable, match="AVG201"):
        load_register(folder)


def test_the_remedy_names_what_there_is(tmp_path):
    with pytest.raises(Unreadable) as refused:
        loaded(tmp_path, data_map=broken(DATA_MAP, "store: helpdesk", "store: help"))

    assert refused.value.remedy.startswith("Its stores are: helpdesk.")
