"""A folder of files as a store: the day stands in the name, a deletion is an unlink.

A folder has no transactions. So the intent comes first: the list of files goes into
`.avgrights/intent.json` and to disk, then the files go, then the evidence is appended, then the
intent is taken away. Who comes after a kill finds the intent and finishes it before anything else.
"""

from __future__ import annotations

import fcntl
import json
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from attrs import asdict, define

from avgrights.retention.questions import Counts, Key, Protection, Question
from avgrights.stores.evidence import Last, encoded, evidence_of
from avgrights.stores.interface import Evidence, FoundRow, Ticket
from avgrights.stores.pattern import FileName, Pattern
from avgrights.terms.data_map import Dataset, EventColumn
from avgrights.terms.errors import Refused, StoreFault
from avgrights.terms.identifier import Identifier

OURS = ".avgrights"


@define(slots=False)
class FolderStore:
    """One folder. Files are named by their path in it, with slashes; that is also their key."""

    name: str
    root: Path

    def identity(self) -> str | None:
        """See `Store`."""
        with self._spoken():
            self._there()
            return self._state().get("identity")

    def adopt(self, identity: str) -> None:
        """See `Store`."""
        with self._alone() as state:
            if state.get("identity", identity) != identity:
                raise Refused("this folder bears the identity of another desk or another store")
            if "identity" not in state:
                self._write("store.json", {"identity": identity, "fence": 0})

    def problems(self, dataset: Dataset) -> list[str]:
        """See `Store`."""
        with self._spoken():
            self._there()
            pattern = Pattern.parse(str(dataset.files))
            unknown = {event.column for event in dataset.events.values()} - set(pattern.names)
            return [f"the file pattern has no placeholder {name!r}" for name in sorted(unknown)]

    def warnings(self, dataset: Dataset) -> list[str]:
        """Nothing in a folder makes a purge slow."""
        return []

    def count(self, question: Question) -> Counts:
        """See `Store`."""
        states = {"undated": 0, "not_due": 0, "restricted": 0, "held": 0, "due": 0}
        reasons: dict[str, int] = {}
        with self._spoken():
            for file in self._files(question.dataset):
                state = _state(question, file)
                states[state] += 1
                for reason in _reasons(question, file) if state in ("restricted", "held") else ():
                    reasons[reason] = reasons.get(reason, 0) + 1
        return Counts(
            examined=sum(states.values()),
            undated=states["undated"],
            not_due=states["not_due"],
            restricted=states["restricted"],
            held=states["held"],
            due=states["due"],
            reasons=reasons,
        )

    def enter(self, ticket: Ticket) -> None:
        """See `Store`. Finishes first what a killed run has begun."""
        with self._alone() as state:
            _hold_fence(state, ticket, entering=True)
            self._write("store.json", {**state, "fence": ticket.fence})
            self._finish(ticket)

    def delete_due(
        self, question: Question, ticket: Ticket, *, register: str, rule: str, most: int
    ) -> Evidence | None:
        """See `Store`."""
        intended = self.intend_due(question, ticket, register=register, rule=rule, most=most)
        return self.fulfil(ticket) if intended else None

    def intend_due(
        self, question: Question, ticket: Ticket, *, register: str, rule: str, most: int
    ) -> Evidence | None:
        """Writes down which files go next; deletes none. None: nothing is due any more."""
        with self._alone() as state:
            _hold_fence(state, ticket)
            self._finish(ticket)
            due = (f.path for f in self._files(question.dataset) if _state(question, f) == "due")
            about = {"register": register, "rule": rule, "dataset": question.dataset.name}
            return self._intend(
                list(islice(due, most)), ticket, {**about, "day": question.today.isoformat()}
            )

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
    ) -> Evidence | None:
        """See `Store`."""
        intended = self.intend_rows(
            dataset, keys, ticket, register=register, rule=rule, day=day, stay=stay
        )
        return self.fulfil(ticket) if intended else None

    def intend_rows(
        self,
        dataset: Dataset,
        keys: Sequence[Key],
        ticket: Ticket,
        *,
        register: str,
        rule: str,
        day: date,
        stay: Sequence[Protection],
    ) -> Evidence | None:
        """Writes down which of these files go; deletes none. None: all are gone or protected."""
        wanted = {key[0] for key in keys}
        with self._alone() as state:
            _hold_fence(state, ticket)
            self._finish(ticket)
            doomed = [
                file.path
                for file in self._files(dataset)
                if file.path in wanted and not any(_covers(p, file, dataset) for p in stay)
            ]
            about = {"register": register, "rule": rule, "dataset": dataset.name}
            return self._intend(doomed, ticket, {**about, "day": day.isoformat()})

    def fulfil(self, ticket: Ticket) -> Evidence | None:
        """Deletes what was intended, and writes the evidence."""
        with self._alone() as state:
            _hold_fence(state, ticket)
            intent = self._read("intent.json")
            if intent is None:
                return None
            return self._carry_out(intent["paths"], ticket, intent["work"], intent["about"])

    def withdraw(self) -> None:
        """Takes an intent back of which nothing was done: what it was made from has changed."""
        with self._alone():
            (self.root / OURS / "intent.json").unlink(missing_ok=True)

    def evidence(self, work: str | None = None) -> list[Evidence]:
        """See `Store`."""
        with self._spoken():
            self._there()
            found = [_evidence(line) for line in self._lines()]
        return [one for one in found if work in (None, one.work)]

    def find(
        self, dataset: Dataset, identifiers: Sequence[Identifier], *, zone: str, today: date
    ) -> Iterator[FoundRow]:
        """See `Store`: by placeholders of the name that the data map calls an identifier."""
        with self._spoken():
            for file in self._files(dataset):
                if not _is_of(dataset, file, identifiers):
                    continue
                days = {n: _day(e, file, ZoneInfo(zone)) for n, e in dataset.events.items()}
                past = {n: d if d is None or d <= today else None for n, d in days.items()}
                yield FoundRow(key=(file.path,), values={"file": file.path}, events=past)

    def close(self) -> None:
        """See `Store`."""

    # -- inside ---------------------------------------------------------------------------------

    @contextmanager
    def _spoken(self) -> Iterator[None]:
        """An error of the system never passes: its text holds the name of a file."""
        try:
            yield
        except OSError as fault:
            why = os.strerror(fault.errno) if fault.errno else type(fault).__name__
            raise StoreFault(f"store {self.name!r} failed: {why}") from None

    def _there(self) -> None:
        if not self.root.is_dir():
            raise StoreFault(f"store {self.name!r}: the folder is not there")

    def _files(self, dataset: Dataset) -> Iterator[FileName]:
        """The files of the dataset in a stable order; links are never followed."""
        self._there()
        pattern = Pattern.parse(str(dataset.files))
        for path in _below(self.root, pattern.depth):
            name = pattern.read(path)
            if name is not None and _belongs(dataset, name):
                yield name

    @contextmanager
    def _alone(self) -> Iterator[dict[str, Any]]:
        """The state of this folder, with no other process of ours in it."""
        with self._spoken():
            self._there()
            ours = self.root / OURS
            ours.mkdir(mode=0o700, exist_ok=True)
            lock = os.open(ours / "lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield self._state()
            finally:
                os.close(lock)

    def _state(self) -> dict[str, Any]:
        return self._read("store.json") or {}

    def _intend(self, paths: list[str], ticket: Ticket, about: dict[str, str]) -> Evidence | None:
        if not paths:
            return None
        self._write("intent.json", {"work": ticket.work, "about": about, "paths": paths})
        return self._proof(paths, ticket, ticket.work, about)

    def _finish(self, ticket: Ticket) -> None:
        """What an interrupted batch left: its files go, or are gone, and get their evidence.

        The intent was approved and its rows were chosen under the lock; nothing can have been
        placed before them that this batch had not seen, save a hold placed since: so files that
        are still there are left to a fresh count, and only what is gone is written down.
        """
        intent = self._read("intent.json")
        if intent is None:
            return
        gone = [path for path in intent["paths"] if not os.path.lexists(self.root / path)]
        self._carry_out(gone, ticket, intent["work"], intent["about"])

    def _carry_out(
        self, paths: list[str], ticket: Ticket, work: str, about: dict[str, str]
    ) -> Evidence | None:
        for path in paths:
            _unlink(self.root, path)
        done = None
        if paths and not self._written(work, paths, about, ticket):
            done = self._proof(paths, ticket, work, about)
            self._append(done)
        (self.root / OURS / "intent.json").unlink(missing_ok=True)
        _sync(self.root / OURS)
        return done

    def _written(self, work: str, paths: list[str], about: dict[str, str], ticket: Ticket) -> bool:
        """Whether the newest evidence already speaks of just these files: a kill came after it."""
        mine = [one for one in map(_evidence, self._lines()) if one.work == work]
        if not mine:
            return False
        before = Last(mine[-1].batch - 1, mine[-1].previous)
        return self._proof(paths, ticket, work, about, before).digest == mine[-1].digest

    def _proof(
        self,
        paths: list[str],
        ticket: Ticket,
        work: str,
        about: dict[str, str],
        last: Last | None = None,
    ) -> Evidence:
        return evidence_of(
            encoded((path,) for path in paths),
            len(paths),
            {},
            Ticket(work=work, fence=ticket.fence, digest_key=ticket.digest_key),
            last or self._last(work),
            register=about["register"],
            rule=about["rule"],
            dataset=about["dataset"],
            day=date.fromisoformat(about["day"]),
        )

    def _last(self, work: str) -> Last:
        mine = [one for one in map(_evidence, self._lines()) if one.work == work]
        return Last(mine[-1].batch, mine[-1].digest) if mine else Last()

    def _lines(self) -> list[dict[str, Any]]:
        """The evidence so far. A last line that a kill cut short was never acknowledged."""
        try:
            text = (self.root / OURS / "evidence.jsonl").read_text(encoding="utf-8")
        except FileNotFoundError:
            return []
        return [json.loads(line) for line in text.split("\n")[:-1] if line]

    def _append(self, done: Evidence) -> None:
        """Appends a line, to disk, over whatever a kill left after the last whole line."""
        path = self.root / OURS / "evidence.jsonl"
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            whole = os.pread(handle, os.fstat(handle).st_size, 0).rfind(b"\n") + 1
            os.ftruncate(handle, whole)
            line = json.dumps({**asdict(done), "day": done.day.isoformat()}) + "\n"
            os.pwrite(handle, line.encode(), whole)
            os.fsync(handle)
        finally:
            os.close(handle)
        _sync(path.parent)

    def _read(self, name: str) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = json.loads((self.root / OURS / name).read_text())
        except FileNotFoundError:
            return None
        except ValueError:
            raise StoreFault(f"store {self.name!r}: {OURS}/{name} is damaged") from None
        return found

    def _write(self, name: str, value: dict[str, Any]) -> None:
        """Writes a file whole or not at all: beside it, to disk, and then in its place."""
        path = self.root / OURS / name
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        try:
            os.write(handle, json.dumps(value).encode())
            os.fsync(handle)
        finally:
            os.close(handle)
        fresh.replace(path)
        _sync(path.parent)


def _below(root: Path, depth: int) -> Iterator[str]:
    """Every plain file that many folders deep, as a path with slashes, in order."""

    def walk(folder: str, left: int) -> Iterator[str]:
        with os.scandir(folder or root) as entries:
            there = sorted(entries, key=lambda entry: entry.name)
        for entry in there:
            if left and entry.is_dir(follow_symlinks=False) and entry.name != OURS:
                yield from walk(entry.path, left - 1)
            elif not left and entry.is_file(follow_symlinks=False):
                yield os.path.relpath(entry.path, root).replace(os.sep, "/")

    yield from walk("", depth)


def _unlink(root: Path, path: str) -> None:
    """Unlinks a file below the root, opening each folder on the way without following links."""
    *folders, name = path.split("/")
    if name in ("", ".", "..") or any(folder in ("", ".", "..", OURS) for folder in folders):
        raise StoreFault("a path outside the store's folder is never deleted")
    handle = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for folder in folders:
            inner = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=handle)
            os.close(handle)
            handle = inner
        _unlink_plain(name, handle)
        os.fsync(handle)
    except FileNotFoundError:
        pass
    finally:
        os.close(handle)


def _unlink_plain(name: str, folder: int) -> None:
    if not stat.S_ISREG(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
        raise StoreFault("what was a file is one no more; nothing was deleted in its place")
    os.unlink(name, dir_fd=folder)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _hold_fence(state: dict[str, Any], ticket: Ticket, *, entering: bool = False) -> None:
    if "identity" not in state:
        raise Refused("this folder bears no identity: approve a plan by hand to adopt it")
    if state["fence"] > ticket.fence or (state["fence"] < ticket.fence and not entering):
        raise Refused("a newer run has taken over; this one changes nothing any more")


def _evidence(line: dict[str, Any]) -> Evidence:
    return Evidence(**{**line, "day": date.fromisoformat(line["day"])})


def _belongs(dataset: Dataset, file: FileName) -> bool:
    """The `only` filters, on placeholders."""
    return all(
        file.values.get(name) in {str(value) for value in values}
        for name, values in dataset.only.items()
    )


def _is_of(dataset: Dataset, file: FileName, identifiers: Sequence[Identifier]) -> bool:
    for identifier in identifiers:
        for name in dataset.subject.get(identifier.kind, ()):
            there = Identifier(identifier.kind, file.values.get(name, ""))
            if there.comparable == identifier.comparable:
                return True
    return False


def _day(event: EventColumn, file: FileName, local: ZoneInfo) -> date | None:
    zone = ZoneInfo(event.zone) if event.zone else None
    return file.day(event.column, zone=zone, local=local)


def _state(question: Question, file: FileName) -> str:
    """The first that fits, as in SQL: undated, not due, restricted, held, due."""
    local = ZoneInfo(question.zone)
    over = bool(question.cuts)
    for cut in question.cuts:
        events = [event for event in (cut.event, cut.book_year) if event]
        days = [_day(event, file, local) for event in events]
        if any(day is None or day > question.today for day in days):
            return "undated"
        if cut.last_day is None:
            over = False
        elif not days:
            return "undated"
        else:
            over = over and all(day <= cut.last_day for day in days if day)
    if not over:
        return "not_due"
    if any(_covers(protection, file, question.dataset) for protection in question.restricted):
        return "restricted"
    if any(_covers(protection, file, question.dataset) for protection in question.held):
        return "held"
    return "due"


def _reasons(question: Question, file: FileName) -> list[str]:
    both = (*question.restricted, *question.held)
    return list(dict.fromkeys(p.reason for p in both if _covers(p, file, question.dataset)))


def _covers(protection: Protection, file: FileName, dataset: Dataset) -> bool:
    if protection.everything or (file.path,) in protection.keys:
        return True
    return _is_of(dataset, file, protection.identifiers)
