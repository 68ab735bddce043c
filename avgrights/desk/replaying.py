"""Erases again what a restored backup brought back (docs/decisions/0153-erasing-again.md).

Looks at every record of the store: is its key, with an identifier of its person, on the list of
what was erased since the backup was made? Those and no others go, through the one engine, so that
holds and restrictions placed since stop it too.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from avgrights.desk.engine import Engine, Progress, new_ticket
from avgrights.desk.erased_list import digest_of, listed, on_the_list, unsettled
from avgrights.desk.harvesting import harvest
from avgrights.desk.identity import need_known
from avgrights.desk.overlapping import need_apart
from avgrights.desk.runlock import alone
from avgrights.retention.questions import Key
from avgrights.stores.walking import Walked, walk
from avgrights.terms.data_map import Dataset
from avgrights.terms.errors import InputFault, Refused
from avgrights.terms.identifier import Identifier
from avgrights.terms.register import Then

if TYPE_CHECKING:
    from avgrights.desk.desk import Desk

#: What evidence and journal name as the ground.
GROUND = "GDPR 17 again"
#: Records held against the list at a time.
_AT_ONCE = 2_000


@frozen
class Back:
    """One record that was erased, and is back.

    Attributes:
        whose: the identifiers by which the list knows it.
        then: whether it was erased or made anonymous.
    """

    key: Key = field(repr=False)
    whose: tuple[Identifier, ...] = field(repr=False)
    then: Then

    @property
    def order(self) -> tuple[list[tuple[str, str]], str, Key]:
        """By person, then by key."""
        return [(one.kind, one.comparable) for one in self.whose], self.then.value, self.key


@frozen(kw_only=True)
class Returned:
    """The records of one dataset that were erased, and are back."""

    register: str
    dataset: Dataset
    examined: int
    records: tuple[Back, ...] = field(repr=False)


@frozen(kw_only=True)
class Replay:
    """What a replay comes to, as planned or as done.

    Attributes:
        made: the day on which the backup was made.
        listed: entries on the list of that day or later, in the store.
        digest: of exactly these records; `--expect` compares it.
        done: dataset -> records erased; empty in a plan.
    """

    store: str
    made: date
    listed: int
    returned: tuple[Returned, ...]
    digest: str
    done: dict[str, int] = field(factory=dict)

    @property
    def found(self) -> int:
        """Records that are back."""
        return sum(len(one.records) for one in self.returned)

    def as_json(self) -> dict[str, Any]:
        """As commands write it."""
        return {
            "store": self.store,
            "made": self.made.isoformat(),
            "listed": self.listed,
            "digest": self.digest,
            "datasets": [
                {"register": one.register, "dataset": one.dataset.name, "examined": one.examined,
                 "found": len(one.records),
                 **({"done": self.done[one.dataset.name],
                     "kept": len(one.records) - self.done[one.dataset.name]} if self.done else {})}
                for one in self.returned
            ],
        }  # fmt: skip


def plan_replay(desk: Desk, store: str, *, made: date) -> Replay:
    """What is back in the store of what was erased on the day of the backup or later.

    Args:
        made: the day on which the backup was made, which was put back.

    Raises:
        InputFault: there is no such store, no dataset lies in it, or the day lies in the future.
        Refused: it is not the store that was adopted; or an erasure in it was begun and not
            finished, so that nobody knows yet what is gone.
    """
    if made > desk.clock.today:
        raise InputFault(f"{made} lies in the future: the backup was made before today")
    datasets = [
        (loaded.register.name, dataset)
        for loaded in desk.registers
        for dataset in loaded.data_map.datasets
        if dataset.store == store
    ]
    desk.store(store)
    if not datasets:
        raise InputFault(f"no dataset lies in store {store!r}")
    need_known(desk, store)
    _need_settled(desk, store)
    found = tuple(_returned(desk, register, dataset, made) for register, dataset in datasets)
    with desk.database.read() as connection:
        entries = listed(connection, store, since=made)
    return Replay(
        store=store, made=made, listed=entries, returned=found, digest=_digest(desk, made, found)
    )


def replay(
    desk: Desk,
    store: str,
    *,
    made: date,
    expect: str | None = None,
    progress: Progress = lambda done: None,
) -> Replay:
    """Erases again what is back. Again: nothing is found.

    Args:
        expect: the digest of the plan that was looked at; None: whatever is found now.

    Raises:
        Refused: as `plan_replay`, or other records are found than were expected.
        StoreFault: the store failed; what was committed stands, and a rerun goes on from there.
    """
    need_apart(desk)
    with alone(desk):
        planned = plan_replay(desk, store, made=made)
        if expect is not None and expect != planned.digest:
            raise Refused(
                "other records are found now than were shown; nothing was erased",
                remedy="Look at 'avgrights store replay --plan' again.",
            )
        if not planned.found:
            return planned
        work = f"replay-{secrets.token_hex(6)}"
        engine = Engine(desk, new_ticket(desk, work), progress)
        engine.enter(store)
        try:
            done = {one.dataset.name: _erase(engine, one) for one in planned.returned}
        finally:
            harvest(desk, [store], work)
        with desk.database.change() as connection:
            desk.logbook.append(
                connection, "store.replayed", store=store, work=work, made=made,
                found=planned.found, erased=sum(done.values()),
            )  # fmt: skip
    return Replay(
        store=store, made=made, listed=planned.listed, returned=planned.returned,
        digest=planned.digest, done=done,
    )  # fmt: skip


def _need_settled(desk: Desk, store: str) -> None:
    with desk.database.read() as connection:
        open_ = unsettled(connection, store)
    if open_:
        raise Refused(
            f"an erasure in store {store!r} was begun and not finished: {', '.join(open_)}",
            remedy=f"First: avgrights request carry-out {open_[0]}",
        )


def _returned(desk: Desk, register: str, dataset: Dataset, made: date) -> Returned:
    examined = 0
    found: list[Back] = []
    records = walk(desk.store(dataset.store), dataset)
    for some in _pieces(records):
        examined += len(some)
        found += _on_the_list(desk, register, dataset, some, made)
    in_order = tuple(sorted(found, key=lambda one: one.order))
    return Returned(register=register, dataset=dataset, examined=examined, records=in_order)


def _on_the_list(
    desk: Desk, register: str, dataset: Dataset, some: Sequence[Walked], made: date
) -> Iterator[Back]:
    digests = {
        (one.key, whose): digest_of(desk, register, dataset, one.key, whose)
        for one in some
        for whose in one.whose
    }
    with desk.database.read() as connection:
        known = on_the_list(connection, digests.values(), since=made)
    for one in some:
        mine = tuple(whose for whose in one.whose if digests[one.key, whose] in known)
        if mine:
            yield Back(one.key, mine, known[digests[one.key, mine[0]]])


def _erase(engine: Engine, one: Returned) -> int:
    """Person by person: a record is erased as long as it is still theirs."""
    done = 0
    for (whose, then), records in groupby(one.records, key=_person):
        keys = [record.key for record in records]
        done += engine.erase(
            one.dataset, keys, register=one.register, rule=GROUND, whose=whose, then=then
        )
    return done


def _person(record: Back) -> tuple[tuple[Identifier, ...], Then]:
    return record.whose, record.then


def _digest(desk: Desk, made: date, found: tuple[Returned, ...]) -> str:
    """A keyed digest of exactly these records."""
    text = hashlib.sha256()
    for one in found:
        for record in one.records:
            about = (one.register, one.dataset.name, *record.key)
            text.update(b"".join(len(p.encode()).to_bytes(8, "big") + p.encode() for p in about))
    return desk.vault.digest("replay", made.isoformat(), text.digest())


def _pieces(records: Iterator[Walked]) -> Iterator[list[Walked]]:
    while some := list(islice(records, _AT_ONCE)):
        yield some
