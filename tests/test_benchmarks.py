"""The harness measures what it says; the figures themselves are never asserted."""

from __future__ import annotations

from importlib import import_module

import pytest

from tests.benchmarks.__main__ import names
from tests.benchmarks.measuring import Measured, pairs


def test_reference_and_ours_take_turns_and_each_goes_first() -> None:
    """Neither always finds the caches warm; what is made ready is made ready for each."""
    order: list[str] = []
    measured = pairs(
        "turns",
        lambda: order.append("reference"),
        lambda: order.append("ours"),
        before=lambda: order.append("."),
        count=2,
    )
    assert order == [".", "reference", ".", "ours", ".", "ours", ".", "reference"]
    assert len(measured.ours) == len(measured.reference) == 2


def test_the_ratio_is_the_median_over_the_pairs() -> None:
    """One slow moment of the machine does not decide."""
    measured = Measured(label="x", reference=(1.0, 1.0, 1.0), ours=(2.0, 90.0, 1.0), units=10)
    assert measured.ratio == 2.0
    assert any("ratio     2.00" in line for line in measured.lines())


@pytest.mark.parametrize("name", names())
def test_every_benchmark_can_be_asked_to_run(name: str) -> None:
    """A module with `run(scale)`, and a text that says what is compared with what."""
    module = import_module(f"tests.benchmarks.{name}")
    assert callable(module.run)
    assert module.__doc__
