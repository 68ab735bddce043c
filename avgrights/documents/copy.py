"""What a copy for a person holds: the art. 15(1) information of each activity, and the rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from attrs import field, frozen

from avgrights.terms.register import Activity, Register


@frozen(kw_only=True)
class Withheld:
    """A field that is left out because it may name others (GDPR 15(4)).

    Attributes:
        field: the column; for a part `table.column`.
        label: what the data map calls it.
        rows: in how many rows it was left out.
        masked: whether the field is there, with something in it made unreadable.
    """

    field: str
    rows: int
    reason: str
    label: str = ""
    masked: bool = False


@frozen(kw_only=True)
class CopyDataset:
    """The rows of one dataset, readable more than once.

    Attributes:
        columns: key columns and mapped fields that are shown, in order -> label.
        parts: table -> its columns with their labels.
        rows: each `{"values": {...}, "parts": {table: [{...}]}}`; iterated anew for each file.
    """

    name: str
    columns: Mapping[str, str]
    count: int
    rows: Iterable[Mapping[str, Any]] = field(repr=False)
    parts: Mapping[str, Mapping[str, str]] = field(factory=dict)
    withheld: tuple[Withheld, ...] = ()


@frozen(kw_only=True)
class CopyActivity:
    """One activity that holds data of the person, with its datasets."""

    activity: Activity
    datasets: tuple[CopyDataset, ...]

    @property
    def count(self) -> int:
        """Rows over all its datasets."""
        return sum(dataset.count for dataset in self.datasets)


@frozen(kw_only=True)
class SearchLine:
    """One line of the account of what was searched, and what was not."""

    store: str
    dataset: str
    status: str
    rows: int
    activity: str = ""


@frozen(kw_only=True)
class Statement:
    """What the person stated in an earlier request, where facts stayed disputed (GDPR 16).

    Attributes:
        case: the reference of that request.
        on: the day it was recorded.
    """

    case: str
    on: date
    text: str = field(repr=False)


@frozen(kw_only=True)
class Copy:
    """The copy of one case (GDPR 15(3)).

    Attributes:
        prepared: the day it was made.
        not_searched: what these identifiers cannot find (GDPR 11(2)).
        statements: what the person stated before, beside the data.
        portable: whether it is made to be read by machines elsewhere (GDPR 20): with a schema.
    """

    case: str
    register: Register
    prepared: date
    received: date
    name: str = field(repr=False)
    activities: tuple[CopyActivity, ...] = ()
    searched: tuple[SearchLine, ...] = ()
    not_searched: tuple[SearchLine, ...] = ()
    portable: bool = False
    statements: tuple[Statement, ...] = ()

    @property
    def datasets(self) -> tuple[CopyDataset, ...]:
        """Every dataset once, however many activities use it."""
        return tuple({d.name: d for a in self.activities for d in a.datasets}.values())
