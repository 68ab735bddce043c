"""A small workspace to break in one place at a time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from avgrights.files.checking import check
from avgrights.files.starting import EXAMPLE
from avgrights.terms.finding import Finding

REGISTER = "registers/voorbeeld/register.yaml"
DATA_MAP = "registers/voorbeeld/data-map.yaml"
SETTINGS = "avgrights.yaml"
TODAY = date(2026, 11, 21)
TEXTS = {
    REGISTER: (EXAMPLE / "register.yaml").read_text(encoding="utf-8"),
    DATA_MAP: (EXAMPLE / "data-map.yaml").read_text(encoding="utf-8"),
    SETTINGS: (EXAMPLE / "avgrights.yaml").read_text(encoding="utf-8"),
}
#: Stands, in the text of a case, right before the character that the finding points at.
HERE = "§"


def broken(file: str, old: str, new: str) -> str:
    """The example's text with one piece replaced; the piece must be there, once."""
    text = TEXTS[file]
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    return text.replace(old, new)


def pointed_at(text: str) -> tuple[str, tuple[int, int] | None]:
    """The text without the mark, and the line and column that it marks."""
    before, mark, after = text.partition(HERE)
    if not mark:
        return text, None
    return before + after, (before.count("\n") + 1, len(before) - before.rfind("\n"))


def write(folder: Path, texts: dict[str, str | bytes]) -> Path:
    """Files below a folder."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def workspace(folder: Path, **changed: str | bytes) -> Path:
    """The example as a workspace; `register`, `data_map`, `settings` replace a text."""
    names = {"register": REGISTER, "data_map": DATA_MAP, "settings": SETTINGS}
    return write(folder, {**TEXTS, **{names[key]: text for key, text in changed.items()}})


def findings(root: Path) -> list[Finding]:
    """What `check` finds in a workspace."""
    return check([], workspace=root, today=TODAY, here=root)


def at(found: Iterable[Finding], code: str) -> list[tuple[str, int, int]]:
    """Where the findings of one code stand."""
    return [(f.file, f.line, f.column) for f in found if f.code == code]
