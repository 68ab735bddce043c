"""Keeping and letting go, day by day against the definition."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avgrights.files.policies import load_policies
from avgrights.law.dated import NotCovered
from avgrights.law.policies import Policies
from avgrights.law.retention import Hold, Restriction, kept
from avgrights.law.topics import answer
from avgrights.terms.errors import InputFault
from avgrights.terms.period import Period
from avgrights.terms.register import CountFrom

POLICIES = load_policies(None)
KEEP = Period(weeks=4)
EVENT = date(2026, 10, 1)
days = st.integers(0, 70).map(lambda n: EVENT + timedelta(n))


@st.composite
def holds(draw: st.DrawFn) -> Hold:
    start, other = draw(days), draw(st.none() | days)
    return Hold(reason="legal claim", start=start, end=other and max(start, other))


@st.composite
def restrictions(draw: st.DrawFn) -> Restriction:
    start, lifted, told = draw(days), draw(st.none() | days), draw(st.none() | days)
    return Restriction(
        ground="18(1)(c)",
        start=start,
        lifted=lifted and max(start, lifted),
        subject_informed=told and max(start, told),
    )


@given(st.lists(holds(), max_size=3), st.lists(restrictions(), max_size=2), days)
def test_the_first_free_day_is_found_by_walking(
    some_holds: list[Hold], some_restrictions: list[Restriction], as_of: date
) -> None:
    """Against the definition: walk from the day after the term until nothing blocks."""
    found = kept(POLICIES, KEEP, when=EVENT, holds=some_holds, restrictions=some_restrictions,
                 as_of=as_of)  # fmt: skip
    blocks = [*some_holds, *some_restrictions]
    after = EVENT + timedelta(29)
    walk = (after + timedelta(n) for n in range(200))
    first = next((day for day in walk if not any(b.blocks(day) for b in blocks)), "blocked")
    assert found.purge_from == first
    assert found.purge_allowed == (as_of >= after and not any(b.blocks(as_of) for b in blocks))


@given(st.lists(holds(), max_size=3))
def test_a_hold_never_lets_go_earlier(some_holds: list[Hold]) -> None:
    """And the last day kept stays what the term says."""
    bare = kept(POLICIES, KEEP, when=EVENT)
    held = kept(POLICIES, KEEP, when=EVENT, holds=some_holds)
    assert held.keep_until == bare.keep_until
    assert isinstance(bare.purge_from, date)
    assert held.purge_from == "blocked" or (
        isinstance(held.purge_from, date) and held.purge_from >= bare.purge_from
    )


@pytest.mark.parametrize(
    "broken",
    [
        lambda: Hold(reason="x", start=date(2026, 2, 2), end=date(2026, 2, 1)),
        lambda: Restriction(ground="18(1)(a)", start=date(2026, 2, 2), lifted=date(2026, 2, 1)),
        lambda: Restriction(
            ground="18(1)(a)", start=date(2026, 2, 2), subject_informed=date(2026, 2, 1)
        ),
    ],
)
def test_an_end_before_its_start_is_refused(broken: object) -> None:
    """Both days are named."""
    with pytest.raises(InputFault, match="2026-02-01, before that"):
        broken()  # type: ignore[operator]


def test_the_end_of_a_book_year_must_be_known(policies: Policies) -> None:
    """Seven years from when?"""
    with pytest.raises(InputFault, match="say when book years end"):
        kept(policies, KEEP, when=EVENT, count_from=CountFrom.END_OF_BOOK_YEAR)


def test_a_term_beyond_the_calendar_is_refused(policies: Policies) -> None:
    """9999 years from now has no date."""
    with pytest.raises(InputFault, match="beyond the year 9999"):
        kept(policies, Period(years=9999), when=EVENT)


def test_the_term_of_an_act_names_its_article_and_its_event(policies: Policies) -> None:
    """`wjsg-19` is a duty to keep at least four years after a provision."""
    found = answer(policies, "retention", {"keep": "wjsg-19", "when": "2024-01-31"})
    way = [(step.what.en, step.article) for step in found.derivation]
    assert ("retention term of 4 years (provision of judicial data (its record))", "Wjsg 19") in way
    assert ("legal duty: at least until", "GDPR 17(3)(b)") in way


def test_the_term_of_an_act_holds_from_its_day(policies: Policies) -> None:
    """Asked about a day before the act gave it: refused."""
    old = {"keep": "wjsg-19", "when": "2010-01-31", "as_of": "2012-01-31"}
    with pytest.raises(NotCovered, match=r"policies/retention.yaml: wjsg-19 is not covered"):
        answer(policies, "retention", old)
