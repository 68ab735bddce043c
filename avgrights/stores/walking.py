"""Every record of a dataset with the identifiers of its person: what a restored store holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import field, frozen
from sqlalchemy import select

from avgrights.retention.questions import Key
from avgrights.stores.folder import FolderStore
from avgrights.stores.interface import Store
from avgrights.stores.sql.conditions import belongs, compared
from avgrights.stores.sql.store import SqlStore
from avgrights.terms.data_map import Dataset
from avgrights.terms.identifier import Identifier

#: Rows in memory at a time.
_AT_ONCE = 2_000


@frozen(kw_only=True)
class Walked:
    """One record: its key, and everything by which its person could be found."""

    key: Key
    whose: tuple[Identifier, ...] = field(repr=False)


def walk(store: Store, dataset: Dataset) -> Iterator[Walked]:
    """Every record of the dataset, in no order; those of nobody in particular are passed over.

    Raises:
        InputFault: a table or a column is not there.
        StoreFault: the store failed.
    """
    if isinstance(store, FolderStore):
        yield from _files(store, dataset)
    elif isinstance(store, SqlStore):
        yield from _rows(store, dataset)


def _rows(store: SqlStore, dataset: Dataset) -> Iterator[Walked]:
    with store._reading() as connection:
        live = store.catalogue.need(connection, dataset)
        keys = [store.dialect.text(live.clause.c[name]) for name in dataset.key]
        # What is no ASCII is lowered as `find` does it: the sign in the sample asks for that.
        sample = {kind: Identifier(kind, "é") for kind in dataset.subject}
        asked = [
            (kind, compared(live, name, sample[kind], store.dialect))
            for kind, names in dataset.subject.items()
            for name in names
        ]
        rows = connection.execute(
            select(*keys, *(column for _, column in asked)).where(
                belongs(dataset, live, store.dialect)
            ),
            execution_options={"yield_per": _AT_ONCE},
        )
        width = len(keys)
        for row in rows:
            found = [(kind, row[width + at]) for at, (kind, _) in enumerate(asked)]
            yield from _walked(tuple(row[:width]), found)


def _files(store: FolderStore, dataset: Dataset) -> Iterator[Walked]:
    with store._spoken():
        for file in store._files(dataset):
            found = [
                (kind, file.values.get(name))
                for kind, names in dataset.subject.items()
                for name in names
            ]
            yield from _walked((file.path,), found)


def _walked(key: Key, found: list[tuple[str, Any]]) -> Iterator[Walked]:
    whose = tuple(Identifier(kind, str(value)) for kind, value in found if value not in (None, ""))
    if whose:
        yield Walked(key=key, whose=whose)
