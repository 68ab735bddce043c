"""The nightly job: plan, hold it against the standing approval, the clock and the brakes, run."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select, update

from avgrights.desk.approving import current_standing, is_standing
from avgrights.desk.engine import Progress
from avgrights.desk.harvesting import done_by_work, harvest
from avgrights.desk.identity import known_identity
from avgrights.desk.own_data import purge_own_data
from avgrights.desk.planning import make_plan
from avgrights.desk.purging import Outcome, carry_out
from avgrights.desk.runlock import alone
from avgrights.desk.tables import approval, plan, run, run_rule
from avgrights.terms.errors import AvgRightsError, Refused

if TYPE_CHECKING:
    from avgrights.desk.desk import Desk


def nightly(desk: Desk, progress: Progress = lambda done: None) -> Outcome:
    """One night. A braked rule is left undone and the others run; the status then is `braked`.

    Raises:
        Refused: no standing approval for these registers, the clock jumped, or another run is at
            work. Nothing was deleted.
    """
    with alone(desk):
        _need_standing(desk)
        _need_clock(desk)
        _settle_earlier(desk)
        made = make_plan(desk, going_on=True)
        outcome = carry_out(desk, made, kind="nightly", over_brake=False, progress=progress)
        # By the term of the register that was approved, or of the library; after what is approved.
        outcome.desk = purge_own_data(desk)
        return outcome


def status(desk: Desk, last: int = 20) -> list[dict[str, Any]]:
    """The last runs, newest last: what the stores' own evidence says that each did."""
    with desk.database.read() as connection:
        rows = connection.execute(
            select(run, plan.c.document)
            .join(plan, plan.c.digest == run.c.plan)
            .order_by(run.c.number.desc())
            .limit(last)
        ).all()
        known = {
            (one.run, one.register, one.rule, one.dataset): one.done
            for one in connection.execute(select(run_rule))
        }
    evidence = done_by_work(desk, desk.settings.stores)
    return [_told(row, evidence, known) for row in reversed(rows)]


def _told(row: Any, evidence: dict[Any, int], known: dict[Any, int]) -> dict[str, Any]:
    rules = [
        {
            "register": line["register"],
            "rule": line["rule"],
            "dataset": line["dataset"],
            "due": line["due"],
            "done": evidence.get(about, known.get(about, 0)),
        }
        for line in json.loads(row.document)["rules"]
        for about in [(row.id, line["register"], line["rule"], line["dataset"])]
    ]
    about_run = {"run": row.id, "day": row.day.isoformat(), "kind": row.kind}
    return {**about_run, "plan": row.plan, "status": row.status, "rules": rules}


def _need_standing(desk: Desk) -> None:
    with desk.database.read() as connection:
        fine = is_standing(connection, current_standing(desk))
        ever = connection.execute(
            select(approval.c.id).where(approval.c.kind == "standing")
        ).first()
    if fine:
        return
    if ever is None:
        why = "no standing approval was given for the nightly purge"
    else:
        why = "the registers or the limits have changed since the standing approval"
    _refuse(desk, "registers" if ever else "approval", why, "avgrights purge approve --standing")


def _need_clock(desk: Desk) -> None:
    """Today is neither before the day of the last run nor too long after it."""
    with desk.database.read() as connection:
        last = _last_day(connection)
    today, days = desk.clock.today, desk.settings.brake.days
    if last is None or 0 <= (today - last).days <= days:
        return
    why = f"the clock says {today} and the last run was on {last}"
    what = "before it" if today < last else f"more than {days} days after it"
    _refuse(desk, "clock", f"{why}: {what}", "look at the clock, then approve a plan by hand")


def _refuse(desk: Desk, reason: str, why: str, remedy: str) -> None:
    with desk.database.change() as connection:
        desk.logbook.append(connection, "purge.refused", reason=reason)
    raise Refused(f"{why}; nothing was deleted", remedy=f"To go on: {remedy}.")


def _last_day(connection: Connection) -> date | None:
    """The day of the last run, or of a plan approved by hand since."""
    newest = select(run.c.day, run.c.number).order_by(run.c.number.desc()).limit(1)
    last = connection.execute(newest).first()
    number, day = (last.number, last.day) if last else (0, None)
    since = (approval.c.kind == "plan") & (approval.c.after_run >= number)
    by_hand = select(approval.c.day).where(since).order_by(approval.c.id.desc()).limit(1)
    found: date | None = connection.execute(by_hand).scalar()
    return found or day


def _settle_earlier(desk: Desk) -> None:
    """Runs that were killed: their evidence into the journal, and their end written down."""
    stores = [name for name in desk.settings.stores if known_identity(desk, name)]
    for name in stores:
        try:
            harvest(desk, [name])
        except AvgRightsError:
            continue  # a store that is down is named by the plan that follows
    with desk.database.change() as connection:
        open_runs = (run.c.status == "running") & (run.c.kind == "nightly")
        for row in connection.execute(select(run.c.id).where(open_runs)).all():
            desk.logbook.append(connection, "purge.finished", run=row.id, done=0, status="partly")
            connection.execute(update(run).where(run.c.id == row.id).values(status="partly"))
