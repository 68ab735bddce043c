"""`avgrights demo`: a rehearsal workspace on the JIO register, at work."""

from __future__ import annotations

import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from attrs import frozen

from avgrights.cli.rim import Rim, common


@frozen
class _Talk:
    """A progress bar on a terminal, a plain line elsewhere."""

    rim: Rim

    def __call__(self, what: str, total: int | None) -> Any:
        if not sys.stderr.isatty():
            self.rim.say(f"{what} …")
        return self.rim.progress(what, total)


def _program() -> str:
    """How this program was called: its bare name where that finds it, else its path as typed."""
    typed = Path(sys.argv[0])
    if typed.name != "avgrights" or shutil.which("avgrights") == str(typed):
        return "avgrights"
    return str(typed)


@click.command()
@click.argument(
    "folder",
    metavar="[DIR]",
    required=False,
    type=click.Path(path_type=Path),
    default=Path("avgrights-demo"),
)
@click.option(
    "--rows",
    type=click.IntRange(50, 10_000_000),
    default=100_000,
    show_default=True,
    help="How many tickets to make.",
)
@click.option("--no-purge", is_flag=True, help="Only make the workspace: the rest is yours to do.")
@common
def demo(rim: Rim, folder: Path, rows: int, no_purge: bool) -> None:
    """Make a rehearsal workspace in DIR (default: avgrights-demo) and show a day's work on it.

    The register is the JIO's, the data is made up. The demo places two holds, handles a request
    for access and one for erasure, clears the backlog, lets one night pass, reads everything back
    and tells what happened. An older demo in DIR is left alone: the new one takes the next free
    name beside it. Any other folder that is not empty is refused.
    """
    from avgrights.desk.demo import account, story, workspace
    from avgrights.desk.demo.stage import Stage

    now = datetime.now(UTC)
    night = rim.today or now.astimezone(ZoneInfo("Europe/Amsterdam")).date()
    place = workspace.place(folder)
    if place != folder:
        rim.say(f"{folder} is an older demo and stays as it is; this one is made in {place}")
    stage = Stage(folder=place, night=night, now=now, progress=_Talk(rim), program=_program())
    told = story.tell(stage, rows, purge=not no_purge)
    rim.show(told.as_json(), lambda: account.text(told))
