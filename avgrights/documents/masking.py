"""What points to others in a text, made unreadable before it goes to the person (GDPR 15(4)).

E-mail addresses, phone numbers, citizen service numbers (BSN), bank accounts (IBAN) and postcodes
are found by their form; names are not, so the reviewer gives those. What is the person's own stays.
Better too much than too little: a form that may be somebody's is masked.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Any
from unicodedata import category, normalize

from attrs import field, frozen

#: What stands in the place of what was masked; its length says nothing.
MASK = "██"

Span = tuple[int, int]

_AT = r"(?:@|%40|[ ]?[\[({][ ]?(?:at|apenstaartje)[ ]?[\])}][ ]?)"
_EMAIL = re.compile(rf"(?<![\w.+'%&/=~-])[\w.+'%&/=~-]+{_AT}[\w-]+(?:\.[\w-]+)*")
_PHONE = re.compile(
    r"(?<![\w+])(?<!\d[.,])(?:\+|00(?=[1-9])|0)(?:[ ./()\u2013-]{0,3}\d){8,14}(?!\d)"
)
_DATE = re.compile(r"0\d[ ./-]\d\d?[ ./-](?:19|20)\d\d")
_BSN = re.compile(r"(?<![\d])\d(?:[ .-]?\d){7,8}(?!\d)")
_IBAN = re.compile(r"(?<![a-z0-9])[a-z]{2}\d{2}(?=[ .-]?[a-z0-9])")
_DUTCH_IBAN = re.compile(r"nl\d{2}[ .-]?[a-z]{4}(?:[ .-]?\d){10}")
_POSTCODE = re.compile(r"(?<![\w])[1-9]\d{3}[ ]?(?!sa|sd|ss)[a-z]{2}(?![\w])")
#: After four digits and a space these are words, not the letters of a postcode: `in 2025 en 2026`.
_WORDS = frozenset(
    "aan al as at be by de do du en er et eu go he if in is it ja je kg kb km mb me ml mm my na no "
    "nr nu of om on op or ow so te to tv uw ux va vs we wo xl ze zo".casefold().split()
)
_SHORTEST_IBAN, _LONGEST_IBAN = 15, 34


@frozen
class Masker:
    """Makes unreadable what points to others.

    Attributes:
        own: the person's name and identifiers; never masked.
        words: what the reviewer gave; masked wherever it stands.

    >>> Masker(own=("a@example.nl",)).masked("van a@example.nl aan b@example.nl")
    'van a@example.nl aan ██'
    >>> Masker(words=("de ander",)).masked("De  ander belde")
    '██ belde'
    """

    own: tuple[str, ...] = field(default=(), repr=False)
    words: tuple[str, ...] = field(default=(), repr=False)
    forms: bool = True

    def masked(self, text: str, shown: Iterable[str] = ()) -> str:
        """The text without what points to others.

        Args:
            shown: values that the person sees beside this text anyway.
        """
        folded, places = _folded(text)
        found = _outside(list(_by_words(folded, self.words)), _standing(folded, self.own))
        if self.forms:
            found += _of_others(folded, (*self.own, *shown))
        return _without(text, [_place(text, places, span) for span in found])

    def masked_value(self, value: Any, shown: Iterable[str] = ()) -> Any:
        """The same for any value of a row; one that nothing was masked in stays what it is."""
        if isinstance(value, dict):
            return {
                self.masked(str(name), shown): self.masked_value(inner, shown)
                for name, inner in value.items()
            }
        if isinstance(value, (list, tuple)):
            return [self.masked_value(inner, shown) for inner in value]
        if value is None or isinstance(value, bool):
            return value
        text = str(value)
        masked = self.masked(text, shown)
        return value if masked == text else masked


def _folded(text: str) -> tuple[str, list[int]]:
    """The text without case, accents, width and invisible signs; and where each sign came from."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        for plain in sign if sign.isascii() else normalize("NFKD", sign):
            if category(plain) in ("Mn", "Cf"):
                continue
            for folded in plain.casefold():
                signs.append(folded)
                places.append(place)
    return "".join(signs), places


def _by_words(folded: str, words: Iterable[str]) -> Iterator[Span]:
    """Where the reviewer's words stand; a short one only as a word by itself."""
    for word in words:
        plain = _folded(word)[0].split()
        if not plain:
            continue
        pattern = r"\s+".join(re.escape(part) for part in plain)
        if len("".join(plain)) < 4:
            pattern = rf"(?<!\w){pattern}(?!\w)"
        yield from (found.span() for found in re.finditer(pattern, folded))


def _by_form(folded: str) -> Iterator[Span]:
    yield from (found.span() for found in _EMAIL.finditer(folded))
    yield from _ibans(folded)
    yield from _phones(folded)
    yield from (
        found.span() for found in _BSN.finditer(folded) if eleven_test(_digits(found.group()))
    )
    for found in _POSTCODE.finditer(folded):
        _, space, letters = found.group().partition(" ")
        if not (space and letters in _WORDS):
            yield found.span()


def _phones(folded: str) -> Iterator[Span]:
    """Numbers as they are dialled: ten digits from 0, or with the number of a country."""
    place = 0
    while found := _PHONE.search(folded, place):
        digits = _digits(found.group())
        abroad = found.group().startswith("+") or digits.startswith("00")
        if abroad or (len(digits) >= 10 and not _DATE.match(found.group())):
            yield found.span()
            place = found.end()
        else:
            place = found.start() + 1


def _ibans(folded: str) -> Iterator[Span]:
    """Bank accounts: by their check digits, and those of Dutch form whatever these say."""
    yield from (found.span() for found in _DUTCH_IBAN.finditer(folded))
    for found in _IBAN.finditer(folded):
        ends = [end for end in _ends(folded, found.start()) if _checks(folded[found.start() : end])]
        if ends:
            yield found.start(), max(ends)


def _ends(folded: str, start: int) -> Iterator[int]:
    """Every place where a bank account that begins at `start` may end."""
    signs = 0
    for place in range(start, len(folded)):
        sign = folded[place]
        if sign in " .-" and folded[place - 1] not in " .-":
            continue
        if not (sign.isascii() and sign.isalnum()):
            return
        signs += 1
        last = place + 1 == len(folded) or not folded[place + 1].isalnum()
        if signs >= _SHORTEST_IBAN and last:
            yield place + 1
        if signs >= _LONGEST_IBAN:
            return


def _checks(text: str) -> bool:
    """The check digits of an IBAN (ISO 13616): the number, turned about, leaves 1 over 97."""
    compact = re.sub(r"[^a-z0-9]", "", text)
    turned = compact[4:] + compact[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def eleven_test(digits: str) -> bool:
    """Whether a number of eight or nine digits may be a BSN (the 11-test).

    >>> eleven_test("111222333"), eleven_test("111222334")
    (True, False)
    """
    padded = digits.rjust(9, "0")
    if len(padded) != 9 or not padded.strip("0"):
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(int(d) * w for d, w in zip(padded, weights, strict=True)) % 11 == 0


def _of_others(folded: str, known: tuple[str, ...]) -> list[Span]:
    """What has a form that points to somebody, save what is known and what lies inside that."""
    spans = list(_by_form(folded))
    values = {_compared(plain) for value in known if (plain := _folded(value.strip())[0])}
    own = [(start, end) for start, end in spans if _compared(folded[start:end]) in values]
    return _outside(spans, [*own, *_standing(folded, known)])


def _standing(folded: str, known: Iterable[str]) -> list[Span]:
    """Where the known values stand in the text, each by itself."""
    plain = [_folded(value.strip())[0] for value in known]
    return [
        found.span()
        for value in plain
        if value
        for found in re.finditer(rf"(?<!\w){re.escape(value)}(?!\w)", folded)
    ]


def _outside(spans: list[Span], known: list[Span]) -> list[Span]:
    """The spans that do not lie inside one of the known ones."""
    left = []
    ends = sorted(known)
    starts = [start for start, _ in ends]
    reach = list(accumulate((end for _, end in ends), max))
    for start, end in spans:
        before = bisect_right(starts, start)
        if not before or reach[before - 1] < end:
            left.append((start, end))
    return left


def _place(text: str, places: list[int], span: Span) -> Span:
    """Where a span of the folded text stands in the text, with the accents that belong to it."""
    start, end = span
    after = places[end] if end < len(places) else len(text)
    return places[start], max(after, places[end - 1] + 1)


def _compared(plain: str) -> str:
    """A value as it is compared: an address as it stands, a number by its digits and letters."""
    if "@" in plain:
        return plain
    signs = re.sub(r"[^a-z0-9]", "", plain)
    for country in ("0031", "31") if plain.lstrip().startswith(("+", "00")) else ():
        if signs.startswith(country):
            return "0" + signs.removeprefix(country).removeprefix("0")
    return signs


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


def _without(text: str, spans: Iterable[Span]) -> str:
    """The text with one mask for each stretch of spans that touch."""
    out: list[str] = []
    place = 0
    for start, end in sorted(spans):
        if start >= place:
            out += [text[place:start], MASK]
        place = max(place, end)
    return "".join([*out, text[place:]])
