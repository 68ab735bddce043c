"""The steps of a retention term, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from avgrights.law.answers import Step, Text
from avgrights.law.policies import Policies
from avgrights.law.values import PermanentVersion, StatutoryTerm
from avgrights.law.words import length_in_words
from avgrights.terms.period import Period
from avgrights.terms.register import CountFrom

if TYPE_CHECKING:
    from avgrights.law.retention import Hold, Restriction


def term(
    policies: Policies,
    keep: Period,
    count_from: CountFrom,
    start: date,
    until: date,
    minimum: bool,
    act: StatutoryTerm | None,
) -> tuple[Step, ...]:
    """From the event to the last day kept."""
    starting = policies.retention.counting_starts[count_from.value]
    words = length_in_words(keep)
    named = Text(nl=f" ({act.nl})", en=f" ({act.en})") if act else Text(nl="", en="")
    kind = Text(nl="wettelijke plicht: ten minste tot", en="legal duty: at least until")
    most = Text(nl="laatste dag van bewaren", en="last day kept")
    last = policies.retention.last_day
    return (
        Step(what=Text(nl=f"telt vanaf {starting.nl}", en=f"counts from {starting.en}"),
             value=start, article=starting.article),
        Step(what=Text(nl=f"bewaartermijn van {words.nl}{named.nl}",
                       en=f"retention term of {words.en}{named.en}"),
             value=until, article=act.article if act else "GDPR 5(1)(e)"),
        Step(what=kind if minimum else most, value=until,
             article="GDPR 17(3)(b)" if minimum else last.article, decision=last.decision),
    )  # fmt: skip


def blocks(
    policies: Policies,
    holds: Sequence[Hold],
    restrictions: Sequence[Restriction],
    until: date,
    late: bool,
) -> tuple[Step, ...]:
    """What keeps the record beyond its term."""
    told = [_hold(policies, hold) for hold in holds]
    told += [_restriction(policies, restriction) for restriction in restrictions]
    if late:
        rule = policies.retention.late_hold
        what = Text(nl="opschorting gezet na afloop; de gegevens hadden weg moeten zijn op",
                    en="hold set after the end; the data should have been gone on")  # fmt: skip
        told.append(Step(what=what, value=until + timedelta(1), article=rule.article,
                         decision=rule.decision, warning=True))  # fmt: skip
    return tuple(told)


def _hold(policies: Policies, hold: Hold) -> Step:
    known = policies.retention.holds.get(hold.reason)
    span = _span(hold.start, hold.end)
    return Step(
        what=Text(
            nl=f"opschorting ({hold.reason}) {span.nl}", en=f"hold ({hold.reason}) {span.en}"
        ),
        value=hold.end or "open",
        article=known.article if known else "GDPR 17(3)(e)",
    )


def _restriction(policies: Policies, restriction: Restriction) -> Step:
    rule = policies.retention.restriction
    span = _span(restriction.start, restriction.until)
    refused = restriction.lifted is not None and restriction.until is None
    what = Text(nl=f"beperking {restriction.ground} {span.nl}",
                en=f"restriction {restriction.ground} {span.en}")  # fmt: skip
    if refused:
        what = Text(nl="opheffing zonder voorafgaande kennisgeving: de beperking blijft",
                    en="lifted without prior notice: the restriction stays")  # fmt: skip
    part = rule.lift if restriction.lifted else rule.blocks
    return Step(what=what, value=restriction.until or "open", article=part.article,
                decision=part.decision)  # fmt: skip


def _span(start: date, end: date | None) -> Text:
    if end is None:
        return Text(nl=f"sinds {start}", en=f"since {start}")
    return Text(nl=f"van {start} tot en met {end}", en=f"from {start} until {end}, included")


def purge_from(policies: Policies, first: date | None) -> Step:
    """The first day on which nothing forbade erasure."""
    what = Text(nl="eerste dag waarop niets wissing verbiedt", en="first day that nothing forbids")
    return Step(what=what, value=first or "blocked", article="GDPR 5(1)(e)")


def permanent(version: PermanentVersion, due: date | None, latest: date | None) -> tuple[Step, ...]:
    """Kept for ever: when it goes to an archive."""
    kept = Text(nl="blijvend te bewaren: nooit gewist", en="kept permanently: never erased")
    twenty = Text(nl="bereikt de leeftijd van overbrenging", en="reaches the age of transfer")
    last = Text(nl="uiterlijk over te brengen", en="to be transferred at the latest")
    return (
        Step(what=kept, value="never", article=version.article),
        Step(what=twenty, value=due or "unknown", article=version.transfer_after.article),
        Step(what=last, value=latest or "unknown", article=version.transfer_latest.article),
    )


def not_started(policies: Policies) -> tuple[Step, ...]:
    """The event has not happened: neither expired nor kept for ever."""
    what = Text(nl="de gebeurtenis is er nog niet: de termijn is niet begonnen",
                en="the event has not happened: the term has not started")  # fmt: skip
    return (Step(what=what, value="unknown", article="GDPR 30(1)(f)"),)
