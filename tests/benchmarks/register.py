"""Loading a register of a thousand activities, against the fastest parser that reads it at all.

The reference is PyYAML's C loader, which checks nothing and keeps no line. Ours reads, refuses,
keeps the place of every value, builds the register and looks for findings.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import yaml

from avgrights.files.building import parser_events
from avgrights.files.reading import read
from avgrights.files.registers import FILE, load_registers, look
from avgrights.files.shipped import shipped
from avgrights.terms.settings import Settings
from tests.benchmarks.measuring import Measured, pairs

ACTIVITIES = 1000
_BLOCK = re.compile(r"\n(?=  - id: )")
_ID = re.compile(r"(?m)^(\s+- id: )(\S+)$")


def register_text(activities: int) -> str:
    """The JIO register grown to so many activities of about 27 lines."""
    head, _, rest = (
        (shipped("registers") / "jio" / FILE).read_text("utf-8").partition("activities:\n")
    )
    blocks = [_short(block) for block in _BLOCK.split(rest) if block.strip()]
    grown = [
        _ID.sub(rf"\g<1>\g<2>-{number}", blocks[number % len(blocks)])
        for number in range(activities)
    ]
    return f"{head}activities:\n" + "".join(grown)


def _short(block: str) -> str:
    """An activity without what is long; its retention and what is required stay."""
    whole = re.sub(r"(?m)\s*#.*$", "", block)
    (tree,) = yaml.safe_load(whole)
    for key in ("description", "open", "dpia"):
        tree.pop(key, None)
    tree["data"], tree["recipients"] = tree["data"][:2], []
    for category in tree["data"]:
        category["items"] = category["items"][:2]
    tree["security"] = tree["security"][:1]
    tree.setdefault("retention", [])
    text = yaml.safe_dump(
        [tree], allow_unicode=True, sort_keys=False, width=400, default_flow_style=None
    )
    return "".join(f"  {line}\n" for line in text.splitlines())


def run(scale: float) -> Iterable[Measured]:
    """Load, load again, growth, and `check` of five registers."""
    count = max(5, round(ACTIVITIES * scale))
    with tempfile.TemporaryDirectory() as temporary:
        top = Path(temporary)
        yield _load(top / "large", count)
        yield _again(top / "large")
        yield _read_only(top / "large")
        yield _growth(top / "growth", count)
        yield _check(top / "five")


def _register(folder: Path, activities: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    text = register_text(activities)
    (folder / FILE).write_text(text, encoding="utf-8")
    return folder


def _parser() -> str:
    name = type(getattr(parser_events("a: 1"), "__self__", None)).__name__
    return "the C parser is in use" if name == "CParser" else f"NO C parser: {name}"


def _load(folder: Path, activities: int) -> Measured:
    """Everything, from bytes to a register with its findings."""
    content = (_register(folder, activities) / FILE).read_bytes()
    lines = content.count(b"\n")
    return pairs(
        f"load a register of {activities:,} activities, {lines:,} lines ({_parser()})",
        lambda: yaml.load(content, yaml.CSafeLoader),
        lambda: look(folder),
        goal=1.6,
        units=activities,
    )


def _again(folder: Path) -> Measured:
    settings = Settings(root=folder, registers=folder, desk="", keys="")
    load_registers(settings)
    return pairs(
        "load the same bytes a second time (reference: the first time)",
        lambda: look(folder),
        lambda: load_registers(settings),
        goal=0.2,
    )


def _read_only(folder: Path) -> Measured:
    content = (folder / FILE).read_bytes()
    return pairs(
        "read alone: values and places, no register",
        lambda: yaml.load(content, yaml.CSafeLoader),
        lambda: read(folder / FILE),
    )


def _growth(folder: Path, activities: int) -> Measured:
    small = _register(folder / "small", max(5, activities // 16))
    large = _register(folder / "large", activities)
    return pairs(
        "growth: 16 times the activities (reference: a sixteenth, 16 times)",
        lambda: [look(small) for _ in range(16)],
        lambda: look(large),
        goal=1.3,
    )


def _check(top: Path) -> Measured:
    """The command, start-up included, over five registers of the size of JIO's."""
    text = (shipped("registers") / "jio" / FILE).read_text("utf-8")
    for number in range(5):
        folder = top / f"r{number}"
        folder.mkdir(parents=True)
        named = text.replace("register: jio", f"register: r{number}")
        (folder / FILE).write_text(named, encoding="utf-8")

    def call(*arguments: str) -> None:
        subprocess.run([sys.executable, *arguments], cwd=top, capture_output=True, check=True)

    return pairs(
        "check five registers, start-up included (goal: < 1 s; reference: python -c pass)",
        lambda: call("-c", "pass"),
        lambda: call("-m", "avgrights.cli.main", "check", "."),
    )
