"""How a benchmark measures: reference and ours in turn, and the median of the pairs."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterable

from attrs import field, frozen

Work = Callable[[], object]

#: Pairs to run where a benchmark names no other number.
PAIRS = 5


@frozen(kw_only=True)
class Measured:
    """One comparison: seconds of each run, in the order in which they were run.

    Attributes:
        label: what was compared with what.
        goal: the highest ratio aimed at, or None.
        units: how many things one run works on; 0: a time for the whole only.
    """

    label: str
    reference: tuple[float, ...]
    ours: tuple[float, ...]
    goal: float | None = None
    units: int = 0
    notes: tuple[str, ...] = field(factory=tuple)

    @property
    def ratio(self) -> float:
        """The median of ours / reference over the pairs."""
        return statistics.median(o / r for r, o in zip(self.reference, self.ours, strict=True))

    def lines(self) -> Iterable[str]:
        """What is printed of it."""
        goal = "" if self.goal is None else f"   goal <= {self.goal:g}"
        yield f"{self.label}   ({len(self.ours)} pairs, medians)"
        yield f"    reference {self._time(self.reference)}"
        yield f"    ours      {self._time(self.ours)}"
        yield f"    ratio     {self.ratio:.2f}{goal}"
        yield from (f"    {note}" for note in self.notes)

    def _time(self, runs: tuple[float, ...]) -> str:
        median = statistics.median(runs)
        each = f"   {1e6 * median / self.units:9.2f} µs each" if self.units else ""
        return f"{median:10.4f} s{each}"


def pairs(
    label: str,
    reference: Work,
    ours: Work,
    *,
    before: Work = lambda: None,
    count: int = PAIRS,
    goal: float | None = None,
    units: int = 0,
) -> Measured:
    """Runs reference and ours in turn, `count` times, and measures each.

    Who goes first changes with every pair, so that neither always finds the caches warm.

    Args:
        before: run before every single measurement, outside the clock (such as refilling a table).
    """
    seconds: dict[bool, list[float]] = {True: [], False: []}
    for number in range(count):
        for is_ours in (False, True) if number % 2 == 0 else (True, False):
            before()
            seconds[is_ours].append(timed(ours if is_ours else reference))
        sys.stderr.write(f"  {label}: pair {number + 1} of {count}\n")
    return Measured(
        label=label,
        reference=tuple(seconds[False]),
        ours=tuple(seconds[True]),
        goal=goal,
        units=units,
    )


def timed(work: Work) -> float:
    """Seconds that the work takes, by the wall clock."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
