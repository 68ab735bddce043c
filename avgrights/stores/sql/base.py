"""A database as a store, before it does anything: its connection, its batches, its dialect."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from attrs import Factory, define, field
from sqlalchemy import Connection, Engine, bindparam, exists, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.sql.expression import TableClause

from avgrights.retention.questions import Key, Question
from avgrights.stores.sql.catalogue import Catalogue, LiveTable
from avgrights.stores.sql.conditions import Conditions, Dialect
from avgrights.stores.sql.faults import in_words
from avgrights.stores.sql.gathering import Prepareds
from avgrights.stores.sql.moments import Bool
from avgrights.terms.data_map import Dataset, Part
from avgrights.terms.errors import StoreFault


@define
class Doomed:
    """The rows that one batch takes: how the database finds them, their keys, their number.

    Attributes:
        handles: what `at` turns into a condition on the table.
        keys: the encoded keys, in order.
        gone: they were deleted as they were chosen.
        chosen: how many were chosen; more than `rows` where others changed some meanwhile.
    """

    handles: Any
    keys: bytes
    rows: int
    gone: bool = False
    chosen: int = field(default=Factory(lambda self: self.rows, takes_self=True))


@define(slots=False)
class SqlBase(ABC):
    """One database: what its dialect says, and how it is spoken to."""

    name: str
    engine: Engine
    dialect: Dialect
    catalogue: Catalogue = field(factory=Catalogue)
    walks: dict[tuple[str, ...], Any] = field(factory=dict)
    prepareds: Prepareds = field(factory=Prepareds)

    # -- what the dialects say ------------------------------------------------------------------

    @abstractmethod
    def begin_reading(self, connection: Connection) -> None:
        """Begins a transaction that sees one state."""

    @abstractmethod
    def begin_writing(self, connection: Connection) -> None:
        """Begins a transaction that writes."""

    @abstractmethod
    def choose(
        self,
        connection: Connection,
        question: Question,
        live: LiveTable,
        asked: Conditions,
        walk: tuple[str, ...],
        most: int,
    ) -> Doomed:
        """The next batch of due rows, locked for this transaction. Where the dataset has no
        parts they may be deleted in the same statement."""

    @abstractmethod
    def choose_keys(
        self, connection: Connection, dataset: Dataset, live: LiveTable, keys: Sequence[Key]
    ) -> Doomed:
        """The rows of these keys, locked for this transaction; those already gone are left out."""

    @abstractmethod
    def at(self, live: LiveTable, handles: Any) -> Bool:
        """The condition that picks the chosen rows and no other."""

    def bound(self, value: Any, type_: Any) -> Any:
        """A value of Python as it is bound to a column of that type."""
        return bindparam(None, value, type_)

    def going_along(self, child: TableClause, part: Part, live: LiveTable, handles: Any) -> Bool:
        """The condition that picks the part's rows of the chosen rows."""
        if len(part.join) == 1:
            (mine, theirs), *_ = part.join.items()
            return child.c[mine].in_(select(live.clause.c[theirs]).where(self.at(live, handles)))
        joined = self.joined(child, part, live)
        return exists(select(1).where(*joined, self.at(live, handles)))

    def joined(self, child: TableClause, part: Part, live: LiveTable) -> list[Bool]:
        """The conditions that tie a part's row to its own row."""
        return [
            self.dialect.same(child.c[mine], live.clause.c[theirs])
            for mine, theirs in part.join.items()
        ]

    # -- inside ---------------------------------------------------------------------------------

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._spoken(), self.engine.connect() as connection:
            self.begin_reading(connection)
            yield connection
            connection.rollback()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._spoken(), self.engine.connect() as connection:
            self.begin_writing(connection)
            yield connection
            connection.commit()

    @contextmanager
    def _spoken(self) -> Iterator[None]:
        """A driver's error never passes: its text may hold values of rows."""
        try:
            yield
        except SQLAlchemyError as fault:
            raise StoreFault(f"store {self.name!r} {in_words(fault)}") from None
