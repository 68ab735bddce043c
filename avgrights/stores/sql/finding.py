"""The records of a person, read out as JSON knows values."""

from __future__ import annotations

import base64
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from attrs import frozen
from sqlalchemy import Connection, Integer, String, and_, select
from sqlalchemy.dialects.postgresql import CITEXT

from avgrights.stores.interface import FoundRow
from avgrights.stores.sql.catalogue import Catalogue, LiveTable
from avgrights.stores.sql.conditions import Dialect, belongs, event_kind
from avgrights.stores.sql.moments import Bool
from avgrights.terms.data_map import Dataset, EventColumn, Part
from avgrights.terms.moments import local_day

#: How many records are read before their parts are.
_AT_ONCE = 500
#: How many values of an event are remembered with their days.
_KNOWN = 10_000
_POSTGRES_TIME = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)([+-]\d\d)?(:\d\d)?")

Values = Mapping[str, Any]


@frozen
class Finder:
    """Reads one dataset on one connection."""

    connection: Connection
    catalogue: Catalogue
    dialect: Dialect
    dataset: Dataset
    live: LiveTable
    local: ZoneInfo
    today: date

    def rows(self, mine: Bool, parts: bool = True) -> Iterator[FoundRow]:
        """The records that the condition picks, in the order of their keys, with their parts."""
        wanted, columns = self.statement(mine)
        for some in self._partitions(wanted, self._key(), mine):
            yield from self.read(some, columns, parts)

    def statement(self, mine: Bool) -> tuple[Any, int]:
        """The question for those records, and how many columns come before the key as text."""
        columns = self._columns()
        key = self._key()
        texts = [self.dialect.text(one).label(f"avgrights key {n}") for n, one in enumerate(key)]
        wanted = (
            select(*(self._read(self.live, name) for name in columns), *texts)
            .where(mine, belongs(self.dataset, self.live, self.dialect))
            .order_by(*key)
        )
        return wanted, len(columns)

    def read(self, rows: Sequence[Any], columns: int, parts: bool) -> Iterator[FoundRow]:
        """What `statement` answered, as records."""
        names = self._columns()
        records = [dict(zip(names, row, strict=False)) for row in rows]
        keys = [tuple(row[columns : columns + len(self.dataset.key)]) for row in rows]
        return self._with_parts(records, keys, parts)

    def owned(self, mine: Bool, whose: Any, parts: bool) -> Iterator[tuple[str, FoundRow]]:
        """The records of several persons, each with the value by which it was found."""
        wanted, columns = self.statement(mine)
        both = wanted.add_columns(whose.label("avgrights value"))
        for some in self._partitions(both, self._key(), mine):
            values = [row[-1] for row in some]
            yield from zip(values, self.read(some, columns, parts), strict=True)

    def _key(self) -> list[Any]:
        return [self.live.clause.c[name] for name in self.dataset.key]

    def _partitions(self, wanted: Any, key: Sequence[Any], mine: Bool) -> Iterator[Sequence[Any]]:
        """Some rows at a time. Where a connection reads one result at a time, and the parts come
        between: the keys first, then the rows of some keys, all of one transaction's state."""
        if not self.dialect.one_at_a_time:
            streamed = wanted.execution_options(yield_per=_AT_ONCE)
            yield from self.connection.execute(streamed).partitions()
            return
        belong = belongs(self.dataset, self.live, self.dialect)
        texts = select(*map(self.dialect.text, key)).where(mine, belong).order_by(*key)
        keys = [tuple(row) for row in dict.fromkeys(self.connection.execute(texts).all())]
        for at in range(0, len(keys), _AT_ONCE):
            some = self.dialect.among(key, keys[at : at + _AT_ONCE])
            yield self.connection.execute(wanted.where(some)).all()

    def _columns(self) -> list[str]:
        """Every column that is read, each once: key, fields, events, what parts join on."""
        joined = [theirs for part in self.dataset.parts for theirs in part.join.values()]
        events = [event.column for event in self.dataset.events.values()]
        return list(dict.fromkeys([*self.dataset.key, *self.dataset.fields, *events, *joined]))

    def _read(self, live: LiveTable, name: str) -> Any:
        return self.dialect.raw(live.clause.c[name], live.types[name]).label(name)

    def _with_parts(
        self, records: Sequence[Values], keys: Sequence[tuple[str, ...]], with_parts: bool
    ) -> Iterator[FoundRow]:
        wanted = self.dataset.parts if with_parts else ()
        parts = [self._part_rows(part, records, keys) for part in wanted]
        shown = list(dict.fromkeys([*self.dataset.key, *self.dataset.fields]))
        dated = self._dated()
        for number, (record, key) in enumerate(zip(records, keys, strict=True)):
            yield FoundRow(
                key=key,
                values=self._shown(record, shown) if with_parts else {},
                events={name: read(record[column]) for name, column, read in dated},
                parts={part.table: tuple(parts[at][number]) for at, part in enumerate(wanted)},
            )

    def _part_rows(
        self, part: Part, records: Sequence[Values], keys: Sequence[tuple[str, ...]]
    ) -> list[list[Values]]:
        """The rows of one part, for each of these records."""
        child = self.catalogue.table(self.connection, part.table)
        pairs = [(child.types[mine], self.live.types[own]) for mine, own in part.join.items()]
        if all(_alike(*pair) for pair in pairs):
            by_value = self._parts_by_value(part, child, records)
            return [by_value[self._joining(part, record)] for record in records]
        by_key = self._parts_by_key(part, child, keys)
        return [by_key[key] for key in keys]

    def _parts_by_value(
        self, part: Part, child: LiveTable, records: Sequence[Values]
    ) -> dict[Any, list[Values]]:
        """By what joins them, which is written alike on both sides: one look in an index."""
        columns = list(dict.fromkeys([*part.key, *part.fields, *part.join]))
        wanted = select(*(self._read(child, name) for name in columns)).order_by(
            *(child.clause.c[name] for name in part.key)
        )
        first, *_ = part.join
        ids = list({record[part.join[first]] for record in records})
        found: dict[Any, list[Values]] = defaultdict(list)
        for row in self.connection.execute(wanted.where(child.clause.c[first].in_(ids))):
            values = dict(zip(columns, row, strict=True))
            joined = tuple(values[mine] for mine in part.join)
            found[joined].append(self._part_shown(part, values))
        return found

    def _parts_by_key(
        self, part: Part, child: LiveTable, keys: Sequence[tuple[str, ...]]
    ) -> dict[tuple[str, ...], list[Values]]:
        """By the key of the record, joined by the database: `1` and `'1'` are one to it, and what
        is erased by a join is what is shown."""
        columns = list(dict.fromkeys([*part.key, *part.fields]))
        key = self._key()
        joined = [
            self.dialect.same(child.clause.c[mine], self.live.clause.c[own])
            for mine, own in part.join.items()
        ]
        texts = [self.dialect.text(one).label(f"avgrights key {n}") for n, one in enumerate(key)]
        wanted = (
            select(*(self._read(child, name) for name in columns), *texts)
            .select_from(child.clause.join(self.live.clause, and_(*joined)))
            .where(self.dialect.among(key, keys))
            .order_by(*(child.clause.c[name] for name in part.key))
        )
        found: dict[tuple[str, ...], list[Values]] = defaultdict(list)
        for row in self.connection.execute(wanted):
            values = dict(zip(columns, row, strict=False))
            found[tuple(row[len(columns) :])].append(self._part_shown(part, values))
        return found

    def _part_shown(self, part: Part, values: Values) -> dict[str, Any]:
        return self._shown(values, dict.fromkeys([*part.key, *part.fields]))

    def _joining(self, part: Part, record: Values) -> tuple[Any, ...]:
        return tuple(record[theirs] for theirs in part.join.values())

    def _shown(self, record: Values, names: Iterable[str]) -> dict[str, Any]:
        return {name: as_json_value(record[name]) for name in names}

    def _dated(self) -> list[tuple[str, str, Callable[[Any], date | None]]]:
        """Each event with its column and how its values are read as days."""
        return [
            (name, event.column, self._reader(event)) for name, event in self.dataset.events.items()
        ]

    def _reader(self, event: EventColumn) -> Callable[[Any], date | None]:
        """Reads the day of a value; one that came before costs nothing."""
        kind = event_kind(event, self.live)
        zone = ZoneInfo(event.zone) if event.zone else None
        known: dict[Any, date | None] = {}

        def fresh(value: Any) -> date | None:
            number = float(value) if isinstance(value, Decimal) else value
            whole = _iso(number) if isinstance(number, str) else number
            day = local_day(whole, kind, zone=zone, local=self.local)
            return day if day is None or day <= self.today else None

        def read(value: Any) -> date | None:
            if not isinstance(value, str | date):  # 1, 1.0 and True are one key, not one value
                return fresh(value)
            if value not in known:
                if len(known) > _KNOWN:
                    known.clear()
                known[value] = fresh(value)
            return known[value]

        return read


def _alike(one: Any, other: Any) -> bool:
    """Whether equal values of two columns come out of the database as equal values of Python."""
    if isinstance(one, Integer) and isinstance(other, Integer):
        return True
    if isinstance(one, String) and (one.collation or isinstance(one, CITEXT)):
        return False
    return repr(one) == repr(other) and type(one) is type(other)


def as_json_value(value: Any) -> Any:
    """A value of a store as JSON knows it: days and times in ISO 8601, bytes in base64, decimals
    as text so that no digit is lost."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return _iso(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): as_json_value(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set):
        return [as_json_value(inner) for inner in value]
    return str(value) if not isinstance(value, timedelta) else value.total_seconds()


def _iso(text: str) -> str:
    """A time with an offset of hours alone, as PostgreSQL writes it, with its minutes."""
    found = _POSTGRES_TIME.fullmatch(text)
    if not found or found[3] is None:
        return text
    return f"{found[1]}T{found[2]}{found[3]}{found[4] or ':00'}"
