"""Rectification on request (GDPR 16), from the plan to what a second connection sees."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from avgrights.cases.case import Case
from avgrights.cases.plan import Why
from avgrights.cli.main import main
from avgrights.desk import requests
from avgrights.desk.carrying_out import Work, plan_case
from avgrights.desk.copying import copied
from avgrights.desk.deciding import decide
from avgrights.desk.desk import Desk
from avgrights.desk.doing import carry_out
from avgrights.desk.handling.interface import Order
from avgrights.documents.data_json import data_json
from avgrights.documents.overview import overview
from avgrights.terms.errors import InputFault, Refused
from avgrights.terms.identifier import Identifier
from tests.requests.house import (
    CONTACTS,
    LEDGER,
    NOTES,
    OTHER,
    PERSON,
    TICKETS,
    TODAY,
    House,
    contact,
    entry,
    ticket,
)


def order(only: dict[str, str] | None = None, statement: str | None = None, **new: str) -> Order:
    """What the command asks."""
    return Order(
        corrections=tuple(new.items()), only=tuple((only or {}).items()), statement=statement
    )


def correct(house: House, case: str, asked: Order, expect: str | None = None) -> Work:
    """Carries the case out."""
    with house.desk() as desk:
        return carry_out(desk, case, order=asked, expect=expect)


def shown(house: House, case: str, asked: Order) -> Work:
    """The plan."""
    with house.desk() as desk:
        return plan_case(desk, case, order=asked)


def column(house: House, table: sa.Table, name: str) -> dict[int, Any]:
    """What a column holds, by the first key column, over a connection of the test's own."""
    from tests.requests.house import STORES

    store = next(store for store, tables in STORES.items() if table in tables)
    key = list(table.primary_key.columns)[-1]
    with house.engine(store).connect() as connection:
        return {row[0]: row[1] for row in connection.execute(sa.select(key, table.c[name]))}


def of(work: Work, dataset: str) -> tuple[int, int, int]:
    """found, done, kept of one dataset, as its first activity has them."""
    one = next(one for one in work.results if one.dataset == dataset)
    return one.found, one.done, one.kept


def whys(work: Work, dataset: str) -> dict[Why, int]:
    """Why rows of a dataset stay as they are."""
    one = next(one for one in work.results if one.dataset == dataset)
    return {reason.why: reason.rows for reason in one.reasons}


def test_a_wrong_name_is_put_right_wherever_it_stands(either: House) -> None:
    """A person and a help desk.

    Facts:   Two tickets bear a misspelt name, a third the right one; somebody else's ticket bears
             the misspelt name too.
    Law:     GDPR 16, first sentence.
    Holding: The plan shows the old and the new; the person's rows are right afterwards, the
             other's is as it was.
    """
    either.put(
        TICKETS,
        ticket(1, "2026-01-01", name="de betroknene"), ticket(2, None, name="de betroknene"),
        ticket(3, "2026-01-01"), ticket(4, None, name="de betroknene", email=OTHER),
    )  # fmt: skip
    case = either.case("rectification")
    asked = order(Naam="de betrokkene")

    plan = shown(either, case, asked)
    assert column(either, TICKETS, "name")[1] == "de betroknene"
    assert [(c.dataset, c.name, c.rows, c.old, c.new) for c in plan.changes] == [
        ("tickets", "name", 2, ("de betroknene",), "de betrokkene")
    ]

    work = correct(either, case, asked, expect=plan.digest)
    assert of(work, "tickets") == of(plan, "tickets") == (3, 3, 0)
    assert column(either, TICKETS, "name") == {
        1: "de betrokkene", 2: "de betrokkene", 3: "de betrokkene", 4: "de betroknene",
    }  # fmt: skip


def test_what_finds_a_person_is_changed_only_where_it_names_that_person(either: House) -> None:
    """Facts:   The person stands in the copy line of somebody else's ticket.
    Holding: That ticket keeps the address of the other; the person's own tickets get the new one.
    """
    either.put(TICKETS, ticket(1, None), ticket(2, None, email=OTHER, cc=PERSON.value))
    case = either.case("rectification")
    work = correct(either, case, order(**{"E-mailadres": "nieuw@example.nl"}))

    assert column(either, TICKETS, "email") == {1: "nieuw@example.nl", 2: OTHER}
    assert of(work, "tickets") == (2, 1, 1)
    assert whys(work, "tickets") == {Why.OTHERS_FIELD: 1}


def test_in_every_dataset_and_part_that_holds_the_field(house: House) -> None:
    """Facts:   The address stands in tickets, ledger and contacts; a date in the notes.
    Holding: All three get the new one; the notes of the person's ticket too, and no other's.
    """
    house.put(TICKETS, ticket(1, None), ticket(2, None, email=OTHER))
    house.put(NOTES, {"id": 1, "ticket_id": 1}, {"id": 2, "ticket_id": 2})
    house.put(LEDGER, entry(1, "2024-01-01"), entry(2, "2024-01-01", email=OTHER))
    house.put(CONTACTS, contact(1, None), contact(2, None, email=OTHER))
    case = house.case("rectification")
    asked = order(**{"email": "nieuw@example.nl", "notes.Geschreven": "2026-03-01"})
    work = correct(house, case, asked)

    for table in (TICKETS, LEDGER, CONTACTS):
        assert column(house, table, "email") == {1: "nieuw@example.nl", 2: OTHER}
    written = column(house, NOTES, "written_on")
    assert (str(written[1]), written[2]) == ("2026-03-01", None)
    assert {(c.dataset, c.name, c.rows) for c in work.changes} == {
        ("tickets", "email", 1), ("tickets", "notes.written_on", 1), ("ledger", "email", 1),
        ("contacts", "email", 1),
    }  # fmt: skip
    with house.desk() as desk:
        pieces = [p for store in ("one", "two", "three") for p in desk.store(store).evidence(case)]
    assert {(p.rule, p.dataset, p.rows, tuple(p.parts.items())) for p in pieces} == {
        ("GDPR 16", "tickets", 1, ()), ("GDPR 16", "tickets", 0, (("notes", 1),)),
        ("GDPR 16", "ledger", 1, ()), ("GDPR 16", "contacts", 1, ()),
    }  # fmt: skip


def test_part_rows_of_a_record_whose_address_changes_too(either: House) -> None:
    """Holding: the notes are put right before the record stops bearing the old address."""
    either.put(TICKETS, ticket(1, None), ticket(2, None, email=OTHER))
    either.put(
        NOTES, {"id": 1, "ticket_id": 1}, {"id": 2, "ticket_id": 2}, {"id": 3, "ticket_id": 1}
    )
    case = either.case("rectification")
    asked = order(**{"tickets.email": "nieuw@example.nl", "Geschreven": "2026-03-01"})
    assert of(correct(either, case, asked), "tickets") == (1, 1, 0)
    written = {
        key: value and str(value) for key, value in column(either, NOTES, "written_on").items()
    }
    assert written == {1: "2026-03-01", 2: None, 3: "2026-03-01"}
    assert column(either, TICKETS, "email") == {1: "nieuw@example.nl", 2: OTHER}


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        pytest.param(order(leeftijd="3"), "no field 'leeftijd'", id="unknown"),
        pytest.param(order(**{"ledger.naam": "x"}), "no field", id="not in that dataset"),
        pytest.param(order(secret="x"), "no field", id="a column that is not mapped"),
        pytest.param(order(Bedrag="veel"), "ledger.amount wants a whole number", id="not a number"),
        pytest.param(order(Bedrag="1.5"), "whole number", id="a fraction"),
        pytest.param(order(Geschreven="1 maart"), "wants a day", id="not a day"),
        pytest.param(order(Geschreven="2026-02-30"), "wants a day", id="no such day"),
        pytest.param(order(Naam="a\x00b"), "control characters", id="a control character"),
        pytest.param(order(Naam="x", name="y"), "two values", id="two values"),
        pytest.param(order(), "say what is right", id="nothing"),
        pytest.param(order({"Onderwerp": "x"}, Naam="y"), "--was", id="was without set"),
        pytest.param(order(statement="  "), "has words", id="an empty statement"),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_is(
    house: House, asked: Order, says: str
) -> None:
    house.put(TICKETS, ticket(1, None))
    house.put(NOTES, {"id": 1, "ticket_id": 1})
    house.put(LEDGER, entry(1, None))
    case = house.case("rectification")
    before = {
        table.name: column(house, table, c) for table, c in ((TICKETS, "name"), (LEDGER, "amount"))
    }
    for act in (shown, correct):
        with pytest.raises(InputFault, match=says) as fault:
            act(house, case, asked)
        assert "veel" not in str(fault.value)
    assert before == {
        table.name: column(house, table, c) for table, c in ((TICKETS, "name"), (LEDGER, "amount"))
    }
    with house.desk() as desk:
        assert desk.store("one").identity() is None or not desk.store("one").evidence(case)


def test_keys_and_what_sorts_rows_are_never_changed(house: House) -> None:
    house.put(CONTACTS, contact(1, None))
    path = house.root / "registers" / "huis" / "data-map.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "      phone: {category: contactgegevens, label: Telefoonnummer}\n",
        "      phone: {category: contactgegevens, label: Telefoonnummer}\n"
        "      number: {category: contactgegevens, label: Nummer}\n",
    )
    path.write_text(text, encoding="utf-8")
    case = house.case("rectification")
    with pytest.raises(InputFault, match=r"contacts\.number cannot be corrected"):
        correct(house, case, order(Nummer="7"))


def test_only_where_it_holds_the_old_value(either: House) -> None:
    """Facts:   Three tickets with two subjects. Law: GDPR 16: what is inaccurate.
    Holding: --was limits the correction to the rows that hold that value."""
    either.put(
        TICKETS, ticket(1, None, subject="oud"), ticket(2, None, subject="anders"),
        ticket(3, None, subject="oud"),
    )  # fmt: skip
    case = either.case("rectification")
    work = correct(either, case, order({"Onderwerp": "oud"}, Onderwerp="nieuw"))
    assert column(either, TICKETS, "subject") == {1: "nieuw", 2: "anders", 3: "nieuw"}
    assert of(work, "tickets") == (3, 2, 1)
    assert whys(work, "tickets") == {Why.OTHER_VALUE: 1}


def test_what_changed_since_the_plan_is_left_as_it_is(
    either: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Facts:   Between plan and change somebody else puts another name in one row, and the right
             name in a second.
    Holding: Compare and set: the first is kept as changed, the second counts as done."""
    either.put(
        TICKETS, ticket(1, None, name="a"), ticket(2, None, name="a"), ticket(3, None, name="a")
    )
    case = either.case("rectification")
    from avgrights.desk import rectifying

    real = rectifying.adopt

    def meanwhile(*given: Any) -> Any:
        for id, name in ((1, "iets anders"), (2, "juist")):
            with either.engine("one").begin() as connection:
                connection.execute(sa.update(TICKETS).where(TICKETS.c.id == id).values(name=name))
        return real(*given)

    monkeypatch.setattr(rectifying, "adopt", meanwhile)
    work = correct(either, case, order(Naam="juist"))
    assert column(either, TICKETS, "name") == {1: "iets anders", 2: "juist", 3: "juist"}
    assert of(work, "tickets") == (3, 2, 1)
    assert whys(work, "tickets") == {Why.CHANGED: 1}


def test_other_corrections_on_a_case_under_way_are_refused(house: House) -> None:
    house.put(TICKETS, ticket(1, None, name="a"))
    house.put(CONTACTS, contact(1, None))
    case = house.case("rectification")
    asked = order({"Telefoonnummer": ""}, Naam="b", Telefoonnummer="010")
    three = next(house.root.parent.rglob("three.db"))
    away = three.with_suffix(".away")
    three.rename(away)
    work = correct(house, case, asked)
    assert work.open == ("three",)
    assert column(house, TICKETS, "name") == {1: "b"}
    with pytest.raises(Refused, match="other corrections"):
        correct(house, case, order(Naam="c"))
    away.rename(three)

    work = correct(house, case, order())
    assert not work.open
    assert column(house, CONTACTS, "phone") == {1: "010"}
    assert correct(house, case, asked).results == work.results
    with pytest.raises(Refused, match="other corrections"):
        correct(house, case, order(Naam="c"))


def test_a_hold_keeps_what_is_there(either: House) -> None:
    """Facts:   One of two tickets is held for a legal claim.
    Law:     GDPR 17(3)(e), 18(1)(c): what is evidence stays as it is (decision 0100).
    Holding: The held one is kept with its reason; the other is corrected."""
    from avgrights.desk import holding

    either.put(TICKETS, ticket(1, None, name="a"), ticket(2, None, name="a"))
    with either.desk() as desk:
        holding.place(
            desk, reason="legal claim", because="proef", by="medewerker 1", dataset="tickets",
            keys=[("1",)],
        )  # fmt: skip
    case = either.case("rectification")
    plan = shown(either, case, order(Naam="b"))
    work = correct(either, case, order(Naam="b"), expect=plan.digest)
    assert of(plan, "tickets") == of(work, "tickets") == (2, 1, 1)
    assert whys(work, "tickets") == {Why.HELD: 1}
    assert column(either, TICKETS, "name") == {1: "a", 2: "b"}


@pytest.mark.parametrize("ground", ["18(1)(a)", "18(1)(b)"])
def test_a_restriction_for_contested_accuracy_waits_for_just_this(
    house: House, ground: str
) -> None:
    """Law:     GDPR 18(1)(a) restricts until accuracy is verified; other grounds: storage only."""
    from avgrights.desk.restricting import restrict

    house.put(TICKETS, ticket(1, None, name="a"))
    with house.desk() as desk:
        restrict(desk, dataset="tickets", ground=ground, by="medewerker 1", keys=[("1",)])
    case = house.case("rectification")
    work = correct(house, case, order(Naam="b"))
    contested = ground == "18(1)(a)"
    assert column(house, TICKETS, "name") == {1: "b" if contested else "a"}
    assert whys(work, "tickets") == ({} if contested else {Why.RESTRICTED: 1})


@pytest.mark.parametrize("way", ["flag", "move", "policy"])
def test_what_a_restriction_shuts_off_for_contested_accuracy(either: House, way: str) -> None:
    """Holding: put right where it stands; what lies apart waits for the lifting, and says so."""
    path = either.root / "registers" / "huis" / "data-map.yaml"
    said = "{flag: secret}" if way == "flag" else way
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("    table: tickets\n", f"    table: tickets\n    restrict: {said}\n")
    )
    either.put(
        TICKETS, ticket(1, None, name="a", secret=None), ticket(2, None, name="a", email=OTHER)
    )
    first = either.case("restriction", ground="accuracy contested", activities=["service-desk"])
    try:
        correct(either, first, order())
    except InputFault as fault:
        pytest.skip(str(fault))
    case = either.case("rectification", activities=["service-desk"])
    work = correct(either, case, order(Naam="b"))
    if way == "move":
        assert whys(work, "tickets") == {Why.RESTRICTED: 1}
    else:
        assert of(work, "tickets") == (1, 1, 0)
        assert column(either, TICKETS, "name")[1] == "b"
    assert column(either, TICKETS, "name")[2] == "a"


def test_an_open_access_request_is_not_led_astray(house: House) -> None:
    """Facts:   The person asked for access, and for another address.
    Holding: The name may be put right meanwhile; the address by which the copy is gathered not."""
    house.put(TICKETS, ticket(1, None, name="a"))
    house.case("access")
    first, second = house.case("rectification"), house.case("rectification")
    assert of(correct(house, first, order(Naam="b")), "tickets") == (1, 1, 0)
    work = correct(house, second, order(**{"E-mailadres": "nieuw@example.nl"}))
    assert whys(work, "tickets") == {Why.HELD: 1}
    assert column(house, TICKETS, "email") == {1: PERSON.value}


def test_a_value_that_the_database_does_not_take_is_kept_with_that_reason(either: House) -> None:
    """Facts:   The column is unique in the table, so that two rows cannot get the same value."""
    with either.engine("one").begin() as connection:
        whole = "helper(40)" if connection.dialect.name in ("mariadb", "mysql") else "helper"
        connection.execute(sa.text(f"CREATE UNIQUE INDEX one_helper ON tickets ({whole})"))
    either.put(TICKETS, ticket(1, None, helper="a"), ticket(2, None, helper="b"))
    case = either.case("rectification")
    work = correct(either, case, order(Behandelaar="c"))
    assert sorted(column(either, TICKETS, "helper").values()) in (["a", "c"], ["b", "c"])
    assert of(work, "tickets") == (2, 1, 1)
    assert whys(work, "tickets") == {Why.NOT_TAKEN: 1}


# -- the statement, the letter, the command -------------------------------------------------------


def casebook_case(desk: Desk, case: str) -> Case:
    """The case as it stands."""
    return requests.show(desk, case).case


def letter(house: House, case: str, folder: Path) -> tuple[str, str]:
    """The outcome, and the words of the letter."""
    with house.desk() as desk:
        decision = decide(desk, case, out=folder / case, password_to_file=True)
    page = (folder / case / "letter.html").read_text(encoding="utf-8")
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.split("<body", 1)[1]))
    return decision.outcome.value, words


def test_a_correction_is_granted_and_told(house: House, tmp_path: Path) -> None:
    house.put(TICKETS, ticket(1, None, name="a"))
    house.put(LEDGER, entry(1, None))
    case = house.case("rectification")
    correct(house, case, order(Naam="de betrokkene"))
    outcome, words = letter(house, case, tmp_path)
    assert outcome == "granted"
    assert "Wij hebben uw gegevens verbeterd." in words
    assert "Naam is nu: de betrokkene." in words
    assert "Hierin staat niet wat u wilt laten verbeteren." in words  # the ledger
    assert "wissen" not in words.split("Welke rechten")[0]


def test_where_facts_stay_disputed_a_statement_completes_the_data(
    house: House, tmp_path: Path
) -> None:
    """Law:     GDPR 16, second sentence. Holding: nothing is changed; the statement is kept sealed,
    told in the letter, shown with the case, and goes with a later copy of the same person."""
    house.put(TICKETS, ticket(1, None, subject="ruzie"))
    case = house.case("rectification")
    text = "Er was geen ruzie.\nIk was er niet eens."
    work = correct(house, case, order(statement=text))
    assert column(house, TICKETS, "subject") == {1: "ruzie"}
    assert whys(work, "tickets") == {Why.DISPUTED: 1}
    outcome, words = letter(house, case, tmp_path)
    assert outcome == "partly"
    assert "Wij verbeteren uw gegevens niet." in words
    assert "Wij hebben uw verklaring vastgelegd" in words

    everything = b"".join(p.read_bytes() for p in (house.root / "var").rglob("*") if p.is_file())
    assert b"geen ruzie" not in everything
    for who, there in ((PERSON, True), (Identifier("email", OTHER), False)):
        house.put(TICKETS, ticket(9 if there else 8, None, email=who.value))
        access = house.case("access", identifiers=[who])
        correct(house, access, order())
        with house.desk() as desk:
            found = casebook_case(desk, access)
            with copied(desk, found, desk.register("huis")) as copy:
                data = json.loads("".join(data_json(copy)))
                page = "".join(overview(copy, "nl"))
        assert ("statements" in data) is there
        assert ("Er was geen ruzie." in page) is there
        if there:
            assert data["statements"] == [
                {"case": case, "on": TODAY.isoformat(), "statement": text}
            ]


def test_a_statement_may_come_until_the_decision(house: House, tmp_path: Path) -> None:
    house.put(TICKETS, ticket(1, None, name="a"))
    case = house.case("rectification")
    correct(house, case, order(Naam="b"))
    correct(house, case, order(statement="en zo is het"))
    with pytest.raises(Refused, match="another statement"):
        correct(house, case, order(statement="of toch niet"))
    with house.desk() as desk:
        assert casebook_case(desk, case).statement == "en zo is het"
    other = house.case("rectification")
    correct(house, other, order(Naam="c"))
    letter(house, other, tmp_path)
    with pytest.raises(Refused, match="decided"):
        correct(house, other, order(statement="te laat"))


def test_who_is_corrected_is_found_by_the_new_address(house: House) -> None:
    """Facts:   A statement, and in the same request another address; later access by the new one.
    Holding: The statement goes with the copy: the file knows both addresses."""
    house.put(TICKETS, ticket(1, None))
    case = house.case("rectification")
    asked = order(statement="zo is het", **{"E-mailadres": "nieuw@example.nl"})
    correct(house, case, asked)
    access = house.case("access", identifiers=[Identifier("email", "nieuw@example.nl")])
    correct(house, access, order())
    with house.desk() as desk:
        found = casebook_case(desk, access)
        with copied(desk, found, desk.register("huis")) as copy:
            assert [one.text for one in copy.statements] == ["zo is het"]


def test_nothing_found_is_no_correction(house: House, tmp_path: Path) -> None:
    house.put(TICKETS, ticket(1, None, email=OTHER))
    case = house.case("rectification")
    correct(house, case, order(Naam="b"))
    outcome, words = letter(house, case, tmp_path)
    assert outcome == "refused"
    assert "geen persoonsgegevens van u gevonden" in words


def test_no_other_right_takes_a_correction(house: House) -> None:
    house.put(TICKETS, ticket(1, "2020-01-01"))
    case = house.case("erasure")
    with pytest.raises(InputFault, match="only a rectification"):
        correct(house, case, order(Naam="b"))
    assert house.left(TICKETS) == [1]


def test_the_command_shows_old_and_new_and_does_just_that(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    house.put(TICKETS, ticket(1, None, name="a"), ticket(2, None, name="c"))
    case = house.case("rectification")

    def run(*words: str) -> tuple[int, Any]:
        try:
            main(["--workspace", str(house.root), "--format", "json", *words,
                  "--today", TODAY.isoformat()])  # fmt: skip
            status = 0
        except SystemExit as end:
            status = int(end.code or 0)
        out = capsys.readouterr()
        return status, json.loads(out.out) if out.out else out.err

    status, plan = run("request", "carry-out", case, "--set", "naam=b", "--plan")
    assert status == 0
    (change,) = plan["changes"]
    assert {**change, "old": sorted(change["old"])} == {
        "dataset": "tickets", "field": "name", "rows": 2, "old": ["a", "c"], "new": "b",
    }  # fmt: skip
    assert run("request", "carry-out", case, "--set", "naam=B", "--expect", plan["digest"])[0] == 4
    assert run("request", "carry-out", case)[0] == 2
    assert run("request", "carry-out", case, "--set", "naam")[0] == 2
    status, done = run("request", "carry-out", case, "--set", "naam=b", "--expect", plan["digest"])
    assert (status, done["changes"], done["results"]) == (0, plan["changes"], plan["results"])
    assert column(house, TICKETS, "name") == {1: "b", 2: "b"}
    assert run("request", "carry-out", case)[1]["results"] == done["results"]
    assert run("journal", "verify")[0] == 0


# -- what happens between plan and change ---------------------------------------------------------


def _before_the_change(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    from avgrights.desk import rectifying

    real = rectifying.adopt

    def adopt(*given: Any) -> Any:
        act()
        return real(*given)

    monkeypatch.setattr(rectifying, "adopt", adopt)


def test_a_hold_placed_after_the_plan_still_stops_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from avgrights.desk import holding

    house.put(TICKETS, ticket(1, None, name="a"), ticket(2, None, name="a"))
    case = house.case("rectification")

    def hold() -> None:
        with house.desk() as desk:
            holding.place(
                desk, reason="legal claim", because="proef", by="medewerker 1", dataset="tickets",
                keys=[("2",)],
            )  # fmt: skip

    _before_the_change(monkeypatch, hold)
    work = correct(house, case, order(Naam="b"))
    assert column(house, TICKETS, "name") == {1: "b", 2: "a"}
    assert whys(work, "tickets") == {Why.HELD: 1}


def test_a_trigger_that_makes_something_else_of_it_undoes_it_all(house: House) -> None:
    """Nothing is called right that is not: the store is open, and holds what it held."""
    house.put(TICKETS, ticket(1, None, name="a"))
    with house.engine("one").begin() as connection:
        connection.execute(
            sa.text(
                "CREATE TRIGGER loud AFTER UPDATE OF name ON tickets BEGIN "
                "UPDATE tickets SET name = upper(new.name) WHERE id = new.id; END"
            )
        )
    case = house.case("rectification")
    work = correct(house, case, order(Naam="b"))
    assert work.open == ("one",)
    assert "a trigger" in dict(work.faults)["one"]
    assert column(house, TICKETS, "name") == {1: "a"}
    with house.desk() as desk:
        assert not desk.store("one").evidence(case)


def test_what_the_evidence_shows_as_done_was_done(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Facts:   The run dies after the change; before it is finished somebody writes another name.
    Holding: The evidence in the store shows that it was corrected, and so it counts."""
    from avgrights.desk.handling import rectification

    house.put(TICKETS, ticket(1, None, name="a"), ticket(2, None, name="a"))
    case = house.case("rectification")
    with monkeypatch.context() as dies:
        dies.setattr(rectification, "_as_it_is", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            correct(house, case, order(Naam="b"))
    with house.engine("one").begin() as connection:
        connection.execute(sa.update(TICKETS).where(TICKETS.c.id == 1).values(name="later"))
    assert of(correct(house, case, order()), "tickets") == (2, 2, 0)
    assert column(house, TICKETS, "name") == {1: "later", 2: "b"}


def test_nothing_of_it_is_readable_at_the_desk(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """Old value, new value and statement lie sealed; no message holds one."""
    canaries = ("kanarie-oud", "kanarie-nieuw", "kanarie-verklaring")
    house.put(TICKETS, ticket(1, None, name=canaries[0]), ticket(2, None, name=canaries[0]))
    with house.engine("one").begin() as connection:
        connection.execute(sa.text("CREATE UNIQUE INDEX one_name ON tickets (name, id)"))
        connection.execute(sa.text("CREATE UNIQUE INDEX one_helper ON tickets (helper) "
                                   "WHERE helper = 'kanarie-nieuw'"))  # fmt: skip
    case = house.case("rectification")
    asked = order(statement=canaries[2], Naam=canaries[1], Behandelaar=canaries[1])
    work = correct(house, case, asked)
    assert whys(work, "tickets") == {Why.NOT_TAKEN: 1}
    kept = b"".join(p.read_bytes() for p in (house.root / "var").rglob("*") if p.is_file())
    said = capsys.readouterr()
    for one in canaries:
        assert one.encode() not in kept and one.encode("utf-16-le") not in kept
        assert one not in said.out + said.err
        assert one not in repr(work.results)
    with house.engine("one").connect() as connection:
        evidence = connection.execute(sa.text("SELECT * FROM avgrights_evidence")).all()
    assert not any(one in str(evidence) for one in canaries)


def test_the_old_value_is_gone_from_the_file_and_its_log(house: House) -> None:
    """Facts:   A SQLite file with a write-ahead log, which another program keeps open."""
    path = Path(house.urls["one"].removeprefix("sqlite:///"))
    house.put(TICKETS, *(ticket(n, None, name="kanarie-oud") for n in range(1, 30)))
    with house.engine("one").connect() as other:
        other.exec_driver_sql("PRAGMA journal_mode=WAL")
        other.exec_driver_sql("SELECT count(*) FROM tickets")
        other.rollback()
        case = house.case("rectification")
        correct(house, case, order(Naam="juist"))
        files = [path, path.with_name(f"{path.name}-wal")]
        kept = b"".join(one.read_bytes() for one in files if one.exists())
    assert b"juist" in kept
    assert b"kanarie-oud" not in kept


def test_a_refusal_throughout_needs_no_correction(house: House, tmp_path: Path) -> None:
    """Nothing was found: there is nothing to say what is right of."""
    from avgrights.desk.assessing import assess_case

    house.put(TICKETS, ticket(1, None, email=OTHER))
    case = house.case("rectification")
    with house.desk() as desk:
        assess_case(desk, case)
    outcome, words = letter(house, case, tmp_path)
    assert outcome == "refused" and "geen persoonsgegevens van u gevonden" in words
