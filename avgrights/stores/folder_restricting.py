"""A folder that restricts: files are sealed apart in it, and put back as they were (GDPR 18).

A file is sealed and on disk before it goes from its place, and it stands in its place before what
was sealed goes. Who comes after a kill finds the file in one of the two places, or in both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from attrs import define

from avgrights.retention.questions import Key
from avgrights.stores.folder import FolderStore
from avgrights.stores.folder_due import day_of, is_of
from avgrights.stores.folder_files import delete
from avgrights.stores.folder_log import hold_fence
from avgrights.stores.folder_sealed import SealedFile, Shelf
from avgrights.stores.interface import Evidence, FoundRow
from avgrights.stores.pattern import FileName, Pattern
from avgrights.stores.shutting import FREED, SHUT, Apart, Shutting
from avgrights.terms.data_map import Dataset, Way
from avgrights.terms.identifier import Identifier

#: What is being put back, with the evidence it gets: written before the evidence is.
_FREEING = "freeing.json"


@define(slots=False)
class RestrictingFolder(FolderStore):
    """A folder as a store; see `avgrights.stores.shutting.Shutter`."""

    def best_way(self) -> Way:
        """See `Shutter`."""
        return Way.MOVE

    def problems(self, dataset: Dataset) -> list[str]:
        """See `Store`; also why files cannot be restricted the way that the data map names."""
        found = super().problems(dataset)
        if found or dataset.restrict is None:
            return found
        return self.obstacles(dataset, dataset.restrict.way)

    def obstacles(
        self, dataset: Dataset, way: Way, beside: frozenset[str] = frozenset()
    ) -> list[str]:
        """See `Shutter`."""
        if way is Way.MOVE:
            return []
        return [f"files know no {way.value}: they are moved apart ('restrict: move')"]

    def cautions(self, dataset: Dataset) -> list[str]:
        """See `Shutter`: nothing."""
        return []

    def shut(
        self, asked: Shutting, keys: Sequence[Key], whose: Sequence[Identifier]
    ) -> Evidence | None:
        """See `Shutter`."""
        wanted = {key[0] for key in keys}
        with self._alone() as state:
            hold_fence(state, asked.ticket)
            self._finish(asked.ticket)
            paths = [
                file.path
                for file in self._files(asked.dataset)
                if file.path in wanted and (not whose or is_of(asked.dataset, file, whose))
            ]
            sealed = {
                path: self._shelf.put(asked, path, asked.sealing.slot((path,))) for path in paths
            }
            for path, before in sealed.items():
                self._shelf.need_same(path, before)
            done = self._gone(asked, paths) if paths else None
            for path in wanted - {file.path for file in self._files(asked.dataset)}:
                self._shelf.settle(asked.sealing.slot((path,)))
            return done

    def shut_now(self, asked: Shutting, keys: Sequence[Key]) -> set[Key]:
        """See `Shutter`."""
        with self._spoken():
            slots = {one.slot for one, _ in self._lying(asked)}
        return {key for key in keys if asked.sealing.slot(key) in slots}

    def free(
        self, asked: Shutting, keys: Sequence[Key], shared: Sequence[Key] = ()
    ) -> Evidence | None:
        """See `Shutter`."""
        slots = {asked.sealing.slot(key) for key in keys}
        with self._alone() as state:
            hold_fence(state, asked.ticket)
            self._finish(asked.ticket)
            self._clean()
            lying = [one for one, _ in self._lying(asked) if one.slot in slots]
            paths = sorted(self._shelf.put_back(asked, one) for one in lying)
            if not paths:
                return None
            return self._back(asked, paths, [one.slot for one in lying])

    def apart(self, asked: Shutting) -> Iterator[Apart]:
        """See `Shutter`."""
        pattern = Pattern.parse(str(asked.dataset.files))
        with self._spoken():
            for _, path in self._lying(asked):
                name = pattern.read(path)
                if name is not None:
                    yield _apart(asked, name)

    def count_apart(self, register: str, dataset: Dataset) -> int:
        """See `Shutter`."""
        with self._spoken():
            return sum(one.settled for one in self._shelf.files(register, dataset.name))

    # -- inside ---------------------------------------------------------------------------------

    @property
    def _shelf(self) -> Shelf:
        return Shelf(self.root)

    def _lying(self, asked: Shutting) -> list[tuple[SealedFile, str]]:
        """The files that lie apart, with their paths. One whose file is still in its place was
        sealed and no more."""
        self._there()
        here = {file.path for file in self._files(asked.dataset)}
        every = self._shelf.files(asked.register, asked.dataset.name)
        known = [(one, self._shelf.about(asked, one).path) for one in every]
        return [(one, path) for one, path in known if one.settled or path not in here]

    def _gone(self, asked: Shutting, paths: list[str]) -> Evidence | None:
        """The files go from their places: the intent first, the evidence after."""
        self._intend(paths, asked.ticket, self._about(asked, SHUT))
        intent = self._log.intent()
        gone: list[str] = []
        try:
            delete(self.root, paths, gone)
        finally:
            done = self._write_down(gone, intent or {}, asked.ticket)
        return done

    def _back(self, asked: Shutting, paths: list[str], slots: list[str]) -> Evidence:
        """The evidence of what is in its place again; then what was sealed goes."""
        last = self._log.last(asked.ticket.work)
        note: dict[str, Any] = {"work": asked.ticket.work, "batch": last.batch + 1, "slots": slots}
        self._log.write(_FREEING, note)
        about = self._about(asked, FREED)
        done = self._proof(paths, asked.ticket, asked.ticket.work, about, last)
        self._log.append(done)
        self._clean()
        return done

    def _clean(self) -> None:
        """What was put back, with its evidence, needs no sealed copy any more."""
        note = self._log.read(_FREEING)
        if note is None:
            return
        if self._log.last(note["work"]).batch >= note["batch"]:
            for slot in note["slots"]:
                self._shelf.drop(slot)
        self._log.remove(_FREEING)

    def _about(self, asked: Shutting, rule: str) -> dict[str, str]:
        return {
            "register": asked.register, "rule": rule, "dataset": asked.dataset.name,
            "day": asked.ticket.day.isoformat(),
        }  # fmt: skip


def _apart(asked: Shutting, name: FileName) -> Apart:
    zone = ZoneInfo(asked.zone)
    days: dict[str, date | None] = {
        event: day_of(where, name, zone) for event, where in asked.dataset.events.items()
    }
    past = {event: d if d and d <= asked.today else None for event, d in days.items()}
    row = FoundRow(key=(name.path,), values={"file": name.path}, events=past, apart=True)
    return Apart(row=row, whose=name.values)
