"""The record of processing activities (register van de verwerkingsactiviteiten, GDPR 30)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from attrs import frozen

from avgrights.terms.legal_basis import LegalBasis
from avgrights.terms.period import Keep


class CountFrom(StrEnum):
    """From which day a retention term counts. The law has no default, and neither have we."""

    TRIGGER_DATE = "trigger date"
    END_OF_CALENDAR_YEAR = "end of calendar year"
    END_OF_BOOK_YEAR = "end of book year"


class Then(StrEnum):
    """What happens to data whose term is over."""

    ERASE = "erase"
    ANONYMISE = "anonymise"
    TRANSFER = "transfer"


@frozen
class MonthDay:
    """A day that comes back every year; 29 February is 28 February in other years."""

    month: int
    day: int

    def __str__(self) -> str:
        return f"{self.month:02}-{self.day:02}"


@frozen(kw_only=True)
class Controller:
    """Who decides on purpose and means (verwerkingsverantwoordelijke, GDPR 4(7))."""

    name: str
    address: str | None = None
    postal_address: str | None = None
    phone: str | None = None
    email: str | None = None
    website: str | None = None


@frozen(kw_only=True)
class Contact:
    """Where somebody is reached: the DPO (FG), or the desk that takes requests."""

    name: str | None = None
    email: str | None = None
    address: str | None = None
    phone: str | None = None


@frozen(kw_only=True)
class DataCategory:
    """One category of personal data, and where it came from (GDPR 30(1)(c), 14(2)(f))."""

    category: str
    items: tuple[str, ...] = ()
    source: str | None = None
    provided_by_subject: bool = False


@frozen(kw_only=True)
class SpecialCategory:
    """A special category (GDPR 9) with the exception that allows it."""

    category: str
    exception: str
    law: str | None = None


@frozen(kw_only=True)
class LawReference:
    """A law that a use rests on: the BSN (UAVG 46), criminal data (UAVG 31-33)."""

    law: str
    description: str | None = None


@frozen(kw_only=True)
class Recipient:
    """Who receives the data (ontvanger, GDPR 4(9)): a processor or another party."""

    name: str
    role: str | None = None
    country: str | None = None


@frozen(kw_only=True)
class Transfer:
    """A transfer outside the EEA with its safeguard (GDPR 30(1)(e))."""

    country: str
    safeguard: str


@frozen(kw_only=True)
class AutomatedDecisions:
    """Decisions without a person in them (GDPR 22, 15(1)(h); UAVG 40).

    Attributes:
        law: the law that allows them: GDPR 22(2)(b), UAVG 40(1); None: no law does.
        human_review: how a person has somebody look at a decision: GDPR 22(3).
        solely: whether nobody takes part in a decision, with legal or similar effect: 22(1).
        contract_necessary, explicit_consent: GDPR 22(2)(a) and (c); None: not said, so asked.
    """

    logic: str
    consequences: str
    law: str | None = None
    profiling: bool = False
    human_review: str | None = None
    solely: bool = True
    contract_necessary: bool | None = None
    explicit_consent: bool | None = None


@frozen(kw_only=True)
class SelectionList:
    """The entry of a selection list (selectielijst, Archiefwet 5) that a rule rests on."""

    list: str
    category: str | None = None
    valid_until: date | None = None


@frozen(kw_only=True)
class RetentionRule:
    """How long one activity keeps the rows of some datasets (bewaartermijn, GDPR 30(1)(f)).

    Attributes:
        keep: the term; None where the source leaves it open (then `open` says so).
        after: the event that starts the term, a name the data map knows.
        count_from: whether the term counts from the day of the event or from a year's end.
        book_year_ends: for the end of a book year: a day of every year, or the name of an event
            in the data map that holds the book year's end.
        minimum: a legal duty to keep at least this long; it stops an erasure (GDPR 17(3)(b)).
        hold_reasons: reasons for a hold beside those of policies/retention.yaml.
        open: what the source leaves open.
    """

    id: str
    datasets: tuple[str, ...] = ()
    keep: Keep | None = None
    after: str | None = None
    count_from: CountFrom | None = None
    book_year_ends: MonthDay | str | None = None
    minimum: bool = False
    hold_reasons: tuple[str, ...] = ()
    then: Then = Then.ERASE
    because: str | None = None
    selection_list: SelectionList | None = None
    open: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether the rule says enough to purge by. An incomplete rule purges nothing."""
        named = self.keep and self.after and self.count_from and self.datasets
        if self.count_from is CountFrom.END_OF_BOOK_YEAR and self.book_year_ends is None:
            return False
        return bool(named)


@frozen(kw_only=True)
class Activity:
    """One processing activity (verwerkingsactiviteit, GDPR 30(1)): one purpose, or a few.

    Attributes:
        made_public: where its data was made public; who uses it there is told of an erasure
            (GDPR 17(2)).
    """

    id: str
    name: str
    purpose: str
    legal_basis: tuple[LegalBasis, ...]
    data_subjects: tuple[str, ...]
    data: tuple[DataCategory, ...]
    description: str | None = None
    regime: str | None = None
    national_id: LawReference | None = None
    special_categories: tuple[SpecialCategory, ...] = ()
    criminal_data: LawReference | None = None
    recipients: tuple[Recipient, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    made_public: tuple[str, ...] = ()
    automated_processing: bool = False
    direct_marketing: bool = False
    automated_decisions: AutomatedDecisions | None = None
    retention: tuple[RetentionRule, ...] = ()
    open: tuple[str, ...] = ()
    security: tuple[str, ...] = ()
    dpia: str | None = None
    owner: str | None = None
    publish: bool = False
    reviewed: date | None = None


@frozen(kw_only=True)
class Register:
    """One body's register, as its register.yaml says it.

    Attributes:
        name: the key `register` of the file; also the register's name in commands.
        regime: the law that applies where an activity names no other: avg, wjsg or wpg.
        digest: SHA-256 (hex) over the bytes of register.yaml and data-map.yaml; an approval
            holds for exactly these bytes.
    """

    name: str
    language: str
    controller: Controller
    dpo: Contact
    activities: tuple[Activity, ...]
    regime: str = "avg"
    public_body: bool = False
    joint_controllers: tuple[Controller, ...] = ()
    rights_desk: Contact | None = None
    digest: str = ""

    def activity(self, id: str) -> Activity | None:
        """The activity of that id, or None."""
        return next((a for a in self.activities if a.id == id), None)
