"""Who else is told of what was done with a person's data, and how soon (GDPR 19, 17(2))."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from avgrights.law.dated import Dated, on
from avgrights.law.procedures import Term

FILE = "policies/notices.yaml"


@frozen(kw_only=True)
class Telling(Dated):
    """How soon recipients are told, and asked to answer.

    Attributes:
        within: from the day on which it was done; then it is chased.
        answer: from the day of the notice.
        rights: what recipients are told of.
    """

    within: Term
    answer: Term
    rights: tuple[str, ...]


@frozen(kw_only=True)
class Notices:
    """policies/notices.yaml."""

    telling: tuple[Telling, ...]

    def telling_on(self, day: date) -> Telling:
        """What holds for something done on that day.

        Raises:
            NotCovered: the policies say nothing about that day.
        """
        return on(self.telling, day, file=FILE, value="telling")
