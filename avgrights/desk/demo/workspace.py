"""Where the demo stands: a folder of its own, that nothing else is lost by."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from avgrights.terms.errors import InputFault

#: The first line of a demo's avgrights.yaml; by it a demo is known again.
MARK = "# A rehearsal workspace, made by `avgrights demo`: everyone in it is made up."

SETTINGS = f"""{MARK}
registers: registers/            # a copy of the JIO register: change it and see what happens
language: nl
time_zone: Europe/Amsterdam
desk: sqlite:///var/desk.db      # cases, approvals and the journal
keys: var/keys                   # the wrapping key; in earnest it lies elsewhere
anchor: var/anchors              # signed checkpoints; in earnest on another machine
brake: {{share: 0.05, rows: 10, factor: 3, days: 8}}
rehearsal: true                  # --today is allowed everywhere
stores:
  helpdesk: {{url: "sqlite:///data/helpdesk.db"}}
  relations: {{url: "sqlite:///data/relations.db"}}
  finance: {{url: "sqlite:///data/finance.db"}}
  cameras: {{folder: data/cameras}}
"""


def place(asked: Path) -> Path:
    """The folder for a new demo: the one asked for, or the next free name beside an older demo.

    An older demo is left as it is, since its reader may have changed something in it.

    Raises:
        InputFault: something else stands there, or the folder cannot be made.
    """
    free = next(path for path in _names(asked) if not _is_demo(path))
    try:
        free.mkdir(parents=True, exist_ok=True)
        empty = not any(free.iterdir())
    except OSError as fault:
        raise InputFault(
            f"{free} cannot be made or read: {fault.strerror}",
            remedy="Name another folder: avgrights demo DIR.",
        ) from None
    if not empty:
        raise InputFault(
            f"{free} is not empty, and is no demo",
            remedy="Name a new or empty folder: avgrights demo DIR.",
        )
    return free


def begin(folder: Path) -> None:
    """Writes avgrights.yaml first: from now on the folder is known as a demo."""
    from avgrights.files.starting import help_editors

    (folder / "avgrights.yaml").write_text(SETTINGS, encoding="utf-8")
    help_editors(folder)


def _names(asked: Path) -> Iterator[Path]:
    """The name asked for, then the same with -2, -3, …"""
    yield asked
    yield from (asked.with_name(f"{asked.name}-{number}") for number in count(2))


def _is_demo(path: Path) -> bool:
    try:
        return (path / "avgrights.yaml").read_text(encoding="utf-8").startswith(MARK)
    except (OSError, UnicodeDecodeError):
        return False
