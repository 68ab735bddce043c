"""The anchor: signed checkpoints outside the database, best on another machine's disk.

A file a checkpoint, `000000000042.checkpoint` for the one over 42 entries. They are only added.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from avgrights.desk.private_files import draft, make_private_folder
from avgrights.terms.errors import CheckFailed, StoreFault

_NAME = re.compile(r"[0-9]{12}\.checkpoint")

#: No checkpoint is longer; what is, is none.
_LONGEST = 100_000


class Anchors:
    """The anchor folder; it need not be there yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def all(self) -> list[tuple[str, str]]:
        """Name and text of every checkpoint, the smallest first."""
        return [(name, self._text(name)) for name in self._names()]

    def newest(self) -> tuple[str, str] | None:
        """The one over the most entries, by its name."""
        names = self._names()
        return (names[-1], self._text(names[-1])) if names else None

    def add(self, size: int, text: str) -> None:
        """Adds a checkpoint, whole or not at all; the same again is nothing new.

        Raises:
            CheckFailed: another checkpoint over as many entries is there: the journal forked.
            StoreFault: the folder cannot be written.
        """
        name = f"{size:012}.checkpoint"
        with _reachable(self.folder, "written"):
            make_private_folder(self.folder)
            if not (self.folder / name).exists():
                # Two processes may come here at once: Ed25519 signs the same alike for both.
                with draft(self.folder, text.encode()) as made:
                    made.replace(self.folder / name)
        if self._text(name) != text:
            raise CheckFailed(
                f"the anchor holds another checkpoint over {size} entries ({name}): "
                "the journal was rolled back and written anew",
                remedy="Run 'avgrights journal verify', and keep both for whoever looks into it.",
            )

    def _names(self) -> list[str]:
        with _reachable(self.folder, "read"):
            if not self.folder.exists():
                return []
            names = (entry.name for entry in self.folder.iterdir())
            return sorted(name for name in names if _NAME.fullmatch(name))

    def _text(self, name: str) -> str:
        with _reachable(self.folder, "read"):
            opened = os.open(self.folder / name, os.O_RDONLY | os.O_NOFOLLOW)
            with os.fdopen(opened, "rb") as stream:
                # What is no text is no checkpoint either: let the reader of it say so.
                return stream.read(_LONGEST).decode("utf-8", "replace")


@contextmanager
def _reachable(folder: Path, done: str) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise StoreFault(
            f"the anchor folder {folder} cannot be {done}: {fault.strerror}",
            remedy="The journal itself stands. See to the folder; the next command that writes "
            "to the journal, or 'avgrights journal checkpoint', anchors it.",
        ) from None
