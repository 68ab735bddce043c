"""Several questions to a store that answers one at a time, such as a folder."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from datetime import date

from avgrights.stores.interface import Ask, FoundRow, Unserved
from avgrights.terms.data_map import Dataset
from avgrights.terms.identifier import Identifier


class OneByOne(ABC):
    """The questions of `Store` that are many, in terms of the one that is single."""

    @abstractmethod
    def find(
        self, dataset: Dataset, identifiers: Sequence[Identifier], *, zone: str, today: date
    ) -> Iterator[FoundRow]:
        """See `Store`."""

    def unserved(self, dataset: Dataset) -> list[Unserved]:
        """See `Store`: names of files are read whole, and that is soon done."""
        return []

    def tally(self, asks: Sequence[Ask], *, zone: str, today: date) -> list[int]:
        """See `Store`."""
        found = [self.find(one.dataset, one.identifiers, zone=zone, today=today) for one in asks]
        return [sum(1 for _ in rows) for rows in found]

    def gather(
        self, asks: Sequence[Ask], *, zone: str, today: date, parts: bool = True
    ) -> Iterator[tuple[int, FoundRow]]:
        """See `Store`."""
        for number, one in enumerate(asks):
            for row in self.find(one.dataset, one.identifiers, zone=zone, today=today):
                yield number, row

    def find_many(
        self,
        dataset: Dataset,
        people: Sequence[Sequence[Identifier]],
        *,
        zone: str,
        today: date,
        parts: bool = True,
    ) -> Iterator[tuple[int, FoundRow]]:
        """See `Store`."""
        asks = [Ask(dataset=dataset, identifiers=tuple(one)) for one in people]
        return self.gather(asks, zone=zone, today=today, parts=parts)
