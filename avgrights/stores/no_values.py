"""What a folder answers when asked for values: a file has none that could be put right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from avgrights.retention.questions import Key
from avgrights.stores.interface import Evidence, HeldValues
from avgrights.terms.data_map import Dataset
from avgrights.terms.errors import InputFault


class NoValues:
    """The part of `Store` that a folder cannot do."""

    def held(
        self,
        dataset: Dataset,
        keys: Sequence[Key],
        columns: Sequence[str],
        *,
        part: str | None = None,
    ) -> list[HeldValues]:
        """See `Store`: nothing."""
        return []

    def fitting(
        self, dataset: Dataset, given: Mapping[str, str], *, part: str | None = None
    ) -> dict[str, Any]:
        """See `Store`: nothing fits."""
        _refuse(dataset)

    def change_rows(self, dataset: Dataset, *_: object, **__: object) -> Evidence | None:
        """See `Store`: nothing is changed."""
        _refuse(dataset)


def _refuse(dataset: Dataset) -> NoReturn:
    raise InputFault(
        f"dataset {dataset.name!r} holds files: they can be deleted, and not changed",
        remedy="Name a field of a table.",
    )
