"""What came in: by which words it is recognised, and how long an answer may take.

What is recognised here is a proposal. A person reads every message: a right is not lost for want
of a word (GDPR 12(2)), and a complaint or an objection that reached the wrong desk is passed on
(Awb 2:3, 6:15).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from attrs import frozen

from avgrights.law.dated import Dated, on
from avgrights.law.procedures import Term

FILE = "policies/intake.yaml"


@frozen(kw_only=True)
class Answering(Dated):
    """How long a person is given to answer (Awb 4:5).

    Attributes:
        first: from the day of the question.
        after_reminder: once more, from the day of the reminder.
        decision_within: how soon after that the decision not to deal with it is told.
    """

    first: Term
    after_reminder: Term
    decision_within: Term


@frozen(kw_only=True)
class LookingAhead(Dated):
    """How many days "this week" has, today the first of them."""

    days: int


@frozen(kw_only=True)
class Words(Dated):
    """Words and phrases, per right and for what is no request."""

    rights: dict[str, tuple[str, ...]]
    complaint: tuple[str, ...]
    objection: tuple[str, ...]
    notice_of_default: tuple[str, ...]


@frozen(kw_only=True)
class Intake:
    """policies/intake.yaml."""

    answering: tuple[Answering, ...]
    looking_ahead: tuple[LookingAhead, ...]
    words: tuple[Words, ...]

    def answering_on(self, day: date) -> Answering:
        """How long an answer to a question of that day may take.

        Raises:
            NotCovered: the policies say nothing about that day.
        """
        return on(self.answering, day, file=FILE, value="answering")

    def days_ahead(self, day: date) -> int:
        """How many days "this week" has on that day, that day included."""
        return on(self.looking_ahead, day, file=FILE, value="looking_ahead").days

    def words_on(self, day: date) -> Words:
        """The words of that day."""
        return on(self.words, day, file=FILE, value="words")


@frozen(kw_only=True)
class Recognised:
    """What a message may be; all of it may be true at once.

    Attributes:
        rights: the rights it seems to ask for, in the order of the policies.
        complaint, objection, notice_of_default: whether it seems to be one as well.
    """

    rights: tuple[str, ...] = ()
    complaint: bool = False
    objection: bool = False
    notice_of_default: bool = False

    @property
    def nothing(self) -> bool:
        """Whether no word was recognised: a general question, until somebody reads it."""
        return not (self.rights or self.complaint or self.objection or self.notice_of_default)


def recognise(intake: Intake, text: str, *, received: date) -> Recognised:
    """What the words of a message say that it may be.

    An objection against a decision is no objection to processing: where both are named, both are
    proposed.
    """
    words = intake.words_on(received)
    return Recognised(
        rights=tuple(right for right, said in words.rights.items() if _says(said, text)),
        complaint=_says(words.complaint, text),
        objection=_says(words.objection, text),
        notice_of_default=_says(words.notice_of_default, text),
    )


def _says(phrases: Iterable[str], text: str) -> bool:
    return _pattern(tuple(phrases)).search(text) is not None


@lru_cache(maxsize=64)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the phrases as whole words; one space stands for any white space."""
    each = [r"\s+".join(map(re.escape, phrase.split())) for phrase in phrases]
    return re.compile(rf"\b(?:{'|'.join(each) or '(?!)'})\b", re.IGNORECASE)
