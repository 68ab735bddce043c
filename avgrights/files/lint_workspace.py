"""What a workspace must say for its stores to be found."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from avgrights.files.environment import VARIABLE, unset
from avgrights.files.report import quoted
from avgrights.files.secrets import holds_password
from avgrights.files.sheet import Sheet

_URL = re.compile(r"[A-Za-z][A-Za-z0-9_.+-]*://.*|\$\{[A-Za-z_][A-Za-z0-9_]*\}", re.DOTALL)
_ENV = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]*")


def lint_workspace(keys: Mapping[str, Any], sheet: Sheet, root: Path) -> None:
    """Findings on the keys of avgrights.yaml. No value of a URL or variable is shown."""
    tree = sheet.document.tree
    _desk(keys, tree, sheet)
    for name, store in keys.get("stores", {}).items():
        _store(name, store, tree["stores"], sheet)
    policies = keys.get("policies")
    if policies and not VARIABLE.search(policies) and not (root / policies).is_dir():
        sheet.fault("AVG607", tree, "policies", f": there is no folder {quoted(policies)}")
    templates = keys.get("templates")
    if templates and not VARIABLE.search(templates) and not (root / templates).is_dir():
        sheet.fault("AVG613", tree, "templates", f": there is no folder {quoted(templates)}")
    if not keys.get("anchor") and tree.get("anchor") is None:
        at = sheet.document.spot(tree, "anchor", key=True) or sheet.document.place(())
        sheet.report.add("AVG608", at, "no anchor: the journal's checkpoints stay beside it")


def _desk(keys: Mapping[str, Any], tree: Any, sheet: Sheet) -> None:
    desk, place = keys.get("desk"), keys.get("keys")
    if desk:
        _url(desk, tree, "desk", sheet)
    if place and place.startswith("env:"):
        if not _ENV.fullmatch(place):
            sheet.fault("AVG606", tree, "keys", "is no folder and no env:NAME")
        elif place[4:] not in os.environ:
            sheet.fault("AVG601", tree, "keys", f"names {place[4:]}, which is not set")
    for key in ("registers", "policies", "anchor", "templates"):
        if isinstance(keys.get(key), str):
            _variables(keys[key], tree, key, sheet)


def _store(name: str, store: Mapping[str, Any], box: Any, sheet: Sheet) -> None:
    url, folder = store.get("url"), store.get("folder")
    given = [key for key in ("url", "folder") if box[name].get(key) is not None]
    if len(given) != 1:
        what = "both a URL and a folder" if given else "neither a URL nor a folder"
        sheet.fault("AVG602", box, name, f"has {what}")
    if url:
        _url(url, box[name], "url", sheet)
    if folder:
        _variables(folder, box[name], "folder", sheet)


def _url(url: str, box: Any, key: str, sheet: Sheet) -> None:
    if not _URL.fullmatch(url):
        sheet.fault("AVG603", box, key, "is no URL of a database")
    if holds_password(url):
        sheet.fault("AVG604", box, key, "holds a password")
    _variables(url, box, key, sheet)


def _variables(text: str, box: Any, key: str, sheet: Sheet) -> None:
    for name in unset(text):
        sheet.fault("AVG601", box, key, f"names {name}, which is not set")
