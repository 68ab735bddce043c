"""Files and folders for their owner only, whatever the umask: whole on the disk, or not there."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_NEW = os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_WRONLY


def make_private(file: Path) -> None:
    """Makes an empty file (0600) and the folders above it; leaves a file that is there.

    Raises:
        OSError: the place does not allow it.
    """
    make_private_folder(file.parent)
    with suppress(FileExistsError):
        made = os.open(file, _NEW, 0o600)
        os.fchmod(made, 0o600)
        os.close(made)


def make_private_folder(folder: Path) -> None:
    """Makes the folder and those above it that are missing (0700); leaves those that are there.

    Raises:
        OSError: the place does not allow it.
    """
    if folder.is_dir():
        return
    make_private_folder(folder.parent)
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        folder.chmod(0o700)


@contextmanager
def draft(folder: Path, data: bytes) -> Iterator[Path]:
    """A file (0600) of another name with these bytes, safe on the disk, to link or to move into
    its place. What is left of it afterwards is taken away, and the folder made safe too.

    Raises:
        OSError: the place does not allow it, or has no room for all of it.
    """
    file = folder / f".{secrets.token_hex(8)}.draft"
    made = os.open(file, _NEW, 0o600)
    try:
        # A stream goes on after a short write, where os.write would leave half a file.
        with os.fdopen(made, "wb") as stream:
            os.fchmod(made, 0o600)
            stream.write(data)
            stream.flush()
            os.fsync(made)
        yield file
    finally:
        file.unlink(missing_ok=True)
    sync(folder)


def sync(folder: Path) -> None:
    """Makes the names in a folder survive a power cut, as fsync does for a file's bytes."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
