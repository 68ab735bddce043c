"""The rooms and the arrows between them: imports go one way, and the pure rooms stay pure.

`cli -> desk -> documents, stores, files -> cases, retention, journal -> law -> terms`. A room may
import from itself and from any room further down; rooms side by side do not know each other.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "avgrights"

#: Height of each room; an arrow goes from higher to lower.
HEIGHT = {
    "terms": 0,
    "law": 1,
    "cases": 2, "retention": 2, "journal": 2,
    "files": 3, "stores": 3, "documents": 3,
    "desk": 4,
    "cli": 5, "api": 5,
    "": 6,  # the package itself: the door to the public API
}  # fmt: skip

PURE = ("terms", "law", "cases", "retention", "journal")

#: What a pure room may import besides rooms: words, numbers and dates, no way to the outside.
COMPUTING = {
    "__future__", "abc", "attr", "attrs", "base64", "binascii", "bisect", "calendar",
    "collections", "contextlib", "datetime", "decimal", "enum", "fractions", "functools",
    "hashlib", "heapq", "hmac", "itertools", "json", "math", "operator", "pendulum", "re",
    "rfc8785", "string", "struct", "textwrap", "types", "typing", "unicodedata", "zoneinfo",
}  # fmt: skip

#: Exceptions, each with its reason.
ALSO = {
    ("terms.settings", "pathlib"): "a path as a noun; nothing is opened",
    ("journal", "cryptography"): "signatures over bytes: computing, no keys are read",
}

#: Calls that read the clock or touch the outside world.
CLOCK = {"today", "now", "utcnow", "time", "time_ns", "monotonic"}
OUTSIDE = {"open", "print", "input", "exec", "eval", "__import__"}


def _modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def _name(path: Path) -> str:
    """`avgrights/law/keeping.py` -> `law.keeping`; the package itself is the empty name."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def _room(name: str) -> str:
    """The room of a module: its first part, or the package itself for a loose module."""
    first = name.split(".")[0]
    return first if (PACKAGE / first).is_dir() else ""


def _imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every import in the module with its line, also those under TYPE_CHECKING and in bodies."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            module = node.module or ""
            if module == "avgrights":
                yield from ((node.lineno, f"avgrights.{alias.name}") for alias in node.names)
            else:
                yield node.lineno, module


def _calls(tree: ast.AST) -> Iterator[tuple[int, str, bool]]:
    """Every call: line, last part of its name, and whether it is a method of something."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield node.lineno, node.func.attr, True
            elif isinstance(node.func, ast.Name):
                yield node.lineno, node.func.id, False


def _forbidden_arrows(path: Path) -> list[str]:
    name = _name(path)
    room = _room(name)
    found = []
    for line, imported in _imports(ast.parse(path.read_text(encoding="utf-8"))):
        if imported != "avgrights" and not imported.startswith("avgrights."):
            continue
        other = _room(imported.removeprefix("avgrights").removeprefix("."))
        if other != room and HEIGHT[other] >= HEIGHT[room]:
            found.append(f"{path.name}:{line}: {name} imports {imported}")
    return found


def _allowed(name: str, top: str) -> bool:
    return (
        top in COMPUTING
        or top == "avgrights"
        or any((where, top) in ALSO for where in (name, name.split(".")[0]))
    )


def _impurities(path: Path) -> list[str]:
    name, tree = _name(path), ast.parse(path.read_text(encoding="utf-8"))
    found = [
        f"{name}:{line} imports {imported}"
        for line, imported in _imports(tree)
        if not _allowed(name, imported.split(".")[0])
    ]
    found += [
        f"{name}:{line} calls {called}"
        for line, called, method in _calls(tree)
        if (method and called in CLOCK) or (not method and called in OUTSIDE)
    ]
    return found


@pytest.mark.parametrize("path", _modules(), ids=_name)
def test_arrows_go_one_way(path: Path) -> None:
    """A lower room that knows a higher one can no longer be understood by itself."""
    assert _forbidden_arrows(path) == []


@pytest.mark.parametrize(
    "path", [path for path in _modules() if _room(_name(path)) in PURE], ids=_name
)
def test_pure_rooms_compute_and_nothing_else(path: Path) -> None:
    """No file, no database, no network, no clock: what comes out depends on what goes in."""
    assert _impurities(path) == []


@pytest.mark.parametrize(
    "path", [path for path in _modules() if _room(_name(path)) not in ("cli", "api", "")], ids=_name
)
def test_the_clock_is_read_at_the_rim_only(path: Path) -> None:
    """`today` is an argument everywhere below the command line and the public API."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    asked = [(line, called) for line, called, method in _calls(tree) if method and called in
             ("today", "now", "utcnow")]  # fmt: skip
    assert asked == []


def test_every_room_has_its_height() -> None:
    """A new folder in the package is given its place before it is used."""
    rooms = {_room(_name(path)) for path in _modules()}
    assert rooms <= set(HEIGHT)


def test_the_watch_itself_sees_what_it_must(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted faults: an arrow upwards, an import of the outside, a look at the clock."""
    (tmp_path / "law").mkdir()
    (tmp_path / "desk").mkdir()
    planted = tmp_path / "law" / "planted.py"
    planted.write_text(
        "from avgrights.desk import desk\nimport sqlite3\ntoday = date.today()\nopen('x')\n"
    )
    monkeypatch.setattr(f"{__name__}.PACKAGE", tmp_path)

    assert _forbidden_arrows(planted) == ["planted.py:1: law.planted imports avgrights.desk"]
    assert _impurities(planted) == [
        "law.planted:2 imports sqlite3",
        "law.planted:3 calls today",
        "law.planted:4 calls open",
    ]
