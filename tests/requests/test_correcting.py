"""What is corrected, as pure cases: the fields a name means, the events, the plan row by row."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avgrights.cases.assessment import Assessment, Verdict
from avgrights.cases.case import Case, open_case
from avgrights.cases.correcting import changes_of, need_known, targets
from avgrights.cases.events import (
    Assessed,
    CarriedOut,
    Decided,
    Event,
    Identified,
    Ordered,
    Planned,
    Received,
    Stated,
)
from avgrights.cases.manners import Channel, Level, Method, Outcome
from avgrights.cases.plan import PlannedDataset
from avgrights.cases.planning import Guard, User
from avgrights.cases.rectifying import Guards, Line, Wish, plan_rectification
from avgrights.cases.rights import Right
from avgrights.cases.steps import happen
from avgrights.terms.data_map import Dataset, FieldUse, Part
from avgrights.terms.errors import InputFault, Refused
from avgrights.terms.identifier import Identifier
from avgrights.terms.register import Activity
from tests.documents.copies import register

DAY = date(2026, 11, 2)
PERSON = Identifier("email", "A@example.nl")
DATASET = Dataset(
    name="tickets", activities=("a",), store="one", table="tickets", key=("id",),
    subject={"email": ("email", "cc")}, only={"kind": ("x",)},
    fields={
        "name": FieldUse(category="c", label="Naam"), "email": FieldUse(category="c"),
        "kind": FieldUse(category="c"), "id": FieldUse(category="c"),
    },
    parts=(Part(table="notes", key=("n",), join={"t": "id"},
                fields={"text": FieldUse(category="c", label="Naam"),
                        "n": FieldUse(category="c")}),),
)  # fmt: skip


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("name", ["name"]),
        ("naam", ["name", "notes.text"]),
        (" NAAM ", ["name", "notes.text"]),
        ("tickets.naam", ["name", "notes.text"]),
        ("notes.naam", ["notes.text"]),
        ("tickets.notes.text", ["notes.text"]),
        ("ledger.name", []),
        ("cc", []),
        ("", []),
    ],
)
def test_what_a_name_means(said: str, meant: list[str]) -> None:
    assert [one.name for one in targets(DATASET, ((said, "x"),))] == meant


@pytest.mark.parametrize("said", ["id", "kind", "tickets.id", "notes.n"])
def test_what_names_sorts_or_joins_rows_is_never_changed(said: str) -> None:
    with pytest.raises(InputFault, match="cannot be corrected"):
        need_known((DATASET,), ((said, "x"),))


def _case(right: Right = Right.RECTIFICATION) -> Case:
    received = Received(
        on=DAY, received=DAY, register="huis", right=right, identifiers=(PERSON,), name="n",
        channel=Channel.EMAIL,
    )  # fmt: skip
    return open_case("R-1", received)


ORDERED = Ordered(on=DAY, corrections=(("naam", "x"),))
STATED = Stated(on=DAY, statement="zo is het")
EVENTS: tuple[Event, ...] = (
    Identified(on=DAY, method=Method.DESK, level=Level.HIGH, by="medewerker 1"),
    Assessed(on=DAY, activities=(Assessment(activity="a", verdict=Verdict.APPLIES),)),
    ORDERED, Ordered(on=DAY, corrections=(("naam", "y"),)), STATED,
    Planned(on=DAY, digest="0" * 64, datasets=(PlannedDataset(dataset="d", store="s"),)),
    CarriedOut(on=DAY, results=(), searched=(), open=("one",)),
    CarriedOut(on=DAY, results=(), searched=()),
    Decided(on=DAY, outcome=Outcome.GRANTED),
)  # fmt: skip


@given(st.lists(st.sampled_from(EVENTS), max_size=14))
@settings(max_examples=300, deadline=None)
def test_what_is_fixed_stays_fixed(events: list[Event]) -> None:
    """Once planned the corrections never change, once stated the statement never does, and
    nothing is stated before identity or after the decision."""
    case = _case()
    for event in events:
        before = case
        try:
            case = happen(case, event)
        except Refused:
            continue
        if before.planned:
            assert case.corrections == before.corrections
        if before.statement is not None:
            assert case.statement == before.statement
        if isinstance(event, Ordered | Stated):
            assert before.identity is not None and before.decided is None


def test_no_other_right_knows_these_events() -> None:
    case = happen(_case(Right.ERASURE), EVENTS[0])
    for event in (ORDERED, STATED):
        with pytest.raises(Refused, match="not about rectification"):
            happen(case, event)


def _user(applies: bool = True, id: str = "a") -> User:
    verdict = Verdict.APPLIES if applies else Verdict.DOES_NOT_APPLY
    activity: Activity = register().activities[0]
    return User(activity=activity, assessment=Assessment(activity=id, verdict=verdict))


VALUES = st.sampled_from(["goed", "fout", "anders", None])
ADDRESS = st.sampled_from(["a@example.nl", "ander@example.nl", None, "nieuw@example.nl"])


@given(
    st.lists(st.tuples(VALUES, ADDRESS), max_size=8),
    st.sampled_from([(), ("fout",)]),
    st.booleans(),
    st.sets(st.integers(0, 7)),
)
@settings(max_examples=300, deadline=None)
def test_the_plan_against_an_oracle(
    rows: list[tuple[str | None, str | None]], only: tuple[str, ...], applies: bool, held: set[int]
) -> None:
    """Row by row: what is changed is wrong now, asked for, this person's and not held."""
    keys = [(str(n),) for n in range(len(rows))]
    by_name, by_address = targets(DATASET, (("name", "goed"), ("email", "nieuw@example.nl")))
    wishes = (
        Wish(target=by_name, new="goed", only=only), Wish(target=by_address, new="nieuw@example.nl")
    )  # fmt: skip
    lines = [
        Line(part=None, key=key, parent=key, values={"name": name, "email": address})
        for key, (name, address) in zip(keys, rows, strict=True)
    ]
    guard = Guard(keys={(str(n),): ("held", "x") for n in held})  # type: ignore[dict-item]
    planned = plan_rectification(
        DATASET, keys, lines, wishes, (_user(applies),), Guards(plain=guard, finding=guard),
        (PERSON,),
    )  # fmt: skip

    changed: dict[str, set[str]] = {}
    done = 0
    for n, (name, address) in enumerate(rows):
        wrong = set()
        if name != "goed" and (not only or name == only[0]):
            wrong.add("name")
        if address == "a@example.nl":
            wrong.add("email")
        if wrong and applies and n not in held:
            changed[str(n)] = wrong
        right = name == "goed" or address == "nieuw@example.nl"
        done += applies and ((bool(wrong) and n not in held) or (not wrong and right))
    found = {row.key[0]: set(one.columns) for one in planned.corrections for row in one.rows}
    assert found == changed
    assert {key[0] for key in planned.keys} == set(changed)
    (result,) = planned.results
    assert (result.found, result.done) == (len(rows), done)
    assert result.kept == sum(reason.rows for reason in result.reasons) == len(rows) - done
    assert sum(one.rows for one in changes_of([planned])) == sum(map(len, changed.values()))
