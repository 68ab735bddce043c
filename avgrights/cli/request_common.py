"""What the commands of a request share: the case, the day, one step and the case after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from avgrights.cli.rim import DAY, Rim

if TYPE_CHECKING:
    from avgrights.desk.desk import Desk
    from avgrights.desk.requests import Standing
    from avgrights.terms.identifier import Identifier

RIGHTS = ("access", "rectification", "erasure", "restriction", "portability", "objection",
          "automated decision", "withdraw consent")  # fmt: skip
CASE = click.argument("case")
ON = click.option("--on", type=DAY, help="The day it happened; today where none is named.")


def take_step(rim: Rim, do: Callable[[Desk], Standing]) -> None:
    """One step of a case, and the case after it."""
    from avgrights.cli.request_text import case_json, case_text
    from avgrights.desk.reviewing import waiting

    with rim.desk(changes=True) as desk:
        standing = do(desk)
        open_ = waiting(desk, standing.case)
        rim.show(case_json(standing, open_), lambda: case_text(standing, desk.clock.today, open_))


def identifier(text: str) -> Identifier:
    """`kind=value` as it is given on the command line."""
    from avgrights.terms.identifier import Identifier

    try:
        return Identifier.parse(text)
    except ValueError as fault:
        raise click.UsageError(str(fault)) from None
