"""Looking for many persons at once: a statement a table, whoever's rows they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from avgrights.cases.case import Case, need_identity
from avgrights.cases.plan import SearchStatus
from avgrights.cases.planning import Row
from avgrights.cases.rights import ROW_BY_ROW
from avgrights.desk.assessing import still_to_plan
from avgrights.desk.desk import Desk
from avgrights.desk.searching import (
    Found,
    found_in,
    lying_apart,
    moved_of,
    need_same_store,
    search,
    usable,
)
from avgrights.files.registers import LoadedRegister
from avgrights.retention.questions import Key
from avgrights.terms.data_map import Dataset
from avgrights.terms.errors import StoreFault


def search_many(
    desk: Desk, cases: Iterable[Case], loaded: LoadedRegister
) -> dict[str, tuple[Found, ...]]:
    """What each case would find by itself, found together; by the id of the case.

    Where a store fails, its cases are searched one by one, so that each says which store it was.

    Raises:
        Refused: a case without identity, or a store that is another one than it was.
    """
    each = tuple(cases)
    for case in each:
        need_identity(case)
    wanted = {case.id: still_to_plan(case, loaded) for case in each}
    found: dict[str, dict[str, Found]] = {case.id: {} for case in each}
    for dataset in loaded.data_map.datasets:
        some = [case for case in each if dataset in wanted[case.id]]
        for id, one in _in_dataset(desk, some, dataset).items():
            found[id][dataset.name] = one
    return {id: tuple(found[id][one.name] for one in wanted[id]) for id in found}


def _in_dataset(desk: Desk, cases: list[Case], dataset: Dataset) -> Mapping[str, Found]:
    """What one dataset holds of each of these persons."""
    asking = [case for case in cases if usable(case.identifiers, dataset)]
    nothing = {
        case.id: found_in(dataset, SearchStatus.NOT_SEARCHABLE)
        for case in cases
        if case not in asking
    }
    if not asking:
        return nothing
    try:
        rows = _rows(desk, asking, dataset)
    except StoreFault:
        return nothing | {case.id: search(desk, case, (dataset,))[0] for case in asking}
    return nothing | {
        case.id: _found(case, dataset, rows[number]) for number, case in enumerate(asking)
    }


def _rows(desk: Desk, cases: list[Case], dataset: Dataset) -> dict[int, list[Row]]:
    """The rows by the number of the case, each once, in the order of their keys."""
    need_same_store(desk, dataset.store)
    people = [usable(case.identifiers, dataset) for case in cases]
    known: dict[int, dict[Key, Row]] = {number: {} for number in range(len(cases))}
    zone, today = desk.settings.time_zone, desk.clock.today
    found = desk.store(dataset.store).find_many(
        dataset, people, zone=zone, today=today, parts=False
    )
    for number, row in found:
        known[number][row.key] = Row(key=row.key, events=row.events)
    moved = moved_of(desk, cases[0].register)
    return {
        number: [
            *(rows[key] for key in sorted(rows)),
            *lying_apart(desk, cases[number].register, dataset, people[number], moved),
        ]
        for number, rows in known.items()
    }


def _found(case: Case, dataset: Dataset, rows: list[Row]) -> Found:
    """As a search by itself gives it: the rows only where a plan needs each of them."""
    kept = tuple(rows) if case.right in ROW_BY_ROW else ()
    return found_in(dataset, SearchStatus.SEARCHED, len(rows), kept)
