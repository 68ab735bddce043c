"""What we write in a store's folder: its identity and fence, the intent, the evidence.

.avgrights/store.json       the identity, and the highest fencing number seen
.avgrights/intent.json      the files of the batch that is under way
.avgrights/evidence.jsonl   a line a batch: counts and a keyed digest
.avgrights/holding/         files that lie apart for a restriction, sealed
.avgrights/freeing.json     those of them that are being put back
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

from attrs import asdict, frozen

from avgrights.stores.evidence import Last
from avgrights.stores.folder_files import OURS
from avgrights.stores.folder_inside import (
    inside,
    make_file,
    moved,
    open_or_make,
    reading,
    unlinked,
)
from avgrights.stores.interface import Evidence, Ticket
from avgrights.terms.errors import Refused, StoreFault

State = dict[str, Any]


@frozen
class FolderLog:
    """Our place in one folder. Raises OSError where the system refuses."""

    root: Path

    @contextmanager
    def alone(self) -> Iterator[State]:
        """The state of the folder, with no other process of ours in it."""
        with inside(self.root, OURS, make=True) as ours:
            lock = open_or_make("lock", ours)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield self.state()
        finally:
            os.close(lock)

    def state(self) -> State:
        """Identity and fence; empty where the folder was never adopted."""
        return self.read("store.json") or {}

    def set_state(self, identity: str, fence: int) -> None:
        """Writes identity and fence."""
        self.write("store.json", {"identity": identity, "fence": fence})

    def intent(self) -> State | None:
        """The batch that is under way, or None."""
        return self.read("intent.json")

    def set_intent(self, work: str, batch: int, about: dict[str, str], paths: list[str]) -> None:
        """Writes down which files go next, and as which batch of the work."""
        intent = {"work": work, "batch": batch, "about": about, "paths": paths}
        self.write("intent.json", intent)

    def end_intent(self) -> None:
        """Takes the intent away."""
        self.remove("intent.json")

    def remove(self, name: str) -> None:
        """Takes one of our files away."""
        with suppress(FileNotFoundError), inside(self.root, OURS) as ours:
            unlinked(name, ours)
            os.fsync(ours)

    def evidence(self) -> list[Evidence]:
        """The evidence so far. A last line that a kill cut short was never acknowledged."""
        text = self._text("evidence.jsonl")
        try:
            return [_evidence(json.loads(line)) for line in text.split("\n")[:-1] if line]
        except (ValueError, TypeError, KeyError):
            raise StoreFault(f"{OURS}/evidence.jsonl is damaged") from None

    def last(self, work: str) -> Last:
        """The newest evidence of that work."""
        mine = [one for one in self.evidence() if one.work == work]
        return Last(mine[-1].batch, mine[-1].digest) if mine else Last()

    def append(self, done: Evidence) -> None:
        """Appends a line, to disk, over whatever a kill left after the last whole line."""
        with inside(self.root, OURS) as ours:
            handle = open_or_make("evidence.jsonl", ours)
            try:
                whole = os.pread(handle, os.fstat(handle).st_size, 0).rfind(b"\n") + 1
                os.ftruncate(handle, whole)
                line = json.dumps({**asdict(done), "day": done.day.isoformat()}) + "\n"
                # A nearly full disk takes a part and says so: half a line is not there.
                if os.pwrite(handle, line.encode(), whole) != len(line.encode()):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                os.fsync(handle)
            finally:
                os.close(handle)
            os.fsync(ours)

    def read(self, name: str) -> State | None:
        """One of our files, or None where it is not there."""
        text = self._text(name, absent=None)
        try:
            found: State | None = None if text is None else json.loads(text)
        except ValueError:
            raise StoreFault(f"{OURS}/{name} is damaged") from None
        return found

    def write(self, name: str, value: State) -> None:
        """Writes a file whole or not at all: beside it, to disk, and then in its place."""
        fresh = str(Path(name).with_suffix(".new"))
        with inside(self.root, OURS) as ours:
            unlinked(fresh, ours)
            handle = make_file(fresh, ours)
            with os.fdopen(handle, "wb") as stream:
                stream.write(json.dumps(value).encode())
                stream.flush()
                os.fsync(handle)
            moved(fresh, name, ours)

    def _text(self, name: str, absent: Any = "") -> Any:
        try:
            with inside(self.root, OURS) as ours, reading(name, ours) as stream:
                return stream.read().decode()
        except FileNotFoundError:
            return absent


def hold_fence(state: State, ticket: Ticket, *, entering: bool = False) -> None:
    """Refuses a worker that was overtaken, and a folder that was never adopted.

    Raises:
        Refused: with the reason.
    """
    if "identity" not in state:
        raise Refused("this folder bears no identity: approve a plan by hand to adopt it")
    if state["fence"] > ticket.fence or (state["fence"] < ticket.fence and not entering):
        raise Refused("a newer run has taken over; this one changes nothing any more")


def _evidence(line: dict[str, Any]) -> Evidence:
    return Evidence(**{**line, "day": date.fromisoformat(line["day"])})
