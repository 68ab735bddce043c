"""The copy of a person's rows: read once from the stores, set aside sealed, others left out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from avgrights.cases.case import Case
from avgrights.cases.clock import in_scope
from avgrights.cases.plan import SearchStatus
from avgrights.cases.portable import as_provided, holds_data, portable
from avgrights.cases.rights import Right
from avgrights.cases.row_terms import uses
from avgrights.desk.desk import Desk
from avgrights.desk.searching import datasets_of, rows_of_all, usable
from avgrights.desk.sieve import Sieve
from avgrights.desk.statements import statements_for
from avgrights.desk.unsaid import unlisted
from avgrights.documents.copy import Copy, CopyActivity, CopyDataset, SearchLine
from avgrights.documents.spool import Spool
from avgrights.files.registers import LoadedRegister
from avgrights.terms.data_map import Dataset
from avgrights.terms.register import Activity


@contextmanager
def copied(desk: Desk, case: Case, loaded: LoadedRegister) -> Iterator[Copy]:
    """The copy of a case, as long as the block runs; then nothing of it is left on this machine.

    Raises:
        Refused: no identity is recorded, or a store is another one than it was.
        StoreFault: a store failed; a copy is whole or is not made.
    """
    spools: list[Spool] = []
    try:
        gathered = _gather(desk, case, datasets_to_copy(case, loaded), spools)
        yield _copy(desk, case, loaded, gathered)
    finally:
        for spool in spools:
            spool.close()


def datasets_to_copy(case: Case, loaded: LoadedRegister) -> tuple[Dataset, ...]:
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


def _gather(
    desk: Desk, case: Case, datasets: tuple[Dataset, ...], spools: list[Spool]
) -> dict[str, CopyDataset]:
    """The rows of every dataset, let through the sieve and set aside sealed as they are read."""
    sieves = {dataset.name: Sieve(case, dataset) for dataset in datasets}
    aside: dict[str, Spool] = {}
    for dataset in datasets:
        aside[dataset.name] = Spool()
        spools.append(aside[dataset.name])
    for dataset, row in rows_of_all(desk, case, datasets):
        aside[dataset.name].add(sieves[dataset.name].shown(row))
    return {
        name: CopyDataset(
            name=name, columns=sieve.columns, count=aside[name].rows, rows=aside[name],
            parts=sieve.parts, withheld=sieve.withheld(),
        )
        for name, sieve in sieves.items()
    }  # fmt: skip


def _copy(desk: Desk, case: Case, loaded: LoadedRegister, gathered: dict[str, CopyDataset]) -> Copy:
    applying = _applying(case)
    quiet = unlisted(desk.policies, case, loaded)
    activities = []
    for activity in in_scope(case, loaded.register):
        mine = [
            gathered[dataset.name]
            for dataset in loaded.data_map.datasets
            if dataset.name in gathered and _shared(case, activity, dataset)
        ]
        held = tuple(one for one in mine if one.count)
        if activity.id in applying and held:
            shown = _shown(case, loaded, activity)
            activities.append(CopyActivity(activity=shown, datasets=held))
    return Copy(
        case=case.id, register=loaded.register, prepared=desk.clock.today, received=case.received,
        name=case.name, activities=tuple(activities), searched=_searched(case, gathered, quiet),
        not_searched=_not_searched(case, loaded, quiet), portable=case.right is Right.PORTABILITY,
        statements=statements_for(desk, case, loaded) if case.right is Right.ACCESS else (),
    )  # fmt: skip


def _shown(case: Case, loaded: LoadedRegister, activity: Activity) -> Activity:
    """What the copy tells of an activity: a portability covers what the person provided."""
    if case.right is not Right.PORTABILITY:
        return activity
    applying = _applying(case)
    using = [one for one in in_scope(case, loaded.register) if one.id in applying]
    return as_provided(activity, using)


def _shared(case: Case, activity: Activity, dataset: Dataset) -> bool:
    """Whether a dataset stands under this activity; for a portability only what it covers."""
    if not uses(activity, dataset):
        return False
    return case.right is not Right.PORTABILITY or holds_data(portable(dataset, (activity,)))


def _searched(
    case: Case, gathered: dict[str, CopyDataset], quiet: frozenset[str]
) -> tuple[SearchLine, ...]:
    """What was searched when the case was carried out, with what the copy holds now."""
    return tuple(
        SearchLine(
            store=one.store, dataset=one.dataset, status=one.status.value,
            rows=gathered[one.dataset].count if one.dataset in gathered else one.rows,
        )
        for one in case.searched
        if one.status is SearchStatus.SEARCHED and one.dataset not in quiet
    )  # fmt: skip


def _not_searched(
    case: Case, loaded: LoadedRegister, quiet: frozenset[str]
) -> tuple[SearchLine, ...]:
    return tuple(
        SearchLine(
            store=one.store, dataset=one.dataset, rows=0,
            status="no column for these identifiers",
            activity=", ".join(_users(loaded, one.dataset)),
        )
        for one in case.searched
        if one.status is SearchStatus.NOT_SEARCHABLE and one.dataset not in quiet
    )  # fmt: skip


def _users(loaded: LoadedRegister, name: str) -> list[str]:
    dataset = loaded.data_map.dataset(name)
    if dataset is None:
        return []
    return [one.name for one in loaded.register.activities if uses(one, dataset)]
