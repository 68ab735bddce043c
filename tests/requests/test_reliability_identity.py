"""Somebody who says to be somebody else (reliability, row 13), at every function of the desk.

All orders of events and of commands, mandates, ages and changed addresses:
tests/requests/test_who_asks.py.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from avgrights.desk import assessing, human_reviewing, reviewing, setting_aside, telling
from avgrights.desk.bulk import carry_out_all
from avgrights.desk.carrying_out import plan_case
from avgrights.desk.deciding import decide
from avgrights.desk.desk import Desk
from avgrights.desk.doing import carry_out
from avgrights.desk.handing_over import hand_over
from avgrights.desk.handling.interface import Order
from avgrights.desk.leaving_aside import decide_without_answer
from avgrights.desk.lifting import lift_case
from avgrights.desk.requests import close, extend, pause, receive, resume, show
from avgrights.terms.errors import AvgRightsError
from tests.requests.house import (
    CONTACTS,
    LEDGER,
    PERSON,
    TICKETS,
    TODAY,
    House,
    contact,
    entry,
    ticket,
)

GIVEN: dict[str, dict[str, Any]] = {"restriction": {"ground": "unlawful"}}
RIGHTS = ("access", "erasure", "rectification", "restriction", "portability", "objection",
          "withdraw consent", "automated decision")  # fmt: skip
WHY = {"because": "x", "by": "medewerker 1"}


def _functions(out: Path) -> dict[str, Callable[[Desk, str], object]]:
    """Everything that the desk can do with a case, save establishing who asks."""
    order = Order(corrections=(("name", "x"),))
    return {
        "assess": assessing.assess_case,
        "answer": lambda d, c: assessing.answer(
            d, c, activity="service-desk", applies=True, **WHY),
        "overlay": lambda d, c: setting_aside.invoke(
            d, c, overlay="12(5)", effect="refuse", **WHY),
        "plan": plan_case,
        "plan corrections": lambda d, c: plan_case(d, c, order=order),
        "carry out": carry_out,
        "carry out corrections": lambda d, c: carry_out(d, c, order=order),
        "carry out all": lambda d, c: carry_out_all(d),
        "review": lambda d, c: reviewing.review(
            d, c, dataset="tickets", column="body", show=True, by="medewerker 2"),
        "human review": lambda d, c: human_reviewing.human_review(
            d, c, outcome="upheld", on=None, **WHY),
        "decide": lambda d, c: decide(d, c, out=out / "uit"),
        "decide without answer": lambda d, c: decide_without_answer(d, c, out=out / "aside"),
        "hand over": lambda d, c: hand_over(d, c, to="De Andere", out=out / "over"),
        "lift": lambda d, c: lift_case(d, c, informed=TODAY),
        "told": lambda d, c: telling.told(d, c, recipient="Leverancier servicedesksysteem"),
        "pause": lambda d, c: pause(d, c, reason="clarification", on=None),
        "resume": lambda d, c: resume(d, c, on=None),
        "extend": lambda d, c: extend(d, c, because="x", on=None),
        "close": close,
    }  # fmt: skip


@pytest.mark.parametrize("right", RIGHTS)
def test_row_13_no_function_of_the_desk_looks_up_or_tells_before_identity(
    house: House, tmp_path: Path, right: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row 13. Threat: somebody gets, or has changed, the data of somebody else.

    Facts:   A request that came in, of each right; every function of the desk, each alone and then
             sixty in any order; the stores are gone, so that a look at one would be seen.
    Law:     GDPR 12(6), 5(1)(f).
    Holding: Nothing is looked up, planned, done, handed over or decided; no row is touched.
    """
    house.put(TICKETS, ticket(1, "2020-01-01"))
    house.put(LEDGER, entry(1, "2010-01-01"))
    house.put(CONTACTS, contact(1, "2010-01-01"))
    with house.desk() as desk:
        case = receive(
            desk, right=right, name="x", channel="letter", received=TODAY, identifiers=[PERSON],
            **GIVEN.get(right, {}),
        ).case.id  # fmt: skip
    monkeypatch.setattr(Desk, "store", _seen)
    functions = _functions(tmp_path)
    luck = Random(right)
    for name in (*functions, *luck.choices(sorted(functions), k=60)):
        with house.desk() as desk:
            try:
                functions[name](desk, case)
            except AvgRightsError:
                continue
            known = show(desk, case).case
            assert (known.assessments, known.planned, known.results) == ((), (), ()), name
            assert known.outcome is None and known.identity is None, name
    assert not [path for path in tmp_path.rglob("*") if path.name in ("package.zip", "over")]
    assert [house.left(table) for table in (TICKETS, LEDGER, CONTACTS)] == [[1], [1], ["A"]]


def _seen(*_: object) -> None:
    raise AssertionError("a store was looked at before it was known who asks")
