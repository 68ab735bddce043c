"""Finds and reads avgrights.yaml; every path counts from its folder."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from avgrights.files.environment import filled, unset
from avgrights.files.lint_workspace import lint_workspace
from avgrights.files.reading import Unreadable, scan
from avgrights.files.report import Report
from avgrights.files.sheet import Sheet
from avgrights.files.workspace_shape import WORKSPACE
from avgrights.terms.errors import InputFault
from avgrights.terms.settings import Brake, Settings, StoreSettings

FILE = "avgrights.yaml"
REGISTERS = "registers"
DESK = "sqlite:///var/desk.db"
KEYS = "var/keys"

_SQLITE = re.compile(r"(sqlite(?:\+\w+)?:///)(file:)?([^?]*)(\?.*)?")


def find_workspace(start: Path | None) -> Path | None:
    """The folder of the workspace: `start` itself, or without it the first one upwards."""
    if start is not None:
        return start.resolve() if (start / FILE).exists() else None
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if (folder / FILE).is_file()), None)


def load_settings(start: Path | None = None) -> Settings:
    """What the workspace says, its paths and SQLite URLs made absolute.

    A store whose URL names a variable that is not set keeps the `${NAME}`: only opening that
    store fails, see `unset`.

    Args:
        start: the workspace's folder; None: the current folder or the first one above it.

    Raises:
        InputFault: no workspace there, a variable that is not set for the desk or the keys.
        Unreadable: avgrights.yaml is at fault, with its findings.
    """
    root = find_workspace(start)
    if root is None:
        where = f"in {start}" if start is not None else "here or in a folder above"
        raise InputFault(
            f"there is no workspace {where}: no {FILE}",
            remedy="'avgrights init DIR' makes one; --workspace DIR names one.",
        )
    report = Report(FILE)
    keys = read_workspace(root / FILE, report)
    if keys is None or report.errors:
        raise Unreadable(report.findings)
    return settings_from(keys, root)


def read_workspace(path: Path, report: Report) -> dict[str, Any] | None:
    """The keys of avgrights.yaml that are in order, findings on all of it into the report; None
    where it is beyond reading."""
    document = scan(path, report.file, report)
    if document is None:
        return None
    sheet = Sheet(document, report)
    keys = WORKSPACE.read(document.tree, None, "the file", sheet)
    if not isinstance(keys, dict):
        return None
    lint_workspace(keys, sheet, path.parent)
    return keys


def settings_from(keys: Mapping[str, Any], root: Path) -> Settings:
    """Settings from the keys of avgrights.yaml, which passed as free of errors.

    Raises:
        InputFault: the desk, the keys or a folder names a variable that is not set.
    """
    folder = _Folder(root)
    return Settings(
        root=root,
        registers=folder.path(keys.get("registers", REGISTERS)),
        policies=folder.optional(keys.get("policies")),
        templates=folder.optional(keys.get("templates")),
        language=keys.get("language", "nl"),
        time_zone=keys.get("time_zone", "Europe/Amsterdam"),
        desk=absolute_url(_set(keys.get("desk", DESK)), root),
        keys=folder.keys(keys.get("keys", KEYS)),
        anchor=folder.optional(keys.get("anchor")),
        brake=keys.get("brake", Brake()),
        rehearsal=keys.get("rehearsal", False),
        stores=stores_from(keys, root),
    )


def stores_from(keys: Mapping[str, Any], root: Path) -> dict[str, StoreSettings]:
    """The stores of a workspace by name; a variable that is not set stays as `${NAME}`."""
    return {name: _store(name, store, root) for name, store in keys.get("stores", {}).items()}


def absolute_url(url: str, root: Path) -> str:
    """A URL whose SQLite file counts from the workspace; any other as it is.

    >>> absolute_url("sqlite:///data/x.db", Path("/srv/desk"))
    'sqlite:////srv/desk/data/x.db'

    A folder may have any name; in a URL a question mark and a percent sign mean something else:

    >>> absolute_url("sqlite:///x.db", Path("/srv/desk?"))
    'sqlite:////srv/desk%3F/x.db'
    """
    found = _SQLITE.fullmatch(url)
    if found is None or found[3] in ("", ":memory:"):
        return url
    start, file, path, query = found.groups("")
    # The path given is part of a URL already, the folder is not yet.
    return f"{start}{file}{Path(quote(str(root))) / path}{query}"


class _Folder:
    """Paths that count from the workspace's folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path(self, text: str) -> Path:
        return Path(os.path.normpath(self._root / _set(text)))

    def optional(self, text: str | None) -> Path | None:
        return None if text is None else self.path(text)

    def keys(self, text: str) -> str:
        return text if text.startswith("env:") else str(self.path(text))


def _store(name: str, keys: Mapping[str, Any], root: Path) -> StoreSettings:
    url, folder = keys.get("url"), keys.get("folder")
    return StoreSettings(
        name=name,
        url=None if url is None else absolute_url(filled(url), root),
        folder=None if folder is None else Path(os.path.normpath(root / filled(folder))),
    )


def _set(text: str) -> str:
    """As `filled`, where every variable must be set."""
    missing = unset(text)
    if missing:
        raise InputFault(
            f"{FILE} names the environment variable {missing[0]}, which is not set",
            remedy="Set it where the command runs.",
        )
    return filled(text)
