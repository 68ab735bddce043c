"""A question of the plan as conditions in SQL: undated, not due, restricted, held, due."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from attrs import frozen
from sqlalchemy import (
    ColumnElement,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    not_,
    or_,
)
from sqlalchemy.types import Enum, String

from avgrights.retention.questions import Cut, Key, Protection, Question
from avgrights.stores.sql.catalogue import LiveTable
from avgrights.stores.sql.moments import FALSE, TRUE, Bool, Col, Moment, kind_of
from avgrights.terms.data_map import Dataset, EventColumn, EventKind, Scalar
from avgrights.terms.errors import InputFault
from avgrights.terms.identifier import Identifier


class Dialect(Protocol):
    """What differs between databases in a condition.

    Attributes:
        one_at_a_time: whether a connection must read a result to its end before the next statement.
    """

    @property
    def one_at_a_time(self) -> bool:
        """See above."""

    def moment(
        self, column: Col, type_: Any, kind: EventKind, zone: ZoneInfo | None, local: ZoneInfo
    ) -> Moment:
        """The moments of a column."""

    def among(self, columns: Sequence[Col], keys: Sequence[Key]) -> Bool:
        """Whether the columns, as text, are one of the keys; one bound value, however many."""

    def trim(self, column: Col) -> Col:
        """The column without white space at its ends, all that Python's strip takes."""

    def exact(self, column: Col) -> Col:
        """Text compared letter by letter, whatever the column's own collation."""

    def lower(self, column: Col, value: str) -> Col:
        """The column in lower case, as far as that value needs it."""

    def text(self, column: Col) -> Col:
        """The column as text, the way keys are written."""

    def raw(self, column: Col, type_: Any) -> Col:
        """The column as it can be read without the driver stumbling over its value."""

    def same(self, one: Col, other: Col) -> Bool:
        """Whether two columns hold the same value, as a part joins its parent."""


@frozen
class Conditions:
    """The conditions of one question on one live table. None of them is ever NULL.

    Attributes:
        here: the rows that belong to the dataset (`only`).
        undated: some purpose's trigger cannot be read, or lies after today.
        readable: every purpose's trigger can be read; it may lie after today.
        over: every purpose's term is over.
        restricted, held: the row is protected.
        near: a plain range that holds every due row, for an index; with the column's name.
    """

    here: Bool
    undated: Bool
    readable: Bool
    over: Bool
    restricted: Bool
    held: Bool
    near: tuple[str, Bool] | None

    @property
    def ended(self) -> Bool:
        """Every purpose's trigger can be read and its term is over, so it is not in the future."""
        return and_(self.readable, self.over)

    @property
    def due(self) -> Bool:
        """What a purge may delete."""
        free = [not_(one) for one in (self.restricted, self.held) if one is not FALSE]
        return and_(self.here, self.readable, self.over, *free)

    @property
    def state(self) -> ColumnElement[str]:
        """The first that fits: each row counts once."""
        return case(
            (self.undated, literal("undated")),
            (not_(self.over), literal("not_due")),
            (self.restricted, literal("restricted")),
            (self.held, literal("held")),
            else_=literal("due"),
        )


def conditions(question: Question, live: LiveTable, dialect: Dialect) -> Conditions:
    """The question on that table.

    Raises:
        InputFault: a column's type cannot hold what the data map says it holds.
    """
    local = ZoneInfo(question.zone)
    build = _Builder(question, live, dialect, local)
    dataset = question.dataset
    return Conditions(
        here=belongs(dataset, live, dialect),
        undated=or_(FALSE, *(build.undated(cut) for cut in question.cuts)),
        readable=and_(TRUE, *(build.readable(cut) for cut in question.cuts)),
        over=and_(TRUE, *(build.over(cut) for cut in question.cuts)) if question.cuts else FALSE,
        restricted=protected(question.restricted, dataset, live, dialect),
        held=protected(question.held, dataset, live, dialect),
        near=build.near(),
    )


def belongs(dataset: Dataset, live: LiveTable, dialect: Dialect) -> Bool:
    """The rows of the table that belong to the dataset, by its `only` filters."""
    filters = [
        _filtered(live, name, dialect).in_(
            [_fitting(dataset, name, value, live.types[name]) for value in values]
        )
        for name, values in dataset.only.items()
    ]
    return func.coalesce(and_(*filters), FALSE) if filters else TRUE


def protected(
    protections: Iterable[Protection], dataset: Dataset, live: LiveTable, dialect: Dialect
) -> Bool:
    """Whether one of the protections covers the row."""
    each = [_covers(protection, dataset, live, dialect) for protection in protections]
    return func.coalesce(or_(*each), FALSE) if each else FALSE


def matches(
    identifiers: Sequence[Identifier], dataset: Dataset, live: LiveTable, dialect: Dialect
) -> Bool:
    """Whether the row is of the person: any identifier in any of its columns."""
    each = [
        compared(live, name, identifier, dialect) == identifier.comparable
        for identifier in identifiers
        for name in dataset.subject.get(identifier.kind, ())
    ]
    return or_(*each) if each else FALSE


def event_kind(event: EventColumn, live: LiveTable) -> EventKind:
    """How the column writes its moments: as declared, else as its type says.

    Raises:
        InputFault: the type holds no moment.
    """
    kind = event.kind or kind_of(live.types[event.column])
    if kind is None:
        raise InputFault(
            f"column {event.column!r} of {live.name} has type {live.types[event.column]!s}, "
            "which holds no moment",
            remedy="Say how it is written: {column: …, as: date | timestamp | text | epoch}.",
        )
    return kind


@frozen
class _Builder:
    question: Question
    live: LiveTable
    dialect: Dialect
    local: ZoneInfo

    def undated(self, cut: Cut) -> Bool:
        if cut.event is None:
            return FALSE if cut.last_day is None else TRUE
        columns = [cut.event] + ([cut.book_year] if cut.book_year else [])
        return or_(*(self._no_day(event) for event in columns))

    def readable(self, cut: Cut) -> Bool:
        """Alone, without the comparison with today: a term that is over began in the past."""
        if cut.event is None:
            return FALSE
        columns = [cut.event] + ([cut.book_year] if cut.book_year else [])
        return and_(*(self._moment(event).readable() for event in columns))

    def over(self, cut: Cut) -> Bool:
        """Beside the book year's end the trigger itself is compared: the later one counts."""
        if cut.event is None or cut.last_day is None:
            return FALSE
        by = self._moment(cut.event).by(cut.last_day)
        return and_(by, self._moment(cut.book_year).by(cut.last_day)) if cut.book_year else by

    def near(self) -> tuple[str, Bool] | None:
        """The first event column that leads an index, with its range."""
        for cut in self.question.cuts:
            if cut.event and cut.last_day and cut.event.column in self.live.leading:
                near = self._moment(cut.event).near(cut.last_day)
                if near is not None:
                    return cut.event.column, near
        return None

    def _no_day(self, event: EventColumn) -> Bool:
        moment = self._moment(event)
        past = case((moment.readable(), moment.by(self.question.today)), else_=FALSE)
        return not_(past)

    def _moment(self, event: EventColumn) -> Moment:
        kind = event_kind(event, self.live)
        zone = ZoneInfo(event.zone) if event.zone else None
        column = self.live.clause.c[event.column]
        return self.dialect.moment(column, self.live.types[event.column], kind, zone, self.local)


def _covers(protection: Protection, dataset: Dataset, live: LiveTable, dialect: Dialect) -> Bool:
    if protection.everything:
        return TRUE
    each: list[Bool] = []
    if protection.keys:
        columns = [live.clause.c[name] for name in dataset.key]
        each.append(dialect.among(columns, protection.keys))
    each.append(matches(protection.identifiers, dataset, live, dialect))
    return or_(*each)


def compared(live: LiveTable, column: str, identifier: Identifier, dialect: Dialect) -> Col:
    """The column as it is compared with an identifier: exactly after trimming, an e-mail address
    without regard to case. An index on just this expression serves the search."""
    type_ = live.types[column]
    text = live.clause.c[column]
    trimmed = dialect.trim(text if _is_text(type_) else cast(text, Text))
    if identifier.kind == "email":
        return dialect.lower(trimmed, identifier.comparable)
    return trimmed


def _is_text(type_: Any) -> bool:
    """Whether a column holds text; an enumeration of PostgreSQL does not."""
    return isinstance(type_, String) and not isinstance(type_, Enum)


def _filtered(live: LiveTable, name: str, dialect: Dialect) -> Col:
    column, type_ = live.clause.c[name], live.types[name]
    if isinstance(type_, Enum):
        return dialect.text(column)
    return dialect.exact(column) if _is_text(type_) else column


def _fitting(dataset: Dataset, name: str, value: Scalar, type_: Any) -> Scalar:
    """A value of `only` in the type of its column, so that the database compares like with like."""
    try:
        wanted = type_.python_type
    except NotImplementedError:
        return value
    if wanted is str:
        return str(value)
    if wanted is int and not isinstance(value, int):
        raise InputFault(f"dataset {dataset.name!r}: only.{name} wants a whole number")
    return value


#: What Python's strip takes off: the trim of a database takes spaces alone unless told.
WHITE = "".join(chr(n) for n in range(0x3001) if chr(n).isspace())


def as_json(keys: Sequence[Key]) -> str:
    """Keys as one bound JSON value."""
    return json.dumps([list(key) for key in keys])


__all__ = ["Conditions", "Dialect", "as_json", "belongs", "conditions", "matches", "protected"]
