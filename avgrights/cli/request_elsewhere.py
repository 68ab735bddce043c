"""What a request leaves to another one, or to another law, told to whoever handles it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from avgrights.cases.plan import Result, Why
from avgrights.cli.rim import Rim

if TYPE_CHECKING:
    from avgrights.cases.case import Case
    from avgrights.desk.desk import Desk


def warn_of_open_requests(rim: Rim, results: Iterable[Result], *, planned: bool) -> None:
    """Says that rows stay only because another request for a copy of them is open.

    Once that one is answered nothing comes back to these rows by itself, and the letter would
    refuse what the law grants (GDPR 17(1), without undue delay).
    """
    from avgrights.desk.protecting import PENDING

    rows = sum(
        reason.rows for one in results for reason in one.reasons
        if reason.why is Why.HELD and reason.detail == PENDING
    )  # fmt: skip
    if not rows:
        return
    rim.say(
        f"{rows} rows stay because another request about them is open: answer and close it "
        + ("before this one is carried out" if planned else "and receive this one anew")
    )


def warn_of_other_laws(rim: Rim, desk: Desk, case: Case) -> None:
    """Says what is still to be decided under the Wjsg or the Wpg, and by which day: the letter
    told the person that it will be, and a decided case counts no days any more."""
    for line in _left(desk, case):
        rim.say(line)


def _left(desk: Desk, case: Case) -> Iterator[str]:
    from avgrights.desk.requests import reckon

    routed = [one for one in case.assessments if one.route_to]
    if not routed:
        return
    for one in reckon(desk, case).deadlines:
        law = desk.policies.procedures[one.procedure].regime
        names = ", ".join(each.activity for each in routed if each.route_to == law)
        if names:
            yield (
                f"still to be decided, under the {law}: {names}, by {one.due or one.nominal}; "
                "this case counts those days no more"
            )
