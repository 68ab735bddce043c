"""Files for a person, written so that nobody else reads them and none is ever half there."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

from attrs import define, field

from avgrights.desk.private_files import make_private_folder
from avgrights.terms.errors import InputFault, StoreFault


@define
class Delivery:
    """The files of one decision in one folder: first all under passing names, then in place.

    Attributes:
        replaced: names of files that were there and were replaced.
    """

    folder: Path
    case: str
    replaced: list[str] = field(factory=list)
    _waiting: dict[str, Path] = field(factory=dict)

    @classmethod
    def into(cls, folder: Path, case: str, marked: tuple[str, ...] = ()) -> Delivery:
        """A delivery into a folder, made if it is not there (0700).

        Args:
            marked: pages that it will write, each with the mark of its case.

        Raises:
            InputFault: it is no folder, cannot be written, or holds the decision of another case.
        """
        try:
            make_private_folder(folder)
            made = cls(folder, case)
            made._need_ours()
            for name in marked:
                made._need_our_page(name)
            made._sweep()
        except OSError as fault:
            raise InputFault(
                f"{folder} cannot be used: {fault.strerror}", remedy="Name another folder."
            ) from None
        return made

    def write(self, name: str, fill: Callable[[IO[bytes]], None]) -> Path:
        """Writes one file under a passing name (0600), and sees it on the disk.

        Raises:
            StoreFault: the disk did not take it; nothing was put in place.
        """
        passing = self.folder / f".{self.case}-{name}.part"
        try:
            flags = os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_RDWR
            with os.fdopen(os.open(passing, flags, 0o600), "w+b") as out:
                os.fchmod(out.fileno(), 0o600)
                self._waiting[name] = passing
                fill(out)
                out.flush()
                os.fsync(out.fileno())
        except OSError as fault:
            self.drop()
            raise StoreFault(f"{name} could not be written: {fault.strerror}") from None
        return passing

    def place(self) -> list[Path]:
        """Puts every file in its place; one of this case that was there is replaced."""
        for name, passing in self._waiting.items():
            if (self.folder / name).exists():
                self.replaced.append(name)
            passing.replace(self.folder / name)
        placed = [self.folder / name for name in self._waiting]
        self._waiting.clear()
        _settle(self.folder)
        return placed

    def take_away(self, name: str) -> None:
        """Removes a file of an earlier delivery that no longer belongs to this one."""
        with suppress(FileNotFoundError):
            (self.folder / name).unlink()
            self.replaced.append(name)

    def drop(self) -> None:
        """Removes what was not put in place."""
        for passing in self._waiting.values():
            with suppress(OSError):
                passing.unlink()
        self._waiting.clear()

    def _need_ours(self) -> None:
        """A folder is one case's: a letter of another is never replaced."""
        there = [n for n in ("letter.html", "letter.txt", "letter.pdf", "package.zip",
                             "password.txt") if (self.folder / n).exists()]  # fmt: skip
        if not there:
            return
        if not self._marked("letter.html"):
            raise InputFault(
                f"{self.folder} holds {', '.join(there)} of something else",
                remedy="Name another folder with --out; nothing was replaced.",
            )

    def _need_our_page(self, name: str) -> None:
        """A letter that is there is replaced only if it is about the same case."""
        if (self.folder / name).exists() and not self._marked(name):
            raise InputFault(
                f"{self.folder} holds a {name} of something else",
                remedy="Name another folder with --out; nothing was replaced.",
            )

    def _marked(self, name: str) -> bool:
        page = self.folder / name
        mark = f'content="{self.case}"'
        return page.is_file() and mark in page.read_text("utf-8", "replace")[:4000]

    def _sweep(self) -> None:
        """What a run of this case that was killed left under passing names."""
        for left in self.folder.glob(f".{self.case}-*.part"):
            left.unlink()


def _settle(folder: Path) -> None:
    """Sees the names on the disk too."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
