"""What a live table is to a data map: rows by state, types that hold no moment, cascades."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from avgrights.retention.questions import Counts, Question
from avgrights.stores.sql.catalogue import LiveTable
from avgrights.stores.sql.conditions import Conditions, Dialect, event_kind, protected
from avgrights.terms.data_map import Dataset
from avgrights.terms.errors import InputFault


def by_state(connection: Connection, live: LiveTable, asked: Conditions) -> Counts:
    """How many rows fall in each state, each once."""
    states = select(asked.state.label("state")).select_from(live.clause).where(asked.here)
    inner = states.subquery()
    rows = connection.execute(select(inner.c.state, func.count()).group_by(inner.c.state))
    found = {state: int(number) for state, number in rows}
    return Counts(
        examined=sum(found.values()),
        undated=found.get("undated", 0),
        not_due=found.get("not_due", 0),
        restricted=found.get("restricted", 0),
        held=found.get("held", 0),
        due=found.get("due", 0),
    )


def wrong_types(dataset: Dataset, live: LiveTable) -> list[str]:
    """Event columns whose type holds no moment."""
    found = []
    for event in dataset.events.values():
        try:
            event_kind(event, live)
        except InputFault as fault:
            found.append(str(fault))
    return found


def cascades(live: LiveTable, known: set[tuple[str, frozenset[str]]]) -> list[str]:
    """Tables that the database empties by itself, and that the data map does not know as parts
    joined on just those columns."""
    return [
        f"deleting from {live.name} also deletes from {link.table} by {', '.join(link.columns)} "
        "(a cascade), which is not mapped"
        for link in live.links
        if link.cascades and (link.table.lower(), frozenset(link.columns)) not in known
    ]


def slow(live: LiveTable | None) -> list[str]:
    """What makes deleting from a table slow, or reaches further than it."""
    links = live.links if live else ()
    name = live.name if live else ""
    return [
        f"{link.table}.{link.columns[0]} refers to {name} and has no index: deleting is slow"
        for link in links
        if not link.indexed
    ] + [
        f"deleting from {name} empties {link.table}.{link.columns[0]}"
        for link in links
        if link.rule.startswith("SET")
    ]


def reasons(
    connection: Connection, question: Question, live: LiveTable, asked: Conditions, dialect: Dialect
) -> dict[str, int]:
    """Reason -> rows it keeps, of those whose term is over."""
    found: dict[str, int] = {}
    over = [asked.here, asked.ended]
    for reason in dict.fromkeys(p.reason for p in (*question.restricted, *question.held)):
        both = [p for p in (*question.restricted, *question.held) if p.reason == reason]
        kept = protected(both, question.dataset, live, dialect)
        rows = connection.execute(
            select(func.count()).select_from(live.clause).where(*over, kept)
        ).scalar_one()
        if rows:
            found[reason] = int(rows)
    return found
