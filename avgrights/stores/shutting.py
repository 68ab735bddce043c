"""What a restriction of processing (GDPR 18) asks of a store, and what the store tells of it.

Between desk and store goes only what is sealed: the store sees neither keys nor what it holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Protocol, runtime_checkable

from attrs import field, frozen

from avgrights.retention.questions import Key
from avgrights.stores.interface import Evidence, FoundRow, Ticket
from avgrights.terms.data_map import Dataset, Way
from avgrights.terms.identifier import Identifier

#: What evidence and journal name as the ground of shutting a row off, and of letting it free.
SHUT = "GDPR 18(2)"
FREED = "GDPR 18(3)"


@frozen
class Sealing:
    """The keys of restrictions, without the keys: what the desk lends to a store.

    Attributes:
        seal: (bytes, what it is about) -> sealed, under the key of the restriction at hand.
        open: (id of the restriction that sealed it, bytes, what it is about) -> the bytes.
        slot: the name under which a record is held: keyed, so that it tells nothing of the record.
    """

    seal: Callable[[bytes, str], bytes] = field(repr=False)
    open: Callable[[str, bytes, str], bytes] = field(repr=False)
    slot: Callable[[Key], str] = field(repr=False)


@frozen(kw_only=True)
class Shutting:
    """One dataset of one restriction.

    Attributes:
        restriction: its id, 40 letters at most.
        today, zone: for the days of the rows' events.
        beside: the other tables that the data map knows; what refers to rows from there goes too,
            or stands in the way by itself.
    """

    restriction: str
    register: str
    dataset: Dataset
    way: Way
    ticket: Ticket
    sealing: Sealing
    today: date
    zone: str
    beside: frozenset[str] = frozenset()


@frozen(kw_only=True)
class Apart:
    """A record that was moved apart, as a search finds it.

    Attributes:
        whose: column by which a person is found -> its value as text.
    """

    row: FoundRow
    whose: Mapping[str, str | None] = field(repr=False)


@runtime_checkable
class Shutter(Protocol):
    """A store that can shut rows off and let them free again. Raises `StoreFault` as `Store`."""

    def best_way(self) -> Way:
        """How this store does it where the data map says nothing."""

    def obstacles(
        self, dataset: Dataset, way: Way, beside: frozenset[str] = frozenset()
    ) -> list[str]:
        """Why rows of the dataset cannot be restricted that way; empty: they can.

        Args:
            beside: as of `Shutting`.
        """

    def cautions(self, dataset: Dataset) -> list[str]:
        """What makes a restriction of the dataset weak, or its lifting hard."""

    def shut(
        self, asked: Shutting, keys: Sequence[Key], whose: Sequence[Identifier]
    ) -> Evidence | None:
        """Shuts these records off, with the evidence, in one transaction. Again: those that are
        shut off by this restriction already are passed over. None: nothing was left to do.

        Args:
            whose: the person they must still be of.
        """

    def shut_now(self, asked: Shutting, keys: Sequence[Key]) -> set[Key]:
        """Which of these records are shut off now, by whatever restriction."""

    def free(
        self, asked: Shutting, keys: Sequence[Key], shared: Sequence[Key] = ()
    ) -> Evidence | None:
        """Lets these records free again, exactly as they were. None: nothing was left to do.

        Args:
            shared: records of this restriction that another one keeps shut off.

        Raises:
            Refused: a column has gone or has another type; nothing was changed.
        """

    def apart(self, asked: Shutting) -> Iterator[Apart]:
        """The records of the dataset that were moved apart, whosever they are."""

    def count_apart(self, register: str, dataset: Dataset) -> int:
        """How many records of the dataset lie apart."""
