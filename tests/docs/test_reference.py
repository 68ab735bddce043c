"""The generated pages are what the program says of itself now."""

from __future__ import annotations

import pytest

from avgrights.cli.main import COMMANDS
from tests.docs import reference


@pytest.mark.parametrize("page", ["commands.md", "findings.md"])
def test_the_page_is_up_to_date(page: str) -> None:
    """Otherwise: `python -m tests.docs.reference`, and look at what changed."""
    assert (reference.FOLDER / page).read_text(encoding="utf-8") == reference.pages()[page]


def test_every_command_has_a_help_text_of_its_own() -> None:
    """A command without a sentence is a command nobody can find."""
    text = reference.commands()
    for name, (_, _, line) in COMMANDS.items():
        assert f"## `avgrights {name}`" in text
        assert line
