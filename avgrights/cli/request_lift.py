"""Restriction at the command line: beside another request, and its end after notice (18(3))."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click

from avgrights.cli.request_common import CASE, take_step
from avgrights.cli.rim import DAY, Rim, common

Command = TypeVar("Command", bound=Callable[..., Any])


def with_lift(command: Command) -> Command:
    """The options `--lift` and `--informed`."""
    lift = click.option("--lift", is_flag=True, help="Lift what the case restricted.")
    informed = click.option(
        "--informed", type=DAY, help="With --lift: the day on which the person was told."
    )
    return lift(informed(command))


def lift_restriction(
    rim: Rim, case: str, *, lift: bool, informed: date | None, only_plan: bool
) -> None:
    """Lifts the restriction of a case, and shows what is free again."""
    from avgrights.cli.request_review import touched_json
    from avgrights.cli.request_text import work_json, work_text
    from avgrights.desk.lifting import lift_case

    if not lift:
        raise click.UsageError("--informed goes with --lift")
    if only_plan:
        raise click.UsageError("--lift has no --plan: it undoes what the case did, row by row")
    with rim.desk(changes=True) as desk:
        with rim.progress("lifting") as progress:
            work = lift_case(desk, case, informed=informed, progress=progress)
        lifted = work.case.lifted
        day = {"lifted": lifted.on.isoformat() if lifted else None}
        rim.show(work_json(work, touched_json(desk, work)) | day, lambda: work_text(work, None))
    for store, fault in work.faults:
        rim.say(f"store {store}: {fault}")
    if work.open:
        rim.say(f"not lifted in: {', '.join(work.open)}; the same command goes on from here")
        click.get_current_context().exit(3)


@click.command("restrict-meanwhile")
@CASE
@click.option("--ground", required=True, help="'accuracy contested', 18(1)(a), … (GDPR 18(1)).")
@click.option("--received", type=DAY, help="When it was asked for; else with the request itself.")
@common
def restrict_meanwhile(rim: Rim, case: str, ground: str, received: date | None) -> None:
    """Open a restriction beside a request, while it is handled.

    A case of its own, of the same person, whose identity was established there: assess it, carry
    it out and decide on it, and lift it when the other request is answered.
    """
    from avgrights.desk import meanwhile

    take_step(
        rim,
        lambda desk: meanwhile.restrict_meanwhile(desk, case, ground=ground, received=received),
    )
