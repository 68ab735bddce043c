"""`python -m tests.benchmarks NAME [--scale N]`; without a name, the list of them."""

from __future__ import annotations

import argparse
import platform
import sys
from importlib import import_module
from os import cpu_count
from pathlib import Path

#: Not benchmarks themselves.
HELPERS = {"__init__", "__main__", "databases", "measuring"}


def names() -> list[str]:
    """Every module here that has something to measure."""
    here = Path(__file__).parent.glob("*.py")
    return sorted(path.stem for path in here if path.stem not in HELPERS)


def main() -> None:
    """Runs one benchmark and prints reference, ours and ratio of each comparison.

    A benchmark is a module with `run(scale: float) -> Iterable[Measured]`; a scale of 1 is the size
    of its published figures.
    """
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("name", nargs="?", choices=names(), help="what to measure")
    parser.add_argument("--scale", type=float, default=1.0, help="times the data (default 1)")
    given = parser.parse_args()
    if given.name is None:
        sys.stdout.write("\n".join(names()) + "\n")
        return
    machine = f"Python {platform.python_version()}, {platform.system()}, {cpu_count()} cores"
    sys.stdout.write(f"{given.name}, scale {given.scale:g}: {machine}\n")
    for measured in import_module(f"tests.benchmarks.{given.name}").run(given.scale):
        sys.stdout.write("\n".join(measured.lines()) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
