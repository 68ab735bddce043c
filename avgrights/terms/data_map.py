"""Which tables and files hold the data of which activity (data-map.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from attrs import field, frozen

Scalar = str | int | bool


class EventKind(StrEnum):
    """How a column writes a moment. Absent in the data map: the column's type decides."""

    DATE = "date"
    TIMESTAMP = "timestamp"
    TEXT = "text"  # ISO 8601, a space or a T between date and time
    EPOCH = "epoch"  # seconds since 1970-01-01T00:00Z


class ThirdParty(StrEnum):
    """What happens, in a copy for the person, to a field that may name others (GDPR 15(4))."""

    WITHHOLD = "withhold"
    REDACT = "redact"
    REVIEW = "review"


class Way(StrEnum):
    """How a restriction of processing (GDPR 18) is enforced."""

    POLICY = "policy"  # row-level security of PostgreSQL
    MOVE = "move"  # apart and sealed, out of reach of every application
    FLAG = "flag"  # a column that the applications heed


#: The column of a flag where the data map names none.
FLAG_COLUMN = "restricted"


@frozen(kw_only=True)
class Restrict:
    """What the data map says of restrictions of a dataset.

    Attributes:
        flag: the column that is set, where `way` is FLAG.
    """

    way: Way
    flag: str = FLAG_COLUMN


@frozen(kw_only=True)
class EventColumn:
    """Where an event's day stands: a column, or a placeholder of the file name pattern.

    Attributes:
        kind: how the moment is written; None: the column's type decides.
        zone: the zone of naive times; None: the workspace's own (local) zone.
    """

    column: str
    kind: EventKind | None = None
    zone: str | None = None


@frozen(kw_only=True)
class FieldUse:
    """One column that holds personal data: its category in the register and its label."""

    category: str
    label: str | None = None
    third_party: ThirdParty | None = None


@frozen(kw_only=True)
class Part:
    """Rows that go with their parent, such as the notes of a ticket.

    Attributes:
        join: column of the part -> column of the parent.
        anonymise: as of a dataset.
    """

    table: str
    key: tuple[str, ...]
    join: Mapping[str, str]
    fields: Mapping[str, FieldUse] = field(factory=dict)
    anonymise: Mapping[str, Scalar | None] = field(factory=dict)


@frozen(kw_only=True)
class Dataset:
    """One table, or one pattern of files, with what the library must know of it.

    Attributes:
        activities: who uses it; with more than one, the last term counts.
        table, files: one of the two.
        subject: kind of identifier -> columns that hold it; any match counts.
        events: name of the event -> where its moment stands.
        only: column -> the values that belong to this dataset (equality, no SQL).
        restrict: how a restriction (GDPR 18) is enforced; None: as the store does it best.
        anonymise: column -> what it holds once a row is anonymised (None: nothing); every column
            that tells who somebody is.
        erase: what erasure on request (GDPR 17) does with a row: delete or anonymise.
    """

    name: str
    activities: tuple[str, ...]
    store: str
    table: str | None = None
    files: str | None = None
    key: tuple[str, ...] = ()
    subject: Mapping[str, tuple[str, ...]] = field(factory=dict)
    events: Mapping[str, EventColumn] = field(factory=dict)
    fields: Mapping[str, FieldUse] = field(factory=dict)
    only: Mapping[str, tuple[Scalar, ...]] = field(factory=dict)
    parts: tuple[Part, ...] = ()
    restrict: Restrict | None = None
    anonymise: Mapping[str, Scalar | None] = field(factory=dict)
    erase: str = "delete"

    @property
    def can_be_anonymised(self) -> bool:
        """Whether the data map says what its rows, or their parts, hold once anonymised."""
        return bool(self.anonymise) or any(part.anonymise for part in self.parts)


@frozen(kw_only=True)
class DataMap:
    """The datasets of one register."""

    datasets: tuple[Dataset, ...] = ()

    def dataset(self, name: str) -> Dataset | None:
        """The dataset of that name, or None."""
        return next((d for d in self.datasets if d.name == name), None)
