"""What will be done with the rows of a person, and what was: plain data, counted twice."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from attrs import field, frozen

#: The key of one record, each column's value as text, in the order of the data map.
Key = tuple[str, ...]


class Why(StrEnum):
    """Why a row stays."""

    DUTY_TO_KEEP = "legal duty to keep"  # GDPR 17(3)(b)
    NOT_BEGUN = "legal duty to keep, its term has not begun"
    OTHER_PURPOSE = "needed for another purpose"
    RIGHT = "the right does not apply"
    NOT_PROVIDED = "not provided by the person"  # GDPR 20(1)
    RESTRICTED = "restricted"  # GDPR 18(2): storage only
    HELD = "held"  # GDPR 17(3)(e) and the other grounds of a hold
    CHANGED = "changed while it was carried out"
    OPEN = "not done yet, the store could not be reached"
    NO_FIELD = "holds no field that was to be corrected"  # from here on: GDPR 16
    FILES = "files hold no field that could be corrected"
    OTHERS_FIELD = "the field does not name this person"
    OTHER_VALUE = "holds another value than the one to be corrected"
    DISPUTED = "disputed: the statement of the person was added"
    NOT_TAKEN = "the database does not take the new value"


#: Of a rectification: why a row stays in which there was nothing to put right.
NOTHING_WRONG = (Why.NO_FIELD, Why.FILES, Why.OTHERS_FIELD, Why.OTHER_VALUE)


@frozen(kw_only=True)
class Reason:
    """Why some rows of a dataset stay, and until which day (that day included).

    Attributes:
        detail: which rule, which other activity, which hold; never personal data.
        until: None where the end is not known.
    """

    why: Why
    rows: int
    detail: str = ""
    until: date | None = None

    @property
    def sentence(self) -> str:
        """The reason in one phrase, such as `held: police investigation`."""
        return f"{self.why}: {self.detail}" if self.detail else str(self.why)


@frozen(kw_only=True)
class Result:
    """One dataset as far as one activity uses it: found = done + kept, always.

    Attributes:
        done: rows that are in the copy (access), gone (erasure), or right now (rectification).
        anonymised: what was to go was made anonymous instead.
    """

    activity: str
    dataset: str
    found: int
    done: int
    kept: int
    reasons: tuple[Reason, ...] = ()
    anonymised: bool = False


class SearchStatus(StrEnum):
    """Whether a dataset was searched. Never `searched` where no search took place."""

    SEARCHED = "searched"
    UNREACHABLE = "unreachable"
    NOT_SEARCHABLE = "not searchable"


@frozen(kw_only=True)
class Searched:
    """One dataset in the account of what was searched."""

    store: str
    dataset: str
    status: SearchStatus
    rows: int = 0


@frozen(kw_only=True)
class Before:
    """One row that is to be corrected, with what it holds now (GDPR 16).

    Attributes:
        key: of the row itself; parent: of the dataset's record that it belongs to.
        old: as JSON knows the values, in the order of the correction's columns.
    """

    key: Key = field(repr=False)
    parent: Key = field(repr=False)
    old: tuple[Any, ...] = field(repr=False)


@frozen(kw_only=True)
class Correction:
    """The same new values in the same columns of some rows of one table.

    Attributes:
        part: the table of a part; None: the dataset's own.
        texts: the new values as they were given; new: as the store holds them.
        finds: whether one of the columns finds persons.
    """

    part: str | None
    columns: tuple[str, ...]
    texts: tuple[str, ...] = field(repr=False)
    new: tuple[Any, ...] = field(repr=False)
    finds: bool = False
    rows: tuple[Before, ...] = field(default=(), repr=False)


@frozen(kw_only=True)
class PlannedDataset:
    """What the plan fixed for one dataset: the rows that go, by key, and why the others stay.

    Attributes:
        keys: of the rows that go. Personal data by way of linking: kept under the case's key.
        results: per activity that is part of the request, as if it were done.
        anonymised: the rows are made anonymous instead of erased, as the data map says.
        corrections: what is put right (GDPR 16), from what to what.
    """

    dataset: str
    store: str
    keys: tuple[Key, ...] = field(default=(), repr=False)
    results: tuple[Result, ...] = ()
    anonymised: bool = False
    corrections: tuple[Correction, ...] = field(default=(), repr=False)
