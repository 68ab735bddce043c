"""`avgrights request acknowledge|remind|in-default`: what is told while a request is under way."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from avgrights.cli.request_common import CASE, ON, take_step
from avgrights.cli.rim import DAY, Rim, common


@click.command()
@CASE
@ON
@common
def acknowledge(rim: Rim, case: str, on: date | None) -> None:
    """Record that the person was told of the receipt and of the day of the answer.

    The letter: 'request letter CASE --kind acknowledgement --out DIR'.
    """
    from avgrights.desk.waiting import acknowledge

    take_step(rim, lambda desk: acknowledge(desk, case, on=on))


@click.command()
@CASE
@ON
@common
def remind(rim: Rim, case: str, on: date | None) -> None:
    """Record that the person was reminded of a question that was not answered.

    Without an answer after that too, 'request decide CASE --no-answer --out DIR' leaves the request
    aside (Awb 4:5).
    """
    from avgrights.desk.waiting import remind

    take_step(rim, lambda desk: remind(desk, case, on=on))


@click.command("in-default")
@CASE
@click.option("--received", required=True, type=DAY, help="The day the notice came in.")
@common
def in_default(rim: Rim, case: str, received: date) -> None:
    """Record a written notice of default (ingebrekestelling, Awb 4:17).

    From two weeks after it a penalty runs for each day, if the term had ended: 'report deadlines'
    shows what it has come to. A notice that comes before the end of the term has no effect.
    """
    from avgrights.desk.waiting import in_default

    take_step(rim, lambda desk: in_default(desk, case, received=received))


def decide_without_answer(rim: Rim, case: str, out: Path, formats: tuple[str, ...]) -> None:
    """Leaves a request aside, with a letter that says so and names the remedies."""
    from avgrights.desk.leaving_aside import decide_without_answer

    with rim.desk(changes=True) as desk:
        left = decide_without_answer(desk, case, out=out, formats=("html", *formats))
    files = [str(file) for file in left.sent.files]
    shown = {"case": left.case.id, "outcome": left.case.outcome, "files": files}
    rim.show(shown, lambda: "\n  ".join([f"case {left.case.id}: left aside", *files]))
