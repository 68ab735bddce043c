"""What a plan asks of a store, and what the store answers: plain data, no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from attrs import field, frozen

from avgrights.terms.data_map import Dataset, EventColumn
from avgrights.terms.identifier import Identifier
from avgrights.terms.register import Then

#: The key of one record, each column's value as text, in the order of the data map's `key`.
Key = tuple[str, ...]


@frozen(kw_only=True)
class Cut:
    """One rule's condition on a dataset: rows whose term is over.

    Attributes:
        event: where the trigger's moment stands; None: the data map does not know the event.
        last_day: a trigger on or before this local day is due; None: never (permanent, or open).
        book_year: for a book year's end that stands in a column: that column; its day is then
            compared with `last_day` too.
        because: why nothing is due, where `last_day` is None.
    """

    rule: str
    activity: str
    event: EventColumn | None
    last_day: date | None
    book_year: EventColumn | None = None
    because: str = ""


@frozen(kw_only=True)
class Protection:
    """Rows that stay whatever their term: a hold, an open request, a restriction.

    Attributes:
        reason: what a plan shows; never personal data.
        everything: the whole dataset.
        keys: these records.
        identifiers: the rows of this person; any match counts.
    """

    reason: str
    everything: bool = False
    keys: tuple[Key, ...] = field(default=(), repr=False)
    identifiers: tuple[Identifier, ...] = field(default=(), repr=False)


@frozen(kw_only=True)
class Question:
    """Which rows of a dataset are due on `today`, and which stay.

    A row is due where every cut says so: the last term counts.

    Attributes:
        then: whether due rows are deleted or anonymised; in the latter case the rows that are
            anonymised already are outside the question.
    """

    dataset: Dataset
    cuts: tuple[Cut, ...]
    today: date
    zone: str
    restricted: tuple[Protection, ...] = ()
    held: tuple[Protection, ...] = ()
    then: Then = Then.ERASE

    @property
    def at_once(self) -> bool:
        """Whether a row can be deleted by the statement that chooses it: no part of it goes first,
        and it is not made anonymous instead."""
        return self.then is Then.ERASE and not self.dataset.parts


@frozen(kw_only=True)
class Counts:
    """How many rows fell where; each row once: examined = the sum of the other five.

    Attributes:
        parts: table -> rows that go with the due rows.
        reasons: reason of a hold or restriction -> rows that it keeps (a row may have several).
    """

    examined: int = 0
    undated: int = 0
    not_due: int = 0
    restricted: int = 0
    held: int = 0
    due: int = 0
    parts: Mapping[str, int] = field(factory=dict)
    reasons: Mapping[str, int] = field(factory=dict)
