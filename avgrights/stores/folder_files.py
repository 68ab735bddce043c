"""The files below a folder: listed and deleted without ever following a link."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from avgrights.terms.errors import StoreFault

#: Our own place in a store's folder.
OURS = ".avgrights"


def below(root: Path, depth: int) -> Iterator[str]:
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


def delete(root: Path, paths: Sequence[str], gone: list[str]) -> None:
    """Unlinks files below the root; those already gone are passed over. On disk when it returns.

    Args:
        gone: takes the path of each file as it goes, so that it is known also where it ends in an
            error midway.

    Raises:
        StoreFault: a path leaves the folder, or what was a file is one no more.
        OSError: the system refuses.
    """
    for folder, files in groupby(sorted(paths), key=lambda path: path.rpartition("/")[0]):
        _delete_in(root, folder, list(files), gone)


def sync(folder: Path) -> None:
    """Brings the names in a folder to disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _delete_in(root: Path, folder: str, paths: Sequence[str], gone: list[str]) -> None:
    try:
        handle = opened(root, folder.split("/") if folder else [])
    except FileNotFoundError:
        return
    try:
        for path in paths:
            if _unlink(path.rpartition("/")[2], handle):
                gone.append(path)
    finally:
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def opened(root: Path, folders: Sequence[str]) -> int:
    """The innermost folder, opened one by one: a link on the way is an error, not a way out."""
    handle = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for folder in folders:
            if folder in ("", ".", "..", OURS):
                raise StoreFault("a path outside the store's folder is never touched")
            inner = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=handle)
            os.close(handle)
            handle = inner
    except BaseException:
        os.close(handle)
        raise
    return handle


def _unlink(name: str, folder: int) -> bool:
    """Whether it was this call that took the file."""
    if name in ("", ".", ".."):
        raise StoreFault("a path outside the store's folder is never touched")
    try:
        if not stat.S_ISREG(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
            raise StoreFault("what was a file is one no more; nothing was deleted in its place")
        os.unlink(name, dir_fd=folder)
    except FileNotFoundError:
        return False
    return True
