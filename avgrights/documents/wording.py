"""How days, articles and terms are written in a letter: Dutch and English."""

from __future__ import annotations

import re
from datetime import date

from avgrights.terms.citation import Citation

LANGUAGES = ("nl", "en")

_MONTHS = {
    "nl": ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus",
           "september", "oktober", "november", "december"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August",
           "September", "October", "November", "December"),
}  # fmt: skip
_UNITS = {
    "nl": {"year": "jaar", "years": "jaar", "month": "maand", "months": "maanden",
           "week": "week", "weeks": "weken", "day": "dag", "days": "dagen",
           "permanent": "blijvend"},
    "en": {},
}  # fmt: skip
_ACTS = {"nl": {"GDPR": "AVG"}, "en": {"AVG": "GDPR"}}
_COUNT = {
    "nl": {
        "trigger date": "vanaf die dag",
        "end of calendar year": "vanaf het einde van dat kalenderjaar",
        "end of book year": "vanaf het einde van dat boekjaar",
    },
    "en": {
        "trigger date": "from that day",
        "end of calendar year": "from the end of that calendar year",
        "end of book year": "from the end of that book year",
    },
}
_NUMBERS = {
    "nl": ("nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien",
           "elf", "twaalf"),
    "en": ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
           "eleven", "twelve"),
}  # fmt: skip


def spoken(day: date, language: str) -> str:
    """A day as people say it.

    >>> spoken(date(2026, 3, 1), "nl"), spoken(date(2026, 3, 1), "en")
    ('1 maart 2026', '1 March 2026')
    """
    return f"{day.day} {_MONTHS[language][day.month - 1]} {day.year}"


def counted(number: int, language: str) -> str:
    """A small number in letters, a larger one in figures."""
    words = _NUMBERS[language]
    return words[number] if 0 <= number < len(words) else str(number)


def cited(citation: Citation, language: str) -> str:
    """An article as a letter names it.

    >>> cited(Citation("GDPR", "17(3)(b)"), "nl")
    'artikel 17, lid 3, onder b, AVG'
    >>> cited(Citation("GDPR", "17(3)(b)"), "en")
    'Article 17(3)(b) GDPR'
    """
    act = _ACTS[language].get(citation.act, citation.act)
    if not citation.article:
        return act
    if language == "en":
        return f"Article {citation.article} {act}"
    return f"artikel {_dutch(citation.article)}, {act}"


def article(text: str, language: str) -> str:
    """An article in one string, `GDPR 7(3)` or a bare `18(1)(a)` of the GDPR, as a letter names it.

    >>> article("UAVG 40(2)", "nl"), article("18(1)(a)", "en")
    ('artikel 40, lid 2, UAVG', 'Article 18(1)(a) GDPR')
    """
    act, _, number = text.rpartition(" ")
    return cited(Citation(act or "GDPR", number), language)


def term(text: str, language: str) -> str:
    """A retention term, `2 years`, in the language of the letter."""
    words = _UNITS[language]
    return " ".join(words.get(word, word) for word in text.split())


def count_from(text: str, language: str) -> str:
    """From which day a term counts, in words."""
    return _COUNT[language].get(text, text)


def _dutch(article: str) -> str:
    number, *points = re.split(r"[()]+", article.rstrip(")"))
    named = [f"lid {p}" if p.isdigit() else f"onder {p}" for p in points if p]
    return ", ".join([number.strip(), *named])
