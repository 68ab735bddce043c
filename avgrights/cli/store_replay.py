"""`avgrights store replay` and `store readopt`: what to do after a backup was put back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from avgrights.cli.rim import DAY, Rim, common
from avgrights.cli.tables import as_table

if TYPE_CHECKING:
    from avgrights.desk.replaying import Replay


@click.command()
@click.argument("name")
@click.option("--made", required=True, type=DAY, help="The day on which the backup was made.")
@click.option("--plan", "only_plan", is_flag=True, help="Show what is back; change nothing.")
@click.option("--expect", metavar="DIGEST", help="Refuse any other plan than this one.")
@common
def replay(rim: Rim, name: str, made: date, only_plan: bool, expect: str | None) -> None:
    """Erase again what a restored backup of a store brought back.

    Everything that was erased on request on the day of the backup or later is on a list of keyed
    digests in the desk database. A record goes where its key and an identifier of its person are
    both on it, and no other does. Holds and restrictions stop it.
    """
    from avgrights.desk import replaying

    with rim.desk(changes=not only_plan) as desk:
        if only_plan:
            found = replaying.plan_replay(desk, name, made=made)
        else:
            with rim.progress("erasing again") as advance:
                found = replaying.replay(desk, name, made=made, expect=expect, progress=advance)
    rim.show(found.as_json(), lambda: _text(found, only_plan))


@click.command()
@click.argument("name")
@click.option("--because", required=True, help="Why it is the right one; stays in the journal.")
@common
def readopt(rim: Rim, name: str, because: str) -> None:
    """Give a store its identity again that was put back from before its adoption.

    Only where it bears none and its tables are those of the data map. See to it yourself that it
    is not another database.
    """
    from avgrights.desk.identity import readopt

    with rim.desk(changes=True) as desk:
        identity = readopt(desk, name, because=because)
    rim.show({"store": name, "identity": identity}, lambda: f"{name} bears {identity} again")


def _text(found: Replay, only_plan: bool) -> str:
    lines = found.as_json()["datasets"]
    titles = ["dataset", "examined", "found", *([] if only_plan else ["erased", "kept"])]
    rows = [
        [line["dataset"], line["examined"], line["found"],
         *([] if only_plan else [line.get("done", 0), line.get("kept", 0)])]
        for line in lines
    ]  # fmt: skip
    tail = f"{found.listed} on the list since {found.made}"
    if only_plan:
        tail += f"; plan {found.digest[:12]}"
    return "\n".join([as_table(titles, rows), "", tail])
