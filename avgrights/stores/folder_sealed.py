"""Files set apart, sealed: in `.avgrights/holding`, under names that tell nothing of them.

SLOT.part   being written
SLOT.new    whole and on disk; the file itself may still be in its place
SLOT.held   the file itself is gone from its place
SLOT.out    being put back

A sealed file is a line of JSON that says whose key opens it, and then pieces of a mebibyte, each
sealed under its number, the last one marked as such: no piece can be taken out, added or moved.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import IO, Any

from attrs import field, frozen

from avgrights.stores.folder_files import OURS, opened
from avgrights.stores.folder_inside import inside, make_file, moved, unlinked
from avgrights.stores.folder_inside import reading as open_file
from avgrights.stores.shutting import Shutting
from avgrights.terms.errors import StoreFault

_PIECE = 1 << 20
_FOLDER = "holding"
#: What a reading of a folder's own names may not follow.
_PLAIN = os.O_NOFOLLOW | os.O_CLOEXEC


@frozen(kw_only=True)
class SealedFile:
    """One file that lies apart.

    Attributes:
        settled: the file itself is gone from its place, for certain.
    """

    slot: str
    name: str
    restriction: str
    register: str
    dataset: str
    settled: bool


@frozen(kw_only=True)
class About:
    """What a file was: its path in the folder, its mode and its time, in nanoseconds."""

    path: str = field(repr=False)
    mode: int
    mtime: int


#: By what a file is the same still: number, size, time of the last writing.
State = tuple[int, int, int]

_WRITTEN_TO = "a file is being written to; try again when it is done"


@frozen
class Shelf:
    """The files of one store that lie apart. Raises OSError where the system refuses."""

    root: Path

    def files(self, register: str, dataset: str) -> list[SealedFile]:
        """The files of one dataset that lie apart, settled or not."""
        try:
            with self._inside() as ours:
                with os.scandir(ours) as entries:
                    names = sorted(entry.name for entry in entries)
                there = [name for name in names if name.endswith((".held", ".new"))]
                every = [self._head(one, ours) for one in there]
        except FileNotFoundError:
            return []
        return [one for one in every if (one.register, one.dataset) == (register, dataset)]

    def put(self, asked: Shutting, path: str, slot: str) -> State:
        """Seals a file into the folder; the file itself stays. Returns its state as it was sealed.

        Raises:
            StoreFault: it was written to meanwhile.
        """
        folder, _, name = path.rpartition("/")
        there = opened(self.root, folder.split("/") if folder else [])
        try:
            source = os.open(name, os.O_RDONLY | _PLAIN, dir_fd=there)
            with os.fdopen(source, "rb") as reading:
                before = os.fstat(source)
                if not stat.S_ISREG(before.st_mode):
                    raise StoreFault("what was a file is one no more; nothing was moved")
                self._seal(asked, path, slot, reading, before)
                after = os.stat(name, dir_fd=there, follow_symlinks=False)
        finally:
            os.close(there)
        if _state(before) != _state(after):
            raise StoreFault(_WRITTEN_TO)
        return _state(before)

    def need_same(self, path: str, sealed: State) -> None:
        """The file is as it was sealed: others were sealed since, which takes its time.

        Raises:
            StoreFault: it was written to, or took another's place.
        """
        folder, _, name = path.rpartition("/")
        there = opened(self.root, folder.split("/") if folder else [])
        try:
            now = _state(os.stat(name, dir_fd=there, follow_symlinks=False))
        except FileNotFoundError:
            now = None
        finally:
            os.close(there)
        if now != sealed:
            raise StoreFault(_WRITTEN_TO)

    def settle(self, slot: str) -> None:
        """The file itself is gone: what is sealed is now the only one."""
        with suppress(FileNotFoundError), self._inside() as ours:
            moved(f"{slot}.new", f"{slot}.held", ours)

    def about(self, asked: Shutting, one: SealedFile) -> About:
        """What a sealed file was."""
        first = next(self._pieces(asked, one))
        return About(**json.loads(first))

    def put_back(self, asked: Shutting, one: SealedFile) -> str:
        """Writes a file to its place again, whole or not at all; its path.

        Raises:
            StoreFault: another file took its place meanwhile.
        """
        pieces = self._pieces(asked, one)
        was = About(**json.loads(next(pieces)))
        out = f"{one.slot}.out"
        with self._inside() as ours:
            unlinked(out, ours)
            handle = make_file(out, ours)
            with os.fdopen(handle, "wb") as stream:
                for piece in pieces:
                    stream.write(piece)
                stream.flush()
                os.fchmod(handle, was.mode)
                os.utime(handle, ns=(was.mtime, was.mtime))
                os.fsync(handle)
            self._link(out, ours, was.path)
        return was.path

    def drop(self, slot: str) -> None:
        """Takes a sealed file away: the file itself is in its place again."""
        with self._inside() as ours:
            for kind in ("held", "new", "out", "part"):
                unlinked(f"{slot}.{kind}", ours)
            os.fsync(ours)

    # -- inside ---------------------------------------------------------------------------------

    def _seal(
        self, asked: Shutting, path: str, slot: str, reading: IO[bytes], was: os.stat_result
    ) -> None:
        about = {"path": path, "mode": stat.S_IMODE(was.st_mode), "mtime": was.st_mtime_ns}
        head = {
            "slot": slot, "restriction": asked.restriction, "register": asked.register,
            "dataset": asked.dataset.name,
        }  # fmt: skip
        with self._inside(make=True) as ours:
            unlinked(f"{slot}.part", ours)
            handle = make_file(f"{slot}.part", ours)
            with os.fdopen(handle, "wb") as stream:
                stream.write(json.dumps(head).encode() + b"\n")
                pieces = _numbered(reading, json.dumps(about).encode())
                for number, piece, last in pieces:
                    sealed = asked.sealing.seal(piece, _bound(asked, slot, number, last))
                    stream.write(len(sealed).to_bytes(4, "big") + sealed)
                stream.flush()
                os.fsync(handle)
            moved(f"{slot}.part", f"{slot}.new", ours)

    def _inside(self, *, make: bool = False) -> AbstractContextManager[int]:
        """Where they lie, by its handle."""
        return inside(self.root, OURS, _FOLDER, make=make)

    def _head(self, name: str, ours: int) -> SealedFile:
        with open_file(name, ours) as stream:
            head: dict[str, Any] = _json(stream.readline(4096))
        return SealedFile(name=name, settled=name.endswith(".held"), **head)

    def _pieces(self, asked: Shutting, one: SealedFile) -> Iterator[bytes]:
        """What was sealed, piece by piece: first what the file was, then the file."""
        with self._inside() as ours:
            opened_ = open_file(one.name, ours)
        with opened_ as stream:
            stream.readline(4096)
            number, sealed = 0, _next(stream)
            while sealed is not None:
                after = _next(stream)
                about = _bound(asked, one.slot, number, after is None)
                yield asked.sealing.open(one.restriction, sealed, about)
                number, sealed = number + 1, after
        if number < 2:
            raise StoreFault("a file that lies apart is damaged")

    def _link(self, out: str, ours: int, path: str) -> None:
        """The file takes its name, where nothing else has it; then its other name goes."""
        folder, _, name = path.rpartition("/")
        self._folders(folder.split("/") if folder else [])
        there = opened(self.root, folder.split("/") if folder else [])
        try:
            try:
                os.link(out, name, src_dir_fd=ours, dst_dir_fd=there)
            except FileExistsError:
                if not _equal(out, ours, name, there):
                    raise StoreFault(
                        "a file that lies apart cannot go back: another file has its name now; "
                        "nothing was put back, nothing is lost",
                        remedy="Give that file another name, then lift again.",
                    ) from None
            os.fsync(there)
        finally:
            os.close(there)
        unlinked(out, ours)

    def _folders(self, names: list[str]) -> None:
        """Makes the folders that went meanwhile."""
        for depth in range(len(names)):
            there = opened(self.root, names[:depth])
            try:
                if not os.path.lexists(self.root.joinpath(*names[: depth + 1])):
                    os.mkdir(names[depth], 0o750, dir_fd=there)
            finally:
                os.close(there)


def _numbered(reading: IO[bytes], about: bytes) -> Iterator[tuple[int, bytes, bool]]:
    """Pieces with their numbers, and whether it is the last; there are two at least."""
    yield 0, about, False
    number, piece = 1, reading.read(_PIECE)
    while True:
        after = reading.read(_PIECE)
        yield number, piece, not after
        if not after:
            return
        number, piece = number + 1, after


def _bound(asked: Shutting, slot: str, number: int, last: bool) -> str:
    """What a piece is bound to: it opens in no other place."""
    end = "last" if last else "more"
    return f"held {asked.register} {asked.dataset.name} {slot} {number} {end}"


def _next(stream: IO[bytes]) -> bytes | None:
    size = stream.read(4)
    if not size:
        return None
    sealed = stream.read(int.from_bytes(size, "big"))
    if len(size) != 4 or len(sealed) != int.from_bytes(size, "big"):
        raise StoreFault("a file that lies apart is damaged: it is cut short")
    return sealed


def _json(line: bytes) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(line)
    except ValueError:
        raise StoreFault("a file that lies apart is damaged") from None
    return found


def _state(found: os.stat_result) -> State:
    return found.st_ino, found.st_size, found.st_mtime_ns


def _equal(out: str, ours: int, name: str, there: int) -> bool:
    """Whether the file that is there is the one that is to go there: a kill came after it."""
    with open_file(name, there) as one, open_file(out, ours) as other:
        if os.fstat(one.fileno()).st_size != os.fstat(other.fileno()).st_size:
            return False
        while piece := one.read(_PIECE):
            if piece != other.read(_PIECE):
                return False
    return True
