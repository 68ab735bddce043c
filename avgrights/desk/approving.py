"""Approvals: of one plan by hand, or standing, for every night under these very registers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, insert, select

from avgrights.desk.identity import adopt, need_no_stranger
from avgrights.desk.planning import (
    as_text,
    every_rule,
    need_own_lines,
    register_digests,
    why_braked,
)
from avgrights.desk.tables import approval, plan, run
from avgrights.journal.kinds import REASON
from avgrights.retention.plan import Plan, about, counts_of, limits_of, standing_digest
from avgrights.terms.errors import InputFault, Refused
from avgrights.terms.identifier import printable

if TYPE_CHECKING:
    from avgrights.desk.desk import Desk


def approve(desk: Desk, made: Plan, *, by: str, over_brake: str | None = None) -> None:
    """Approves one plan by hand, and adopts the stores it names that bear no identity yet.

    Args:
        by: who approves; kept sealed, never in the journal.
        over_brake: why the plan may run although it meets a brake; goes into the journal.

    Raises:
        InputFault: no name, or a reason that the journal cannot hold.
        Refused: the plan is of the future, too old, made from other registers, meets a brake
            without a reason, or names a store that is not the one that was adopted or looked at.
            What the file says of brakes is not believed; they are reckoned again.
    """
    _need_name(by)
    check_current(desk, made)
    braked = _braked(desk, made)
    reason = over_brake.strip() if braked and over_brake else None
    if braked and not reason:
        raise Refused(
            f"this plan meets a brake: {_told(braked)}",
            remedy="Look at the plan; to approve it all the same, give --over-brake REASON.",
        )
    if reason is not None and not (REASON.fits(reason) and printable(reason)):
        raise InputFault(f"--over-brake takes {REASON.means}, in UTF-8, on one line")
    _need_same_stores(desk, made)
    for name in sorted(made.stores):
        adopt(desk, name)
    with desk.database.change() as connection:
        keep(connection, made)
        _record(desk, connection, "plan", made.digest, by, reason)
        desk.logbook.append(connection, "plan.approved", plan=made.digest, over_brake=reason)


def approve_standing(desk: Desk, *, by: str) -> str:
    """Approves every night to come under the registers and limits as they are now.

    Returns:
        the digest that the approval holds for; the same bytes again make it valid again.
    """
    _need_name(by)
    digest = current_standing(desk)
    with desk.database.change() as connection:
        _record(desk, connection, "standing", digest, by, None)
        desk.logbook.append(connection, "standing.approved", registers=digest)
    return digest


def check_current(desk: Desk, made: Plan) -> None:
    """Refuses a plan of another day, of other registers, or that says what they do not.

    Raises:
        Refused: with the reason.
    """
    today = desk.clock.today
    if made.today > today and not desk.settings.rehearsal:
        raise Refused(f"this plan is of {made.today}, which lies in the future")
    if made.expired(today):
        raise Refused(
            f"this plan of {made.today} has expired",
            remedy="Make a new one with 'avgrights purge plan'.",
        )
    if dict(made.registers) != register_digests(desk):
        raise Refused(
            "the registers have changed since this plan was made",
            remedy="Make a new one with 'avgrights purge plan'.",
        )
    limits, zone = limits_of(desk.settings.brake), desk.settings.time_zone
    if dict(made.limits) != limits or made.time_zone != zone:
        raise Refused(
            "the time zone or the limits of the brake have changed since this plan was made",
            remedy="Make a new one with 'avgrights purge plan'.",
        )
    need_own_lines(desk, made)


def is_approved(connection: Connection, made: Plan) -> bool:
    """Whether somebody approved this plan by hand."""
    return _found(connection, "plan", made.digest)


def is_standing(connection: Connection, digest: str) -> bool:
    """Whether somebody approved these registers and limits for every night."""
    return _found(connection, "standing", digest)


def current_standing(desk: Desk) -> str:
    """The digest that a standing approval has to hold for today."""
    limits, zone = limits_of(desk.settings.brake), desk.settings.time_zone
    return standing_digest(register_digests(desk), limits, zone)


def over_brake_of(connection: Connection, made: Plan) -> str | None:
    """The reason for which a plan goes over its brake, or None."""
    mine = (approval.c.kind == "plan") & (approval.c.digest == made.digest)
    asked = select(approval.c.over_brake).where(mine, approval.c.over_brake.is_not(None))
    found: str | None = connection.execute(asked).scalar()
    return found


def keep(connection: Connection, made: Plan) -> None:
    """Stores the plan, once."""
    if connection.execute(select(plan.c.digest).where(plan.c.digest == made.digest)).first():
        return
    row = {"digest": made.digest, "document": as_text(made.as_json()), "today": made.today}
    connection.execute(insert(plan), row)


def _found(connection: Connection, kind: str, digest: str) -> bool:
    mine = (approval.c.kind == kind) & (approval.c.digest == digest)
    return connection.execute(select(approval.c.id).where(mine)).first() is not None


def _record(
    desk: Desk, connection: Connection, kind: str, digest: str, by: str, reason: str | None
) -> None:
    row = {
        "kind": kind,
        "digest": digest,
        "over_brake": reason,
        "day": desk.clock.today,
        "after_run": connection.execute(select(func.max(run.c.number))).scalar() or 0,
        "sealed": desk.vault.seal(json.dumps({"by": by}).encode(), f"approval:{digest}"),
    }
    connection.execute(insert(approval), row)


def _braked(desk: Desk, made: Plan) -> list[str]:
    """Which lines meet a brake, by the file or by what the desk itself knows of the rule."""
    rules = {one.about: one for one in every_rule(desk)}
    with desk.database.read() as connection:
        why = [
            (one, one["brake"] or why_braked(desk, connection, rules[about(one)], counts_of(one)))
            for one in made.rules
        ]
    return [f"{one['rule']} on {one['dataset']}: {brake}" for one, brake in why if brake]


def _told(braked: list[str]) -> str:
    first, *more = braked
    return first + (f" (and {len(more)} more)" if more else "")


def _need_same_stores(desk: Desk, made: Plan) -> None:
    """Every store is the one that the plan was made from, before the first is adopted."""
    for name, bore in sorted(made.stores.items()):
        bears = need_no_stranger(desk, name)
        if bore not in (None, bears):
            raise Refused(
                f"store {name!r} bears another identity than when this plan was made",
                remedy="Make a new one with 'avgrights purge plan'.",
            )


def _need_name(by: str) -> None:
    if not by.strip() or not printable(by):
        raise InputFault("an approval needs the name of who approves, on one line: --as NAME")
