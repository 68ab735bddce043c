"""Every command that a page names exists, with the options that the page gives it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from avgrights.cli.main import COMMANDS, cli

ROOT = Path(__file__).parents[2]
GENERATED = {"commands.md", "findings.md"}
PAGES = [
    path
    for path in [*ROOT.glob("*.md"), *sorted((ROOT / "docs").rglob("*.md"))]
    if path.name not in GENERATED and "_build" not in path.parts
]
_NAMED = re.compile(r"(?:^ *(?:\$ )?|`|/bin/)avgrights ([^`\n]*)", re.MULTILINE)
_OPTION = re.compile(r"--[a-z][a-z-]*")
_COMMAND = re.compile(r"[a-z]+(-[a-z]+)*")


def named(text: str) -> Iterator[str]:
    """What stands after `avgrights` wherever a page shows a command."""
    joined = text.replace("\\\n", " ")
    for match in _NAMED.finditer(joined):
        words = match[1].split("  #")[0].split(" >>")[0].strip()
        first = next((word for word in words.split() if not word.startswith("-")), "")
        if first in COMMANDS or words.startswith("-"):
            yield words


def faults(words: str) -> list[str]:
    """What of it the program does not know."""
    command: click.Command = cli
    context = click.Context(cli)
    known = {option for param in cli.params for option in param.opts}
    for word in _positional(words):
        if not isinstance(command, click.Group):
            break
        below = command.get_command(context, word)
        if below is None:
            return [f"no command {word!r} in: avgrights {words}"]
        command = below
        context = click.Context(command)
        known |= {option for param in command.get_params(context) for option in param.opts}
    given = [option for option in _OPTION.findall(words) if option != "--help"]
    return [f"no option {option} in: avgrights {words}" for option in given if option not in known]


def _positional(words: str) -> Iterator[str]:
    """The words before the first argument that can be no command, common options left out."""
    parts = iter(words.split())
    for part in parts:
        if part in ("--workspace", "--format", "--lang", "--today"):
            next(parts, None)
        elif _COMMAND.fullmatch(part):
            yield part
        elif not part.startswith("-"):
            return


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_the_page_names_is_there(page: Path) -> None:
    """A renamed option is found in every text that still has the old one."""
    text = page.read_text(encoding="utf-8")
    assert [fault for words in named(text) for fault in faults(words)] == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("purge plan --out plan.json", []),
        ("--workspace try request carry-out R-1 --plan", []),
        ("purge plan --output x", ["no option --output in: avgrights purge plan --output x"]),
        ("purge shred", ["no command 'shred' in: avgrights purge shred"]),
    ],
)
def test_the_check_itself_sees_what_is_not_there(words: str, found: list[str]) -> None:
    """A wrong option, a wrong subcommand."""
    assert faults(words) == found


def test_commands_are_found_in_blocks_and_in_running_text() -> None:
    """Indented, behind a prompt, between backticks, over two lines, with a path."""
    text = (
        "    avgrights check\n$ avgrights demo \\\n    --rows 5\nsee `avgrights hold list` and\n"
        "ExecStart=/opt/bin/avgrights purge nightly\navgrights makes the register executable\n"
    )
    assert [" ".join(words.split()) for words in named(text)] == [
        "check", "demo --rows 5", "hold list", "purge nightly",
    ]  # fmt: skip
