"""Row by row: what goes, what stays and why, against a slow reckoning of the same rules."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avgrights.cases.assessment import Assessment, Verdict
from avgrights.cases.plan import Why
from avgrights.cases.planning import Guard, Row, User, plan_access, plan_erasure
from avgrights.cases.row_terms import State, term
from avgrights.terms.data_map import Dataset
from avgrights.terms.legal_basis import LegalBasis
from avgrights.terms.period import PERMANENT, Period
from avgrights.terms.register import Activity, CountFrom, MonthDay, RetentionRule

TODAY = date(2026, 11, 20)
DATASET = Dataset(name="d", activities=("a", "b"), store="s", table="d", key=("id",))


def _rule(**given: object) -> RetentionRule:
    known = {
        "id": "r", "datasets": ("d",), "keep": Period(years=2), "after": "ended",
        "count_from": CountFrom.TRIGGER_DATE,
    }  # fmt: skip
    return RetentionRule(**{**known, **given})  # type: ignore[arg-type]


def _activity(id: str, *rules: RetentionRule) -> Activity:
    return Activity(
        id=id, name=id.upper(), purpose="x", legal_basis=(LegalBasis(basis="6(1)(f)"),),
        data_subjects=(), data=(), retention=rules,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("ended", "today", "state"),
    [
        pytest.param(date(2024, 2, 29), date(2026, 2, 28), State.RUNNING, id="its last day"),
        pytest.param(date(2024, 2, 29), date(2026, 3, 1), State.OVER, id="the day after"),
        pytest.param(None, date(2026, 3, 1), State.NOT_BEGUN, id="not ended yet"),
    ],
)
def test_a_term_runs_up_to_and_including_its_last_day(
    ended: date | None, today: date, state: State
) -> None:
    """Kept until T goes from T + 1; 29 February and two years is 28 February."""
    found = term(_activity("a", _rule()), DATASET, {"ended": ended}, today)

    assert found.state is state


def test_of_several_rules_the_one_that_protects_most_counts() -> None:
    """A duty to keep comes before a longer maximum; among those that run, the last day counts."""
    short = _rule(id="duty", minimum=True, keep=Period(years=3))
    long = _rule(id="long", keep=Period(years=9))
    when = {"ended": date(2025, 1, 1)}

    assert term(_activity("a", long, short), DATASET, when, TODAY).rule == "duty"
    assert term(_activity("a", long, _rule()), DATASET, when, TODAY).rule == "long"


@pytest.mark.parametrize(
    ("rule", "blocks"),
    [
        (_rule(keep=PERMANENT), True),
        (_rule(keep=None, minimum=True), True),
        (_rule(keep=None), False),
        (_rule(minimum=True, count_from=CountFrom.END_OF_BOOK_YEAR,
               book_year_ends=MonthDay(12, 31)), True),
        (_rule(minimum=True, keep=Period(months=1)), False),
    ],
    ids=["permanent", "a duty of open length", "an open maximum", "book year", "over"],
)  # fmt: skip
def test_what_forbids_erasure(rule: RetentionRule, blocks: bool) -> None:
    assert term(_activity("a", rule), DATASET, {"ended": date(2025, 1, 1)}, TODAY).blocks is blocks


ENDED = st.one_of(st.none(), st.integers(0, 4000).map(lambda days: TODAY - timedelta(days)))
RULES = st.lists(
    st.builds(
        lambda years, minimum: _rule(keep=Period(years=years), minimum=minimum),
        st.integers(1, 9),
        st.booleans(),
    ),
    max_size=2,
)
VERDICTS = st.sampled_from((Verdict.APPLIES, Verdict.DOES_NOT_APPLY, None))


@settings(max_examples=300)
@given(
    rows=st.lists(ENDED, max_size=12),
    rules=st.tuples(RULES, RULES, RULES),
    verdicts=st.tuples(VERDICTS, VERDICTS, VERDICTS),
    held=st.sets(st.integers(0, 11)),
    everything=st.booleans(),
)
def test_a_row_goes_exactly_when_nothing_and_nobody_keeps_it(
    rows: list[date | None],
    rules: tuple[list[RetentionRule], ...],
    verdicts: tuple[Verdict | None, ...],
    held: set[int],
    everything: bool,
) -> None:
    """Three purposes on one table, each with its rules and verdict, some rows held."""
    activities = [_activity(n, *mine) for n, mine in zip("abc", rules, strict=True)]
    users = tuple(
        User(activity=one, assessment=said and Assessment(activity=one.id, verdict=said))
        for one, said in zip(activities, verdicts, strict=True)
    )
    guard = Guard(
        everything=(Why.HELD, "x") if everything else None,
        keys={(str(n),): (Why.HELD, "x") for n in held},
    )
    given_rows = [Row(key=(str(n),), events={"ended": day}) for n, day in enumerate(rows)]

    plan = plan_erasure(DATASET, given_rows, users, guard, TODAY)

    goes = {
        str(n)
        for n, day in enumerate(rows)
        if not everything
        and n not in held
        and all(_lets_go(one, said, day) for one, said in zip(activities, verdicts, strict=True))
    }
    assert {key for (key,) in plan.keys} == goes
    for result in plan.results:
        assert (result.found, result.done) == (len(rows), len(goes))
        assert result.kept == sum(reason.rows for reason in result.reasons) == len(rows) - len(goes)
    assert [result.activity for result in plan.results] == [
        one.id for one, said in zip(activities, verdicts, strict=True) if said
    ]


def _lets_go(activity: Activity, said: Verdict | None, ended: date | None) -> bool:
    """The same rules, said slowly."""
    lasts = [
        (rule.minimum, rule.keep.after(ended) if ended else None)  # type: ignore[union-attr]
        for rule in activity.retention
    ]
    if any(minimum and (last is None or last >= TODAY) for minimum, last in lasts):
        return False
    if said is None:  # outside the request: needed until every term of its own is over
        return bool(lasts) and all(last is not None and last < TODAY for _, last in lasts)
    return said is Verdict.APPLIES


def test_a_copy_takes_all_rows_for_whom_it_applies() -> None:
    users = tuple(
        User(activity=_activity(id), assessment=Assessment(activity=id, verdict=verdict))
        for id, verdict in (("a", Verdict.APPLIES), ("b", Verdict.DOES_NOT_APPLY))
    )

    a, b = plan_access(DATASET, 5, users).results

    assert (a.found, a.done, a.kept) == (5, 5, 0)
    assert (b.found, b.done, b.kept) == (5, 0, 5)
    assert b.reasons[0].why is Why.RIGHT
