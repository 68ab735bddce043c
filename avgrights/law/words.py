"""Lengths of time in words."""

from __future__ import annotations

from avgrights.law.answers import Text
from avgrights.terms.period import Period

_UNITS = (
    ("years", ("jaar", "jaar"), ("year", "years")),
    ("months", ("maand", "maanden"), ("month", "months")),
    ("weeks", ("week", "weken"), ("week", "weeks")),
    ("days", ("dag", "dagen"), ("day", "days")),
)


def length_in_words(length: Period) -> Text:
    """A period as people say it.

    >>> length_in_words(Period(months=3)).nl
    '3 maanden'
    """
    dutch, english = [], []
    for unit, nl, en in _UNITS:
        number = getattr(length, unit)
        if number:
            dutch.append(f"{number} {nl[number != 1]}")
            english.append(f"{number} {en[number != 1]}")
    return Text(nl=" en ".join(dutch), en=" and ".join(english))
