"""Reading a person out of many tables at once, and many persons out of one table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from attrs import define, field, frozen
from sqlalchemy import ARRAY, Connection, Text, bindparam, func, literal, select, union_all
from sqlalchemy.exc import SQLAlchemyError

from avgrights.stores.interface import Ask, FoundRow
from avgrights.stores.sql.catalogue import Catalogue
from avgrights.stores.sql.conditions import Dialect, belongs, compared, matches
from avgrights.stores.sql.finding import Finder
from avgrights.stores.sql.prepared import Prepared, mark, prepare
from avgrights.terms.data_map import Dataset
from avgrights.terms.identifier import Identifier

#: More rows than this of one person in one table are streamed by themselves.
_FEW = 1_000
#: Values that are compared in one statement.
_MANY = 5_000

_Shape = tuple[str, int, tuple[str, ...]]


@frozen
class _Known:
    """A prepared statement, and what it was prepared for: kept, so that no id is used twice."""

    prepared: Prepared
    datasets: tuple[Dataset, ...]
    columns: int = 0


@define
class Prepareds:
    """What was prepared for one store: per tables and kinds of identifiers."""

    _known: dict[tuple[Any, ...], _Known] = field(factory=dict)

    def get(self, key: tuple[Any, ...]) -> _Known | None:
        """What was prepared under that key, or None."""
        return self._known.get(key)

    def keep(self, key: tuple[Any, ...], known: _Known) -> _Known:
        """Remembers it."""
        self._known[key] = known
        return known


@frozen
class Gatherer:
    """Reads on one connection, in one state of the database."""

    connection: Connection
    catalogue: Catalogue
    dialect: Dialect
    prepareds: Prepareds
    local: ZoneInfo
    today: date

    def tally(self, asks: Sequence[Ask]) -> list[int]:
        """How many rows each dataset holds of its person, in one statement."""
        if not asks:
            return []
        if not all(map(_plain, asks)):
            return [self._number(ask) for ask in asks]
        key = ("tally", *map(_shape, asks))
        known = self.prepareds.get(key) or self.prepareds.keep(key, self._tallying(asks))
        values = [one.comparable for ask in asks for one in ask.identifiers]
        found = self.connection.exec_driver_sql(
            known.prepared.sql, known.prepared.filled(values)
        ).all()
        by_ask = {int(number): int(rows) for number, rows in found}
        return [by_ask[number] for number in range(len(asks))]

    def gather(self, asks: Sequence[Ask], *, parts: bool) -> Iterator[tuple[int, FoundRow]]:
        """The rows of each ask, in the order of the asks.

        Args:
            parts: whether the rows' parts are read with them.
        """
        knowns = [self._reading(ask) if _plain(ask) else None for ask in asks]
        answers = self._answers(asks, knowns)
        for number, (ask, known) in enumerate(zip(asks, knowns, strict=True)):
            rows = answers.get(number)
            if known is None or rows is None or len(rows) > _FEW:
                found: Iterator[FoundRow] = self._finder(ask.dataset).rows(self._mine(ask), parts)
            else:
                found = self._finder(ask.dataset).read(rows, known.columns, parts)
            yield from ((number, row) for row in found)

    def find_many(
        self, dataset: Dataset, people: Sequence[Sequence[Identifier]], *, parts: bool
    ) -> Iterator[tuple[int, FoundRow]]:
        """The rows of many persons, with the number of the person; a row of two comes twice.

        One statement for each few thousand values of a column, whoever's they are.
        """
        wanted: dict[tuple[str, str], set[int]] = defaultdict(set)
        for number, identifiers in enumerate(people):
            for one in identifiers:
                wanted[one.kind, one.comparable].add(number)
        for kind in dict.fromkeys(kind for kind, _ in wanted):
            values = sorted(value for known, value in wanted if known == kind)
            for column in dataset.subject.get(kind, ()):
                for start in range(0, len(values), _MANY):
                    some = values[start : start + _MANY]
                    yield from self._of_column(dataset, kind, column, some, wanted, parts)

    def _of_column(
        self,
        dataset: Dataset,
        kind: str,
        column: str,
        values: Sequence[str],
        wanted: dict[tuple[str, str], set[int]],
        parts: bool,
    ) -> Iterator[tuple[int, FoundRow]]:
        live = self.catalogue.need(self.connection, dataset)
        finder = self._finder(dataset)
        for odd in (False, True):
            # What is no ASCII is compared with care for its own letters, value by value.
            some = [value for value in values if value.isascii() is not odd]
            for group in [[one] for one in some] if odd else [some] if some else []:
                whose = compared(live, column, Identifier(kind, group[0]), self.dialect)
                mine = _one_of(self.connection, whose, group)
                for value, row in finder.owned(mine, whose, parts):
                    for number in sorted(wanted[kind, value]):
                        yield number, row

    def _finder(self, dataset: Dataset) -> Finder:
        live = self.catalogue.need(self.connection, dataset)
        return Finder(
            self.connection, self.catalogue, self.dialect, dataset, live, self.local, self.today
        )

    def _mine(self, ask: Ask) -> Any:
        live = self.catalogue.need(self.connection, ask.dataset)
        return matches(ask.identifiers, ask.dataset, live, self.dialect)

    def _number(self, ask: Ask) -> int:
        return int(self.connection.execute(self._count(ask)).scalar_one())

    def _count(self, ask: Ask) -> Any:
        live = self.catalogue.need(self.connection, ask.dataset)
        here = belongs(ask.dataset, live, self.dialect)
        mine = matches(ask.identifiers, ask.dataset, live, self.dialect)
        return select(func.count()).select_from(live.clause).where(mine, here)

    def _tallying(self, asks: Sequence[Ask]) -> _Known:
        marked, values = _marked(asks)
        each = [
            select(literal(number), self._count(ask).scalar_subquery())
            for number, ask in enumerate(marked)
        ]
        prepared = prepare(self.connection, union_all(*each), values)
        return _Known(prepared, tuple(ask.dataset for ask in asks))

    def _reading(self, ask: Ask) -> _Known:
        key = ("rows", _shape(ask))
        return self.prepareds.get(key) or self.prepareds.keep(key, self._asking(ask))

    def _asking(self, ask: Ask) -> _Known:
        (marked,), values = _marked([ask])
        finder = self._finder(ask.dataset)
        statement, columns = finder.statement(self._mine(marked))
        prepared = prepare(self.connection, statement.limit(_FEW + 1), values)
        return _Known(prepared, (ask.dataset,), columns)

    def _answers(
        self, asks: Sequence[Ask], knowns: Sequence[_Known | None]
    ) -> dict[int, Sequence[Any]]:
        """What each prepared statement answers; sent off together where the driver can."""
        ready = [
            (number, known.prepared, [one.comparable for one in ask.identifiers])
            for number, (ask, known) in enumerate(zip(asks, knowns, strict=True))
            if known is not None
        ]
        if self.connection.dialect.driver == "psycopg":
            return _together(self.connection, ready)
        return _in_turn(self.connection, ready)


def _together(
    connection: Connection, ready: Sequence[tuple[int, Prepared, list[str]]]
) -> dict[int, Sequence[Any]]:
    """Every statement is sent before the first answer is awaited: one way to and fro."""
    driver: Any = connection.connection.driver_connection
    try:
        with ExitStack() as stack:
            stack.enter_context(driver.pipeline())
            cursors = [
                (number, driver.execute(one.sql, one.filled(values)))
                for number, one, values in ready
            ]
            return {number: cursor.fetchall() for number, cursor in cursors}
    except driver_error(connection) as fault:
        raise SQLAlchemyError(type(fault).__name__) from fault


def _in_turn(
    connection: Connection, ready: Sequence[tuple[int, Prepared, list[str]]]
) -> dict[int, Sequence[Any]]:
    """One after the other, on the driver's own cursor: twenty small answers cost little else."""
    driver: Any = connection.connection.driver_connection
    cursor = driver.cursor()
    answers = {}
    try:
        for number, one, values in ready:
            cursor.execute(one.sql, one.filled(values))
            answers[number] = cursor.fetchall()
    except driver_error(connection) as fault:
        raise SQLAlchemyError(type(fault).__name__) from fault
    finally:
        cursor.close()
    return answers


def driver_error(connection: Connection) -> type[Exception]:
    """What the driver raises."""
    found: type[Exception] = connection.dialect.loaded_dbapi.Error
    return found


def _one_of(connection: Connection, column: Any, values: Sequence[str]) -> Any:
    """Whether the column is one of the values, so that an index serves."""
    if connection.dialect.name == "postgresql":
        several = func.any(bindparam(None, list(values), ARRAY(Text)))
        return column.op("=", is_comparison=True)(several)  # "==" would turn the sides round
    return column.in_(values)


def _marked(asks: Sequence[Ask]) -> tuple[list[Ask], int]:
    """The asks with marks for values, and how many marks there are."""
    marked, number = [], 0
    for ask in asks:
        people = []
        for one in ask.identifiers:
            people.append(Identifier(one.kind, mark(number)))
            number += 1
        marked.append(Ask(dataset=ask.dataset, identifiers=tuple(people)))
    return marked, number


def _shape(ask: Ask) -> _Shape:
    return ask.dataset.name, id(ask.dataset), tuple(one.kind for one in ask.identifiers)


def _plain(ask: Ask) -> bool:
    """Whether the statement is the same for any such value: letters beyond ASCII change it."""
    return bool(ask.identifiers) and all(one.comparable.isascii() for one in ask.identifiers)
