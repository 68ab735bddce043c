"""Which days are holidays, and the working day on or after a day (Awt 1 and 3; 1182/71 3(4))."""

from __future__ import annotations

from datetime import date, timedelta

from attrs import field, frozen

from avgrights.law.answers import Text
from avgrights.law.dated import Dated, NotCovered, Sourced
from avgrights.law.keeping import in_year
from avgrights.terms.register import MonthDay

FILE = "policies/calendar.yaml"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@frozen(kw_only=True)
class Weekend(Sourced):
    """The days of the week on which no period ends."""

    days: tuple[str, ...]


@frozen(kw_only=True)
class Holiday(Dated):
    """A rule for one recognised holiday: a day of the year, or days from Easter Sunday.

    Attributes:
        if_sunday: moved by so many days where the day is a Sunday; None: it stays.
    """

    id: str
    name: Text
    day: MonthDay | None = None
    easter: int | None = None
    if_sunday: int | None = None

    def in_year(self, year: int) -> date:
        """The day of this holiday in that year."""
        if self.day is None:
            return easter_sunday(year) + timedelta(self.easter or 0)
        day = in_year(self.day, year)
        moved = self.if_sunday is not None and day.weekday() == 6
        return day + timedelta(self.if_sunday or 0) if moved else day


@frozen(kw_only=True)
class Decree(Dated):
    """The days that one royal decree equates with holidays (Awt 3(3)).

    Attributes:
        complete: whether every day of the decree is known.
    """

    decree: str
    days: tuple[date, ...]
    complete: bool = True


@frozen(kw_only=True)
class Kind(Dated):
    """One calendar: whether equated days count, and under which article a last day moves."""

    name: Text
    equated: bool


@frozen(kw_only=True)
class Calendar:
    """The holidays, the equated days, and the calendars made of them."""

    weekend: Weekend
    holidays: tuple[Holiday, ...]
    equated: tuple[Decree, ...]
    calendars: dict[str, Kind]
    _years: dict[int, dict[date, Holiday]] = field(factory=dict, init=False, eq=False, repr=False)

    def holiday(self, day: date) -> Holiday | None:
        """The recognised holiday on that day, or None.

        Raises:
            NotCovered: the day lies before the first year that the rules cover.
        """
        if day.year not in self._years:
            self._years[day.year] = self._holidays_of(day.year)
        return self._years[day.year].get(day)

    def _holidays_of(self, year: int) -> dict[date, Holiday]:
        days = {rule.in_year(year): rule for rule in self.holidays}
        found = {day: rule for day, rule in days.items() if rule.holds_on(day)}
        if len(found) < len(days):
            starts = max(rule.valid_from for rule in self.holidays)
            raise NotCovered(
                f"{FILE}: the holidays of {year} are not covered: the rules hold from {starts}",
                remedy="Add the rules of that time with their valid_from, valid_until and source.",
            )
        return found

    def decree(self, day: date) -> Decree | None:
        """The decree whose years cover that day, or None."""
        return next((decree for decree in self.equated if decree.holds_on(day)), None)

    def equated_day(self, day: date) -> bool:
        """Whether a known decree equates that day with a holiday."""
        decree = self.decree(day)
        return decree is not None and day in decree.days

    def equated_known(self, day: date) -> bool:
        """Whether it is known which days of that time are equated."""
        decree = self.decree(day)
        return decree is not None and decree.complete

    def is_holiday(self, day: date, calendar: str) -> bool:
        """Whether that day is a recognised (or, in `awt`, equated) holiday. Weekends are not.

        Good Friday is one in both (Awt 3(2)); 5 May is one every year (Awt 3(1)).
        """
        known = self.holiday(day) is not None
        return known or (self.calendars[calendar].equated and self.equated_day(day))

    def is_working_day(self, day: date, calendar: str) -> bool:
        """Whether a period may end on that day."""
        if _WEEKDAYS[day.weekday()] in self.weekend.days:
            return False
        return not self.is_holiday(day, calendar)

    def working_day_from(self, day: date, calendar: str) -> date:
        """That day if it is a working day, else the first one after it."""
        while not self.is_working_day(day, calendar):
            day += timedelta(1)
        return day

    def why_not(self, day: date, calendar: str) -> Text:
        """Why a period does not end on that day: the holiday's name, or the weekday."""
        holiday = self.holiday(day)
        if holiday is not None:
            return holiday.name
        if self.calendars[calendar].equated and self.equated_day(day):
            return Text(nl="gelijkgestelde dag", en="a day equated with a holiday")
        names = {5: Text(nl="zaterdag", en="Saturday"), 6: Text(nl="zondag", en="Sunday")}
        return names.get(day.weekday(), Text(nl="geen werkdag", en="no working day"))


def easter_sunday(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm, also Meeus/Jones/Butcher).

    >>> easter_sunday(2026)
    datetime.date(2026, 4, 5)
    """
    golden, (century, rest) = year % 19, divmod(year, 100)
    leaps, century_rest = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - moon + 15) % 30
    quarter, last = divmod(rest, 4)
    weekday = (32 + 2 * century_rest + 2 * quarter - epact - last) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
