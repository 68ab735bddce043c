"""Restriction of processing (GDPR 18) from receipt to lifting, seen from a second connection."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from avgrights.desk.assessing import assess_case
from avgrights.desk.doing import carry_out
from avgrights.desk.lifting import lift_case
from tests.requests.house import (
    CONTACTS,
    LEDGER,
    NOTES,
    OTHER,
    TICKETS,
    TODAY,
    House,
    contact,
    entry,
    ticket,
)


def everything(house: House) -> dict[str, list[Any]]:
    """Every row of every table, over a connection of the test's own."""
    found = {}
    for table, store in ((TICKETS, "one"), (NOTES, "one"), (LEDGER, "two"), (CONTACTS, "three")):
        with house.engine(store).connect() as connection:
            order = list(table.primary_key.columns)
            rows = connection.execute(sa.select(table).order_by(*order))
            found[table.name] = [tuple(row) for row in rows]
    return found


def fill(house: House) -> None:
    """Two tickets of the person with notes, an entry, a contact; and rows of somebody else."""
    tickets(house)
    house.put(LEDGER, entry(1, "2026-01-02"))
    house.put(CONTACTS, contact(1, None))


def tickets(house: House) -> None:
    """Two tickets of the person with notes, and one of somebody else."""
    house.put(TICKETS, ticket(1, "2026-11-01"), ticket(2, None), ticket(3, None, email=OTHER))
    house.put(NOTES, {"id": 1, "ticket_id": 1, "text": "een", "written_on": date(2026, 1, 2)},
              {"id": 2, "ticket_id": 2, "text": None, "written_on": None},
              {"id": 3, "ticket_id": 3, "text": "van een ander", "written_on": None})  # fmt: skip


def moved(house: House) -> House:
    """The same body, where every dataset is moved apart."""
    path = house.root / "registers" / "huis" / "data-map.yaml"
    text = path.read_text()
    text = text.replace("    key: [", "    restrict: move\n    key: [")
    path.write_text(text)
    return house


def restricted(house: House, **given: Any) -> str:
    """A case that is carried out."""
    case = house.case("restriction", **{"ground": "accuracy contested", **given})
    with house.desk() as desk:
        assess_case(desk, case)
        carry_out(desk, case)
    return case


def test_rows_are_moved_apart_and_come_back_as_they_were(either: House):
    """
    Facts: the person contests the accuracy of all data; tables whose rows are moved apart.
    Law: GDPR 18(1)(a), 18(2): storage only; 18(3): told before it is lifted.
    Holding: the rows, with their parts, are in no table any more, others are untouched; after
        notice and lifting everything is what it was.
    """
    house = moved(either)
    tickets(house)
    before = everything(house)

    case = restricted(house)

    during = everything(house)
    assert [row[0] for row in during["tickets"]] == [3]
    assert [row[0] for row in during["notes"]] == [3]
    with house.desk() as desk:
        work = lift_case(desk, case, informed=TODAY)
    assert everything(house) == before
    assert [(one.dataset, one.done, one.kept) for one in work.results] == [("tickets", 2, 0)]


def test_every_dataset_of_the_person_is_shut_off(house: House):
    """
    Facts: rows of one person in three databases, in activities on different legal bases.
    Law: GDPR 18(1)(a) applies whatever the legal basis.
    Holding: each is shut off, and each is as before once lifted.
    """
    fill(house)
    before = everything(house)

    case = restricted(house)

    during = everything(house)
    assert len(during["tickets"]) == 1
    assert not during["ledger"] and not during["contacts"]
    with house.desk() as desk:
        work = lift_case(desk, case, informed=TODAY)
    assert everything(house) == before
    assert {(one.dataset, one.done, one.kept) for one in work.results} == {
        ("tickets", 2, 0), ("ledger", 1, 0), ("contacts", 1, 0)
    }  # fmt: skip
