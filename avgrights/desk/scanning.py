"""What the stores hold that no data map knows (`store scan`)."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from attrs import asdict, evolve

from avgrights.terms.errors import AvgRightsError, InputFault

if TYPE_CHECKING:
    from avgrights.desk.desk import Desk
    from avgrights.stores.scanned import Scanned, Search, SubjectColumn
    from avgrights.terms.data_map import Dataset


def scan(desk: Desk, names: Sequence[str] = ()) -> dict[str, Any]:
    """Looks through the stores of those names, or all.

    Returns:
        `findings`, `tables`, and `stores`: of each whether it was looked through.

    Raises:
        InputFault: a name that is no store.
    """
    unknown = sorted(set(names) - set(desk.settings.stores))
    if unknown:
        raise InputFault(
            f"avgrights.yaml names no store {unknown[0][:60]!a}",
            remedy=f"It names {', '.join(sorted(desk.settings.stores)) or 'none'}.",
        )
    datasets = _by_store(desk)
    search = _search(desk, datasets, names)
    told: dict[str, Any] = {"findings": [], "tables": [], "stores": []}
    for name in desk.settings.stores:
        if not names or name in names:
            _add(told, name, desk, evolve(search, **_known(datasets[name])))
    return told


def _add(told: dict[str, Any], name: str, desk: Desk, search: Search) -> None:
    try:
        found = _scanned(desk, name, search)
    except AvgRightsError as fault:
        told["stores"].append({"store": name, "looked_at": 0, "fault": str(fault)})
        return
    told["stores"].append({"store": name, "looked_at": found.looked_at, "fault": None})
    told["findings"] += [{"store": name, **asdict(one)} for one in found.findings]
    told["tables"] += [{"store": name, **asdict(one)} for one in found.tables]


def _scanned(desk: Desk, name: str, search: Search) -> Scanned:
    if desk.settings.stores[name].folder is not None:
        from avgrights.stores import folder_scan

        folder: Any = desk.store(name)
        return folder_scan.scan(folder, search)
    from avgrights.stores.sql import scanning

    database: Any = desk.store(name)
    return scanning.scan(database, search)


def _by_store(desk: Desk) -> dict[str, list[Dataset]]:
    found: dict[str, list[Dataset]] = defaultdict(list)
    for loaded in desk.registers:
        for dataset in loaded.data_map.datasets:
            found[dataset.store].append(dataset)
    return found


def _search(desk: Desk, datasets: dict[str, list[Dataset]], names: Sequence[str]) -> Search:
    """What every store is searched for: also what finds a person in another store."""
    from avgrights.stores.scanned import Search

    looking = desk.policies.looks.on(desk.clock.today)
    search = Search(looking=looking, today=desk.clock.today, key=secrets.token_bytes(32))
    if all(desk.settings.stores[name].folder for name in names or desk.settings.stores):
        return search
    each = [
        subject
        for store, mapped in datasets.items()
        if store in desk.settings.stores and desk.settings.stores[store].folder is None
        for dataset in mapped
        for subject in _subjects(desk, store, dataset, search)
    ]
    return evolve(search, subjects=tuple(each))


def _subjects(desk: Desk, store: str, dataset: Dataset, search: Search) -> list[SubjectColumn]:
    """None where the store is down or its table is gone: the other ways to know remain."""
    from avgrights.stores.sql.scanning import subject_columns

    database: Any = desk.store(store)
    try:
        return subject_columns(database, dataset, search)
    except AvgRightsError:
        return []


def _known(datasets: list[Dataset]) -> dict[str, Any]:
    """Table -> the columns that data maps name in it; and their patterns of files."""
    known: dict[str, set[str]] = defaultdict(set)
    for dataset in datasets:
        if dataset.table is not None:
            known[dataset.table] |= _named(dataset)
        for part in dataset.parts:
            known[part.table] |= {*part.key, *part.join, *part.fields, *part.anonymise}
    patterns = tuple(d.files for d in datasets if d.files is not None)
    return {"known": dict(known), "patterns": patterns}


def _named(dataset: Dataset) -> set[str]:
    subject = {column for columns in dataset.subject.values() for column in columns}
    events = {event.column for event in dataset.events.values()}
    flag = {dataset.restrict.flag} if dataset.restrict is not None else set()
    used = {*dataset.key, *dataset.fields, *dataset.only, *dataset.anonymise}
    return {*used, *subject, *events, *flag}
