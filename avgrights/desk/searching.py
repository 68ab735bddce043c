"""Looking for a person in the stores: only once identity is recorded, and never claiming more
than was done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

from attrs import field, frozen

from avgrights.cases.case import Case, need_identity
from avgrights.cases.clock import in_scope
from avgrights.cases.plan import Searched, SearchStatus
from avgrights.cases.planning import Row
from avgrights.cases.rights import ROW_BY_ROW
from avgrights.cases.row_terms import uses
from avgrights.desk.desk import Desk
from avgrights.desk.identity import stranger
from avgrights.desk.shutting import apart
from avgrights.files.registers import LoadedRegister
from avgrights.stores.interface import FoundRow
from avgrights.terms.data_map import Dataset
from avgrights.terms.errors import Refused, StoreFault
from avgrights.terms.identifier import Identifier


@frozen(kw_only=True)
class Found:
    """One dataset in the account of a search.

    Attributes:
        rows: what the plan of an erasure must know of each row; of a copy only the count counts.
        fault: why the store failed, where it did; holds no value of a row.
    """

    dataset: Dataset
    searched: Searched
    rows: tuple[Row, ...] = field(default=(), repr=False)
    fault: str = ""


def datasets_of(case: Case, loaded: LoadedRegister) -> tuple[Dataset, ...]:
    """The datasets that the activities of a request use, in the order of the data map."""
    scope = in_scope(case, loaded.register)
    return tuple(
        dataset
        for dataset in loaded.data_map.datasets
        if any(uses(activity, dataset) for activity in scope)
    )


def search(
    desk: Desk,
    case: Case,
    datasets: tuple[Dataset, ...],
    progress: Callable[[int], None] = lambda done: None,
) -> tuple[Found, ...]:
    """Looks in every dataset for the person of the case.

    Raises:
        Refused: no identity is recorded yet; nothing was looked up.
    """
    need_identity(case)
    found = []
    for dataset in datasets:
        found.append(_one(desk, case, dataset))
        progress(1)
    return tuple(found)


def rows_of(desk: Desk, case: Case, dataset: Dataset) -> Iterator[FoundRow]:
    """The person's rows in one dataset, as the store gives them, one by one; then those that lie
    apart for a restriction, `apart`.

    Raises:
        Refused: no identity is recorded yet.
        StoreFault: the store failed.
    """
    need_identity(case)
    identifiers = usable(case.identifiers, dataset)
    if not identifiers:
        return iter(())
    return chain(
        desk.store(dataset.store).find(
            dataset, identifiers, zone=desk.settings.time_zone, today=desk.clock.today
        ),
        (one.row for one in apart(desk, case.register, dataset, identifiers)),
    )


def need_same_store(desk: Desk, name: str) -> None:
    """A database that took the place of another holds other people's rows.

    Raises:
        Refused: it is not the store that was adopted under this name.
    """
    strange = stranger(desk, name, desk.store(name).identity())
    if strange:
        raise Refused(strange, remedy="'avgrights store list' shows both identities.")


def usable(identifiers: tuple[Identifier, ...], dataset: Dataset) -> tuple[Identifier, ...]:
    """The identifiers that the dataset has a column for."""
    return tuple(one for one in identifiers if one.kind in dataset.subject)


def _one(desk: Desk, case: Case, dataset: Dataset) -> Found:
    if not usable(case.identifiers, dataset):
        return _found(dataset, SearchStatus.NOT_SEARCHABLE)
    try:
        need_same_store(desk, dataset.store)
        if case.right not in ROW_BY_ROW:
            return _found(
                dataset, SearchStatus.SEARCHED, sum(1 for _ in rows_of(desk, case, dataset))
            )
        rows = tuple(
            Row(key=row.key, events=row.events, apart=row.apart)
            for row in rows_of(desk, case, dataset)
        )
    except StoreFault as fault:
        return _found(dataset, SearchStatus.UNREACHABLE, fault=str(fault))
    return _found(dataset, SearchStatus.SEARCHED, len(rows), rows)


def _found(
    dataset: Dataset,
    status: SearchStatus,
    count: int = 0,
    rows: tuple[Row, ...] = (),
    fault: str = "",
) -> Found:
    searched = Searched(store=dataset.store, dataset=dataset.name, status=status, rows=count)
    return Found(dataset=dataset, searched=searched, rows=rows, fault=fault)
