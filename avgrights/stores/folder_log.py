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
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from attrs import asdict, frozen

from avgrights.stores.evidence import Last
from avgrights.stores.folder_files import OURS, sync
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
        self._ours.mkdir(mode=0o700, exist_ok=True)
        lock = os.open(self._ours / "lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
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
        (self._ours / name).unlink(missing_ok=True)
        if self._ours.is_dir():
            sync(self._ours)

    def evidence(self) -> list[Evidence]:
        """The evidence so far. A last line that a kill cut short was never acknowledged."""
        try:
            text = (self._ours / "evidence.jsonl").read_text(encoding="utf-8")
        except FileNotFoundError:
            return []
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
        path = self._ours / "evidence.jsonl"
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            whole = os.pread(handle, os.fstat(handle).st_size, 0).rfind(b"\n") + 1
            os.ftruncate(handle, whole)
            line = json.dumps({**asdict(done), "day": done.day.isoformat()}) + "\n"
            # A nearly full disk takes a part and says so: a line that is not whole is not there.
            if os.pwrite(handle, line.encode(), whole) != len(line.encode()):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(handle)
        finally:
            os.close(handle)
        sync(self._ours)

    @property
    def _ours(self) -> Path:
        return self.root / OURS

    def read(self, name: str) -> State | None:
        """One of our files, or None where it is not there."""
        try:
            found: State = json.loads((self._ours / name).read_text())
        except FileNotFoundError:
            return None
        except ValueError:
            raise StoreFault(f"{OURS}/{name} is damaged") from None
        return found

    def write(self, name: str, value: State) -> None:
        """Writes a file whole or not at all: beside it, to disk, and then in its place."""
        path = self._ours / name
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(json.dumps(value).encode())
            stream.flush()
            os.fsync(handle)
        fresh.replace(path)
        sync(self._ours)


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
