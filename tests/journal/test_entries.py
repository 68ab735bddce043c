"""Entries: canonical bytes, a closed schema, and no way in for a person's data."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from avgrights.journal import entries, kinds
from avgrights.terms.clock import Clock

VECTORS = Path(__file__).parents[1] / "vectors" / "json-canonicalization.json"
CASES = json.loads(VECTORS.read_text())["cases"]

CLOCK = Clock(today=date(2026, 3, 1), now=datetime(2026, 2, 28, 23, 30, tzinfo=UTC))

DIGEST = "0123456789abcdef" * 4

#: A value that fits each fact, for entries of every kind.
FITTING = {
    kinds.COUNT: st.integers(0, 2**53 - 1),
    kinds.COUNTS: st.dictionaries(st.sampled_from(["notes", "services"]), st.integers(0, 99)),
    kinds.FLAG: st.booleans(),
    kinds.DAY: st.dates(),
    kinds.DIGEST: st.just(DIGEST),
    kinds.ID: st.from_regex("[a-z0-9]{1,20}(-[0-9]{1,4})?", fullmatch=True),
    kinds.NAME: st.sampled_from(["tickets", "dienst of relatie beëindigd", "a.b/c"]),
    kinds.REASON: st.text(st.characters(codec="utf-8"), min_size=1, max_size=2000),
}


def fitting(fact: kinds.Fact) -> st.SearchStrategy:
    for known, strategy in FITTING.items():
        if known.means == fact.means:
            return strategy
    return st.sampled_from(fact.means.removeprefix("one of ").split(", "))


@st.composite
def any_entry(draw):
    kind = draw(st.sampled_from(sorted(kinds.KINDS)))
    facts = {
        name: draw(fitting(fact) if fact.needed else st.none() | fitting(fact))
        for name, fact in kinds.KINDS[kind].items()
    }
    return kind, facts


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_canonical_json_as_published(case):
    assert rfc8785.dumps(json.loads(case["input"])) == case["output"].strip().encode()


def test_an_entry_word_for_word():
    """Half past eleven in the evening in UTC is the next day in the Netherlands."""
    data = entries.written(7, CLOCK, "hold.released", {"hold": "5f3a"})

    assert data == (
        b'{"at":"2026-02-28T23:30:00.000000Z","day":"2026-03-01","facts":{"hold":"5f3a"},'
        b'"kind":"hold.released","seq":7}'
    )
    assert data.endswith(entries.ends_as(7))


def test_an_instant_is_written_in_utc():
    now = datetime(2026, 7, 1, 12, 0, tzinfo=timezone(timedelta(hours=2)))

    data = entries.written(1, Clock(today=date(2026, 7, 1), now=now), "case.closed", {"case": "a"})

    assert b'"at":"2026-07-01T10:00:00.000000Z"' in data


@given(any_entry(), st.integers(1, 2**53 - 1))
def test_what_is_written_is_read_back(entry, seq):
    kind, facts = entry

    data = entries.written(seq, CLOCK, kind, facts)
    found = entries.read(data)

    assert (found.seq, found.day, found.kind) == (seq, CLOCK.today, kind)
    assert set(found.facts) == {name for name, value in facts.items() if value is not None}
    assert rfc8785.dumps(json.loads(data)) == data


@given(any_entry(), st.data())
def test_a_fact_of_another_type_is_never_written(entry, data):
    kind, facts = entry
    name = data.draw(st.sampled_from(sorted(facts)))
    wrong = data.draw(st.sampled_from([1.5, -1, 2**53, b"bytes", ["list"], {"a": "b"}, object()]))

    with pytest.raises(kinds.OutsideSchema, match=f"'{name}' in {kind} has to be "):
        entries.written(1, CLOCK, kind, {**facts, name: wrong})


@pytest.mark.parametrize(
    ("kind", "facts", "says"),
    [
        pytest.param("case.whispered", {}, "knows no entry of kind 'case.whispered'", id="kind"),
        pytest.param("case.closed", {"case": "a", "name": "de betrokkene"},
                     "knows no fact 'name' in case.closed", id="one fact more"),
        pytest.param("case.closed", {}, "an entry case.closed needs 'case': a random id",
                     id="one fact less"),
        pytest.param("case.closed", {"case": None}, "an entry case.closed needs 'case'",
                     id="a needed fact that is None"),
        pytest.param("case.closed", {"case": "a@example.nl"}, "has to be a random id",
                     id="an address for an id"),
        pytest.param("case.closed", {"case": ""}, "has to be a random id", id="an empty id"),
        pytest.param("case.closed", {"case": "a\n"}, "has to be a random id", id="a line end"),
        pytest.param("hold.placed", {"hold": "a", "scope": "subject", "reason": "a@example.nl"},
                     "has to be a name from a register", id="an address for a name"),
        pytest.param("hold.placed", {"hold": "a", "scope": "person", "reason": "r"},
                     "has to be one of dataset, record, subject, activity", id="no such word"),
        pytest.param("purge.finished", {"run": "a", "done": True, "status": "done"},
                     "has to be a count", id="True is no count"),
        pytest.param("plan.approved", {"plan": DIGEST, "over_brake": "x" * 2001},
                     "a reason of at most 2000 signs", id="too long a reason"),
        pytest.param("plan.approved", {"plan": DIGEST, "over_brake": ""},
                     "a reason of at most 2000 signs", id="an empty reason"),
        pytest.param("plan.approved", {"plan": DIGEST, "over_brake": "\udc80"},
                     "a reason of at most 2000 signs", id="a lone surrogate"),
        pytest.param("plan.approved", {"plan": DIGEST.upper()}, "64 hex digits", id="capitals"),
    ],
)  # fmt: skip
def test_what_the_journal_does_not_know_is_our_own_fault(kind, facts, says):
    with pytest.raises(kinds.OutsideSchema, match=says) as caught:
        entries.written(1, CLOCK, kind, facts)
    assert caught.value.exit_status == 70
    assert "example.nl" not in str(caught.value)


def test_what_may_be_absent_may_be_absent():
    """A hold on a person has no dataset and no activity; a reason may be as long as it may be."""
    data = entries.written(
        1, CLOCK, "hold.placed", {"hold": "a", "scope": "subject", "reason": "r"}
    )
    assert entries.read(data).facts == {"hold": "a", "scope": "subject", "reason": "r"}

    longest = entries.written(1, CLOCK, "plan.approved", {"plan": DIGEST, "over_brake": "x" * 2000})
    assert len(entries.read(longest).facts["over_brake"]) == 2000


def test_an_instant_is_no_day():
    with pytest.raises(kinds.OutsideSchema, match="has to be a day"):
        entries.written(1, CLOCK, "case.resumed", {"case": "a", "on": CLOCK.now})


@pytest.mark.parametrize(
    "data",
    [
        b"", b"no json", b"[]", b"17", b'{"seq":1}', b"\xff", b"[" * 100_000,
        b'{"at":"x","day":"2026-13-01","facts":{},"kind":"k","seq":1}',
        b'{"at":"x","day":20260101,"facts":{},"kind":"k","seq":1}',
        b'{"at":"x","day":"2026-01-01","facts":[],"kind":"k","seq":1}',
        b'{"at":"x","day":"2026-01-01","facts":{},"kind":"k","seq":true}',
        b'{"at":"x","day":"2026-01-01","facts":{},"kind":"k","seq":' + b"9" * 5000 + b"}",
    ],
    ids=lambda data: data[:60].decode("latin-1"),
)  # fmt: skip
def test_what_is_no_entry(data):
    with pytest.raises(ValueError, match="hold no entry"):
        entries.read(data)


def test_every_kind_says_in_words_what_its_facts_are():
    for kind, facts in kinds.KINDS.items():
        assert "." in kind
        assert facts
        assert all(fact.means for fact in facts.values())
