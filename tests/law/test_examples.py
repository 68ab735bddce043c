"""The examples in the docstrings of the law run as they stand."""

from __future__ import annotations

import doctest
import pkgutil
from importlib import import_module

import pytest

import avgrights.law

MODULES = [
    f"avgrights.law.{module.name}" for module in pkgutil.iter_modules(avgrights.law.__path__)
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_run(name: str) -> None:
    """Each `>>>` gives what stands below it."""
    failed, _ = doctest.testmod(import_module(name))
    assert failed == 0
