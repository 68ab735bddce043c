"""What a question gives, read strictly: days, words, flags, and nothing that is not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from attrs import frozen

from avgrights.law.answers import Step, Text
from avgrights.law.dated import on
from avgrights.law.moments import local_day
from avgrights.law.pauses import Pause
from avgrights.law.policies import Policies
from avgrights.law.values import StatutoryTerm
from avgrights.terms.errors import InputFault
from avgrights.terms.period import Keep, parse_keep
from avgrights.terms.register import CountFrom, MonthDay

#: The events from which a term may count, as a question names them.
STARTS = ("received", "announced", "window_ends")
#: Beyond it the calendar itself ends before some terms do.
LAST_YEAR = 2999


@frozen(kw_only=True)
class Given:
    """The values of one question.

    Raises:
        InputFault: a key that the topic does not know, or a value of another kind than asked.
    """

    topic: str
    values: Mapping[str, Any]
    accepted: tuple[str, ...]

    def __attrs_post_init__(self) -> None:
        for key in self.values:
            if key not in self.accepted:
                raise InputFault(
                    f"{self.topic}: unknown key {key!r} is given; "
                    f"accepted are {', '.join(self.accepted)}"
                )

    def day(self, key: str) -> date:
        """A day that must be given."""
        found = self.day_or_none(key)
        if found is None:
            raise InputFault(f"{self.topic}: {key} is not given; it is a day such as 2026-11-21")
        return found

    def day_or_none(self, key: str) -> date | None:
        """A day; an instant is turned into its local day."""
        value = self.values.get(key)
        return None if value is None else day_of(value, f"{self.topic}: {key}")

    def word(self, key: str) -> str:
        """A text that must be given."""
        found = self.word_or_none(key)
        if found is None:
            raise InputFault(f"{self.topic}: {key} is not given")
        return found

    def word_or_none(self, key: str) -> str | None:
        """A text, stripped."""
        value = self.values.get(key)
        if value is None or (isinstance(value, str) and value.strip()):
            return value if value is None else value.strip()
        raise InputFault(f"{self.topic}: {key}: {value!r} is no text")

    def words(self, key: str) -> tuple[str, ...]:
        """One text or a list of them."""
        value = self.values.get(key)
        if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
            return tuple(one.strip() for one in value)
        return (self.word(key),)

    def one_of(self, key: str, accepted: Sequence[str]) -> str:
        """One of a few words."""
        found = self.word(key)
        if found not in accepted:
            raise InputFault(
                f"{self.topic}: {key}: {found!r} is not accepted; there are: {', '.join(accepted)}"
            )
        return found

    def flag(self, key: str) -> bool:
        """true or false; not given is false."""
        value = self.values.get(key)
        if value is None or isinstance(value, bool):
            return bool(value)
        raise InputFault(f"{self.topic}: {key}: {value!r} is neither true nor false")

    def number_or_none(self, key: str) -> int | None:
        """A whole number."""
        value = self.values.get(key)
        if value is None or type(value) is int:
            return value
        raise InputFault(f"{self.topic}: {key}: {value!r} is no whole number")

    def parts(self, key: str, accepted: tuple[str, ...]) -> list[Given]:
        """One mapping, or a list of them."""
        value = self.values.get(key)
        every = [] if value is None else value if isinstance(value, list) else [value]
        if not all(isinstance(one, Mapping) for one in every):
            raise InputFault(f"{self.topic}: {key}: a mapping with {', '.join(accepted)} is asked")
        return [Given(topic=f"{self.topic}: {key}", values=one, accepted=accepted) for one in every]

    def alone(self, key: str, *beside: str) -> None:
        """Refuses any other key than these."""
        others = [other for other in self.values if other not in (key, *beside)]
        if others:
            raise InputFault(f"{self.topic}: {key} stands by itself, without {', '.join(others)}")


def day_of(value: Any, what: str) -> date:
    """A day from a day, ISO text, or an instant with its zone.

    Raises:
        InputFault: it is none of these, an impossible date, or one beyond the year 2999.
    """
    try:
        if isinstance(value, str):
            text = value.strip()
            moment = date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
            return _reckonable(local_day(moment))
        if isinstance(value, date):
            return _reckonable(local_day(value))
    except (ValueError, OverflowError):
        pass
    raise InputFault(
        f"{what}: {value!r} is no day: write YYYY-MM-DD, or an instant such as 2026-03-28T23:30:00Z"
    )


def _reckonable(day: date) -> date:
    """A day from which every term of the law can be counted."""
    if day.year > LAST_YEAR:
        raise ValueError
    return day


def pauses(given: Given) -> list[Pause]:
    """The pauses of a question, each asked on one day and answered on another or still open."""
    found = []
    for one in given.parts("pauses", ("asked", "answered", "kind")):
        kind = one.values.get("kind", "identity")
        found.append(Pause(asked=one.day("asked"), answered=one.day_or_none("answered"), kind=kind))
    return found


def statutory_term(policies: Policies, given: Given) -> StatutoryTerm | None:
    """The term of an act that `keep` names, as it holds on the day asked about; None for words.

    Raises:
        NotCovered: the act gives no such term on that day.
    """
    name = given.word("keep")
    found = policies.retention.terms.get(name)
    if found is None:
        return None
    return on((found,), given.day_or_none("as_of"), file="policies/retention.yaml", value=name)


def keep(given: Given, term: StatutoryTerm | None) -> Keep:
    """The retention term of a question: that of an act, or one in words."""
    if term is not None:
        return term.keep
    try:
        return parse_keep(given.word("keep"))
    except ValueError as fault:
        raise InputFault(str(fault)) from None


def count_from(given: Given, term: StatutoryTerm | None) -> CountFrom:
    """From which day a retention term counts; here, not in a register, the event by default."""
    word = given.word_or_none("count_from")
    if word is None:
        known = term.count_from if term else None
        return CountFrom(known) if known else CountFrom.TRIGGER_DATE
    return CountFrom(given.one_of("count_from", [start.value for start in CountFrom]))


def book_year_ends(given: Given) -> MonthDay | date | None:
    """The end of this book year, or the day of every year on which book years end."""
    value = given.values.get("book_year_ends")
    if isinstance(value, str) and len(value) == 5:
        leap = day_of(f"2024-{value}", f"{given.topic}: book_year_ends")
        return MonthDay(leap.month, leap.day)
    return given.day_or_none("book_year_ends")


def calendar_steps(policies: Policies, day: date) -> tuple[Step, ...]:
    """What that day is in each calendar, and a warning where the equated days are not known."""
    calendar = policies.calendar
    steps = [
        Step(what=kind.name, value=calendar.is_holiday(day, name), article=kind.article)
        for name, kind in calendar.calendars.items()
    ]
    holiday = calendar.holiday(day)
    if holiday is not None:
        steps.insert(0, Step(what=holiday.name, value=day, article=holiday.article))
    if not calendar.equated_known(day):
        missing = Text(
            nl=f"policies/calendar.yaml: de gelijkgestelde dagen van {day.year} ontbreken",
            en=f"policies/calendar.yaml: the equated days of {day.year} are not (all) known",
        )
        steps.append(Step(what=missing, value=day.year, article="Awt 3(3)", warning=True))
    return tuple(steps)
