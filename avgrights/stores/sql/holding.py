"""Rows moved apart: out of their tables into one of ours, sealed; and back, as they were.

A record goes with its parts, as one sealed text under a name that tells nothing of it. Between the
reading of the rows and their deletion nobody can change them: both are in one transaction, and the
rows are locked.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from attrs import frozen
from sqlalchemy import Connection, and_, delete, insert, select
from sqlalchemy.exc import IntegrityError

from avgrights.retention.questions import Key
from avgrights.stores.interface import FoundRow
from avgrights.stores.shutting import Shutting
from avgrights.stores.sql.catalogue import LiveTable
from avgrights.stores.sql.finding import Finder
from avgrights.stores.sql.held import Held, about, held, holding
from avgrights.stores.sql.parts import delete_part
from avgrights.stores.sql.records import Cell, Records, Types, need_same, need_same_types
from avgrights.terms.data_map import Dataset, Part
from avgrights.terms.errors import Refused, StoreFault

if TYPE_CHECKING:
    from avgrights.stores.sql.store import Doomed, SqlStore


@frozen
class Mover:
    """Moves the records of one dataset on one connection, in the transaction that runs."""

    store: SqlStore
    records: Records
    connection: Connection
    asked: Shutting
    live: LiveTable

    def take(self, doomed: Doomed) -> dict[str, int]:
        """Reads and seals the chosen records and deletes them: table -> part rows that went."""
        shown = {row.key: row for row in self._finder().rows(self._chosen(doomed))}
        read = [self._read_own(doomed), *(self._read_part(p, doomed) for p in self._dataset.parts)]
        sealed = [self._sealed(key, read, shown[key]) for key in read[0].rows]
        if len(sealed) != doomed.rows:
            raise StoreFault(f"store {self.store.name!r} gave another number of rows than it chose")
        if sealed:
            self.connection.execute(insert(holding), sealed)
        return self._delete(doomed, read)

    def give_back(self, wanted: set[str]) -> list[Key]:
        """Puts the records of these slots back into their tables, and takes them out of ours.

        Raises:
            Refused: a column has gone or has another type.
            StoreFault: their place is taken, or what they refer to is gone.
        """
        back = [one for one in held(self.connection, self.asked) if one.slot in wanted]
        if not back:
            return []
        tables = [self.live, *(self._table(part.table) for part in self._dataset.parts)]
        known = {table.name: table for table in tables}
        gone = {t["table"] for one in back for t in one.tables} - set(known)
        if gone:
            raise Refused(
                f"dataset {self._dataset.name!r}: rows of {', '.join(sorted(gone))} are held apart "
                "and the data map has no such part any more; nothing was put back",
                remedy="Put the part back into data-map.yaml.",
            )
        for table in tables:
            self._put_back(
                table, [t for one in back for t in one.tables if t["table"] == table.name]
            )
        self.connection.execute(delete(holding).where(holding.c.slot.in_([o.slot for o in back])))
        return sorted(one.key for one in back)

    # -- inside ---------------------------------------------------------------------------------

    @property
    def _dataset(self) -> Dataset:
        return self.asked.dataset

    def _finder(self) -> Finder:
        from zoneinfo import ZoneInfo

        return Finder(
            self.connection, self.store.catalogue, self.store.dialect, self._dataset, self.live,
            ZoneInfo(self.asked.zone), date.max,
        )  # fmt: skip

    def _chosen(self, doomed: Doomed) -> Any:
        return self.store.at(self.live, doomed.handles)

    def _table(self, name: str) -> LiveTable:
        return self.store.catalogue.table(self.connection, name)

    def _key(self) -> list[Any]:
        columns = [self.live.clause.c[name] for name in self._dataset.key]
        return [self.store.dialect.text(column) for column in columns]

    def _types(self, live: LiveTable) -> Types:
        types = self.records.types(self.connection, live)
        place = self.records.place(self.connection, live)
        return {place: "", **types} if place else types

    def _read_own(self, doomed: Doomed) -> _Read:
        types = self._types(self.live)
        wanted = select(*self._key(), *self.records.expressions(self.live, types))
        rows = self.connection.execute(
            wanted.select_from(self.live.clause).where(self._chosen(doomed))
        )
        return self._gathered(self.live, types, rows)

    def _read_part(self, part: Part, doomed: Doomed) -> _Read:
        child = self._table(part.table)
        types = self._types(child)
        joined = self.store.joined(child.clause, part, self.live)
        wanted = (
            select(*self._key(), *self.records.expressions(child, types))
            .select_from(self.live.clause)
            .join(child.clause, and_(*joined))
            .where(self._chosen(doomed))
            .with_for_update(of=child.clause)
        )
        return self._gathered(child, types, self.connection.execute(wanted))

    def _gathered(self, live: LiveTable, types: Types, rows: Any) -> _Read:
        width = len(self._dataset.key)
        by_key: dict[Key, list[list[Cell]]] = {}
        for row in rows:
            cells = self.records.cells(types, row[width:])
            by_key.setdefault(tuple(row[:width]), []).append(cells)
        return _Read(live, types, by_key)

    def _sealed(self, key: Key, read: Sequence[_Read], shown: FoundRow) -> dict[str, Any]:
        slot = self.asked.sealing.slot(key)
        register, dataset = self.asked.register, self._dataset.name
        one = Held(
            key=key,
            tables=[part.of(key) for part in read],
            shown={
                "values": dict(shown.values),
                "parts": {name: list(rows) for name, rows in shown.parts.items()},
                "events": {n: d.isoformat() if d else None for n, d in shown.events.items()},
                "whose": self._whose(read[0], key),
            },
        )
        sealed = self.asked.sealing.seal(one.as_bytes(), about(register, dataset, slot))
        return {
            "slot": slot, "restriction": self.asked.restriction, "register": register,
            "dataset": dataset, "sealed": sealed,
        }  # fmt: skip

    def _whose(self, own: _Read, key: Key) -> dict[str, str | None]:
        """The columns by which a person is found, as text."""
        cells = dict(zip(own.types, own.rows[key][0], strict=True))
        columns = {column for some in self._dataset.subject.values() for column in some}
        return {name: self.records.plain(cells[name]) for name in sorted(columns) if name in cells}

    def _delete(self, doomed: Doomed, read: Sequence[_Read]) -> dict[str, int]:
        parts = {}
        for part, its in reversed(list(zip(self._dataset.parts, read[1:], strict=True))):
            went = delete_part(self.store, self.connection, part, self.live, doomed)
            if went != its.count:
                raise StoreFault(f"store {self.store.name!r}: rows of {part.table} came meanwhile")
            parts[part.table] = went
        chosen = delete(self.live.clause).where(self._chosen(doomed))
        if self.connection.execute(chosen).rowcount != doomed.rows:
            raise StoreFault(
                f"store {self.store.name!r} moved another number of rows than it chose"
            )
        return parts

    def _put_back(self, live: LiveTable, tables: list[dict[str, Any]]) -> None:
        """The rows of one table, by the columns that they were taken with."""
        now = self._types(live)
        changed = [line for one in tables for line in need_same_types(live, one["columns"], now)]
        if changed:
            raise Refused(
                f"dataset {self._dataset.name!r}: {changed[0]}; nothing was put back and nothing "
                "is lost",
                remedy="Give the table back the columns it had, lift, and change it then.",
            )
        by_columns: dict[tuple[str, ...], tuple[Types, list[list[Cell]]]] = {}
        for one in tables:
            same = by_columns.setdefault(tuple(one["columns"]), (one["columns"], []))
            same[1].extend(one["rows"])
        for types, rows in by_columns.values():
            if rows:
                self._put(live, types, rows)

    def _put(self, live: LiveTable, types: Types, rows: list[list[Cell]]) -> None:
        """Rows that stand there already, as a backup brought them back, are left as they are."""
        place = self.records.place(self.connection, live)
        columns = [n for n, name in enumerate(types) if name != place]

        def plain(some: list[list[Cell]]) -> list[str]:
            return [json.dumps([row[n] for n in columns]) for row in some]

        before = plain(self._all_of(live, types, rows))
        if live is self.live and not set(before) <= set(plain(rows)):
            raise StoreFault(_taken(self.store.name, live.name), remedy=_MAKE_ROOM)
        fresh = _without(rows, plain(rows), before)
        try:
            self.records.put(self.connection, live, types, fresh)
        except IntegrityError:
            raise StoreFault(_taken(self.store.name, live.name), remedy=_MAKE_ROOM) from None
        need_same([*before, *plain(fresh)], plain(self._all_of(live, types, rows)), live)

    def _all_of(self, live: LiveTable, types: Types, rows: list[list[Cell]]) -> list[list[Cell]]:
        """The rows that stand in the table with the keys of these; of a part, those of the same
        records: others may have come meanwhile."""
        part = next((p for p in self._dataset.parts if p.table == live.name), None)
        names = tuple(part.join) if part else self._dataset.key
        columns = list(types)
        at = [columns.index(name) for name in names]
        keys = [tuple(self.records.plain(row[n]) or "" for n in at) for row in rows]
        mine = self.store.dialect.among([live.clause.c[name] for name in names], keys)
        wanted = select(*self.records.expressions(live, types)).select_from(live.clause)
        return [
            self.records.cells(types, row) for row in self.connection.execute(wanted.where(mine))
        ]


def _without(rows: list[list[Cell]], told: list[str], there: Sequence[str]) -> list[list[Cell]]:
    """The rows that are not there yet, each as often as it is missing."""
    left = Counter(there)
    fresh = []
    for row, one in zip(rows, told, strict=True):
        if left[one]:
            left[one] -= 1
        else:
            fresh.append(row)
    return fresh


@frozen
class _Read:
    """What was read of one table: key of the record -> its rows there."""

    live: LiveTable
    types: Types
    rows: dict[Key, list[list[Cell]]]

    @property
    def count(self) -> int:
        return sum(map(len, self.rows.values()))

    def of(self, key: Key) -> dict[str, Any]:
        """The rows of one record, as they are sealed."""
        return {"table": self.live.name, "columns": self.types, "rows": self.rows.get(key, [])}


_MAKE_ROOM = (
    "See which rows took the keys since, or which row they refer to has gone; then lift again."
)


def _taken(store: str, table: str) -> str:
    return (
        f"store {store!r}: rows held apart cannot go back into {table}: a key of theirs is taken "
        "by another row now, or a row they refer to is gone. Nothing was put back, nothing is lost"
    )
