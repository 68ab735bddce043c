"""The other stores: relations and their services, the ledger, camera footage."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from avgrights.desk.demo import edges
from avgrights.desk.demo.people import ASKS_ACCESS, ASKS_ERASURE, Person, of_the_story
from avgrights.terms.period import Period, add_months

Row = tuple[Any, ...]

SERVICES = ("Werkplek", "Datacenter", "Netwerk", "Servicedesk", "Applicatiebeheer")
ROLES = ("contactpersoon", "contractbeheerder", "inkoper", "projectleider")
CAMERAS = ("balie", "entree", "laaddok", "parkeerdek")

#: A recording every so many hours.
_HOURS = 4


def relations(total: int, night: date, keep: Period, chance: Random) -> Iterator[Row]:
    """Contacts of clients and suppliers; two in three relations have ended."""
    for number in range(1, total + 1):
        since = night - timedelta(chance.randrange(900, 3000))
        ended = since + timedelta(chance.randrange(30, 2900))
        over = str(ended) if ended < night else None
        yield _relation(number, Person(1000 + number), since, over, chance)
    special = [str(day) for day in edges.edge_days(night, keep)] + list(edges.UNREADABLE)
    start = edges.trigger_for(night, keep) - timedelta(900)
    for number, over in enumerate(special, start=total + 1):
        yield _relation(number, Person(1000 + number), start, over, chance)
    for number, person in enumerate((ASKS_ACCESS, ASKS_ERASURE), start=total + len(special) + 1):
        yield _relation(number, person, start, None, chance)


def _relation(number: int, person: Person, since: date, ended: str | None, chance: Random) -> Row:
    return (number, f"Organisatie {number:03}", person.department, person.name, person.email,
            person.phone, chance.choice(ROLES), str(since), ended)  # fmt: skip


def services(relation: Row, chance: Random) -> Iterator[Row]:
    """The services of a relation, without ids; the last of them ends with the relation."""
    for name in chance.sample(SERVICES, chance.randrange(0, 3)):
        yield relation[0], name, relation[7], relation[8]


def ledger(total: int, night: date, keep: Period, chance: Random) -> Iterator[Row]:
    """Invoices and declarations over the term and three book years before it."""
    first = add_months(night, -keep.calendar_months - 36)
    span = (night - first).days
    for number in range(1, total + 1):
        booked = first + timedelta(span * number // (total + 1))
        settled = booked + timedelta(chance.randrange(5, 60))
        paid = str(settled) if settled < night else None
        party = of_the_story(number, total, 10) or Person(chance.randrange(1, 150))
        yield _entry(number, party, booked, paid, chance)
    for number, paid in enumerate(_ledger_edges(night, keep), start=total + 1):
        yield _entry(number, Person(number % 150), first, paid, chance)


def _ledger_edges(night: date, keep: Period) -> Iterator[str | None]:
    """Both sides of the turn of the year from which the term is just over, and the undated."""
    turn = date(night.year - keep.calendar_months // 12, 1, 1)
    for shift in (-1, 0):
        yield str(turn + timedelta(shift))
    yield from edges.UNREADABLE


def _entry(number: int, person: Person, booked: date, paid: str | None, chance: Random) -> Row:
    return (number, f"F{booked.year}-{number:06}", str(booked), paid, person.name, person.email,
            f"NL00DEMO{person.number:010}", chance.randrange(500, 250_000),
            chance.choice(("Declaratie reiskosten", "Factuur", "Creditnota")))  # fmt: skip


def footage(night: date, keep: Period) -> Iterator[Path]:
    """Paths of recordings below the folder: twice the term, one every few hours of each camera."""
    start = datetime.combine(night - 2 * (night - edges.trigger_for(night, keep)), time.min)
    for number in range((night - start.date()).days * 24 // _HOURS):
        moment = start + timedelta(hours=_HOURS * number)
        for camera in CAMERAS:
            yield Path(camera) / f"{moment:%Y-%m-%dT%H%M}.mp4"
    yield Path(CAMERAS[0]) / "9999-12-31T0000.mp4"
