"""The one engine that deletes, for retention and for article 17 alike.

Holds, restrictions and open requests stop both here and nowhere else: every batch asks what is
protected under the desk's lock, and deletes with its evidence in the store's own transaction.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from attrs import define, evolve
from sqlalchemy import insert, select, update

from avgrights.desk.protecting import Guard, Protections
from avgrights.desk.tables import meta
from avgrights.retention.questions import Key, Question
from avgrights.stores.folder import FolderStore
from avgrights.stores.interface import Evidence, Store, Ticket
from avgrights.terms.data_map import Dataset
from avgrights.terms.errors import Refused
from avgrights.terms.identifier import Identifier
from avgrights.terms.register import Then

if TYPE_CHECKING:
    from avgrights.desk.desk import Desk

Progress = Callable[[int], None]

#: The first batch of a rule, in rows, and the most that one may grow to.
_FIRST_BATCH = 2_000
_LARGEST_BATCH = 50_000
_SMALLEST_BATCH = 100
#: How long a batch should take, in seconds: others wait for it.
_SHORT, _LONG = 0.15, 0.4
#: Records named by key in one transaction.
_KEYS_AT_ONCE = 2_000


def new_ticket(desk: Desk, work: str) -> Ticket:
    """A ticket with a higher number than any before it: older workers are overtaken."""
    with desk.database.change() as connection:
        last = connection.execute(select(meta.c.value).where(meta.c.name == "fence")).scalar()
        fence = int(last or 0) + 1
        if last is None:
            connection.execute(insert(meta).values(name="fence", value=str(fence)))
        else:
            connection.execute(update(meta).where(meta.c.name == "fence").values(value=str(fence)))
    return Ticket(
        work=work,
        day=desk.clock.today,
        fence=fence,
        digest_key=desk.vault.digest_key("record keys"),
    )


@define
class Engine:
    """Deletes in batches under one ticket."""

    desk: Desk
    ticket: Ticket
    progress: Progress = lambda done: None

    def enter(self, store: str) -> None:
        """Begins work in a store; what a killed worker left there is finished first.

        Raises:
            Refused: the store has seen a newer worker: one that overtook this one, or one that
                this desk does not know of, being an older copy of itself.
        """
        try:
            self.desk.store(store).enter(self.ticket)
        except Refused:
            if _last_fence(self.desk) > self.ticket.fence:
                raise
            raise Refused(
                f"store {store!r} was worked on later than this desk knows: was the desk put back "
                "from a backup, or is this workspace a copy? Place again the holds that are "
                "missing, then set `fence` to 0 in the table avgrights_store (in a folder: "
                ".avgrights/store.json)"
            ) from None

    def purge(self, question: Question, *, register: str, rule: str, most: int) -> int:
        """Deletes what is due by the question, at most that many rows; the number deleted."""
        guard = Guard(self.desk, register, question.dataset)
        store = self.desk.store(question.dataset.store)
        done, size = 0, _FIRST_BATCH
        while done < most:
            began = time.monotonic()
            batch = min(size, most - done)
            gone = self._due(store, guard, question, register=register, rule=rule, most=batch)
            if gone is None:
                break
            done += gone.rows
            self.progress(gone.rows)
            size = _resized(size, time.monotonic() - began)
        return done

    def erase(
        self,
        dataset: Dataset,
        keys: Sequence[Key],
        *,
        register: str,
        rule: str,
        whose: Sequence[Identifier],
        then: Then = Then.ERASE,
    ) -> int:
        """Deletes these records of a person, or makes them anonymous, save what is protected now;
        the number of records."""
        guard = Guard(self.desk, register, dataset)
        store = self.desk.store(dataset.store)
        done = 0
        for some in _in_pieces(keys):
            gone = self._rows(
                store, guard, dataset, some, register=register, rule=rule, whose=whose, then=then
            )
            done += gone.rows if gone else 0
            self.progress(len(some))
        return done

    def _due(self, store: Store, guard: Guard, question: Question, **about: Any) -> Evidence | None:
        def ask(now: Protections) -> Question:
            return evolve(question, restricted=now[0], held=now[1])

        if isinstance(store, FolderStore):
            with guard.locked() as now:
                intended = store.intend_due(ask(now), self.ticket, **about)
            return self._fulfilled(store, guard, intended)
        with guard.locked() as now:
            return store.delete_due(ask(now), self.ticket, **about)

    def _rows(
        self, store: Store, guard: Guard, dataset: Dataset, keys: Sequence[Key], **about: Any
    ) -> Evidence | None:
        about = {**about, "day": self.desk.clock.today}
        if isinstance(store, FolderStore):
            about.pop("then")
            with guard.locked() as now:
                stay = (*now[0], *now[1])
                intended = store.intend_rows(dataset, keys, self.ticket, stay=stay, **about)
            return self._fulfilled(store, guard, intended)
        with guard.locked() as now:
            stay = (*now[0], *now[1])
            return store.delete_rows(dataset, keys, self.ticket, stay=stay, **about)

    def _fulfilled(
        self, store: FolderStore, guard: Guard, intended: Evidence | None
    ) -> Evidence | None:
        """A folder has no transaction: the intent is journalled, and only then do files go.

        Where protections changed in between, the intent is taken back; the next batch asks anew.
        """
        if intended is None:
            return None
        self._journal(intended)
        before = guard.seen
        with guard.locked():
            if guard.seen == before:
                done = store.fulfil(self.ticket)
                return done or evolve(intended, rows=0)  # others took those files: ask anew
            store.withdraw(self.ticket)
        return evolve(intended, rows=0)

    def _journal(self, intended: Evidence) -> None:
        with self.desk.database.change() as connection:
            self.desk.logbook.append(
                connection,
                "purge.intent",
                run=intended.work,
                dataset=intended.dataset,
                rows=intended.rows,
                digest=intended.digest,
            )


def _last_fence(desk: Desk) -> int:
    with desk.database.read() as connection:
        last = connection.execute(select(meta.c.value).where(meta.c.name == "fence")).scalar()
    return int(last or 0)


def _resized(size: int, seconds: float) -> int:
    """Batches long enough to be cheap and short enough to let others in."""
    if seconds > _LONG:
        return max(min(size, _SMALLEST_BATCH), size // 2)
    return min(size * 2, _LARGEST_BATCH) if seconds < _SHORT else size


def _in_pieces(keys: Sequence[Key]) -> Iterator[Sequence[Key]]:
    for start in range(0, len(keys), _KEYS_AT_ONCE):
        yield keys[start : start + _KEYS_AT_ONCE]
