"""What a letter and a copy say of a right that was set aside, and what they leave unsaid.

A refusal says what the law asks of it (GDPR 12(4), UAVG 41). Where telling the person would defeat
the purpose (UAVG 41(2)(h)) nothing is said of that activity, not even whether there is data.
"""

from __future__ import annotations

from attrs import evolve

from avgrights.cases.assessment import Assessment, Verdict
from avgrights.cases.case import Case
from avgrights.cases.clock import in_scope
from avgrights.cases.events import OverlayInvoked
from avgrights.cases.overlays import CHARGE, deciding, in_force
from avgrights.cases.plan import Reason, Why
from avgrights.cases.row_terms import uses
from avgrights.documents.copy import Copy
from avgrights.documents.letters.decision import ActivityLine, Stated
from avgrights.documents.wording import cited
from avgrights.files.registers import LoadedRegister
from avgrights.law.answers import Text
from avgrights.law.policies import Policies
from avgrights.terms.register import Register


def unspoken(policies: Policies, case: Case) -> frozenset[str]:
    """The activities of which nothing is said: telling would defeat the purpose."""
    return frozenset(
        one.activity
        for one in case.assessments
        if (invoked := deciding(policies, case, one)) is not None and invoked.kept_from_subject
    )


def uncounted(policies: Policies, case: Case) -> frozenset[str]:
    """The activities of which it is not said how many rows there are, or whether there are any."""
    return frozenset(
        one.activity
        for one in case.assessments
        if (invoked := deciding(policies, case, one)) is not None and _conceals(policies, invoked)
    )


def unlisted(policies: Policies, case: Case, loaded: LoadedRegister) -> frozenset[str]:
    """The datasets of which a copy does not say what was found: only such activities use them."""
    quiet = uncounted(policies, case)
    scope = in_scope(case, loaded.register)
    return frozenset(
        dataset.name
        for dataset in loaded.data_map.datasets
        if (using := [one.id for one in scope if uses(one, dataset)]) and quiet.issuperset(using)
    )


def as_spoken(policies: Policies, case: Case, register: Register) -> Case:
    """The case as the person hears of it: without the activities of which nothing is said.

    A row that stays for such an activity stays; that it is for that activity is not said.
    """
    quiet = unspoken(policies, case)
    names = {one.name for one in register.activities if one.id in quiet}
    return evolve(
        case,
        assessments=tuple(one for one in case.assessments if one.activity not in quiet),
        results=tuple(
            evolve(one, reasons=tuple(_neutral(reason, names) for reason in one.reasons))
            for one in case.results
            if one.activity not in quiet
        ),
    )


def _neutral(reason: Reason, names: set[str]) -> Reason:
    """The reason without the purpose that is not spoken of."""
    if reason.why is Why.OTHER_PURPOSE and reason.detail in names:
        return evolve(reason, why=Why.RIGHT, detail="", until=None)
    return reason


def with_overlay(
    line: ActivityLine, policies: Policies, case: Case, assessment: Assessment, language: str
) -> ActivityLine:
    """The line of an activity with what its overlay must state, and without what it conceals."""
    invoked = deciding(policies, case, assessment)
    if invoked is None:
        return line
    line = evolve(line, stated=_stated(policies, assessment, invoked, language))
    if not _conceals(policies, invoked):
        return line
    return evolve(line, found=0, done=0, kept=())


def fee_of(policies: Policies, case: Case, activity: str) -> str:
    """Why a reasonable fee is asked for an activity (GDPR 12(5)(a)); empty where none is."""
    assessed = next((one for one in case.assessments if one.activity == activity), None)
    if assessed is None or assessed.overlay is None or assessed.verdict is not Verdict.APPLIES:
        return ""
    charged = [one for one in in_force(case, activity) if one.effect == CHARGE]
    return charged[0].because if charged else ""


def masked_in(copy: Copy | None, activity: str) -> tuple[str, ...]:
    """Labels of the fields of an activity in which something was made unreadable."""
    found = copy.activities if copy is not None else ()
    return tuple(dict.fromkeys(
        left.label
        for one in found if one.activity.id == activity
        for dataset in one.datasets for left in dataset.withheld if left.masked
    ))  # fmt: skip


def _conceals(policies: Policies, invoked: OverlayInvoked) -> bool:
    overlay = policies.invoking.overlay(invoked.overlay)
    return overlay is not None and overlay.conceals


def _stated(
    policies: Policies, assessment: Assessment, invoked: OverlayInvoked, language: str
) -> tuple[Stated, ...]:
    """The letter, the reason and the weighing (UAVG 41), or for others what shows it."""
    letter = policies.invoking.ground(invoked.ground)
    if letter is None:
        return _shown(assessment, invoked, language)
    needed = _REASON.of(language)
    told = [
        Stated(what=cited(letter.source[0], language), text=letter.text.of(language)),
        Stated(what=needed, text=invoked.because),
    ]
    for weighed in invoked.weighed:
        factor = policies.invoking.factor(weighed.factor)
        if factor is not None:
            told.append(Stated(what=factor.text.of(language), text=weighed.found))
    return tuple(told)


#: The second item of must_state of `uavg-41`, as a heading.
_REASON = Text(
    nl="waarom het noodzakelijk en evenredig is", en="why it is necessary and proportionate"
)


def _shown(assessment: Assessment, invoked: OverlayInvoked, language: str) -> tuple[Stated, ...]:
    """The first item that the refusal must state, with the reason of the case handler."""
    first = assessment.must_state[:1]
    return tuple(Stated(what=one.of(language), text=invoked.because) for one in first)
