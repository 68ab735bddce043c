"""Looking for a person in the stores: only once identity is recorded, and never claiming more
than was done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
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
from avgrights.desk.restriction_rows import ever_moved_of
from avgrights.desk.shutting import apart
from avgrights.files.registers import LoadedRegister
from avgrights.stores.interface import Ask, FoundRow
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
    found: dict[str, Found] = {}
    for store, some in by_store(datasets).items():
        for one in _in_store(desk, case, store, some):
            found[one.dataset.name] = one
        progress(len(some))
    return tuple(found[dataset.name] for dataset in datasets)


def by_store(datasets: Iterable[Dataset]) -> dict[str, list[Dataset]]:
    """The datasets of each store, both in the order in which they come."""
    groups: dict[str, list[Dataset]] = {}
    for dataset in datasets:
        groups.setdefault(dataset.store, []).append(dataset)
    return groups


def asks_of(
    identifiers: tuple[Identifier, ...], datasets: Iterable[Dataset]
) -> tuple[tuple[Dataset, Ask], ...]:
    """The question for each dataset that has a column for one of the identifiers."""
    return tuple(
        (dataset, Ask(dataset=dataset, identifiers=mine))
        for dataset in datasets
        if (mine := usable(identifiers, dataset))
    )


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


def rows_of_all(
    desk: Desk, case: Case, datasets: Iterable[Dataset]
) -> Iterator[tuple[Dataset, FoundRow]]:
    """The person's rows in all of these datasets, a store at a time and each in one state; then
    those that lie apart for a restriction.

    Raises:
        Refused: no identity is recorded yet, or a store is another one than it was.
        StoreFault: a store failed.
    """
    need_identity(case)
    moved = moved_of(desk, case.register)
    for store, some in by_store(datasets).items():
        asks = asks_of(case.identifiers, some)
        need_same_store(desk, store)
        for number, row in gathered(desk, store, [ask for _, ask in asks], parts=True):
            yield asks[number][0], row
        for dataset, ask in asks:
            if dataset.name in moved:
                held = apart(desk, case.register, dataset, ask.identifiers)
                yield from ((dataset, one.row) for one in held)


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


def _in_store(desk: Desk, case: Case, store: str, datasets: list[Dataset]) -> Iterator[Found]:
    """Everything that is asked of one store, together; where it fails, each by itself, so that
    what can be searched is."""
    asks = asks_of(case.identifiers, datasets)
    asked = {dataset.name for dataset, _ in asks}
    yield from (
        found_in(one, SearchStatus.NOT_SEARCHABLE) for one in datasets if one.name not in asked
    )
    try:
        yield from _together(desk, case, store, asks)
    except StoreFault as fault:
        if len(asks) == 1:
            yield found_in(asks[0][0], SearchStatus.UNREACHABLE, fault=str(fault))
            return
        for dataset, _ in asks:
            yield from _in_store(desk, case, store, [dataset])


def _together(
    desk: Desk, case: Case, store: str, asks: tuple[tuple[Dataset, Ask], ...]
) -> tuple[Found, ...]:
    if not asks:
        return ()
    need_same_store(desk, store)
    if case.right not in ROW_BY_ROW:
        return _counted(desk, case, store, asks)
    moved = moved_of(desk, case.register)
    rows: dict[int, list[Row]] = {number: [] for number in range(len(asks))}
    for number, row in gathered(desk, store, [ask for _, ask in asks], parts=False):
        rows[number].append(Row(key=row.key, events=row.events))
    return tuple(
        _with_rows(
            dataset,
            [*rows[number], *lying_apart(desk, case.register, dataset, ask.identifiers, moved)],
        )
        for number, (dataset, ask) in enumerate(asks)
    )


def _counted(
    desk: Desk, case: Case, store: str, asks: tuple[tuple[Dataset, Ask], ...]
) -> tuple[Found, ...]:
    zone, today = desk.settings.time_zone, desk.clock.today
    moved = moved_of(desk, case.register)
    numbers = desk.store(store).tally([ask for _, ask in asks], zone=zone, today=today)
    held = [
        len(lying_apart(desk, case.register, dataset, ask.identifiers, moved))
        for dataset, ask in asks
    ]
    return tuple(
        found_in(dataset, SearchStatus.SEARCHED, number + more)
        for (dataset, _), number, more in zip(asks, numbers, held, strict=True)
    )


def gathered(
    desk: Desk, store: str, asks: list[Ask], *, parts: bool
) -> Iterator[tuple[int, FoundRow]]:
    """The rows of several questions to one store, in one state of it."""
    zone, today = desk.settings.time_zone, desk.clock.today
    return desk.store(store).gather(asks, zone=zone, today=today, parts=parts)


def moved_of(desk: Desk, register: str) -> set[str]:
    """The datasets of which rows lie, or once lay, apart."""
    with desk.database.read() as connection:
        return ever_moved_of(connection, register)


def lying_apart(
    desk: Desk,
    register: str,
    dataset: Dataset,
    identifiers: tuple[Identifier, ...],
    moved: set[str],
) -> list[Row]:
    """The rows that lie apart for a restriction."""
    if dataset.name not in moved:
        return []
    return [
        Row(key=one.row.key, events=one.row.events, apart=True)
        for one in apart(desk, register, dataset, identifiers)
    ]


def _held(desk: Desk, case: Case, dataset: Dataset, ask: Ask, moved: set[str]) -> list[Row]:
    return lying_apart(desk, case.register, dataset, ask.identifiers, moved)


def _with_rows(dataset: Dataset, rows: list[Row]) -> Found:
    return found_in(dataset, SearchStatus.SEARCHED, len(rows), tuple(rows))


def found_in(
    dataset: Dataset,
    status: SearchStatus,
    count: int = 0,
    rows: tuple[Row, ...] = (),
    fault: str = "",
) -> Found:
    """One dataset in the account: how the search went, and what it found."""
    searched = Searched(store=dataset.store, dataset=dataset.name, status=status, rows=count)
    return Found(dataset=dataset, searched=searched, rows=rows, fault=fault)
