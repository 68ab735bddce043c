"""The steps of a deadline, in words: what was counted, what came out, under which article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from avgrights.law.answers import Step, Text
from avgrights.law.pauses import Pause, Settled
from avgrights.law.policies import Policies
from avgrights.law.procedures import Extension, ProcedureVersion, Term
from avgrights.law.words import length_in_words
from avgrights.terms.period import Period

_EVENTS = {
    "received": Text(nl="ontvangen", en="received"),
    "announced": Text(nl="bekendgemaakt", en="announced"),
    "window_ends": Text(
        nl="laatste dag van de bezwaartermijn", en="last day of the objection term"
    ),
}
_SUSPENDED = Text(nl="termijn staat stil; nog te gaan, in dagen", en="suspended; days left")


def term(version: ProcedureVersion, start: date, length: Term) -> Iterator[Step]:
    """From the event to the end of the bare term, and the clamp where the month lacks the day."""
    counting = version.counting
    first = counting.event_day if counting else length
    yield Step(what=_EVENTS[version.counts_from], value=start, article=first.article)
    period, end = length.length, length.length.after(start)
    words = length_in_words(period)
    yield Step(
        what=Text(nl=f"termijn van {words.nl}", en=f"term of {words.en}"),
        value=end,
        article=length.article,
    )
    if period.calendar_months and not period.counted_days and end.day != start.day:
        missing = counting.missing_day if counting else length
        yield Step(
            what=Text(
                nl=f"die maand heeft geen dag {start.day}: haar laatste dag",
                en=f"that month has no day {start.day}: its last day",
            ),
            value=end,
            article=missing.article,
        )


def extension(
    version: ProcedureVersion,
    extension: Extension | None,
    announced: date | None,
    settled: Settled,
    start: date,
    whole: Period,
) -> Iterator[Step]:
    """What became of an announced extension."""
    if announced is None:
        return
    if extension is None:
        none = Text(
            nl="verlenging gemeld; de wet kent er geen", en="extension announced; no such term"
        )
        yield Step(what=none, value="not provided", article=version.article)
        return
    told = Text(nl=f"verlenging gemeld op {announced}", en=f"extension announced on {announced}")
    yield Step(what=told, value=settled.extension, article=extension.article)
    if settled.extension == "valid":
        words = length_in_words(whole)
        yield Step(
            what=Text(nl=f"samen {words.nl}, vanaf de eerste dag", en=f"{words.en} in all, as one"),
            value=whole.after(start),
            article=extension.article,
            decision=extension.decision,
        )


def pauses(version: ProcedureVersion, given: Sequence[Pause], settled: Settled) -> Iterator[Step]:
    """The days on which the term stood still, and the questions that came too late."""
    if given and version.pauses is None:
        none = Text(nl="de wet kent hier geen opschorting", en="no suspension is provided for")
        yield Step(what=none, value=0, article=version.article)
        return
    if version.pauses is None:
        return
    for pause in settled.late:
        late = Text(
            nl=f"vraag van {pause.asked} kwam na het einde van de termijn",
            en=f"question of {pause.asked} came after the end of the term",
        )
        yield Step(what=late, value=0, article=version.pauses.article)
    if settled.days:
        days = Text(nl="dagen waarop de termijn stilstond", en="days of suspension, added")
        yield Step(what=days, value=settled.days, article=version.pauses.article,
                   decision=version.pauses.decision)  # fmt: skip


def suspended(version: ProcedureVersion, pause: Pause, left: int) -> Step:
    """A term that stands still: no last day, only what is left."""
    what = Text(
        nl=f"vraag van {pause.asked} staat open: {_SUSPENDED.nl}",
        en=f"question of {pause.asked} is open: {_SUSPENDED.en}",
    )
    article = version.pauses.article if version.pauses else version.article
    return Step(what=what, value=left, article=article)


def end(
    policies: Policies, nominal: date, rolls: bool, calendar: str, article: str
) -> Iterator[Step]:
    """From the end of the period to the last day in time."""
    rule = policies.calendar.calendars[calendar]
    if not rolls:
        fixed = Text(nl="laatste dag; schuift niet op", en="last day; it does not move")
        yield Step(what=fixed, value=nominal, article=article)
        return
    last = policies.calendar.working_day_from(nominal, calendar)
    if last == nominal:
        fits = Text(nl="laatste dag, een werkdag", en="last day, a working day")
        yield Step(what=fits, value=last, article=rule.article)
    else:
        why = policies.calendar.why_not(nominal, calendar)
        moved = Text(
            nl=f"dat is {why.nl}: de volgende werkdag", en=f"that is {why.en}: the next working day"
        )
        yield Step(what=moved, value=last, article=rule.article)
    if rule.equated and not policies.calendar.equated_known(last):
        yield uncovered(policies, last)


def uncovered(policies: Policies, day: date) -> Step:
    """A warning: which days of that year are equated is not known."""
    return Step(
        what=Text(
            nl=f"policies/calendar.yaml: de gelijkgestelde dagen van {day.year} ontbreken",
            en=f"policies/calendar.yaml: the equated days of {day.year} are not (all) known",
        ),
        value=day.year,
        article="Awt 3(3)",
        warning=True,
    )


def other_calendar(
    policies: Policies, version: ProcedureVersion, day: date | None, calendar: str
) -> Iterator[Step]:
    """The last day by the other calendar, where it differs."""
    if day is None:
        return
    other = policies.calendar.calendars["awt" if calendar == "strict" else "strict"]
    choice = version.calendar_choice
    yield Step(
        what=Text(
            nl=f"volgens de {other.name.nl} zou het deze dag zijn",
            en=f"by the {other.name.en} it would be this day",
        ),
        value=day,
        article=other.article,
        decision=choice.decision if choice else None,
    )


def refusal(term: Term, day: date) -> Step:
    """By when the data subject must hear that nothing will be done."""
    what = Text(nl="laatste dag om te melden dat het niet wordt behandeld",
                en="last day to tell that nothing will be done")  # fmt: skip
    return Step(what=what, value=day, article=term.article)
