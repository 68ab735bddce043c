"""A right set aside by the case handler, and taken back: in file, journal and verdict."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from avgrights.cases.case import Case
from avgrights.cases.clock import in_scope, regime
from avgrights.cases.events import OverlayInvoked, OverlayWithdrawn, Weighed
from avgrights.cases.overlays import need_activity, need_fitting, need_gdpr
from avgrights.cases.steps import happen
from avgrights.desk import casebook
from avgrights.desk.assessing import (
    Verdicts,
    ready,
    record,
    still_to_plan,
    unreachable,
    verdicts,
)
from avgrights.desk.desk import Desk
from avgrights.desk.requests import standing
from avgrights.desk.searching import search
from avgrights.files.registers import LoadedRegister


def invoke(
    desk: Desk,
    id: str,
    *,
    overlay: str,
    because: str,
    by: str,
    activity: str | None = None,
    effect: str | None = None,
    ground: str | None = None,
    weighed: Iterable[tuple[str, str]] = (),
    kept_from_subject: bool = False,
) -> Verdicts:
    """Invokes an overlay, on one activity or on the whole case, then assesses again.

    Args:
        effect: for 12(5): `refuse` or `charge`; None: that is asked as a question.
        ground: the letter of UAVG 41(1).
        weighed: for UAVG 41(2): each factor by its letter, with what was found.
        kept_from_subject: telling the person would defeat the purpose (UAVG 41(2)(h)).

    Raises:
        InputFault: an overlay, activity, letter or factor that does not fit or is missing.
        Refused: no identity yet, or the case is carried out or over.
    """
    case, loaded = ready(desk, id)
    event = OverlayInvoked(
        on=desk.clock.today, overlay=overlay, because=because, by=by, activity=activity,
        effect=effect, ground=ground, kept_from_subject=kept_from_subject,
        weighed=tuple(Weighed(factor=letter, found=text) for letter, text in weighed),
    )  # fmt: skip
    scope = in_scope(case, loaded.register)
    need_fitting(desk.policies, case, event, [one.id for one in scope])
    need_gdpr(case, event, {one.id: regime(one, loaded.register) for one in scope})
    facts = {
        "overlay": overlay, "activity": activity, "effect": effect, "ground": ground,
        "told": not kept_from_subject,
    }  # fmt: skip
    return _changed(desk, loaded, case, event, "case.overlay", facts)


def take_back(
    desk: Desk, id: str, *, overlay: str, because: str, by: str, activity: str | None = None
) -> Verdicts:
    """Takes back what was invoked, then assesses again.

    Raises:
        InputFault: it was not invoked there.
        Refused: no identity yet, or the case is carried out or over.
    """
    case, loaded = ready(desk, id)
    need_activity(case, activity, [one.id for one in in_scope(case, loaded.register)])
    event = OverlayWithdrawn(
        on=desk.clock.today, overlay=overlay, because=because, by=by, activity=activity
    )
    facts = {"overlay": overlay, "activity": activity}
    return _changed(desk, loaded, case, event, "case.overlay withdrawn", facts)


def _changed(
    desk: Desk,
    loaded: LoadedRegister,
    case: Case,
    event: OverlayInvoked | OverlayWithdrawn,
    kind: str,
    facts: dict[str, Any],
) -> Verdicts:
    """The event and the verdicts that follow from it, in one transaction."""
    changed = happen(case, event)
    found = search(desk, changed, still_to_plan(changed, loaded))
    assessments = verdicts(desk, loaded, changed, found)
    with desk.database.change() as connection:
        file = casebook.read_file(desk, connection, case.id)
        due = standing(desk, file.case).clock.due
        file = casebook.append(desk, connection, file, event, due=due)
        desk.logbook.append(connection, kind, case=case.id, **facts)
        file = record(desk, connection, file, assessments)
    return Verdicts(case=file.case, assessments=assessments, open=unreachable(found))
