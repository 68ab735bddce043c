"""Fills the demo's stores: seeded, so that a day gives the same data every time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import date
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from avgrights.desk.demo import others, tables, tickets
from avgrights.desk.demo.people import how_many
from avgrights.terms.period import Period
from avgrights.terms.register import Register

Progress = Callable[[int], None]
Row = tuple[Any, ...]

_BATCH = 5_000


def fill(data: Path, register: Register, night: date, rows: int, progress: Progress) -> None:
    """Makes the stores of the demo in the folder `data`.

    Args:
        register: its terms decide where the edge days lie.
        night: the day of the story's night; every date is relative to it.
        rows: how many tickets.
        progress: called with the number of tickets just made.
    """
    data.mkdir(parents=True, exist_ok=True)
    chance = Random(f"avgrights demo {night.isoformat()} {rows}")
    _helpdesk(data / "helpdesk.db", night, term(register, "tickets"), rows, chance, progress)
    _relations(data / "relations.db", night, term(register, "relations"), rows, chance)
    _finance(data / "finance.db", night, term(register, "ledger"), rows, chance)
    _cameras(data / "cameras", night, term(register, "footage"))


def term(register: Register, rule: str) -> Period:
    """The term of a rule of the JIO register; the demo stands on its four."""
    kept = {r.id: r.keep for activity in register.activities for r in activity.retention}
    keep = kept[rule]
    assert isinstance(keep, Period), f"rule {rule} of the demo's register has a term"
    return keep


def _helpdesk(
    path: Path, night: date, keep: Period, rows: int, chance: Random, progress: Progress
) -> None:
    with closing(_fresh(path, tables.HELPDESK)) as store, store:
        for batch in _batches(tickets.tickets(rows, night, keep, chance)):
            store.executemany(tables.TICKET, batch)
            store.executemany(tables.NOTE, _parts(batch, tickets.notes, chance))
            store.executemany(tables.ATTACHMENT, _parts(batch, tickets.attachments, chance))
            progress(len(batch))
        log = tickets.workstation_log(max(rows // 10, 50), night, how_many(rows), chance)
        store.executemany(tables.LOG_LINE, log)
        store.executescript(tables.HELPDESK_INDEXES)


def _relations(path: Path, night: date, keep: Period, rows: int, chance: Random) -> None:
    made = list(others.relations(max(rows // 200, 40), night, keep, chance))
    with closing(_fresh(path, tables.RELATIONS)) as store, store:
        store.executemany(tables.RELATION, made)
        store.executemany(tables.SERVICE, _parts(made, others.services, chance))
        store.executescript(tables.RELATIONS_INDEXES)


def _finance(path: Path, night: date, keep: Period, rows: int, chance: Random) -> None:
    with closing(_fresh(path, tables.FINANCE)) as store, store:
        store.executemany(tables.ENTRY, others.ledger(max(rows // 20, 200), night, keep, chance))
        store.executescript(tables.FINANCE_INDEXES)


def _cameras(folder: Path, night: date, keep: Period) -> None:
    for path in others.footage(night, keep):
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"no picture: made up\n")


def _fresh(path: Path, schema: str) -> sqlite3.Connection:
    """A new database; nothing is lost if the making of it is cut off, so it need not sync."""
    store = sqlite3.connect(path)
    store.execute("PRAGMA synchronous = OFF")
    store.executescript(schema)
    return store


def _parts(
    parents: Iterable[Row], make: Callable[[Row, Random], Iterator[Row]], chance: Random
) -> Iterator[Row]:
    """The parts of each parent, in order."""
    return (part for parent in parents for part in make(parent, chance))


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, _BATCH)):
        yield batch
