"""Looks through a folder for files that no data map knows. Of their names only counts are kept: a
name may tell who somebody is, and so may a folder's."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from attrs import define, field

from avgrights.law.looks import is_bsn, is_email, is_iban, is_phone
from avgrights.stores.folder import FolderStore
from avgrights.stores.folder_files import OURS
from avgrights.stores.pattern import Pattern
from avgrights.stores.scanned import Finding, Scanned, Search
from avgrights.terms.errors import StoreFault

#: More folders than this beside each other are not told by name: they may be persons.
_FOLDERS = 20
_TESTS = {"email": is_email, "iban": is_iban, "bsn": is_bsn, "phone": is_phone}
#: Fewer signs than this are a day or a number of something else.
_LONG = 9


@define
class _Group:
    """Files in one folder of the root."""

    files: int = 0
    personal: Counter[str] = field(factory=Counter)


def scan(store: FolderStore, search: Search) -> Scanned:
    """The files that fit no pattern, by the first folder that they lie in.

    Raises:
        StoreFault: the folder is not there, or cannot be read.
    """
    patterns = [Pattern.parse(one) for one in search.patterns]
    found = Scanned()
    groups: dict[str, _Group] = {}
    for path in _files(store):
        found.looked_at += 1
        if not any(one.read(path) for one in patterns):
            _count(groups.setdefault(_folder(path), _Group()), path)
    found.findings = list(_told(groups))
    return found


def _files(store: FolderStore) -> Iterator[str]:
    """Every plain file, as a path with slashes; no link is followed."""

    def fail(_: OSError) -> None:
        raise StoreFault(f"store {store.name!r}: a folder in it cannot be read")

    if not store.root.is_dir():
        raise StoreFault(f"store {store.name!r}: the folder is not there")
    for place, folders, files in os.walk(store.root, onerror=fail, followlinks=False):
        folders[:] = sorted(one for one in folders if one != OURS)
        for name in sorted(files):
            file = Path(place) / name
            if not file.is_symlink():
                yield file.relative_to(store.root).as_posix()


def _folder(path: str) -> str:
    first, slash, _ = path.partition("/")
    return first if slash else "."


def _count(group: _Group, path: str) -> None:
    group.files += 1
    kinds = {kind for part in PurePosixPath(path).parts for kind in _kinds(part)}
    group.personal.update(kinds)


def _kinds(name: str) -> Iterator[str]:
    """What stands in one name of a path: whole, or between spaces, underscores and the like."""
    stem = name if is_email(name) else name.rpartition(".")[0] or name
    for word in (stem, *re.split(r"[\s_,;()]+", stem)):
        if len(word) >= _LONG:
            yield from (kind for kind, test in _TESTS.items() if test(word))


def _told(groups: dict[str, _Group]) -> Iterator[Finding]:
    if len(groups) > _FOLDERS:
        groups = {f"{len(groups)} folders": _sum(groups.values())}
    for folder, group in sorted(groups.items()):
        shown = "(a folder whose name looks personal)" if any(_kinds(folder)) else folder
        kind, hits = next(iter(group.personal.most_common(1)), ("files", 0))
        yield Finding(
            table=shown,
            column=None,
            looks_like=kind,
            share=round(hits / group.files, 2),
            because=f"{group.files} files fit no pattern of the data map",
        )


def _sum(groups: Iterable[_Group]) -> _Group:
    whole = _Group()
    for one in groups:
        whole.files += one.files
        whole.personal.update(one.personal)
    return whole
