"""A folder of files as a store: the day stands in the name, a deletion is an unlink.

A folder has no transactions. So the intent comes first: the list of files goes into
`.avgrights/intent.json` and to disk, then the files go, then the evidence is appended, then the
intent is taken away. Who comes after a kill finds the intent and finishes it before anything else.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from attrs import define, evolve

from avgrights.retention.questions import Counts, Key, Protection, Question
from avgrights.stores.evidence import Last, encoded, evidence_of
from avgrights.stores.folder_due import belongs, covers, day_of, is_of, reasons, state_of
from avgrights.stores.folder_files import below, delete
from avgrights.stores.folder_log import FolderLog, State, hold_fence
from avgrights.stores.interface import Evidence, FoundRow, Ticket
from avgrights.stores.no_values import NoValues
from avgrights.stores.one_by_one import OneByOne
from avgrights.stores.pattern import FileName, Pattern
from avgrights.terms.data_map import Dataset
from avgrights.terms.errors import InputFault, Refused, StoreFault
from avgrights.terms.identifier import Identifier
from avgrights.terms.register import Then


@define(slots=False)
class FolderStore(NoValues, OneByOne):
    """One folder. Files are named by their path in it, with slashes; that is also their key."""

    name: str
    root: Path

    def identity(self) -> str | None:
        """See `Store`."""
        with self._spoken():
            self._there()
            found: str | None = self._log.state().get("identity")
            return found

    def adopt(self, identity: str) -> None:
        """See `Store`."""
        with self._alone() as state:
            if state.get("identity", identity) != identity:
                raise Refused("this folder bears the identity of another desk or another store")
            if "identity" not in state:
                self._log.set_state(identity, 0)

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
        kept: dict[str, int] = {}
        with self._spoken():
            for file in self._files(question.dataset):
                state = state_of(question, file)
                states[state] += 1
                for reason in reasons(question, file) if state in ("restricted", "held") else ():
                    kept[reason] = kept.get(reason, 0) + 1
        return Counts(
            examined=sum(states.values()),
            undated=states["undated"],
            not_due=states["not_due"],
            restricted=states["restricted"],
            held=states["held"],
            due=states["due"],
            reasons=kept,
        )

    def enter(self, ticket: Ticket) -> None:
        """See `Store`. Finishes first what a killed run has begun."""
        with self._alone() as state:
            hold_fence(state, ticket, entering=True)
            self._log.set_state(state["identity"], ticket.fence)
            self._finish(ticket)

    def delete_due(
        self, question: Question, ticket: Ticket, *, register: str, rule: str, most: int
    ) -> Evidence | None:
        """See `Store`."""
        intended = self.intend_due(question, ticket, register=register, rule=rule, most=most)
        return self._fulfilled(intended, ticket)

    def intend_due(
        self, question: Question, ticket: Ticket, *, register: str, rule: str, most: int
    ) -> Evidence | None:
        """Writes down which files go next; deletes none. None: nothing is due any more."""
        with self._alone() as state:
            hold_fence(state, ticket)
            self._finish(ticket)
            due = (f.path for f in self._files(question.dataset) if state_of(question, f) == "due")
            about = {"register": register, "rule": rule, "dataset": question.dataset.name}
            return self._intend(
                list(islice(due, most)), ticket, {**about, "day": ticket.day.isoformat()}
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
        whose: Sequence[Identifier] = (),
        then: Then = Then.ERASE,
    ) -> Evidence | None:
        """See `Store`; files are never made anonymous."""
        if then is not Then.ERASE:
            raise InputFault(f"dataset {dataset.name!r} holds files: they cannot be anonymised")
        intended = self.intend_rows(
            dataset, keys, ticket, register=register, rule=rule, day=day, stay=stay, whose=whose
        )
        return self._fulfilled(intended, ticket)

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
        whose: Sequence[Identifier] = (),
    ) -> Evidence | None:
        """Writes down which of these files go; deletes none. None: all are gone or protected."""
        wanted = {key[0] for key in keys}
        with self._alone() as state:
            hold_fence(state, ticket)
            self._finish(ticket)
            doomed = [
                file.path
                for file in self._files(dataset)
                if file.path in wanted
                and (not whose or is_of(dataset, file, whose))
                and not any(covers(p, file, dataset) for p in stay)
            ]
            about = {"register": register, "rule": rule, "dataset": dataset.name}
            return self._intend(doomed, ticket, {**about, "day": day.isoformat()})

    def fulfil(self, ticket: Ticket) -> Evidence | None:
        """Deletes what was intended, and writes the evidence. None: others took those files."""
        with self._alone() as state:
            hold_fence(state, ticket)
            intent = self._log.intent()
            if intent is None:
                return None
            gone: list[str] = []
            try:
                delete(self.root, intent["paths"], gone)
            finally:
                # Also where it ended midway: what this call took has its evidence at once.
                done = self._write_down(gone, intent, ticket)
            return done

    def withdraw(self, ticket: Ticket) -> None:
        """Takes an intent back of which nothing was done: what it was made from has changed."""
        with self._alone() as state:
            hold_fence(state, ticket)
            self._log.end_intent()

    def present(self, dataset: Dataset, keys: Sequence[Key]) -> set[Key]:
        """See `Store`."""
        with self._spoken():
            there = {file.path for file in self._files(dataset)}
        return {key for key in keys if key[0] in there}

    def evidence(self, work: str | None = None) -> list[Evidence]:
        """See `Store`."""
        with self._spoken():
            self._there()
            found = self._log.evidence()
        return [one for one in found if work in (None, one.work)]

    def find(
        self, dataset: Dataset, identifiers: Sequence[Identifier], *, zone: str, today: date
    ) -> Iterator[FoundRow]:
        """See `Store`: by placeholders of the name that the data map calls an identifier."""
        with self._spoken():
            for file in self._files(dataset):
                if not is_of(dataset, file, identifiers):
                    continue
                days = {n: day_of(e, file, ZoneInfo(zone)) for n, e in dataset.events.items()}
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
        for path in below(self.root, pattern.depth):
            name = pattern.read(path)
            if name is not None and belongs(dataset, name):
                yield name

    @contextmanager
    def _alone(self) -> Iterator[State]:
        """The state of this folder, with no other process of ours in it."""
        with self._spoken():
            self._there()
            with self._log.alone() as state:
                yield state

    @property
    def _log(self) -> FolderLog:
        return FolderLog(self.root)

    def _fulfilled(self, intended: Evidence | None, ticket: Ticket) -> Evidence | None:
        if intended is None:
            return None
        return self.fulfil(ticket) or evolve(intended, rows=0)

    def _intend(self, paths: list[str], ticket: Ticket, about: dict[str, str]) -> Evidence | None:
        if not paths:
            return None
        last = self._log.last(ticket.work)
        self._log.set_intent(ticket.work, last.batch + 1, about, paths)
        return self._proof(paths, ticket, ticket.work, about, last)

    def _finish(self, ticket: Ticket) -> None:
        """What an interrupted batch left. Files that are gone get their evidence; files that are
        still there are left to a fresh count, since a hold may have been placed on them since."""
        intent = self._log.intent()
        if intent is None:
            return
        gone = [path for path in intent["paths"] if not os.path.lexists(self.root / path)]
        self._write_down(gone, intent, ticket)

    def _write_down(self, gone: list[str], intent: State, ticket: Ticket) -> Evidence | None:
        """The evidence of an intended batch, once: after a kill it may stand there already."""
        work, last = intent["work"], self._log.last(intent["work"])
        done = None
        if gone and last.batch < intent.get("batch", last.batch + 1):
            done = self._proof(gone, ticket, work, intent["about"], last)
            self._log.append(done)
        self._log.end_intent()
        return done

    def _proof(
        self, paths: list[str], ticket: Ticket, work: str, about: dict[str, str], last: Last
    ) -> Evidence:
        return evidence_of(
            encoded((path,) for path in paths),
            len(paths),
            {},
            evolve(ticket, work=work),
            last,
            register=about["register"],
            rule=about["rule"],
            dataset=about["dataset"],
            day=date.fromisoformat(about["day"]),
        )
