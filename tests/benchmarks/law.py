"""Worked cases of law: reading and answering 1,500 of them beside only reading them.

The reference is PyYAML's C loader on the same file. Goal, the command's start included: below 3 s.
"""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import yaml
from attrs import evolve

from avgrights.files.law_cases import run_file
from avgrights.files.policies import load_policies
from tests.benchmarks.measuring import Measured, pairs

CASES = Path(__file__).parent.parent / "cases"
COUNT = 1500


def run(scale: float) -> Iterator[Measured]:
    """In one process, and as the command with its start; the scale multiplies the cases."""
    count = max(1, round(COUNT * scale))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cases.yaml"
        file.write_text(_cases(count))
        yield pairs("law cases against PyYAML's C loader", lambda: _read(file),
                    lambda: _answer(file), units=count)  # fmt: skip
        whole = pairs("avgrights law test against PyYAML's C loader", lambda: _read(file),
                      lambda: _command(file), units=count)  # fmt: skip
        median = statistics.median(whole.ours)
        yield evolve(whole, notes=(f"in all    {median:.3f} s   goal < 3 s",))


def _cases(count: int) -> str:
    """So many cases: those of tests/cases over and over, each with an id of its own."""
    blocks = [
        block
        for path in sorted(CASES.glob("*.yaml"))
        for block in path.read_text().split("cases:\n", 1)[1].split("  - id: ")[1:]
    ]
    many = (blocks[number % len(blocks)] for number in range(count))
    numbered = (re.sub(r"^\S+", f"case-{n}", block) for n, block in enumerate(many))
    return "cases:\n" + "".join(f"  - id: {block}" for block in numbered)


def _read(file: Path) -> None:
    with file.open() as stream:
        yaml.load(stream, yaml.CSafeLoader)


def _answer(file: Path) -> None:
    if not all(result.passed for result in run_file(load_policies(None), file)):
        raise AssertionError("a worked case fails")


def _command(file: Path) -> None:
    command = (sys.executable, "-m", "avgrights.cli.main", "law", "test", str(file))
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
