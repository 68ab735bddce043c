"""Rectification on request (GDPR 16), from the plan to what a second connection sees."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from avgrights.cases.plan import Why
from avgrights.desk.carrying_out import Work, plan_case
from avgrights.desk.doing import carry_out
from avgrights.desk.handling.interface import Order
from avgrights.terms.errors import InputFault, Refused
from tests.requests.house import (
    CONTACTS,
    LEDGER,
    NOTES,
    OTHER,
    PERSON,
    TICKETS,
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
