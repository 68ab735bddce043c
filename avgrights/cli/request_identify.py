"""`avgrights request identify`: who asks; and the options of a mandate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from avgrights.cli.request_common import CASE, ON, take_step
from avgrights.cli.rim import DAY, Rim, common

METHODS = ("desk", "portal", "known-account", "document-seen", "mandate")
LEVELS = ("low", "substantial", "high")
SECOND = ("desk", "portal", "known-account", "document-seen", "old-address")

F = TypeVar("F", bound=Callable[..., Any])

_MANDATE = (
    click.option(
        "--acting-as", "representation", metavar="KIND",
        help="The kind of representative: parent, guardian, curator, bewindvoerder, mentor, "
        "gemachtigde or lawyer.",
    ),
    click.option(
        "--mandate-for", multiple=True, metavar="RIGHT|ACTIVITY",
        help="What the mandate, or the measure, covers; may be repeated. Absent: everything.",
    ),
    click.option(
        "--mandate-until", type=DAY, help="The last day of the mandate, that day included."
    ),
)  # fmt: skip


def with_mandate(function: F) -> F:
    """Adds the options of a mandate to `receive`."""
    for option in reversed(_MANDATE):
        function = option(function)
    return function


@click.command()
@CASE
@click.option("--method", required=True, type=click.Choice(METHODS), help="How it was seen.")
@click.option("--level", required=True, type=click.Choice(LEVELS), help="How sure it is.")
@click.option("--by", required=True, help="Who established it.")
@click.option(
    "--address-changed", type=DAY,
    help="The day the person's address last changed, where that is recent.",
)  # fmt: skip
@click.option(
    "--second-check", type=click.Choice(SECOND),
    help="How identity was checked once more, because the address changed lately.",
)  # fmt: skip
@ON
@common
def identify(rim: Rim, case: str, **given: Any) -> None:
    """Record who asks. Never keep a copy of a document.

    Refused (exit status 4) where the level is too low for the right, where the age or the mandate
    lets somebody else ask, and where the address changed lately without a second check.
    """
    from avgrights.desk.requests import identify

    take_step(rim, lambda desk: identify(desk, case, **given))
