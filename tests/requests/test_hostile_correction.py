"""A correction in rows of several people: nobody else's value is changed unseen."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from avgrights.cases.plan import Why
from avgrights.desk.carrying_out import Work
from avgrights.desk.doing import carry_out
from avgrights.desk.handling.interface import Order
from tests.requests.house import NOTES, OTHER, PERSON, TICKETS, House, ticket


def _correct(house: House, only: dict[str, str] | None = None, **new: str) -> Work:
    case = house.case("rectification")
    asked = Order(corrections=tuple(new.items()), only=tuple((only or {}).items()))
    with house.desk() as desk:
        return carry_out(desk, case, order=asked)


def _column(house: House, table: sa.Table, name: str) -> dict[int, Any]:
    with house.engine("one").connect() as connection:
        return dict(map(tuple, connection.execute(sa.select(table.c.id, table.c[name]))))


@pytest.fixture
def shared(house: House) -> House:
    """A ticket of the person, and one of somebody else with the person in the copy line."""
    house.put(
        TICKETS, ticket(1, None, name="de betroknene"),
        ticket(2, None, email=OTHER, cc=PERSON.value, name="medewerker 2"),
        ticket(3, None, email=f" {PERSON.value.upper()} ", cc="", name="de betroknene"),
        ticket(4, None, email=None, cc=PERSON.value, name="de betroknene"),
    )  # fmt: skip
    house.put(NOTES, {"id": 1, "ticket_id": 1, "text": "x"}, {"id": 2, "ticket_id": 2, "text": "x"})
    return house


def test_the_name_on_somebody_elses_ticket_stays(shared: House) -> None:
    """
    Facts:   The person stands in the copy line of a ticket of somebody else, and asks to correct
             the name.
    Law:     GDPR 16: data concerning him or her; 5(1)(d) for the other.
    Holding: The name of the other stays, with the reason; a row that names nobody else is changed.
    """
    work = _correct(shared, Naam="de betrokkene")

    assert _column(shared, TICKETS, "name") == {
        1: "de betrokkene", 2: "medewerker 2", 3: "de betrokkene", 4: "de betrokkene",
    }  # fmt: skip
    (result,) = [one for one in work.results if one.dataset == "tickets"]
    assert [(one.why, one.rows) for one in result.reasons] == [(Why.OTHERS_FIELD, 1)]


def test_a_note_on_somebody_elses_ticket_stays(shared: House) -> None:
    _correct(shared, **{"notes.Geschreven": "2026-03-01"})
    written = _column(shared, NOTES, "written_on")
    assert (str(written[1]), written[2]) == ("2026-03-01", None)


def test_a_value_that_was_named_is_replaced_there_too(shared: House) -> None:
    """Facts: the handler looked, and named the old value with `--was`."""
    _correct(shared, {"Naam": "medewerker 2"}, Naam="medewerker 22")
    assert _column(shared, TICKETS, "name")[2] == "medewerker 22"
