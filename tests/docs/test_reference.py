"""The generated pages are what the program says of itself now."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from avgrights.cli.main import COMMANDS
from avgrights.terms import errors
from tests.docs import reference

pytestmark = pytest.mark.xdist_group("reference")


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """The pages as a process of their own makes them: help texts remember how they were asked."""
    code = "import json; from tests.docs.reference import pages; print(json.dumps(pages()))"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=reference.ROOT)
    made: dict[str, str] = json.loads(done.stdout)
    return made


@pytest.mark.parametrize("page", ["commands.md", "findings.md"])
def test_the_page_is_up_to_date(page: str, pages: dict[str, str]) -> None:
    """Otherwise: `python -m tests.docs.reference`, and look at what changed."""
    assert (reference.FOLDER / page).read_text(encoding="utf-8") == pages[page]


def test_every_command_has_a_help_text_of_its_own() -> None:
    """A command without a sentence is a command nobody can find."""
    text = reference.commands()
    for name, (_, _, line) in COMMANDS.items():
        assert f"## `avgrights {name}`" in text
        assert line


def test_every_exit_status_is_told_with_its_error() -> None:
    """The page names the classes, and the classes bear these numbers."""
    page = (reference.FOLDER / "exit-status.md").read_text(encoding="utf-8")
    ours = [e for e in errors.AvgRightsError.__subclasses__() if e.__module__ == errors.__name__]
    assert len(ours) == 4
    for kind in ours:
        (line,) = [line for line in page.split("\n") if f"`{kind.__name__}`" in line]
        assert line.startswith(f"| {kind.exit_status} |")
    assert f"| {errors.AvgRightsError.exit_status} |" in page
