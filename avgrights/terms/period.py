"""Lengths of time as the law writes them: years, months, weeks, days."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import MAXYEAR, date, timedelta

from attrs import field, frozen

_UNITS = {
    "year": "years", "years": "years", "jaar": "years", "jaren": "years",
    "month": "months", "months": "months", "maand": "months", "maanden": "months",
    "week": "weeks", "weeks": "weeks", "weken": "weeks",
    "day": "days", "days": "days", "dag": "days", "dagen": "days",
}  # fmt: skip
_PART = re.compile(r"(\d{1,4})\s+([a-z]+)")
_ISO = re.compile(r"P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,4})D)?")
_ACCEPTED = "write '2 years', '2 jaar', '4 weken', '6 months', '90 days', 'P2Y' or 'permanent'"


def _not_negative(_: object, attribute: object, value: int) -> None:
    if value < 0:
        raise ValueError("a period has no negative part")


@frozen(kw_only=True)
class Period:
    """A length of time: years and months by the calendar, weeks and days by the count.

    Years and months are added first, and a day that the month lacks becomes its last day;
    then weeks (of 7 days) and days (Archiefwet practice; 1182/71 art. 3(2)(c)). Always from
    the original start, never step by step.

    Attributes:
        years, months, weeks, days: whole numbers, 0 or more, not all 0.

    A leap day plus two years is clamped to the end of February:

    >>> Period.parse("2 jaar").after(date(2024, 2, 29))
    datetime.date(2026, 2, 28)
    >>> Period.parse("4 weken").after(date(2026, 10, 1))
    datetime.date(2026, 10, 29)
    """

    years: int = field(default=0, validator=_not_negative)
    months: int = field(default=0, validator=_not_negative)
    weeks: int = field(default=0, validator=_not_negative)
    days: int = field(default=0, validator=_not_negative)

    def __attrs_post_init__(self) -> None:
        if not (self.years or self.months or self.weeks or self.days):
            raise ValueError(f"a period of zero is no period: {_ACCEPTED}")

    @classmethod
    def parse(cls, text: str) -> Period:
        """The period that a text names, in English, in Dutch or as ISO 8601.

        Raises:
            ValueError: the text names no period, or one of zero; the message tells what to write.

        >>> Period.parse("P1Y6M") == Period.parse("1 year 6 months")
        True
        """
        words = text.strip()
        iso = _ISO.fullmatch(words)
        if iso and words != "P":
            years, months, weeks, days = (int(part or 0) for part in iso.groups())
            return cls(years=years, months=months, weeks=weeks, days=days)
        return cls(**_spelled(words.lower(), text))

    @property
    def calendar_months(self) -> int:
        """Years and months together, in months."""
        return 12 * self.years + self.months

    @property
    def counted_days(self) -> int:
        """Weeks and days together, in days."""
        return 7 * self.weeks + self.days

    def after(self, start: date) -> date:
        """The day on which the period ends, counted from `start`; `start` itself is day zero.

        Raises:
            ValueError: the end lies beyond the year 9999.
        """
        try:
            return add_months(start, self.calendar_months) + timedelta(self.counted_days)
        except (OverflowError, ValueError):
            raise ValueError(f"{self} after {start} lies beyond the year {MAXYEAR}") from None

    def __str__(self) -> str:
        named = ((self.years, "year"), (self.months, "month"), (self.weeks, "week"),
                 (self.days, "day"))  # fmt: skip
        return " ".join(f"{n} {unit}{'s' if n != 1 else ''}" for n, unit in named if n)


@frozen
class Permanent:
    """Kept for ever (blijvend te bewaren): never purged, transferred to an archive."""

    def __str__(self) -> str:
        return "permanent"


PERMANENT = Permanent()
Keep = Period | Permanent


def parse_keep(text: str) -> Keep:
    """A retention term: a period, or `permanent` (Dutch: `blijvend`).

    Raises:
        ValueError: as `Period.parse`.
    """
    if text.strip().lower() in ("permanent", "blijvend"):
        return PERMANENT
    return Period.parse(text)


def add_months(start: date, months: int) -> date:
    """`start` moved by whole months; a day that the month lacks becomes its last day.

    >>> add_months(date(2023, 1, 31), 1)
    datetime.date(2023, 2, 28)

    Raises:
        ValueError: the result lies outside the years 1 to 9999.
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not 1 <= year <= MAXYEAR:
        raise ValueError(f"{start} and {months} months lies outside the years 1 to {MAXYEAR}")
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def _spelled(words: str, text: str) -> dict[str, int]:
    """`1 year 6 months` as keyword arguments; each unit at most once."""
    parts: dict[str, int] = {}
    rest = _PART.sub("", words).replace(" en ", " ").replace(" and ", " ").strip()
    if rest:
        raise ValueError(f"{text!r} is no period: {_ACCEPTED}")
    for number, word in _PART.findall(words):
        unit = _UNITS.get(word)
        if unit is None or unit in parts:
            raise ValueError(f"{text!r} is no period: {_ACCEPTED}")
        parts[unit] = int(number)
    if not parts:
        raise ValueError(f"{text!r} is no period: {_ACCEPTED}")
    return parts
