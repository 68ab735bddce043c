"""What can happen to a request: one class an event, in the past tense. Plain data."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from avgrights.cases.assessment import Assessment
from avgrights.cases.manners import Channel, Level, Method, Outcome, PauseFor, Reviewed, SecondCheck
from avgrights.cases.plan import PlannedDataset, Result, Searched
from avgrights.cases.recipients import RecipientTask
from avgrights.cases.rights import Right
from avgrights.terms.identifier import Identifier


@frozen(kw_only=True)
class Received:
    """A request reached an official channel.

    Attributes:
        on: the day it was recorded.
        received: the day it was received; the clock counts from it.
        activities: what it is limited to; empty: every activity of the register.
        mandate: what shows that the representative may act.
        representation: the kind of representative, by its name in policies/identity.yaml.
        mandate_for: rights and activities that the mandate covers; empty: every one.
        mandate_until: its last day, that day included.
        ground: what a restriction rests on, by its name in policies/rights.yaml (GDPR 18(1)).
    """

    on: date
    received: date
    register: str
    right: Right
    identifiers: tuple[Identifier, ...] = field(repr=False)
    name: str = field(repr=False)
    channel: Channel
    activities: tuple[str, ...] = ()
    representative: str | None = field(default=None, repr=False)
    mandate: str | None = field(default=None, repr=False)
    born: date | None = field(default=None, repr=False)
    ground: str | None = None
    representation: str | None = None
    mandate_for: tuple[str, ...] = ()
    mandate_until: date | None = None


@frozen(kw_only=True)
class Identified:
    """Somebody established who asks; before this nothing is looked up.

    Attributes:
        address_changed: the day on which the person's address was last changed, where recently.
        second_check: how identity was established once more, because of that.
    """

    on: date
    method: Method
    level: Level
    by: str = field(repr=False)
    address_changed: date | None = None
    second_check: SecondCheck | None = None


@frozen(kw_only=True)
class Paused:
    """The person was asked for proof of identity, or what is meant; `on`: the day of asking."""

    on: date
    reason: PauseFor


@frozen(kw_only=True)
class Resumed:
    """The answer came; `on`: the day it came."""

    on: date


@frozen(kw_only=True)
class Extended:
    """The person was told, on `on` and with reasons, that it takes longer (GDPR 12(3))."""

    on: date
    because: str = field(repr=False)


@frozen(kw_only=True)
class Assessed:
    """The person's rows were looked at and the law gave its verdict per activity."""

    on: date
    activities: tuple[Assessment, ...]


@frozen(kw_only=True)
class Answered:
    """The case handler answered the question of an activity that depends.

    Attributes:
        question: which one, in Dutch; the answer counts for no other. Empty in older files.
    """

    on: date
    activity: str
    applies: bool
    because: str = field(repr=False)
    by: str = field(repr=False)
    question: str = ""


@frozen(kw_only=True)
class Weighed:
    """What was found on one factor of UAVG 41(2)."""

    factor: str
    found: str = field(repr=False)


@frozen(kw_only=True)
class OverlayInvoked:
    """The case handler set the right aside: GDPR 12(5), 17(3), UAVG 41, 44, 45 or 47.

    Attributes:
        overlay: by its name in policies/invoking.yaml.
        activity: None: the whole case.
        effect: for 12(5): `refuse` or `charge`; None: that is still to be answered.
        ground: the letter of UAVG 41(1).
        weighed: the factors of UAVG 41(2), each with what was found.
        kept_from_subject: telling the person would defeat the purpose (UAVG 41(2)(h)).
    """

    on: date
    overlay: str
    because: str = field(repr=False)
    by: str = field(repr=False)
    activity: str | None = None
    effect: str | None = None
    ground: str | None = None
    weighed: tuple[Weighed, ...] = ()
    kept_from_subject: bool = False


@frozen(kw_only=True)
class OverlayWithdrawn:
    """What was invoked was taken back."""

    on: date
    overlay: str
    because: str = field(repr=False)
    by: str = field(repr=False)
    activity: str | None = None


@frozen(kw_only=True)
class FieldReviewed:
    """A second person looked at a field that may name others (GDPR 15(4)).

    Attributes:
        column: for a column of a part `table.column`.
        masks: words that are made unreadable in it.
    """

    on: date
    dataset: str
    column: str
    show: bool
    by: str = field(repr=False)
    masks: tuple[str, ...] = field(default=(), repr=False)


@frozen(kw_only=True)
class Ordered:
    """It was fixed what is to be corrected (GDPR 16).

    Attributes:
        corrections: field -> new value, as they were given.
        only: field -> the old value that alone is to be corrected.
        known_as: by what the person is found once that is done.
    """

    on: date
    corrections: tuple[tuple[str, str], ...] = field(repr=False)
    only: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    known_as: tuple[Identifier, ...] = field(default=(), repr=False)


@frozen(kw_only=True)
class Stated:
    """The person's supplementary statement was recorded (GDPR 16, second sentence)."""

    on: date
    statement: str = field(repr=False)


@frozen(kw_only=True)
class Planned:
    """It was fixed, before anything was done, which rows of which datasets go and which stay."""

    on: date
    digest: str
    datasets: tuple[PlannedDataset, ...] = field(repr=False)


@frozen(kw_only=True)
class CarriedOut:
    """What the plan asked was done, as far as the stores could be reached.

    Attributes:
        results: per activity and dataset, everything done so far.
        open: stores that could not be reached; empty: complete.
    """

    on: date
    results: tuple[Result, ...]
    searched: tuple[Searched, ...]
    open: tuple[str, ...] = ()


@frozen(kw_only=True)
class HumanReviewed:
    """Somebody with the power to change it looked at an automated decision (GDPR 22(3))."""

    on: date
    activity: str
    outcome: Reviewed
    because: str = field(repr=False)
    by: str = field(repr=False)


@frozen(kw_only=True)
class HandedOver:
    """The data was put up for another controller, whom the person named (GDPR 20(2)).

    Attributes:
        digest: keyed, over the manifest of what was handed over.
    """

    on: date
    to: str = field(repr=False)
    digest: str


@frozen(kw_only=True)
class Lifted:
    """Every restriction of the case was lifted, of which the person was told before.

    Attributes:
        informed: the day on which the person was told (GDPR 18(3)).
    """

    on: date
    informed: date


@frozen(kw_only=True)
class Decided:
    """The decision was written (a decision in the sense of the Awb: UAVG 34)."""

    on: date
    outcome: Outcome


@frozen(kw_only=True)
class Acknowledged:
    """The person was told that the request came in and by when it will be answered."""

    on: date


@frozen(kw_only=True)
class Reminded:
    """The person was reminded of a question that was not answered."""

    on: date


@frozen(kw_only=True)
class Lapsed:
    """The request was left aside for want of an answer, by a decision (Awb 4:5(4))."""

    on: date


@frozen(kw_only=True)
class InDefault:
    """A written notice of default came in (ingebrekestelling, Awb 4:17(3)).

    Attributes:
        received: the day it came in; on or before the last day of the term it has no effect.
    """

    on: date
    received: date


@frozen(kw_only=True)
class RecipientsNamed:
    """It was settled who must be told of what was done (GDPR 19, 17(2))."""

    on: date
    tasks: tuple[RecipientTask, ...]


@frozen(kw_only=True)
class RecipientTold:
    """A recipient was told; `on`: the day on which."""

    on: date
    recipient: str


@frozen(kw_only=True)
class RecipientExempt:
    """A recipient is not told: impossible, or it takes a disproportionate effort (GDPR 19)."""

    on: date
    recipient: str
    because: str = field(repr=False)
    by: str = field(repr=False)


@frozen(kw_only=True)
class Withdrawn:
    """The person took the request back."""

    on: date


@frozen(kw_only=True)
class Closed:
    """The file was closed; from here on its own retention term runs."""

    on: date


Event = (
    Received
    | Identified
    | Paused
    | Resumed
    | Extended
    | Assessed
    | Answered
    | OverlayInvoked
    | OverlayWithdrawn
    | FieldReviewed
    | Ordered
    | Stated
    | Planned
    | CarriedOut
    | Lifted
    | HumanReviewed
    | HandedOver
    | Decided
    | Acknowledged
    | Reminded
    | Lapsed
    | InDefault
    | RecipientsNamed
    | RecipientTold
    | RecipientExempt
    | Withdrawn
    | Closed
)
