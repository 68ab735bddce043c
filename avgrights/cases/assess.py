"""The verdict per activity: the rights matrix, with the facts that the person's rows give."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from attrs import define, evolve, field

from avgrights.cases.assessment import Assessment, Because, Ground, Verdict
from avgrights.cases.case import Case
from avgrights.cases.clock import regime
from avgrights.cases.events import Answered
from avgrights.cases.facts import Fact, facts, settled_by_register, without_rows
from avgrights.cases.overlays import as_invoked, deciding, facts_of, in_force
from avgrights.cases.rights import Right
from avgrights.cases.row_terms import Term
from avgrights.cases.weighing import answered_facts, question_of
from avgrights.law.policies import Policies
from avgrights.law.rights import Verdict as LawVerdict
from avgrights.law.rights import verdict as law_verdict
from avgrights.terms.citation import Citation
from avgrights.terms.errors import Refused
from avgrights.terms.register import Activity, Register

_DUTY = Citation("GDPR", "17(3)(b)")
_NOT_FOUND = Citation("GDPR", "11(2)")
_AGAIN = Ground(
    nl="een opslag was niet te bereiken: beoordeel opnieuw zodra dat weer kan",
    en="a store could not be reached: assess again when it can",
)


@define
class Tally:
    """What was found of a person for one activity, counted while reading.

    Attributes:
        rows: found.
        blocked: of these, under a legal duty to keep that runs or has not begun.
        unfinished: of the others, with a term that runs, has not begun or is open.
        searchable: whether any dataset has a column for one of the identifiers.
        unreachable: whether a store failed.
        known: facts for the law that the desk knows beside these, by their names.
    """

    rows: int = 0
    blocked: int = 0
    unfinished: int = 0
    searchable: bool = False
    unreachable: bool = False
    known: Mapping[str, Fact] = field(factory=dict)

    def add(self, term: Term) -> None:
        """Counts one row under its term."""
        self.rows += 1
        if term.blocks:
            self.blocked += 1
        elif not term.over:
            self.unfinished += 1


def assess(
    policies: Policies,
    case: Case,
    register: Register,
    activity: Activity,
    tally: Tally,
    *,
    on: date,
) -> Assessment:
    """The verdict on one activity. An answer of the case handler counts only where it depends."""
    law = regime(activity, register)
    if law != "avg":
        return _by_law(policies, case.right, activity, {"regime": law}, on)
    known = {**facts(case.right, activity, tally), **facts_of(policies, case, activity.id)}
    found = _on_the_facts(policies, case, activity, tally, known, on)
    return as_invoked(policies, case, found)


def _on_the_facts(
    policies: Policies,
    case: Case,
    activity: Activity,
    tally: Tally,
    known: Mapping[str, Fact],
    on: date,
) -> Assessment:
    """The verdict under the GDPR. What the case handler set aside goes before what was found."""
    if in_force(case, activity.id):
        found = _by_law(policies, case.right, activity, known, on)
        if deciding(policies, case, found) is not None:
            return found
    unsettled = _without_the_law(activity, case.right, tally)
    if unsettled is not None:
        return unsettled
    found = _by_law(policies, case.right, activity, known, on)
    if not tally.rows and (case.right is Right.ACCESS or found.verdict is Verdict.APPLIES):
        # GDPR 15(1): whether data is processed at all is the first thing to be told.
        searched = tally.searchable and not tally.unreachable
        return evolve(found, because=Because.NO_DATA) if searched else found
    answer = case.answer(activity.id)
    if answer is not None and _asked_of(found, answer):
        settled = {**known, **answered_facts(case.right, answer)}
        return _answered(_by_law(policies, case.right, activity, settled, on), answer)
    return found


def _asked_of(found: Assessment, answer: Answered) -> bool:
    """Whether the answer is one to the question on which the verdict hangs now: that the data is
    not necessary any more says nothing on whether a public task needs it."""
    if found.verdict is not Verdict.DEPENDS or found.question is None:
        return False
    return answer.question in ("", found.question.nl)


def need_question(assessments: Mapping[str, Assessment], activity: str, case: Case) -> None:
    """Only what depends can be answered.

    Raises:
        Refused: the verdict on the activity stands already.
    """
    found = assessments[activity]
    if found.verdict in (Verdict.DEPENDS, Verdict.UNKNOWN) or case.answer(activity) is not None:
        return
    raise Refused(
        f"case {case.id}: the verdict on {activity} is {found.verdict} ({found.because}); "
        "there is nothing to answer"
    )


def _without_the_law(activity: Activity, right: Right, tally: Tally) -> Assessment | None:
    """The verdict where the rows, or the want of them, decide before the matrix does."""
    settled = settled_by_register(right, activity)
    if settled is not None or without_rows(right, activity):
        return settled
    if tally.unreachable and not tally.rows:
        return Assessment(
            activity=activity.id, verdict=Verdict.UNKNOWN, because=Because.STORE,
            question=_AGAIN,
        )  # fmt: skip
    if not tally.searchable:
        return _none(activity, Because.NOT_SEARCHABLE, (_NOT_FOUND,))
    if not tally.rows and right is not Right.ACCESS:
        return _none(activity, Because.NO_DATA, ())
    if right is Right.ERASURE and tally.blocked == tally.rows:
        return _none(activity, Because.DUTY_TO_KEEP, (_DUTY,))
    return None


def _none(activity: Activity, because: Because, citations: tuple[Citation, ...]) -> Assessment:
    return Assessment(
        activity=activity.id, verdict=Verdict.DOES_NOT_APPLY, because=because, citations=citations
    )


def _by_law(
    policies: Policies,
    right: Right,
    activity: Activity,
    known: Mapping[str, Fact],
    on: date,
) -> Assessment:
    bases = [basis.basis for basis in activity.legal_basis]
    found: LawVerdict = law_verdict(policies, right.value, bases=bases, facts=known, on=on)
    question = question_of(policies, found, known)
    return Assessment(
        activity=activity.id,
        verdict=Verdict.DEPENDS if question else Verdict(found.verdict),
        # What a question hangs on is no ground yet: that comes with the answer.
        grounds=() if question else tuple(Ground(nl=text.nl, en=text.en) for text in found.reasons),
        points=() if question else tuple(found.grounds),
        citations=tuple(found.citations),
        question=Ground(nl=question.nl, en=question.en) if question else None,
        route_to=found.route_to,
        must_state=_must_state(found),
    )


def _must_state(found: LawVerdict) -> tuple[Ground, ...]:
    """What the refusal must say, item by item."""
    if found.must_state is None:
        return ()
    stated = found.must_state
    return tuple(Ground(nl=nl, en=en) for nl, en in zip(stated.nl, stated.en, strict=True))


def _answered(found: Assessment, answer: Answered) -> Assessment:
    verdict = Verdict.APPLIES if answer.applies else Verdict.DOES_NOT_APPLY
    ground = Ground(nl=answer.because, en=answer.because)
    return evolve(
        found, verdict=verdict, because=Because.ANSWER, question=None,
        grounds=(*found.grounds, ground),
    )  # fmt: skip
