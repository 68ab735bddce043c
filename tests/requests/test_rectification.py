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
