"""Our own place in a store's folder, held by its handle: no link that somebody puts in the place of
a folder of ours leads what is read, written or deleted there elsewhere."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

#: A folder itself, and never what a link names.
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_PLAIN = os.O_NOFOLLOW | os.O_CLOEXEC


@contextmanager
def inside(root: Path, *folders: str, make: bool = False) -> Iterator[int]:
    """A handle of the innermost of these folders below the root.

    Args:
        make: whether folders that are not there are made (0700, whatever the umask).

    Raises:
        OSError: one is not there, or is a link.
    """
    handle = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for folder in folders:
            inner = _made(folder, handle) if make else os.open(folder, _FOLDER, dir_fd=handle)
            os.close(handle)
            handle = inner
        yield handle
    finally:
        os.close(handle)


def _made(name: str, folder: int) -> int:
    try:
        os.mkdir(name, 0o700, dir_fd=folder)
    except FileExistsError:
        return os.open(name, _FOLDER, dir_fd=folder)
    handle = os.open(name, _FOLDER, dir_fd=folder)
    os.fchmod(handle, 0o700)
    return handle


def make_file(name: str, folder: int) -> int:
    """Makes a file (0600, whatever the umask) and opens it to write.

    Raises:
        OSError: it is there, or is a link.
    """
    handle = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _PLAIN, 0o600, dir_fd=folder)
    os.fchmod(handle, 0o600)
    return handle


def open_or_make(name: str, folder: int) -> int:
    """Opens a file of ours to read and write; made as by `make_file` if it is not there. The mode
    that somebody gave it since is left as it is."""
    with suppress(FileExistsError):
        os.close(make_file(name, folder))
    return os.open(name, os.O_RDWR | _PLAIN, dir_fd=folder)


def reading(name: str, folder: int) -> IO[bytes]:
    """A file of ours, to read."""
    return os.fdopen(os.open(name, os.O_RDONLY | _PLAIN, dir_fd=folder), "rb")


def moved(old: str, new: str, folder: int) -> None:
    """Gives a file another name in its folder, on disk; what had that name is gone."""
    os.replace(old, new, src_dir_fd=folder, dst_dir_fd=folder)
    os.fsync(folder)


def unlinked(name: str, folder: int) -> None:
    """Takes a file of a folder away, if it is there."""
    with suppress(FileNotFoundError):
        os.unlink(name, dir_fd=folder)
