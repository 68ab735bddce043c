"""What a decision leaves to be decided under another law, told to whoever decides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from avgrights.cli.rim import Rim

if TYPE_CHECKING:
    from avgrights.cases.case import Case
    from avgrights.desk.desk import Desk


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
