"""The one protocol between the desk and the places where personal data lives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from attrs import field, frozen

from avgrights.retention.questions import Counts, Key, Protection, Question
from avgrights.terms.data_map import Dataset
from avgrights.terms.identifier import Identifier
from avgrights.terms.register import Then


@frozen(kw_only=True)
class FoundRow:
    """One record of a person, with its parts.

    Attributes:
        key: as text, in the order of the data map.
        values: key columns and mapped fields -> value as JSON knows it (dates ISO).
        events: name of the event -> its local day; None where undated.
        parts: table -> the part rows, each as `values`.
        apart: it was moved apart for a restriction (GDPR 18): it is read, and not changed.
    """

    key: Key
    values: Mapping[str, Any] = field(repr=False)
    events: Mapping[str, date | None]
    parts: Mapping[str, tuple[Mapping[str, Any], ...]] = field(factory=dict, repr=False)
    apart: bool = False


@frozen(kw_only=True)
class Ticket:
    """The right to delete in a store: which work, when, under which number, with which key.

    Attributes:
        work: the run or the case; evidence is found again by it.
        day: the local day on which it is done, which the evidence carries; a plan that runs may be
            of a day before.
        fence: a number that only rises; a store refuses a lower one than it has seen.
        digest_key: keys the digests of record keys (HMAC-SHA256); never stored with them.
    """

    work: str
    day: date
    fence: int
    digest_key: bytes = field(repr=False)


@frozen(kw_only=True)
class Evidence:
    """What one transaction deleted: counts and a keyed digest, chained to the one before.

    Attributes:
        batch: from 1 within the work.
        parts: table -> part rows that went with them.
        digest: HMAC over the previous digest and the deleted keys, hex.
    """

    work: str
    batch: int
    register: str
    rule: str
    dataset: str
    day: date
    rows: int
    parts: Mapping[str, int]
    digest: str
    previous: str


@frozen(kw_only=True)
class HeldValues:
    """What some columns of one row hold.

    Attributes:
        key: of the row itself, as text.
        parent: of the dataset's record that it belongs to; its own key where it is that record.
        values: column -> value as JSON knows it.
    """

    key: Key
    parent: Key
    values: Mapping[str, Any] = field(repr=False)


@frozen(kw_only=True)
class Alteration:
    """Rows of one table that are to get the same new values.

    Attributes:
        part: the table of a part; None: the dataset's own.
        new: column -> the new value as text, which fits it; empty: nothing.
        rows: with what they held when it was planned; a row that holds something else stays.
    """

    part: str | None
    new: Mapping[str, str] = field(repr=False)
    rows: Sequence[HeldValues]


@frozen(kw_only=True)
class Ask:
    """One dataset, and by what a person is found in it: identifiers that it has a column for."""

    dataset: Dataset
    identifiers: tuple[Identifier, ...] = field(repr=False)


@frozen(kw_only=True)
class Unserved:
    """A search that reads a whole table.

    Attributes:
        identifier: the kind by which a person is searched.
        index: the statement that makes an index for it; None where the database can have none.
        large: whether the table is so large that reading all of it takes long.
    """

    identifier: str
    table: str
    column: str
    index: str | None = None
    large: bool = True

    @property
    def sentence(self) -> str:
        """What is told of it."""
        remedy = "; 'avgrights store index' prints the index for it" if self.index else ""
        return f"a search by {self.identifier} ({self.column}) reads all of {self.table}{remedy}"


class Store(Protocol):
    """Personal data in one place. Every method raises `StoreFault` when the place fails, with a
    message that holds no value of a row."""

    name: str

    def identity(self) -> str | None:
        """The identity that the store bears, or None."""

    def adopt(self, identity: str) -> None:
        """Gives the store its identity; one that bears another is refused."""

    def problems(self, dataset: Dataset) -> list[str]:
        """What the data map says that the store does not have: tables, columns, types."""

    def warnings(self, dataset: Dataset) -> list[str]:
        """What makes work on the dataset slow, for a person to mend."""

    def unserved(self, dataset: Dataset) -> list[Unserved]:
        """By which identifiers a search reads the whole of the dataset, and what would help."""

    def count(self, question: Question) -> Counts:
        """How many rows fall where. Changes nothing."""

    def enter(self, ticket: Ticket) -> None:
        """Begins work under a ticket: raises the fence in the store."""

    def delete_due(
        self, question: Question, ticket: Ticket, *, register: str, rule: str, most: int
    ) -> Evidence | None:
        """Deletes one batch of due rows, at most `most`, with their parts and the evidence, in one
        transaction; or makes them anonymous, as the question says. None: nothing is due any more.
        """

    def delete_rows(
        self,
        dataset: Dataset,
        keys: Sequence[Key],
        ticket: Ticket,
        *,
        register: str,
        rule: str,
        day: date,
        stay: Sequence[Protection],
        whose: Sequence[Identifier] = (),
        then: Then = Then.ERASE,
    ) -> Evidence | None:
        """Deletes these records, save those that `stay` protects, as `delete_due` does. Records
        that are already gone are passed over.

        Args:
            whose: the person they must still be of, looked at in the same transaction; empty:
                whoever they are of.
            then: whether they are deleted or made anonymous.
        """

    def held(
        self,
        dataset: Dataset,
        keys: Sequence[Key],
        columns: Sequence[str],
        *,
        part: str | None = None,
    ) -> list[HeldValues]:
        """What these columns hold in these records, or in the rows of one part of them."""

    def fitting(
        self, dataset: Dataset, given: Mapping[str, str], *, part: str | None = None
    ) -> dict[str, Any]:
        """Column -> text, as the columns would hold it, in values as JSON knows them.

        Raises:
            InputFault: a text does not fit its column, or the column cannot be empty.
        """

    def change_rows(
        self,
        dataset: Dataset,
        wanted: Alteration,
        ticket: Ticket,
        *,
        register: str,
        rule: str,
        stay: Sequence[Protection],
        whose: Sequence[Identifier],
    ) -> Evidence | None:
        """Puts values right, with the evidence, in one transaction: in the rows that hold still
        what was planned, are still of that person, and are not protected by `stay`. A row whose
        new value a constraint forbids is passed over. None: no row was changed."""

    def present(self, dataset: Dataset, keys: Sequence[Key]) -> set[Key]:
        """Which of these records are there."""

    def evidence(self, work: str | None = None) -> list[Evidence]:
        """The evidence in the store, of one work or of all, in order."""

    def find(
        self, dataset: Dataset, identifiers: Sequence[Identifier], *, zone: str, today: date
    ) -> Iterator[FoundRow]:
        """The records of a person, in the order of their keys."""

    def tally(self, asks: Sequence[Ask], *, zone: str, today: date) -> list[int]:
        """How many records each ask finds, all seen in one state of the store."""

    def gather(
        self, asks: Sequence[Ask], *, zone: str, today: date, parts: bool = True
    ) -> Iterator[tuple[int, FoundRow]]:
        """The records of several asks, each with the number of its ask, in one state of the store.

        Args:
            parts: whether values and parts are read too; without them records are only counted
                and dated.
        """

    def find_many(
        self,
        dataset: Dataset,
        people: Sequence[Sequence[Identifier]],
        *,
        zone: str,
        today: date,
        parts: bool = True,
    ) -> Iterator[tuple[int, FoundRow]]:
        """The records of many persons, each with the number of its person, in any order. A record
        that is found by two columns may come twice."""

    def close(self) -> None:
        """Lets go of connections."""
