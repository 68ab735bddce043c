"""What the register and the rows tell the law about a right, by the names of policies/rights.yaml.

A fact that neither knows is left out: the law then asks for it, and the case handler answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from avgrights.cases.assessment import Assessment, Because, Ground, Verdict
from avgrights.cases.rights import Right
from avgrights.terms.citation import Citation
from avgrights.terms.register import Activity

Fact = bool | str

#: Explicit consent for special categories; the other exceptions that GDPR 22(4) names beside it.
_CONSENT = "9(2)(a)"
_ALLOWED_IN_DECISIONS = ("9(2)(a)", "9(2)(g)")

#: Bases on which an organisation does not advertise: contract, legal duty, vital interests, task.
_NO_MARKETING = frozenset({"6(1)(b)", "6(1)(c)", "6(1)(d)", "6(1)(e)"})


class Counted(Protocol):
    """What was counted of a person's rows for one activity."""

    @property
    def unfinished(self) -> int:
        """Rows whose term runs, has not begun or is open, and that no duty keeps."""

    @property
    def known(self) -> Mapping[str, Fact]:
        """What the desk knows beside the register: its marks, and the data map."""


def facts(right: Right, activity: Activity, counted: Counted) -> dict[str, Fact]:
    """The facts of one activity for one right."""
    own = _BY_RIGHT.get(right, _nothing)(activity, counted)
    return {**own, **counted.known}


def explicit_consent(activity: Activity) -> bool:
    """Whether special categories rest on explicit consent: it counts as consent (GDPR 9(2)(a))."""
    return any(one.exception == _CONSENT for one in activity.special_categories)


def without_rows(right: Right, activity: Activity) -> bool:
    """Whether the right has effect also where no rows are found, now or later.

    Consent is withdrawn and direct marketing objected to for what comes as much as for what is
    there (GDPR 7(3), 21(3)).
    """
    marketing = right is Right.OBJECTION and activity.direct_marketing
    return marketing or right is Right.WITHDRAW_CONSENT


def settled_by_register(right: Right, activity: Activity) -> Assessment | None:
    """A verdict for which nothing needs to be looked up; None: the law and the rows decide."""
    if right is Right.AUTOMATED_DECISION and activity.automated_decisions is None:
        return _no_decisions(activity.id)
    return None


def _no_decisions(activity: str) -> Assessment:
    ground = Ground(
        nl="hier wordt niet geautomatiseerd besloten", en="no automated decisions are taken here"
    )
    return Assessment(
        activity=activity, verdict=Verdict.DOES_NOT_APPLY, because=Because.NO_DECISIONS,
        grounds=(ground,), citations=(Citation("GDPR", "22(1)"),),
    )  # fmt: skip


def _nothing(activity: Activity, counted: Counted) -> dict[str, Fact]:
    return {}


def _erasure(activity: Activity, counted: Counted) -> dict[str, Fact]:
    """Rows under a duty to keep stay by themselves, whatever the verdict; for the others no duty
    runs, and a term that is only a maximum stops nothing: it leaves the question whether the data
    is still necessary."""
    return {
        "retention_running": counted.unfinished > 0,
        "minimum": False,
        "direct_marketing": activity.direct_marketing and not _more_than_marketing(activity),
        "special_category_consent": explicit_consent(activity),
    }


def _more_than_marketing(activity: Activity) -> bool:
    """Whether the activity rests on several bases, and one of them on which nobody advertises.

    An objection ends the marketing and no other use (GDPR 21(3)): what a contract, a duty or a
    task still needs is asked, and does not go with it.
    """
    bases = {one.basis for one in activity.legal_basis}
    return len(bases) > 1 and bool(bases & _NO_MARKETING)


def _portability(activity: Activity, counted: Counted) -> dict[str, Fact]:
    return {
        "automated": activity.automated_processing,
        "provided_by_subject": any(one.provided_by_subject for one in activity.data),
        "special_category_consent": explicit_consent(activity),
    }


def _objection(activity: Activity, counted: Counted) -> dict[str, Fact]:
    return {"direct_marketing": activity.direct_marketing}


def _automated_decision(activity: Activity, counted: Counted) -> dict[str, Fact]:
    """A law that is named authorises the decision (UAVG 40(1)); where none is named, none does."""
    decisions = activity.automated_decisions
    if decisions is None:
        return {"solely_automated": False}
    told: dict[str, Fact | None] = {
        "solely_automated": decisions.solely,
        "law_authorised": decisions.law is not None,
        "profiling": decisions.profiling,
        "contract_necessary": decisions.contract_necessary,
        "explicit_consent": decisions.explicit_consent,
        "special_categories": bool(activity.special_categories),
        "special_categories_exception": all(
            one.exception in _ALLOWED_IN_DECISIONS for one in activity.special_categories
        ),
    }
    return {name: value for name, value in told.items() if value is not None}


def _withdraw_consent(activity: Activity, counted: Counted) -> dict[str, Fact]:
    return {"special_category_consent": explicit_consent(activity)}


_BY_RIGHT: Mapping[Right, Callable[[Activity, Counted], dict[str, Fact]]] = {
    Right.ERASURE: _erasure,
    Right.PORTABILITY: _portability,
    Right.OBJECTION: _objection,
    Right.AUTOMATED_DECISION: _automated_decision,
    Right.WITHDRAW_CONSENT: _withdraw_consent,
}
