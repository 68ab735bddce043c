"""How a complaint is taken up: each value of the answer stands in a step with its article."""

from __future__ import annotations

from datetime import date

import pytest

from avgrights.law.complaints import fact_names, handling
from avgrights.law.policies import Policies
from avgrights.terms.errors import InputFault


def test_every_ground_that_is_there_is_cited(policies: Policies) -> None:
    """Two grounds at once: both are named, and what the notice must say stands once."""
    found = handling(
        policies,
        conduct=date(2024, 1, 1),
        submitted=date(2026, 1, 1),
        facts={"handled_before": True},
    )
    told = [(step.value, step.article) for step in found.derivation]
    assert found.grounds == ("handled-before", "older-than-a-year")
    assert told == [
        (True, "Awb 9:8(1)(b)"),
        (True, "Awb 9:8(1)(a)"),
        (True, "Awb 9:8(1)(b)"),
        (3, "Awb 9:8(3); Awb 9:12(2)"),
        (True, "Awb 9:12a"),
    ]


def test_a_late_decision_is_carved_out_step_by_step(policies: Policies) -> None:
    """Awb 9:8(1)(c) and (d) do not hold; it stays a complaint and is registered."""
    found = handling(policies, subject="late decision on a request", facts={})
    told = [(step.value, step.article) for step in found.derivation]
    assert told == [(False, "Awb 9:8(1)(c)"), (False, "Awb 9:8(1)(d)"), (True, "Awb 9:12a")]


def test_satisfied_oral_or_really_an_objection(policies: Policies) -> None:
    """Each has its own article."""
    satisfied = handling(policies, satisfied_informally=True).derivation
    assert [(s.value, s.article) for s in satisfied] == [
        (False, "Awb 9:5"), (True, "Awb 9:12a")]  # fmt: skip
    oral = handling(policies, oral=True).derivation
    assert [(s.value, s.article) for s in oral] == [(False, "Awb 9:4; Awb 9:12a")]
    objection = handling(policies, subject="besluit").derivation[-1]
    assert (objection.value, objection.article) == (True, "Awb 6:15; Awb 9:8(1)(c)")


@pytest.mark.parametrize(
    ("conduct", "submitted", "says"),
    [
        (date(2026, 2, 1), date(2026, 1, 31), "before the conduct"),
        (date(2026, 2, 1), None, "needs both conduct and submitted"),
        (None, date(2026, 2, 1), "needs both conduct and submitted"),
    ],
)
def test_days_that_do_not_fit_are_refused(
    policies: Policies, conduct: date | None, submitted: date | None, says: str
) -> None:
    """A sentence with what is asked."""
    with pytest.raises(InputFault, match=says):
        handling(policies, conduct=conduct, submitted=submitted)


def test_the_facts_of_9_8_have_names(policies: Policies) -> None:
    """The options of `avgrights law complaint` are these."""
    assert fact_names(policies) == (
        "handled_before", "objection_possible", "appeal_possible", "court_procedure",
        "criminal_investigation", "insufficient_interest",
    )  # fmt: skip
