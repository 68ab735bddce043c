"""What it costs to begin: `import avgrights` and `avgrights --help` beside an empty interpreter.

Goals: import below 0.25 s and --help below 0.4 s in all; the difference with the empty interpreter
is what avgrights adds.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence

from attrs import evolve

from tests.benchmarks.measuring import Measured, pairs

CASES = (
    ("import avgrights", ("-c", "import avgrights"), 0.25),
    ("avgrights --help", ("-m", "avgrights.cli.main", "--help"), 0.4),
    ("avgrights check --help", ("-m", "avgrights.cli.main", "check", "--help"), 0.4),
)


def run(scale: float) -> Iterator[Measured]:
    """Each way to begin against `python -c pass`; the scale multiplies the number of pairs."""
    for label, arguments, goal in CASES:
        measured = pairs(
            f"{label} against python -c pass",
            lambda: _python("-c", "pass"),
            lambda arguments=arguments: _python(*arguments),
            count=max(5, round(10 * scale)),
        )
        median = statistics.median(measured.ours)
        yield evolve(measured, notes=(f"in all    {median:.3f} s   goal < {goal} s",))


def _python(*arguments: str) -> Sequence[str]:
    command = (sys.executable, *arguments)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    return command
