"""What looks like personal data, by the name of a column or by its values.

The law has a list of what is processed made (GDPR 30(1)(c)) and says nothing of how columns are
named: what is found here is a proposal, for a person to look at. No value ever leaves this module.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from attrs import define, field, frozen

from avgrights.law.dated import Dated, on

FILE = "policies/looks.yaml"


@frozen(kw_only=True)
class Enough:
    """From how many values on, and from which share of them in per cent, they tell."""

    least: int
    share: int


@frozen(kw_only=True)
class Births:
    """Days of birth lie between so many years back, over at least so many different years."""

    youngest: int
    oldest: int
    years: int


@frozen(kw_only=True)
class Same:
    """When a column holds what finds a person: different values, share in per cent, length."""

    least: int
    share: int
    length: int


@frozen(kw_only=True)
class Looking(Dated):
    """The lists of one time.

    Attributes:
        rows: how many rows of a table are looked at.
        values: kind -> when values tell it.
        names: name of a column, in small letters without signs -> what it holds.
        things: words beside 'name' that make it the name of a thing.
    """

    rows: int
    values: dict[str, Enough]
    birth: Births
    subject: Same
    names: dict[str, str]
    things: tuple[str, ...]


@frozen(kw_only=True)
class Looks:
    """policies/looks.yaml."""

    looks: tuple[Looking, ...]

    def on(self, day: date) -> Looking:
        """The lists of that day.

        Raises:
            NotCovered: the policies say nothing about that day.
        """
        return on(self.looks, day, file=FILE, value="looks")


_EMAIL = re.compile(r"[^\s@<>,;:\"()]+@[^\s@<>,;:\"()]+\.[A-Za-z]{2,24}", re.ASCII)
_WITHIN = re.compile(r"(?<![^\s<(\[:;,])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,24}\b", re.ASCII)
_POSTCODE = re.compile(r"[1-9]\d{3} ?(?!SA|SD|SS)[A-Z]{2}", re.ASCII | re.IGNORECASE)
_PHONE = re.compile(r"(?:\+31|0031|0)(?:\(0\))?[1-9]\d{7,8}", re.ASCII)
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[ T]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
#: Text from this length on is prose, in which persons may be named.
_PROSE = 30


def is_bsn(text: str) -> bool:
    """Whether a number passes the check of a BSN: nine digits, a leading zero may be lost.

    The digits count nine times down to twice, the last one counts against; the sum is a multiple
    of eleven.

    >>> is_bsn("111222333"), is_bsn("111222334"), is_bsn("000000000")
    (True, False, False)
    """
    bare = text.replace(".", "").replace(" ", "")
    if not (bare.isascii() and bare.isdigit() and 8 <= len(bare) <= 9) or not bare.strip("0"):
        return False
    digits = [int(sign) for sign in bare.zfill(9)]
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(w * d for w, d in zip(weights, digits, strict=True)) % 11 == 0


def is_iban(text: str) -> bool:
    """Whether an account number passes the check of ISO 13616: 97 leaves one.

    >>> is_iban("NL91 ABNA 0417 1643 00"), is_iban("NL91 ABNA 0417 1643 01")
    (True, False)
    """
    bare = text.replace(" ", "").upper()
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", bare, re.ASCII):
        return False
    return int("".join(str(int(sign, 36)) for sign in bare[4:] + bare[:4])) % 97 == 1


def is_email(text: str) -> bool:
    """Whether a text is an e-mail address and nothing else."""
    return len(text) <= 254 and _EMAIL.fullmatch(text) is not None


def is_phone(text: str) -> bool:
    """Whether a text is a Dutch telephone number, with the zero or the country before it.

    >>> is_phone("06-12345678"), is_phone("+31 (0)20 123 4567"), is_phone("612345678")
    (True, True, False)
    """
    bare = re.sub(r"[ .\-/]", "", text)
    if _PHONE.fullmatch(bare) is None:
        return False
    return len(bare.replace("(0)", "").removeprefix("+31").removeprefix("0031").lstrip("0")) == 9


def is_postcode(text: str) -> bool:
    """Whether a text is a Dutch postcode; SA, SD and SS are never given out."""
    return _POSTCODE.fullmatch(text) is not None


def is_prose_with_email(text: str) -> bool:
    """Whether an e-mail address stands within a longer text."""
    return len(text) >= _PROSE and not is_email(text) and _WITHIN.search(text) is not None


_TESTS = {
    "email": is_email,
    "iban": is_iban,
    "bsn": is_bsn,
    "phone": is_phone,
    "postcode": is_postcode,
    "text": is_prose_with_email,
}


@frozen(kw_only=True)
class Seen:
    """What a column looks like.

    Attributes:
        kind: email, bsn, name and so on.
        share: of the values looked at, from 0 to 1; None where no value was tested.
        because: name, values, or both.
    """

    kind: str
    share: float | None
    because: str


@define
class ColumnLook:
    """Counts what the values of one column look like; it keeps none of them.

    Attributes:
        name: of the column.
        text: whether the column holds text, or days; numbers are no names.
    """

    name: str
    looking: Looking
    today: date
    text: bool = True
    values: int = 0
    hits: Counter[str] = field(factory=Counter)
    years: set[int] = field(factory=set)

    def take(self, value: str) -> None:
        """Counts one value; an empty one is none."""
        value = value.strip()
        if not value:
            return
        self.values += 1
        for kind, test in _TESTS.items():
            if kind in self.looking.values and test(value):
                self.hits[kind] += 1
        self._birth(value)

    def seen(self) -> Seen | None:
        """What the column looks like; None: nothing personal."""
        named = kind_of_name(self.name, self.looking)
        told = self._told()
        if told is not None:
            both = "name and values" if told == named else "values"
            return Seen(kind=told, share=self._share(told), because=both)
        if named is None or not self._may_hold(named):
            return None
        share = self._share(named) if named in self.looking.values else None
        return Seen(kind=named, share=share, because="name")

    def _told(self) -> str | None:
        """The kind that most values have, where they are enough."""
        fits = [kind for kind in self.looking.values if self._enough(kind)]
        return max(fits, key=lambda kind: self.hits[kind], default=None)

    def _enough(self, kind: str) -> bool:
        ask = self.looking.values[kind]
        if kind == "birth" and len(self.years) < self.looking.birth.years:
            return False
        hits = self.hits[kind]
        return self.values >= ask.least and hits > 0 and 100 * hits >= ask.share * self.values

    def _may_hold(self, kind: str) -> bool:
        """Whether the values leave room for what the name says: a flag `email_sent` does not."""
        ask = self.looking.values.get(kind)
        if ask is None:
            return self.text
        return self.values < max(ask.least, 3) or self.hits[kind] > 0

    def _share(self, kind: str) -> float | None:
        return round(self.hits[kind] / self.values, 2) if self.values else None

    def _birth(self, value: str) -> None:
        found = _DAY.fullmatch(value)
        if found is None:
            return
        year, born = int(found[1]), self.looking.birth
        if born.youngest <= self.today.year - year <= born.oldest:
            self.hits["birth"] += 1
            self.years.add(year)


def kind_of_name(name: str, looking: Looking) -> str | None:
    """What a column of that name holds, as the lists say; None: they do not say."""
    words = words_of(name)
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length + 1):
            kind = looking.names.get("".join(words[start : start + length]))
            if kind == "name" and _of_a_thing(words, looking):
                continue
            if kind is not None:
                return kind
    return None


def words_of(name: str) -> list[str]:
    """The words of a name: between signs, digits and capitals.

    >>> words_of("Requester_eMail2"), words_of("geboorteDatum"), words_of("BSN")
    (['requester', 'e', 'mail'], ['geboorte', 'datum'], ['bsn'])
    """
    apart = re.sub(r"([a-z])([A-Z])", r"\1 \2", name)
    return [word.lower() for word in re.findall(r"[^\W\d_]+", apart)]


def same_name(one: str, other: str) -> bool:
    """Whether two columns are named alike, whatever the signs between the words.

    A name of one short word, such as `id` or `no`, says nothing.
    """
    left, right = "".join(words_of(one)), "".join(words_of(other))
    return left == right and len(left) >= 5


def _of_a_thing(words: Iterable[str], looking: Looking) -> bool:
    return not set(words).isdisjoint(looking.things)


def shares(same: Mapping[str, int], different: int, looking: Looking) -> dict[str, float]:
    """Kind of identifier -> share, for those of which enough different values are the same."""
    ask = looking.subject
    if different < ask.least:
        return {}
    return {
        kind: round(number / different, 2)
        for kind, number in same.items()
        if number >= ask.least and 100 * number >= ask.share * different
    }
