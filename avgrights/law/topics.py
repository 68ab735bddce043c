"""The questions that a worked case may ask, by topic: from what is given to an answer.

The same functions answer the `law` commands. What is given arrives as plain values (as YAML or
options have them) and is read strictly; see docs/law and the cases' README for the keys.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from attrs import field, frozen

from avgrights.law import given as read
from avgrights.law.answers import Derivation, Text
from avgrights.law.capacity import capacity
from avgrights.law.clock import Event, EventKind, state
from avgrights.law.complaints import fact_names, handling
from avgrights.law.deadlines import deadline
from avgrights.law.given import Given
from avgrights.law.objections import objection_in_time
from avgrights.law.penalty import for_days, penalty
from avgrights.law.policies import Policies
from avgrights.law.retention import Hold, Restriction, kept
from avgrights.law.rights import verdict
from avgrights.terms.errors import InputFault


@frozen(kw_only=True)
class Answer:
    """What a topic answers: the values a case may expect, and the way to them.

    Attributes:
        question: what must be answered first, where the answer depends.
    """

    values: Mapping[str, Any]
    derivation: Derivation = field(default=(), repr=False)
    question: Text | None = None


@frozen(kw_only=True)
class Topic:
    """One topic: what may be given, what may be expected, and what answers it."""

    given: tuple[str, ...]
    expect: tuple[str, ...]
    ask: Callable[[Policies, Given], Answer]


def answer(policies: Policies, topic: str, given: Mapping[str, Any]) -> Answer:
    """The answer to one question.

    Args:
        given: plain values; dates as days or ISO text, an instant as text with its zone.

    Raises:
        InputFault: an unknown topic or key, a value that is not accepted, or a contradiction.
    """
    known = TOPICS.get(topic)
    if known is None:
        raise InputFault(f"{topic!r} is no topic; there are: {', '.join(TOPICS)}")
    accepted = (*known.given, *_more(policies, topic))
    return known.ask(policies, Given(topic=topic, values=given, accepted=accepted))


def _more(policies: Policies, topic: str) -> tuple[str, ...]:
    """The keys of a topic whose names stand in the policies."""
    if topic == "right":
        facts = policies.rights.facts
        return (*facts, *(also for kind in facts.values() for also in kind.also))
    return fact_names(policies) if topic == "complaint" else ()


def _deadline(policies: Policies, given: Given) -> Answer:
    procedure = given.word("procedure")
    start = _start(policies, procedure, given)
    found = deadline(
        policies,
        procedure,
        start=start,
        extension_announced=given.day_or_none("extension_announced"),
        pauses=read.pauses(given),
        committee=given.flag("committee"),
        several_units=given.flag("several_units"),
        as_of=given.day_or_none("as_of"),
        calendar=given.word_or_none("calendar"),
    )
    values = {key: getattr(found, key) for key in TOPICS["deadline"].expect}
    return Answer(values=values, derivation=found.derivation)


def _start(policies: Policies, procedure: str, given: Given) -> date:
    """The day from which the procedure counts, under the name that it goes by there."""
    days = {key: given.day_or_none(key) for key in read.STARTS}
    present = {key: day for key, day in days.items() if day is not None}
    if len(present) != 1:
        raise InputFault(f"a deadline counts from one of {', '.join(read.STARTS)}: give one")
    ((key, day),) = present.items()
    wanted = policies.procedure(procedure, day).counts_from
    if key != wanted:
        raise InputFault(f"{procedure} counts from {wanted!r}, not from {key!r}")
    return day


def _in_time(policies: Policies, given: Given) -> Answer:
    found = objection_in_time(
        policies,
        due=given.day("due"),
        received=given.day("received"),
        channel=given.word("channel"),
        posted=given.day_or_none("posted"),
    )
    return Answer(
        values={"in_time": found.in_time, "last_receipt": found.last_receipt},
        derivation=found.derivation,
    )


def _penalty(policies: Policies, given: Given) -> Answer:
    days = given.number_or_none("days_in_default")
    if days is not None:
        given.alone("days_in_default", "as_of")
        found = for_days(policies, days, day=given.day_or_none("as_of"))
    else:
        found = penalty(
            policies,
            due=given.day("due"),
            notice_received=given.day_or_none("notice_received"),
            as_of=given.day("as_of"),
            decided=given.day_or_none("decided"),
        )
    values = {key: getattr(found, key) for key in TOPICS["penalty"].expect}
    return Answer(values=values, derivation=found.derivation)


def _complaint(policies: Policies, given: Given) -> Answer:
    names = fact_names(policies)
    found = handling(
        policies,
        conduct=given.day_or_none("conduct"),
        submitted=given.day_or_none("submitted"),
        subject=given.word_or_none("subject") or "",
        satisfied_informally=given.flag("satisfied_informally"),
        oral=given.flag("oral"),
        facts={name: given.flag(name) for name in names if name in given.values},
    )
    values = {key: getattr(found, key) for key in TOPICS["complaint"].expect}
    return Answer(values=values, derivation=found.derivation)


def _retention(policies: Policies, given: Given) -> Answer:
    holds = [
        Hold(reason=one.word("reason"), start=one.day("start"), end=one.day_or_none("end"))
        for one in given.parts("hold", ("reason", "start", "end"))
    ]
    restrictions = [
        Restriction(
            ground=one.one_of("ground", policies.retention.restriction.grounds),
            start=one.day("start"),
            lifted=one.day_or_none("lifted"),
            subject_informed=one.day_or_none("subject_informed"),
        )
        for one in given.parts("restriction", ("ground", "start", "lifted", "subject_informed"))
    ]
    term = read.statutory_term(policies, given)
    found = kept(
        policies,
        read.keep(given, term),
        when=given.day_or_none("when"),
        count_from=read.count_from(given, term),
        book_year_ends=read.book_year_ends(given),
        minimum=given.flag("minimum") or (term is not None and term.minimum),
        term=term,
        holds=holds,
        restrictions=restrictions,
        as_of=given.day_or_none("as_of"),
    )
    values = {key: getattr(found, key) for key in TOPICS["retention"].expect}
    return Answer(values=values, derivation=found.derivation)


def _right(policies: Policies, given: Given) -> Answer:
    apart = ("right", "basis", "on")
    found = verdict(
        policies,
        given.word("right"),
        bases=given.words("basis"),
        facts={key: value for key, value in given.values.items() if key not in apart},
        on=given.day_or_none("on"),
    )
    return Answer(
        values={
            "verdict": found.verdict,
            "balancing": found.balancing,
            "substitute": found.substitute,
            "route_to": found.route_to,
            "grounds": list(found.grounds),
            "citations": [str(citation) for citation in found.citations],
            "asks": found.asks,
            "answered_by": found.answered_by,
        },
        derivation=found.derivation,
        question=found.question,
    )


def _clock(policies: Policies, given: Given) -> Answer:
    kinds = [kind.value for kind in EventKind]
    events = [
        Event(EventKind(one.one_of("kind", kinds)), one.day("day"))
        for one in given.parts("events", ("kind", "day"))
    ]
    found = state(
        policies,
        events,
        given.day("on"),
        procedure=given.word_or_none("procedure") or "avg-request",
        committee=given.flag("committee"),
        several_units=given.flag("several_units"),
        calendar=given.word_or_none("calendar"),
    )
    values = {
        "status": found.status,
        "due": found.due,
        "days_left": found.days_left,
        "late_by": found.late_by,
        "euros": found.penalty.euros if found.penalty else None,
        "possible": [one.told() for one in found.possible],
    }
    return Answer(values=values, derivation=found.derivation)


def _capacity(policies: Policies, given: Given) -> Answer:
    found = capacity(
        policies,
        regime=given.word("regime"),
        born=given.day("born"),
        requested=given.day("requested"),
        guardianship=given.flag("guardianship"),
    )
    values = {"may_act": list(found.may_act), "age": found.age}
    return Answer(values=values, derivation=found.derivation)


def _calendar(policies: Policies, given: Given) -> Answer:
    day = given.day("date")
    names = policies.calendar.calendars
    values = {name: policies.calendar.is_holiday(day, name) for name in names}
    return Answer(values=values, derivation=read.calendar_steps(policies, day))


TOPICS: dict[str, Topic] = {
    "deadline": Topic(
        given=("procedure", *read.STARTS, "extension_announced", "pauses", "committee",
               "several_units", "as_of", "calendar"),
        expect=("nominal", "due", "first_due", "extension", "extended_due", "suspended_days",
                "status", "remaining_days", "refuse_by", "other_calendar"),
        ask=_deadline,
    ),
    "objection-in-time": Topic(
        given=("due", "posted", "received", "channel"),
        expect=("in_time", "last_receipt"),
        ask=_in_time,
    ),
    "penalty": Topic(
        given=("days_in_default", "due", "notice_received", "as_of", "decided"),
        expect=("days", "euros", "first_day", "last_day", "fixed_by", "reason"),
        ask=_penalty,
    ),
    "complaint": Topic(
        given=("conduct", "submitted", "satisfied_informally", "subject", "oral"),
        expect=("older_than_one_year", "duty_to_continue", "must_register", "may_decline",
                "check_as_objection", "check_as_notice_of_default"),
        ask=_complaint,
    ),
    "retention": Topic(
        given=("keep", "after", "when", "count_from", "book_year_ends", "minimum", "hold",
               "restriction", "as_of"),
        expect=("keep_until", "purge_from", "purge_allowed", "blocked_by", "finding", "status",
                "transfer_due", "transfer_latest"),
        ask=_retention,
    ),
    "right": Topic(
        given=("right", "basis", "on"),
        expect=("verdict", "balancing", "substitute", "route_to", "grounds", "citations", "asks",
                "answered_by"),
        ask=_right,
    ),
    "clock": Topic(
        given=("procedure", "events", "on", "committee", "several_units", "calendar"),
        expect=("status", "due", "days_left", "late_by", "euros", "possible"),
        ask=_clock,
    ),
    "capacity": Topic(
        given=("regime", "born", "requested", "guardianship"),
        expect=("may_act", "age"),
        ask=_capacity,
    ),
    "calendar": Topic(given=("date",), expect=("strict", "awt"), ask=_calendar),
}  # fmt: skip
