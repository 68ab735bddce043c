"""A database as a store: what SQLite and PostgreSQL have in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from attrs import define, evolve
from sqlalchemy import Connection, and_, delete, func, not_, select

from avgrights.retention.questions import Counts, Key, Protection, Question
from avgrights.stores.evidence import evidence_of
from avgrights.stores.interface import (
    Alteration,
    Ask,
    Evidence,
    FoundRow,
    HeldValues,
    Ticket,
    Unserved,
)
from avgrights.stores.sql import anonymising, changing, proof
from avgrights.stores.sql.base import Doomed as Doomed
from avgrights.stores.sql.base import SqlBase
from avgrights.stores.sql.catalogue import LiveTable
from avgrights.stores.sql.conditions import (
    Conditions,
    belongs,
    conditions,
    matches,
    protected,
)
from avgrights.stores.sql.gathering import Gatherer
from avgrights.stores.sql.looking import by_state, cascades, reasons, slow, wrong_types
from avgrights.stores.sql.moments import TRUE, Bool
from avgrights.stores.sql.parts import delete_part, parts_of
from avgrights.stores.sql.serving import unserved
from avgrights.terms.data_map import Dataset
from avgrights.terms.errors import InputFault, StoreFault
from avgrights.terms.identifier import Identifier
from avgrights.terms.register import Then


@define(slots=False)
class SqlStore(SqlBase):
    """One database. The dialects say how a transaction begins and how a batch is chosen."""

    # -- the protocol ---------------------------------------------------------------------------

    def identity(self) -> str | None:
        """See `Store`."""
        with self._reading() as connection:
            return proof.identity(connection)

    def adopt(self, identity: str) -> None:
        """See `Store`."""
        with self._writing() as connection:
            proof.adopt(connection, identity)

    def problems(self, dataset: Dataset) -> list[str]:
        """See `Store`: what is missing, and children that a deletion would take unseen."""
        with self._reading() as connection:
            missing = self.catalogue.missing(connection, dataset)
            if missing:
                return missing
            live = self.catalogue.table(connection, str(dataset.table))
            return [
                *wrong_types(dataset, live),
                *self._strange(connection, dataset, live),
                *anonymising.unfit(self, connection, dataset),
            ]

    def warnings(self, dataset: Dataset) -> list[str]:
        """What makes a purge of the dataset slow: foreign keys without an index."""
        with self._reading() as connection:
            return slow(self.catalogue.look(connection, str(dataset.table)))

    def unserved(self, dataset: Dataset) -> list[Unserved]:
        """See `Store`."""
        with self._reading() as connection:
            live = self.catalogue.need(connection, dataset)
            return list(unserved(connection, dataset, live, self.dialect))

    def count(self, question: Question) -> Counts:
        """See `Store`."""
        with self._reading() as connection:
            live = self._purgeable(connection, question.dataset)
            asked = self._asked(connection, question, live)
            counts = by_state(connection, live, asked)
            return evolve(
                counts,
                parts=parts_of(self, connection, question.dataset, live, asked),
                reasons=reasons(connection, question, live, asked, self.dialect),
            )

    def enter(self, ticket: Ticket) -> None:
        """See `Store`."""
        with self._writing() as connection:
            proof.enter(connection, ticket)

    def delete_due(
        self, question: Question, ticket: Ticket, *, register: str, rule: str, most: int
    ) -> Evidence | None:
        """See `Store`. A batch that fails is forgotten: the walk over the table begins anew."""
        walk = (ticket.work, register, rule, question.dataset.name)
        try:
            with self._writing() as connection:
                proof.hold_fence(connection, ticket)
                live = self._purgeable(connection, question.dataset)
                asked = self._asked(connection, question, live)
                doomed = self.choose(connection, question, live, asked, walk, most)
                return self._delete(
                    connection, question.dataset, live, doomed, ticket, register, rule, ticket.day,
                    question.then,
                )  # fmt: skip
        except BaseException:
            self.walks.pop(walk, None)
            raise

    def delete_rows(
        self,
        dataset: Dataset,
        keys: Sequence[Key],
        ticket: Ticket,
        *,
        register: str,
        rule: str,
        day: date,
        stay: Sequence[Protection],
        whose: Sequence[Identifier] = (),
        then: Then = Then.ERASE,
    ) -> Evidence | None:
        """See `Store`."""
        with self._writing() as connection:
            proof.hold_fence(connection, ticket)
            live = self._purgeable(connection, dataset)
            left = self._left(connection, dataset, live, then)
            free = self.unprotected(connection, dataset, live, keys, stay, whose, left)
            doomed = self.choose_keys(connection, dataset, live, free)
            return self._delete(
                connection, dataset, live, doomed, ticket, register, rule, day, then
            )

    def held(
        self,
        dataset: Dataset,
        keys: Sequence[Key],
        columns: Sequence[str],
        *,
        part: str | None = None,
    ) -> list[HeldValues]:
        """See `Store`."""
        with self._reading() as connection:
            return changing.held(self, connection, dataset, keys, columns, part)

    def fitting(
        self, dataset: Dataset, given: Mapping[str, str], *, part: str | None = None
    ) -> dict[str, Any]:
        """See `Store`."""
        with self._reading() as connection:
            return changing.fitting(self, connection, dataset, given, part)

    def change_rows(
        self,
        dataset: Dataset,
        wanted: Alteration,
        ticket: Ticket,
        *,
        register: str,
        rule: str,
        stay: Sequence[Protection],
        whose: Sequence[Identifier],
    ) -> Evidence | None:
        """See `Store`."""
        with self._writing() as connection:
            proof.hold_fence(connection, ticket)
            return changing.change(
                self, connection, dataset, wanted, ticket, register=register, rule=rule,
                stay=stay, whose=whose,
            )  # fmt: skip

    def present(self, dataset: Dataset, keys: Sequence[Key]) -> set[Key]:
        """See `Store`."""
        with self._reading() as connection:
            live = self.catalogue.need(connection, dataset)
            columns = [live.clause.c[name] for name in dataset.key]
            there = self.dialect.among(columns, keys) & belongs(dataset, live, self.dialect)
            rows = connection.execute(select(*map(self.dialect.text, columns)).where(there))
            return {tuple(row) for row in rows}

    def evidence(self, work: str | None = None) -> list[Evidence]:
        """See `Store`."""
        with self._reading() as connection:
            return proof.read(connection, work)

    def find(
        self, dataset: Dataset, identifiers: Sequence[Identifier], *, zone: str, today: date
    ) -> Iterator[FoundRow]:
        """See `Store`."""
        ask = Ask(dataset=dataset, identifiers=tuple(identifiers))
        return (row for _, row in self.gather([ask], zone=zone, today=today))

    def tally(self, asks: Sequence[Ask], *, zone: str, today: date) -> list[int]:
        """See `Store`."""
        with self._gathering(zone, today) as gatherer:
            return gatherer.tally(asks)

    def gather(
        self, asks: Sequence[Ask], *, zone: str, today: date, parts: bool = True
    ) -> Iterator[tuple[int, FoundRow]]:
        """See `Store`."""
        with self._gathering(zone, today) as gatherer:
            yield from gatherer.gather(asks, parts=parts)

    def find_many(
        self,
        dataset: Dataset,
        people: Sequence[Sequence[Identifier]],
        *,
        zone: str,
        today: date,
        parts: bool = True,
    ) -> Iterator[tuple[int, FoundRow]]:
        """See `Store`."""
        with self._gathering(zone, today) as gatherer:
            yield from gatherer.find_many(dataset, people, parts=parts)

    def close(self) -> None:
        """See `Store`."""
        self.engine.dispose()

    # -- inside ---------------------------------------------------------------------------------

    @contextmanager
    def _gathering(self, zone: str, today: date) -> Iterator[Gatherer]:
        with self._reading() as connection:
            yield Gatherer(
                connection, self.catalogue, self.dialect, self.prepareds, ZoneInfo(zone), today
            )

    def _purgeable(self, connection: Connection, dataset: Dataset) -> LiveTable:
        """The live table, where nothing is deleted unseen with its rows."""
        live = self.catalogue.need(connection, dataset)
        strange = self._strange(connection, dataset, live)
        if strange:
            raise InputFault(f"dataset {dataset.name!r}: {strange[0]}", remedy=_MAP_THEM)
        return live

    def _strange(self, connection: Connection, dataset: Dataset, live: LiveTable) -> list[str]:
        """What would go unseen with the rows, or cannot be deleted in batches."""
        found = [f"{live.name} is partitioned, which is not supported"] if live.partitioned else []
        found += live.hindrances
        known = {(part.table.lower(), frozenset(part.join)) for part in dataset.parts}
        found += cascades(live, known)
        for part in dataset.parts:
            child = self.catalogue.table(connection, part.table)
            found += [*child.hindrances, *cascades(child, set())]
        return found

    def _asked(self, connection: Connection, question: Question, live: LiveTable) -> Conditions:
        """The question's conditions; rows that are anonymised already are outside it."""
        asked = conditions(question, live, self.dialect)
        left = self._left(connection, question.dataset, live, question.then)
        return asked if left is TRUE else evolve(asked, here=and_(asked.here, left))

    def _left(self, connection: Connection, dataset: Dataset, live: LiveTable, then: Then) -> Bool:
        """The rows with which that is still to be done."""
        if then is not Then.ANONYMISE:
            return TRUE
        return not_(anonymising.done_already(self, connection, dataset, live))

    def unprotected(
        self,
        connection: Connection,
        dataset: Dataset,
        live: LiveTable,
        keys: Sequence[Key],
        stay: Sequence[Protection],
        whose: Sequence[Identifier],
        left: Bool = TRUE,
    ) -> list[Key]:
        """The keys that belong to the dataset, are still that person's, and are protected by
        nothing now.

        Raises:
            StoreFault: two rows have the same key: one of them may be somebody else's.
        """
        columns = [live.clause.c[name] for name in dataset.key]
        free = and_(self.dialect.among(columns, keys), belongs(dataset, live, self.dialect), left)
        if whose:
            free = free & matches(whose, dataset, live, self.dialect)
        kept = protected(stay, dataset, live, self.dialect)
        rows = connection.execute(
            select(*(self.dialect.text(column) for column in columns)).where(free, ~kept)
        )
        found = sorted(tuple(row) for row in rows)
        whole = (
            select(func.count()).select_from(live.clause).where(self.dialect.among(columns, found))
        )
        if found and connection.execute(whole).scalar_one() != len(set(found)):
            raise StoreFault(
                f"store {self.name!r}: the key of {dataset.name!r} names more than one row",
                remedy="Name columns in 'key' that no two rows have in common.",
            )
        return found

    def _delete(
        self,
        connection: Connection,
        dataset: Dataset,
        live: LiveTable,
        doomed: Doomed,
        ticket: Ticket,
        register: str,
        rule: str,
        day: date,
        then: Then,
    ) -> Evidence | None:
        """Children first, then the rows, then the evidence: one transaction. Anonymised rows are
        written over instead, and their children with them."""
        if not doomed.rows:
            return None
        if then is Then.ANONYMISE:
            parts = anonymising.anonymise(self, connection, dataset, live, doomed)
        else:
            parts = {
                part.table: delete_part(self, connection, part, live, doomed)
                for part in dataset.parts
            }
            if not doomed.gone:
                self._delete_chosen(connection, live, doomed)
        done = evidence_of(
            doomed.keys,
            doomed.rows,
            parts,
            ticket,
            proof.last_of(connection, ticket.work),
            register=register,
            rule=rule,
            dataset=dataset.name,
            day=day,
        )
        proof.write(connection, done)
        return done

    def _delete_chosen(self, connection: Connection, live: LiveTable, doomed: Doomed) -> None:
        done = connection.execute(delete(live.clause).where(self.at(live, doomed.handles)))
        if done.rowcount != doomed.rows:
            raise StoreFault(f"store {self.name!r} deleted another number of rows than was chosen")


_MAP_THEM = "Map that table as one of the dataset's parts, or take the cascade out of the database."
