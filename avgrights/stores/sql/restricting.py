"""What every database can do for a restriction of processing (GDPR 18): move apart, or flag."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence

from attrs import define
from sqlalchemy import Connection

from avgrights.retention.questions import Key
from avgrights.stores.evidence import evidence_of
from avgrights.stores.interface import Evidence
from avgrights.stores.shutting import FREED, SHUT, Apart, Shutting
from avgrights.stores.sql import held, proof
from avgrights.stores.sql.catalogue import LiveTable
from avgrights.stores.sql.conditions import belongs
from avgrights.stores.sql.flagging import flag_problems, is_set, put_flag
from avgrights.stores.sql.holding import Mover
from avgrights.stores.sql.parts import need_own_parts
from avgrights.stores.sql.records import Records
from avgrights.stores.sql.store import Doomed, SqlStore
from avgrights.terms.data_map import FLAG_COLUMN, Dataset, Way
from avgrights.terms.errors import InputFault, Refused
from avgrights.terms.identifier import Identifier


@define(slots=False)
class RestrictingStore(SqlStore):
    """A database that restricts; see `avgrights.stores.shutting.Shutter`."""

    @property
    @abstractmethod
    def records(self) -> Records:
        """How whole rows are read and written here without loss."""

    def best_way(self) -> Way:
        """See `Shutter`."""
        return Way.MOVE

    def tidy(self) -> None:
        """Takes what was deleted out of sight, where the database leaves it lying."""

    def problems(self, dataset: Dataset) -> list[str]:
        """See `Store`; also why rows cannot be restricted the way that the data map names."""
        found = super().problems(dataset)
        if found or dataset.restrict is None:
            return found
        return self.obstacles(dataset, dataset.restrict.way)

    def obstacles(
        self, dataset: Dataset, way: Way, beside: frozenset[str] = frozenset()
    ) -> list[str]:
        """See `Shutter`."""
        with self._reading() as connection:
            return self._obstacles(connection, dataset, way, beside)

    def cautions(self, dataset: Dataset) -> list[str]:
        """See `Shutter`."""
        way = dataset.restrict.way if dataset.restrict else self.best_way()
        if way is not Way.MOVE:
            return []
        with self._reading() as connection:
            live = self.catalogue.need(connection, dataset)
            found = [] if dataset.restrict else self._referred(connection, dataset, live)
            if dataset.restrict and self.records.reuses_keys(connection, live):
                found.append(
                    f"{live.name} gives the number of its last row again once that is moved apart "
                    "(GDPR 18): declare its key AUTOINCREMENT, or restrict it another way"
                )
            return found

    def shut(
        self, asked: Shutting, keys: Sequence[Key], whose: Sequence[Identifier]
    ) -> Evidence | None:
        """See `Shutter`."""
        if not keys:
            return None
        self._make_room(asked)
        with self._writing() as connection:
            proof.hold_fence(connection, asked.ticket)
            live = self._restrictable(connection, asked)
            fresh = self.unprotected(connection, asked.dataset, live, keys, (), whose)
            done = self._shut(connection, asked, live, fresh)
        self.tidy()
        return done

    def shut_now(self, asked: Shutting, keys: Sequence[Key]) -> set[Key]:
        """See `Shutter`."""
        with self._reading() as connection:
            names = held.slots(connection, asked.register, asked.dataset.name)
            away = {key for key in keys if asked.sealing.slot(key) in names}
            here = [key for key in keys if key not in away]
            return away | (self._closed(connection, asked, here) if here else set())

    def free(
        self, asked: Shutting, keys: Sequence[Key], shared: Sequence[Key] = ()
    ) -> Evidence | None:
        """See `Shutter`."""
        with self._writing() as connection:
            proof.hold_fence(connection, asked.ticket)
            live = self.catalogue.need(connection, asked.dataset)
            self._need_flag(live, asked)
            slots = {asked.sealing.slot(key) for key in keys}
            back = Mover(self, self.records, connection, asked, live).give_back(slots)
            opened = self._open(connection, asked, live, keys, shared)
            freed = sorted({*back, *opened})
            return self._evidence(connection, asked, FREED, live, freed) if freed else None

    def apart(self, asked: Shutting) -> Iterator[Apart]:
        """See `Shutter`."""
        with self._reading() as connection:
            for one in held.held(connection, asked):
                yield held.found(one, asked.today)

    def count_apart(self, register: str, dataset: Dataset) -> int:
        """See `Shutter`."""
        with self._reading() as connection:
            return held.count(connection, register, dataset.name)

    def _need_flag(self, live: LiveTable, asked: Shutting) -> None:
        """The column that was set is still there to be cleared.

        Raises:
            Refused: it is not; nothing was changed.
        """
        gone = flag_problems(asked.dataset, live, _flag(asked.dataset))
        if asked.way is Way.FLAG and gone:
            raise Refused(
                f"{gone[0]}; nothing was cleared",
                remedy="Let 'restrict' in data-map.yaml name the column that was set.",
            )

    # -- inside ---------------------------------------------------------------------------------

    def _make_room(self, asked: Shutting) -> None:
        """Our own tables, before anything else: some databases commit where a table is made."""
        if asked.way is Way.MOVE:
            with self._writing() as connection:
                held.make(connection)

    def _obstacles(
        self, connection: Connection, dataset: Dataset, way: Way, beside: frozenset[str]
    ) -> list[str]:
        live = self.catalogue.need(connection, dataset)
        if way is Way.POLICY:
            return [f"{dataset.name}: row-level security ('policy') is PostgreSQL's alone"]
        if way is Way.FLAG:
            return flag_problems(dataset, live, _flag(dataset))
        return self._referred(connection, dataset, live, beside)

    def _referred(
        self,
        connection: Connection,
        dataset: Dataset,
        live: LiveTable,
        beside: frozenset[str] = frozenset(),
    ) -> list[str]:
        """Tables that refer to these rows and that nobody mapped."""
        own = {live.name.lower(), *(part.table.lower() for part in dataset.parts)}
        own |= {name.lower() for name in beside}
        tables = [live, *(self.catalogue.table(connection, p.table) for p in dataset.parts)]
        return [
            f"{link.table} refers to {table.name} by {', '.join(link.columns)} and is not mapped: "
            f"rows of {table.name} cannot be moved apart"
            for table in tables
            for link in table.links
            if link.table.lower() not in own
        ]

    def _restrictable(self, connection: Connection, asked: Shutting) -> LiveTable:
        """The live table, where rows of it can be restricted.

        Raises:
            InputFault: they cannot; nothing was done.
        """
        found = self._obstacles(connection, asked.dataset, asked.way, asked.beside)
        if found:
            raise InputFault(found[0], remedy=OTHER_WAY)
        if asked.way is Way.MOVE:
            return self._purgeable(connection, asked.dataset)
        return self.catalogue.need(connection, asked.dataset)

    def _shut(
        self, connection: Connection, asked: Shutting, live: LiveTable, keys: list[Key]
    ) -> Evidence | None:
        """Shuts records off and writes the evidence, in the transaction that runs."""
        if asked.way is Way.FLAG:
            flag = _flag(asked.dataset)
            down = self._here(connection, asked.dataset, live, keys, ~is_set(live, flag))
            doomed = self.choose_keys(connection, asked.dataset, live, down)
            if doomed.rows:
                put_flag(connection, live, flag, self.at(live, doomed.handles), True)
            return self._proven(connection, asked, SHUT, doomed, {})
        doomed = self.choose_keys(connection, asked.dataset, live, keys)
        if not doomed.rows:
            return None
        for part in asked.dataset.parts:
            if not live.is_unique(part.join.values()):
                need_own_parts(self, connection, part, live, doomed)
        parts = Mover(self, self.records, connection, asked, live).take(doomed)
        return self._proven(connection, asked, SHUT, doomed, parts)

    def _open(
        self,
        connection: Connection,
        asked: Shutting,
        live: LiveTable,
        keys: Sequence[Key],
        shared: Sequence[Key],
    ) -> list[Key]:
        """Opens records that were shut off where they stand; which ones."""
        if asked.way is not Way.FLAG:
            return []
        flag = _flag(asked.dataset)
        up = self._here(connection, asked.dataset, live, keys, is_set(live, flag))
        doomed = self.choose_keys(connection, asked.dataset, live, up)
        if doomed.rows:
            put_flag(connection, live, flag, self.at(live, doomed.handles), False)
        return up

    def _closed(self, connection: Connection, asked: Shutting, keys: Sequence[Key]) -> set[Key]:
        """Which of these records are shut off where they stand."""
        if asked.way is not Way.FLAG:
            return set()
        live = self.catalogue.need(connection, asked.dataset)
        flag = is_set(live, _flag(asked.dataset))
        return set(self._here(connection, asked.dataset, live, keys, flag))

    def _here(
        self,
        connection: Connection,
        dataset: Dataset,
        live: LiveTable,
        keys: Sequence[Key],
        that: object,
    ) -> list[Key]:
        """Those of these records that stand in the table and answer the condition."""
        from sqlalchemy import select

        columns = [live.clause.c[name] for name in dataset.key]
        mine = self.dialect.among(columns, keys) & belongs(dataset, live, self.dialect) & that
        texts = [self.dialect.text(column) for column in columns]
        return sorted(tuple(row) for row in connection.execute(select(*texts).where(mine)))

    def _evidence(
        self, connection: Connection, asked: Shutting, rule: str, live: LiveTable, keys: list[Key]
    ) -> Evidence | None:
        doomed = self.choose_keys(connection, asked.dataset, live, keys)
        return self._proven(connection, asked, rule, doomed, {})

    def _proven(
        self,
        connection: Connection,
        asked: Shutting,
        rule: str,
        doomed: Doomed,
        parts: dict[str, int],
    ) -> Evidence | None:
        """Writes the evidence of what was done with these rows. None: there were none."""
        if not doomed.rows:
            return None
        last = proof.last_of(connection, asked.ticket.work)
        done = evidence_of(
            doomed.keys, doomed.rows, parts, asked.ticket, last, register=asked.register,
            rule=rule, dataset=asked.dataset.name, day=asked.ticket.day,
        )  # fmt: skip
        proof.write(connection, done)
        return done


def _flag(dataset: Dataset) -> str:
    return dataset.restrict.flag if dataset.restrict else FLAG_COLUMN


OTHER_WAY = "Map that table as a part, or choose another way under 'restrict' in data-map.yaml."
