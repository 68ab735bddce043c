"""The verdict on one activity of a request, with its grounds."""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen

from avgrights.terms.citation import Citation


class Verdict(StrEnum):
    """Whether a right applies to an activity. `unknown`: a store could not be reached."""

    APPLIES = "applies"
    DOES_NOT_APPLY = "does not apply"
    DEPENDS = "depends"
    UNKNOWN = "unknown"


class Because(StrEnum):
    """Why a verdict is what it is, where it is not the rights matrix that says so."""

    LAW = "law"  # the matrix of rights and legal bases
    NO_DATA = "no data found"
    NOT_SEARCHABLE = "cannot be searched by these identifiers"  # GDPR 11(2)
    DUTY_TO_KEEP = "legal duty to keep"  # GDPR 17(3)(b)
    ANSWER = "answered by the case handler"
    STORE = "a store could not be reached"
    NO_DECISIONS = "no automated decisions"  # GDPR 22(1)


@frozen(kw_only=True)
class Ground:
    """A sentence in both languages: of the law, or of the case handler (then twice the same)."""

    nl: str
    en: str

    def of(self, language: str) -> str:
        """The sentence in `nl` or `en`."""
        return self.nl if language == "nl" else self.en


@frozen(kw_only=True)
class Assessment:
    """One activity: the verdict, why, under which articles.

    Attributes:
        points: such as 17(1)(a), the point of the article that decided.
        question: what must be answered, where the verdict depends.
        route_to: another regime (wjsg, wpg) under which the request is to be handled.
        overlay: what the case handler invoked, where that decides or asks a fee.
        must_state: what a refusal on this ground must say (policies/refusals.yaml).
    """

    activity: str
    verdict: Verdict
    because: Because = Because.LAW
    grounds: tuple[Ground, ...] = ()
    points: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    question: Ground | None = None
    route_to: str | None = None
    overlay: str | None = None
    must_state: tuple[Ground, ...] = ()

    @property
    def copies(self) -> bool:
        """Whether the right applies and there is something to copy."""
        return self.verdict is Verdict.APPLIES and self.because is not Because.NO_DATA

    @property
    def settled(self) -> bool:
        """Whether nobody has to answer anything any more."""
        return self.verdict in (Verdict.APPLIES, Verdict.DOES_NOT_APPLY)
