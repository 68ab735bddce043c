"""PostgreSQL: restricted rows stay where they are, under a policy of row-level security."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from attrs import define
from sqlalchemy import Connection, func, select

from avgrights.retention.questions import Key
from avgrights.stores.interface import Evidence
from avgrights.stores.shutting import SHUT, Shutting
from avgrights.stores.sql import row_security
from avgrights.stores.sql.catalogue import LiveTable
from avgrights.stores.sql.parts import need_own_parts
from avgrights.stores.sql.records import PostgresRecords, Records
from avgrights.stores.sql.restricting import RestrictingStore
from avgrights.stores.sql.row_security import SETTING, Shield
from avgrights.stores.sql.spelling import unsteady
from avgrights.terms.data_map import Dataset, Way
from avgrights.terms.errors import StoreFault


@define(slots=False)
class SecuringStore(RestrictingStore):
    """A database with row-level security; see `avgrights.stores.shutting.Shutter`.

    Attributes:
        pass_: what shows the policies that this is avgrights; asked for when it is needed.
    """

    pass_: Callable[[], str] | None = None

    @property
    def records(self) -> Records:
        """See `RestrictingStore`."""
        return PostgresRecords()

    def best_way(self) -> Way:
        """See `Shutter`: the rows stay where they are."""
        return Way.POLICY

    def show_pass(self, connection: Connection) -> None:
        """For this transaction the policies let us through; once it began, as its first query."""
        if self.pass_ is not None:
            connection.execute(select(func.set_config(SETTING, self.pass_(), True)))

    def cautions(self, dataset: Dataset) -> list[str]:
        """See `Shutter`; also the roles that no policy binds, where one is to shut rows off."""
        found = super().cautions(dataset)
        way = dataset.restrict.way if dataset.restrict else self.best_way()
        if way is not Way.POLICY:
            return found
        with self._reading() as connection:
            roles = row_security.who_pass(connection)
        if roles:
            found.append(
                f"row-level security does not bind {', '.join(roles)} (superuser or BYPASSRLS): "
                "they see restricted rows of this dataset all the same"
            )
        return found

    def _obstacles(
        self, connection: Connection, dataset: Dataset, way: Way, beside: frozenset[str]
    ) -> list[str]:
        if way is not Way.POLICY:
            return super()._obstacles(connection, dataset, way, beside)
        live = self.catalogue.need(connection, dataset)
        if live.partitioned:
            return [f"{live.name} is partitioned, which is not supported"]
        parts = [self.catalogue.table(connection, part.table) for part in dataset.parts]
        return unsteady(connection, dataset, live, parts)

    def _make_room(self, asked: Shutting) -> None:
        super()._make_room(asked)
        if asked.way is Way.POLICY:
            if self.pass_ is None:
                raise StoreFault(f"store {self.name!r} was opened without its pass")
            with self._writing() as connection:
                row_security.make(connection, self.pass_())

    def _shut(
        self, connection: Connection, asked: Shutting, live: LiveTable, keys: list[Key]
    ) -> Evidence | None:
        if asked.way is not Way.POLICY:
            return super()._shut(connection, asked, live, keys)
        shields = list(self._shields(connection, asked.dataset, live))
        for shield, _ in shields:
            shield.raise_up()
        fresh = sorted(set(keys) - shields[0][0].keys(asked.restriction))
        doomed = self.choose_keys(connection, asked.dataset, live, fresh)
        if not doomed.rows:
            for shield, _ in shields:
                shield.lower()
            return None
        for part in asked.dataset.parts:
            if not live.is_unique(part.join.values()):
                need_own_parts(self, connection, part, live, doomed)
        for shield, columns in shields:
            shield.shut(asked.restriction, self.at(live, doomed.handles), live, columns)
        return self._proven(connection, asked, SHUT, doomed, {})

    def _open(
        self,
        connection: Connection,
        asked: Shutting,
        live: LiveTable,
        keys: Sequence[Key],
        shared: Sequence[Key],
    ) -> list[Key]:
        if not row_security.there(connection):
            return super()._open(connection, asked, live, keys, shared)
        shields = list(self._shields(connection, asked.dataset, live))
        mine = shields[0][0].keys(asked.restriction)
        row_security.forget(connection, asked.restriction)
        for shield, _ in shields:
            shield.lower()
        row_security.tidy(connection)
        opened = sorted(mine - shields[0][0].keys())
        return sorted({*opened, *super()._open(connection, asked, live, keys, shared)})

    def _closed(self, connection: Connection, asked: Shutting, keys: Sequence[Key]) -> set[Key]:
        found = super()._closed(connection, asked, keys)
        if row_security.there(connection):
            live = self.catalogue.need(connection, asked.dataset)
            found |= Shield(connection, live, asked.dataset.key).keys() & set(keys)
        return found

    def _shields(
        self, connection: Connection, dataset: Dataset, live: LiveTable
    ) -> Iterator[tuple[Shield, tuple[str, ...]]]:
        """The tables of a dataset, each with the columns of a record that name its rows there."""
        yield Shield(connection, live, dataset.key), dataset.key
        for part in dataset.parts:
            child = self.catalogue.table(connection, part.table)
            yield Shield(connection, child, tuple(part.join)), tuple(part.join.values())
