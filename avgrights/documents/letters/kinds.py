"""Every kind of letter beside the decision, with what it says."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from attrs import field, frozen

from avgrights.documents.letters.decision import Change, Decision
from avgrights.documents.letters.facts import Letter, Person, Remedies, RequestLetter
from avgrights.terms.citation import Citation


@frozen(kw_only=True)
class Acknowledgement(RequestLetter):
    """The request came in (Wjsg 21(1): with the term and the complaint to the AP).

    Attributes:
        due: the last day for the answer; None while the clock stands still.
        identified: whether it is established who asks.
        extendable: whether the law knows an extension (GDPR 12(3)).
        regimes: the laws under which it is handled: avg, wjsg, wpg.
    """

    kind: ClassVar[str] = "acknowledgement"

    due: date | None = None
    identified: bool = True
    extendable: bool = True
    regimes: tuple[str, ...] = ("avg",)


@frozen(kw_only=True)
class IdentityAsked(RequestLetter):
    """The person is asked to show who they are (GDPR 12(6)); the term stands still.

    Attributes:
        asked: the day of the question.
        answer_by: by when an answer is hoped for.
        because: why there is doubt, in the case handler's words; empty: the usual reason.
    """

    kind: ClassVar[str] = "identity"

    asked: date
    answer_by: date | None = None
    because: str = ""


@frozen(kw_only=True)
class ClarificationAsked(RequestLetter):
    """The person is asked what is meant (GDPR recital 63); the term stands still.

    Attributes:
        asked: the day of the question.
        question: the case handler's question, a paragraph each.
        answer_by: by when an answer is hoped for.
    """

    kind: ClassVar[str] = "clarification"

    asked: date
    question: tuple[str, ...]
    answer_by: date | None = None


@frozen(kw_only=True)
class Extension(RequestLetter):
    """The answer takes longer, and why (GDPR 12(3)).

    Attributes:
        told: the day on which the person is told.
        because: the reasons.
        due: the new last day; None while the clock stands still.
        citations: where the law allows it.
        months: by how many the term is extended; 0 where the law counts in weeks.
        weeks: by how many; 0 where the law counts in months.
    """

    kind: ClassVar[str] = "extension"

    told: date
    because: str
    due: date | None = None
    months: int = 0
    weeks: int = 0
    citations: tuple[Citation, ...] = ()


@frozen(kw_only=True)
class Reminder(RequestLetter):
    """No answer came yet to what was asked.

    Attributes:
        waiting_for: identity or clarification.
        asked: the day of the first question.
        question: what was asked, a paragraph each; empty where it is not repeated.
        answer_by: the last day, after which the request is not dealt with.
    """

    kind: ClassVar[str] = "reminder"

    waiting_for: str
    asked: date
    question: tuple[str, ...] = ()
    answer_by: date | None = None


@frozen(kw_only=True)
class NotDealtWith(RequestLetter):
    """The request is not dealt with for want of an answer (GDPR 12(2), 12(4); Awb 4:5).

    Attributes:
        waiting_for: identity or clarification.
        asked: the day of the question.
        reminded: the day of the reminder; None where there was none.
    """

    kind: ClassVar[str] = "not-dealt-with"

    waiting_for: str
    asked: date
    remedies: Remedies
    reminded: date | None = None


@frozen(kw_only=True)
class RecipientNotice(Letter):
    """To a recipient: data that it received was corrected, erased or restricted (GDPR 19).

    Attributes:
        name: the recipient.
        done: rectification, erasure or restriction.
        person: whose data it is.
        activities: names of the activities in which the recipient got the data.
        changes: what was corrected.
        done_on: the day on which it was done.
        answer_by: by when we hope to hear that it was done there too.
    """

    kind: ClassVar[str] = "recipient-notice"

    done: str
    person: Person
    activities: tuple[str, ...]
    done_on: date
    changes: tuple[Change, ...] = ()
    answer_by: date | None = None


@frozen(kw_only=True)
class PublicNotice(Letter):
    """To another controller: erase links to, and copies of, data made public (GDPR 17(2)).

    Attributes:
        name: who is written to.
        places: where the data was made public.
        done_on: the day on which it was erased here.
    """

    kind: ClassVar[str] = "public-notice"

    person: Person
    places: tuple[str, ...]
    done_on: date


@frozen(kw_only=True)
class ToldLine:
    """One recipient, and whether it was told.

    Attributes:
        recipient: its name in the register.
        activities: names of the activities in which it got the data.
        state: told, exempt or open.
        on: the day on which it was told.
        because: why it was not told (GDPR 19: impossible, or out of proportion).
    """

    recipient: str
    activities: tuple[str, ...]
    state: str
    on: date | None = None
    because: str = ""


@frozen(kw_only=True)
class RecipientsTold(RequestLetter):
    """To the person: which recipients were told (GDPR 19, last sentence).

    Attributes:
        lines: every recipient of the data that something was done with.
    """

    kind: ClassVar[str] = "recipients-told"

    lines: tuple[ToldLine, ...] = ()


@frozen(kw_only=True)
class RestrictionLifted(RequestLetter):
    """The restriction is about to end; sent before it does (GDPR 18(3)).

    Attributes:
        lifted_on: the day from which the data may be used again.
        because: why it ends.
        ground: the point on which it rested, such as 18(1)(a).
    """

    kind: ClassVar[str] = "restriction-lifted"

    remedies: Remedies
    because: str
    lifted_on: date | None = None
    ground: str = ""


@frozen(kw_only=True)
class Answer(Letter):
    """The answer to a general question that is no request.

    Attributes:
        received: the day of the question.
        paragraphs: the case handler's answer.
    """

    kind: ClassVar[str] = "answer"

    received: date
    paragraphs: tuple[str, ...]


@frozen(kw_only=True)
class Forwarding(Letter):
    """What came in was for another body and was sent on (Awb 2:3).

    Attributes:
        received: the day it came in.
        to: the other body.
        address: where it is reached.
        on: the day it was sent on.
        because: why it is theirs.
    """

    kind: ClassVar[str] = "forwarding"

    received: date
    to: str
    on: date
    address: str = ""
    because: str = ""


@frozen(kw_only=True)
class NewController(Letter):
    """To another controller: data handed over at the person's request (GDPR 20(2)).

    Attributes:
        name: the other controller.
        person: whose data it is.
        activities: names of the activities the data comes from.
        files: names of the files that go with it.
    """

    kind: ClassVar[str] = "new-controller"

    person: Person = field(repr=False)
    activities: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


#: Kind of letter -> its facts.
KINDS: dict[str, type[Letter]] = {
    one.kind: one
    for one in (
        Acknowledgement, IdentityAsked, ClarificationAsked, Extension, Reminder, NotDealtWith,
        Decision, RecipientNotice, PublicNotice, RecipientsTold, RestrictionLifted, Answer,
        Forwarding, NewController,
    )
}  # fmt: skip
