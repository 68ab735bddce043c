"""The copy of a person's rows: read once from the stores, set aside sealed, others left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from math import isfinite
from typing import Any

from attrs import define, field

from avgrights.cases.case import Case
from avgrights.cases.clock import in_scope
from avgrights.cases.plan import SearchStatus
from avgrights.cases.portable import holds_data, portable
from avgrights.cases.rights import Right
from avgrights.cases.row_terms import uses
from avgrights.desk.desk import Desk
from avgrights.desk.searching import datasets_of, need_same_store, rows_of, usable
from avgrights.documents.copy import Copy, CopyActivity, CopyDataset, SearchLine, Withheld
from avgrights.documents.spool import Spool
from avgrights.files.registers import LoadedRegister
from avgrights.stores.interface import FoundRow
from avgrights.terms.data_map import Dataset, FieldUse
from avgrights.terms.register import Activity

#: Why a field is left out: it may name others, and nobody has reviewed it (GDPR 15(4)).
_OTHERS = "may hold data of others (GDPR 15(4)); withheld unless reviewed"
_OTHERS_IN_PORTABILITY = "may hold data of others (GDPR 20(4)); withheld unless reviewed"


@contextmanager
def copied(desk: Desk, case: Case, loaded: LoadedRegister) -> Iterator[Copy]:
    """The copy of a case, as long as the block runs; then nothing of it is left on this machine.

    Raises:
        Refused: no identity is recorded, or a store is another one than it was.
        StoreFault: a store failed; a copy is whole or is not made.
    """
    spools: list[Spool] = []
    try:
        gathered = {
            dataset.name: _gather(desk, case, dataset, spools)
            for dataset in _datasets(case, loaded)
        }
        yield _copy(desk, case, loaded, gathered)
    finally:
        for spool in spools:
            spool.close()


def _datasets(case: Case, loaded: LoadedRegister) -> tuple[Dataset, ...]:
    """The datasets of activities to which the right applies, searchable by these identifiers."""
    applying = _applying(case)
    using = [one for one in in_scope(case, loaded.register) if one.id in applying]
    chosen = tuple(
        dataset
        for dataset in datasets_of(case, loaded)
        if usable(case.identifiers, dataset) and any(uses(one, dataset) for one in using)
    )
    if case.right is not Right.PORTABILITY:
        return chosen
    return tuple(one for one in (portable(d, using) for d in chosen) if holds_data(one))


def _applying(case: Case) -> set[str]:
    return {one.activity for one in case.assessments if one.copies}


def _gather(desk: Desk, case: Case, dataset: Dataset, spools: list[Spool]) -> CopyDataset:
    need_same_store(desk, dataset.store)
    spool = Spool()
    spools.append(spool)
    sieve = _Sieve(
        dataset, _OTHERS_IN_PORTABILITY if case.right is Right.PORTABILITY else _OTHERS
    )
    for row in rows_of(desk, case, dataset):
        spool.add(sieve.shown(row))
    return CopyDataset(
        name=dataset.name, columns=sieve.columns, count=spool.rows, rows=spool,
        parts=sieve.parts, withheld=sieve.withheld(),
    )  # fmt: skip


@define
class _Sieve:
    """Lets the mapped fields of a dataset through, save those that may name others."""

    dataset: Dataset
    others: str
    columns: dict[str, str] = field(init=False)
    parts: dict[str, dict[str, str]] = field(init=False)
    _left_out: Counter[str] = field(factory=Counter)

    def __attrs_post_init__(self) -> None:
        key = ("file",) if self.dataset.files else self.dataset.key
        self.columns = _columns(key, self.dataset.fields)
        self.parts = {part.table: _columns(part.key, part.fields) for part in self.dataset.parts}

    def shown(self, row: FoundRow) -> dict[str, Any]:
        """One row as the copy has it."""
        self._count("", self.dataset.fields, row.values)
        return {
            "key": list(row.key),
            "values": _only(self.columns, row.values),
            "parts": {part.table: self._part_rows(part.table, part.fields, row)
                      for part in self.dataset.parts},
        }  # fmt: skip

    def _part_rows(
        self, table: str, fields: Mapping[str, FieldUse], row: FoundRow
    ) -> list[dict[str, Any]]:
        shown = []
        for part in row.parts.get(table, ()):
            self._count(f"{table}.", fields, part)
            shown.append(_only(self.parts[table], part))
        return shown

    def _count(
        self, prefix: str, fields: Mapping[str, FieldUse], values: Mapping[str, Any]
    ) -> None:
        for name, use in fields.items():
            if use.third_party and values.get(name) not in (None, ""):
                self._left_out[prefix + name] += 1

    def withheld(self) -> tuple[Withheld, ...]:
        """What was left out, in how many rows; a field that was empty throughout is not named."""
        labels = {name: use.label or name for name, use in self.dataset.fields.items()}
        for part in self.dataset.parts:
            for name, use in part.fields.items():
                labels[f"{part.table}.{name}"] = use.label or name
        return tuple(
            Withheld(field=name, rows=rows, reason=self.others, label=labels[name])
            for name, rows in self._left_out.items()
        )


def _columns(key: tuple[str, ...], fields: Mapping[str, FieldUse]) -> dict[str, str]:
    """What is shown: the key and the mapped fields, each with its label."""
    closed = {name for name, use in fields.items() if use.third_party}
    shown = {name: name for name in key if name not in closed}
    return shown | {n: use.label or n for n, use in fields.items() if n not in closed}


def _only(columns: Mapping[str, str], values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _number(values.get(name)) for name in columns}


def _number(value: Any) -> Any:
    """JSON has no word for infinity or for what is not a number; a text does."""
    return str(value) if isinstance(value, float) and not isfinite(value) else value


def _copy(desk: Desk, case: Case, loaded: LoadedRegister, gathered: dict[str, CopyDataset]) -> Copy:
    applying = _applying(case)
    activities = []
    for activity in in_scope(case, loaded.register):
        mine = [
            gathered[dataset.name]
            for dataset in loaded.data_map.datasets
            if dataset.name in gathered and _shared(case, activity, dataset)
        ]
        held = tuple(one for one in mine if one.count)
        if activity.id in applying and held:
            activities.append(CopyActivity(activity=activity, datasets=held))
    return Copy(
        case=case.id, register=loaded.register, prepared=desk.clock.today, received=case.received,
        name=case.name, activities=tuple(activities), searched=_searched(case, gathered),
        not_searched=_not_searched(case, loaded), portable=case.right is Right.PORTABILITY,
    )  # fmt: skip


def _shared(case: Case, activity: Activity, dataset: Dataset) -> bool:
    """Whether a dataset stands under this activity; for a portability only what it covers."""
    if not uses(activity, dataset):
        return False
    return case.right is not Right.PORTABILITY or holds_data(portable(dataset, (activity,)))


def _searched(case: Case, gathered: dict[str, CopyDataset]) -> tuple[SearchLine, ...]:
    """What was searched when the case was carried out, with what the copy holds now."""
    return tuple(
        SearchLine(
            store=one.store, dataset=one.dataset, status=one.status.value,
            rows=gathered[one.dataset].count if one.dataset in gathered else one.rows,
        )
        for one in case.searched
        if one.status is SearchStatus.SEARCHED
    )  # fmt: skip


def _not_searched(case: Case, loaded: LoadedRegister) -> tuple[SearchLine, ...]:
    return tuple(
        SearchLine(
            store=one.store, dataset=one.dataset, rows=0,
            status="no column for these identifiers",
            activity=", ".join(_users(loaded, one.dataset)),
        )
        for one in case.searched
        if one.status is SearchStatus.NOT_SEARCHABLE
    )  # fmt: skip


def _users(loaded: LoadedRegister, name: str) -> list[str]:
    dataset = loaded.data_map.dataset(name)
    if dataset is None:
        return []
    return [one.name for one in loaded.register.activities if uses(one, dataset)]
