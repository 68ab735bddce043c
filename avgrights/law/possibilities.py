"""What may still be done in a case, by whom, and by which day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from attrs import frozen

from avgrights.law.answers import Step, Text
from avgrights.law.deadlines import Deadline, deadline
from avgrights.law.penalty import Penalty
from avgrights.law.penalty import version_on as penalty_rule
from avgrights.law.policies import Policies
from avgrights.law.procedures import ProcedureVersion

CONTROLLER, PERSON = "controller", "person"


@frozen(kw_only=True)
class Possibility:
    """One thing that may still be done.

    Attributes:
        act: a fixed word for it: answer, extend, refuse, ask, decide without penalty, give notice
            of default, appeal, object, decide on the objection.
        who: controller or person.
        by: the last day, that day included; None: the law gives none.
    """

    act: str
    what: Text
    who: str
    by: date | None
    article: str

    @property
    def step(self) -> Step:
        """The same as a step of a derivation."""
        return Step(what=self.what, value=self.by or "open", article=self.article)

    def told(self) -> str:
        """The act and its last day, in a word or two: `answer until 2026-07-01`."""
        return self.act if self.by is None else f"{self.act} until {self.by}"


def possibilities(
    policies: Policies,
    found: Deadline,
    status: str,
    penalty: Penalty | None,
    happened: Mapping[str, date],
    on: date,
) -> tuple[Possibility, ...]:
    """What may still be done on a day, in the order of a case's life.

    Args:
        happened: kind of event -> its first day, nothing later than `on`.
    """
    version = policies.procedure(found.procedure, found.start)
    if status == "decided":
        return tuple(_after_decision(policies, version, happened, on))
    if status in ("running", "suspended"):
        return tuple(_while_running(version, found, happened, on))
    if status == "late":
        return tuple(_while_late(policies, version, found, penalty, on))
    return ()


def _while_running(
    version: ProcedureVersion, found: Deadline, happened: Mapping[str, date], on: date
) -> Iterator[Possibility]:
    """Answering, extending, refusing, asking."""
    answer = Text(nl="antwoord geven", en="give the answer")
    yield Possibility(act="answer", what=answer, who=CONTROLLER, by=found.due,
                      article=version.term.article)  # fmt: skip
    known = "extension announced" in happened
    if version.extension and not known and (found.first_due is None or on <= found.first_due):
        extend = Text(nl="verlenging melden, met redenen", en="announce an extension, with reasons")
        yield Possibility(act="extend", what=extend, who=CONTROLLER, by=found.first_due,
                          article=version.extension.article)  # fmt: skip
    if version.refusal and found.refuse_by and on <= found.refuse_by:
        refuse = Text(nl="melden dat het niet wordt behandeld", en="tell that nothing will be done")
        yield Possibility(act="refuse", what=refuse, who=CONTROLLER, by=found.refuse_by,
                          article=version.refusal.article)  # fmt: skip
    if version.pauses and found.due is not None:
        ask = Text(nl="vragen naar identiteit of bedoeling", en="ask about identity or meaning")
        yield Possibility(act="ask", what=ask, who=CONTROLLER, by=found.due,
                          article=version.pauses.article)  # fmt: skip


def _while_late(
    policies: Policies,
    version: ProcedureVersion,
    found: Deadline,
    penalty: Penalty | None,
    on: date,
) -> Iterator[Possibility]:
    """A late answer, a notice of default, the last day without a penalty, then the court."""
    answer = Text(nl="alsnog antwoord geven", en="give the answer after all")
    yield Possibility(act="answer", what=answer, who=CONTROLLER, by=None,
                      article=version.term.article)  # fmt: skip
    if penalty is None or version.penalty is None:
        return
    if penalty.first_day is None:
        notice = Text(nl="in gebreke stellen", en="give notice of default")
        yield Possibility(act="give notice of default", what=notice, who=PERSON, by=None,
                          article=version.penalty.article)  # fmt: skip
    elif on < penalty.first_day:
        free = Text(nl="beslissen zonder dwangsom", en="decide without penalty")
        yield Possibility(act="decide without penalty", what=free, who=CONTROLLER,
                          by=penalty.first_day - timedelta(1),
                          article=version.penalty.article)  # fmt: skip
    else:
        yield from _to_court(policies, found)


def _to_court(policies: Policies, found: Deadline) -> Iterator[Possibility]:
    """Two weeks after the notice the person may appeal against the want of a decision."""
    rule = penalty_rule(policies, found.due).direct_appeal
    if rule is not None:
        appeal = Text(nl="beroep wegens niet tijdig beslissen", en="appeal for want of a decision")
        yield Possibility(act="appeal", what=appeal, who=PERSON, by=None, article=rule.article)


def _after_decision(
    policies: Policies, version: ProcedureVersion, happened: Mapping[str, date], on: date
) -> Iterator[Possibility]:
    """The remedy against the decision, and the decision on the objection."""
    if version.remedy is None:
        return
    remedy = version.remedy
    window = deadline(policies, remedy.procedure, start=happened["decided"])
    title = policies.procedures[remedy.procedure].title
    if "objection" in happened:
        yield from _decision_on_objection(policies, window, on)
    elif window.due is not None and on <= window.due:
        yield Possibility(act="object", what=title, who=PERSON, by=window.due,
                          article=remedy.article)  # fmt: skip


def _decision_on_objection(policies: Policies, window: Deadline, on: date) -> Iterator[Possibility]:
    """By when the objection must be decided: counted from the end of the window."""
    then = policies.procedure(window.procedure, window.start).remedy
    if then is None or window.due is None:
        return
    decision = deadline(policies, then.procedure, start=window.due)
    yield Possibility(act="decide on the objection",
                      what=policies.procedures[then.procedure].title,
                      who=CONTROLLER, by=decision.due, article=then.article)  # fmt: skip
