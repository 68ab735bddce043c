"""The purge in the story: two holds, the backlog by hand, and one night."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import Any

from avgrights.desk import approving, holding, nightly, planning, purging
from avgrights.desk.demo.others import CAMERAS
from avgrights.desk.demo.people import ASKS_ERASURE
from avgrights.desk.demo.stage import BY, Stage

#: The reasons, as the JIO register and policies/retention.yaml name them.
POLICE, CLAIM = "politieonderzoek", "legal claim"

WHY_OVER_BRAKE = "first clearing: these terms were never applied before"


def place_holds(stage: Stage) -> dict[str, int]:
    """A police investigation keeps a day of one camera; a claim keeps one ticket.

    Returns:
        reason -> how many records are held.
    """
    recordings = _recordings(stage)
    with stage.desk(stage.day) as desk:
        holding.place(
            desk,
            reason=POLICE,
            because="aangifte van diefstal bij de entree",
            by=BY,
            dataset="footage",
            keys=[(path,) for path in recordings],
        )
        holding.place(
            desk,
            reason=CLAIM,
            because="aansprakelijkstelling voor een verloren laptop",
            by=BY,
            dataset="tickets",
            keys=[(str(_oldest_ticket(stage)),)],
        )
    return {POLICE: len(recordings), CLAIM: 1}


def _recordings(stage: Stage) -> list[str]:
    """A day of one camera whose term is long over: without the hold it would go."""
    day = stage.day - timedelta(40)
    found = sorted((stage.data / "cameras" / CAMERAS[1]).glob(f"{day}T*.mp4"))
    return [f"{CAMERAS[1]}/{path.name}" for path in found]


def _oldest_ticket(stage: Stage) -> int:
    """The first ticket of the person who will ask for erasure."""
    address = f"{(stage.data / 'helpdesk.db').absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as store:
        first = "SELECT min(id) FROM tickets WHERE employee_no = ?"
        found: int = store.execute(first, (ASKS_ERASURE.employee_no,)).fetchone()[0]
        return found


def clear_backlog(stage: Stage) -> dict[str, Any]:
    """Plan, look, approve over the brake, run: as somebody does it by hand.

    Returns:
        the run, as `purge run` tells it.
    """
    with stage.desk(stage.day) as desk:
        made = planning.make_plan(desk)
        text = json.dumps(made.as_json(), ensure_ascii=False, indent=2)
        (stage.folder / "plan.json").write_text(text + "\n", encoding="utf-8")
    with stage.desk(stage.day) as desk:
        approving.approve(desk, made, by=BY, over_brake=WHY_OVER_BRAKE)
    due = sum(line["due"] for line in made.rules)
    with stage.doing("clearing the backlog", due) as done, stage.desk(stage.day) as desk:
        return purging.run_plan(desk, made, done).as_json()


def one_night(stage: Stage) -> dict[str, Any]:
    """The standing approval, a day later the nightly job.

    Returns:
        the run, as `purge nightly` tells it.
    """
    with stage.desk(stage.day) as desk:
        approving.approve_standing(desk, by=BY)
    with stage.doing("the night") as done, stage.desk(stage.night) as desk:
        return nightly.nightly(desk, done).as_json()


def verify_journal(stage: Stage) -> int:
    """Recomputes the whole journal and compares it with the anchored checkpoint.

    Returns:
        how many entries were verified.

    Raises:
        CheckFailed: it does not verify.
    """
    from avgrights.terms.errors import CheckFailed

    with stage.desk(stage.night) as desk:
        found = desk.logbook.verify()
    if found.failure is not None:
        raise CheckFailed(f"the journal does not verify: {found.failure.what}")
    return found.entries
