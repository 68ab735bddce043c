"""The help desk: tickets with their notes and attachments, and a log of workstations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from avgrights.desk.demo import edges
from avgrights.desk.demo.people import Person, how_many, of_the_story
from avgrights.terms.period import Period

Row = tuple[Any, ...]

SUBJECTS = (
    ("request", "Wachtwoord opnieuw instellen", "Ik kan niet meer inloggen na mijn vakantie."),
    ("request", "Toegang tot gedeelde map", "Graag leesrechten op de map van het project."),
    ("request", "Nieuwe laptop", "Mijn laptop is aan vervanging toe, graag een afspraak."),
    ("request", "Telefoon vervangen", "Het scherm van mijn diensttelefoon is gebroken."),
    ("request", "Programma installeren", "Voor mijn werk heb ik een tekenprogramma nodig."),
    ("incident", "Printer doet het niet", "De printer op de tweede verdieping geeft een storing."),
    ("incident", "Geen netwerk", "Sinds vanochtend heb ik op mijn werkplek geen verbinding."),
    ("incident", "Agenda loopt vast", "De agenda opent wel, maar laadt geen afspraken meer."),
    ("incident", "Verdachte e-mail", "Ik heb een vreemd bericht gekregen en niets aangeklikt."),
    ("incident", "Beeldscherm flikkert", "Mijn tweede scherm flikkert als de laptop warm wordt."),
)
NOTES = (
    "Teruggebeld, probleem bevestigd.", "Rechten toegekend na akkoord van de leidinggevende.",
    "Doorgezet naar werkplekbeheer.", "Onderdeel besteld, levering volgt.",
    "Opgelost met een herstart; gevraagd of het zo goed is.",
)  # fmt: skip

#: Working hours of the help desk, from and until, local.
_OPENS, _SECONDS_OPEN = time(8), 9 * 3600
_TERMS_OF_HISTORY = 1.5


def tickets(total: int, night: date, keep: Period, chance: Random) -> Iterator[Row]:
    """`total` tickets in the order in which they came in, edge days and undated ones among them.

    Args:
        night: the day on which the story's night falls; nothing is closed later than the day
            before it, save what is wrong on purpose.
        keep: the term of the register's rule, which the edge days are laid around.
    """
    special = list(_special(night, keep))
    usual = total - len(special)
    first = night - (night - edges.trigger_for(night, keep)) * _TERMS_OF_HISTORY
    span = (night - first).days
    people = how_many(total)
    for number in range(1, usual + 1):
        opened = _opened(first + timedelta(span * number // (usual + 1)), chance)
        closed = opened + timedelta(seconds=chance.expovariate(1 / 200_000))
        closed = closed.replace(microsecond=0)
        done = str(closed) if closed.date() < night else None
        anybody = Person(chance.randrange(1, people + 1))
        yield _ticket(number, of_the_story(number, usual, 40) or anybody, opened, done, chance)
    for number, (opened, done) in enumerate(special, start=usual + 1):
        yield _ticket(number, Person(1 + number % people), opened, done, chance)


def _opened(day: date, chance: Random) -> datetime:
    """A moment in working hours; what falls in a weekend is mostly moved to Monday."""
    if day.weekday() > 4 and chance.random() < 0.9:
        day += timedelta(7 - day.weekday())
    return datetime.combine(day, _OPENS) + timedelta(seconds=chance.randrange(_SECONDS_OPEN))


def _special(night: date, keep: Period) -> Iterator[tuple[datetime, str | None]]:
    """(opened, closed) of the tickets that are there for their day."""
    for day in edges.edge_days(night, keep):
        opened = datetime.combine(day - timedelta(1), _OPENS)
        for moment in (time.min, time(12), time(23, 59, 59)):
            yield opened, str(datetime.combine(day, moment))
    old = datetime.combine(edges.trigger_for(night, keep) - timedelta(200), _OPENS)
    for wrong in edges.UNREADABLE:
        yield old, wrong
    for day in edges.tomorrow_and_later(night):
        yield old, str(datetime.combine(day, time(9)))


def _ticket(
    number: int, person: Person, opened: datetime, closed: str | None, chance: Random
) -> Row:
    kind, subject, body = SUBJECTS[chance.randrange(len(SUBJECTS))]
    if chance.random() < 0.1:
        body += f" Collega {chance.randrange(1, 100):05} heeft er ook last van."
    return (number, kind, person.name, person.email, person.phone, person.employee_no,
            person.department, subject, body, str(opened), closed)  # fmt: skip


def notes(ticket: Row, chance: Random) -> Iterator[Row]:
    """The notes of a ticket, without their id: none, one or two."""
    for _ in range(chance.choice((0, 1, 1, 2))):
        author = f"Behandelaar {chance.randrange(1, 40):03}"
        yield ticket[0], author, ticket[9], NOTES[chance.randrange(len(NOTES))]


def attachments(ticket: Row, chance: Random) -> Iterator[Row]:
    """The attachments list of a ticket, without ids: one in five has a screenshot."""
    if chance.random() < 0.2:
        yield ticket[0], f"schermafdruk-{ticket[0]}.png", chance.randrange(20_000, 900_000)


def workstation_log(total: int, night: date, people: int, chance: Random) -> Iterator[Row]:
    """Who logged in where over the last year: an activity whose term the register leaves open."""
    start = datetime.combine(night - timedelta(365), time(7))
    step = timedelta(days=364) / total
    for number in range(total):
        person = Person(chance.randrange(1, people + 1))
        event = chance.choice(("aangemeld", "afgemeld", "vergrendeld", "bijgewerkt"))
        moment = (start + step * number).replace(microsecond=0)
        yield number + 1, person.employee_no, f"WP-{person.number:05}", event, str(moment)
