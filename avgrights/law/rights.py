"""Which right applies to which purpose, and why (GDPR 12 to 22, 7(3); UAVG 40 to 47).

The rules stand in policies/rights.yaml; here they are read for each legal basis of a purpose and
combined. What is not known becomes a question, with who must answer it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from attrs import field, frozen

from avgrights.law.answers import Derivation, Step, Text
from avgrights.law.dated import on as version_on
from avgrights.law.facts import normalised
from avgrights.law.policies import Policies
from avgrights.law.procedures import Notice
from avgrights.law.rulebook import Fact, Outcome, RightVersion, Rule, decide
from avgrights.terms.citation import Citation
from avgrights.terms.errors import InputFault
from avgrights.terms.legal_basis import BASES

T = TypeVar("T")
APPLIES, DOES_NOT_APPLY, DEPENDS = "applies", "does not apply", "depends"
FILE = "policies/rights.yaml"
#: Explicit consent for special categories: counts as consent beside any basis of 6(1).
SPECIAL_CONSENT = "9(2)(a)"


@frozen(kw_only=True)
class Verdict:
    """Whether a right applies to one purpose, with its grounds.

    Attributes:
        verdict: applies, does not apply or depends.
        grounds: such as 17(1)(b) or 17(3)(e).
        citations: every article that decided.
        reasons: a sentence for each basis that decided.
        question: what must be answered, where the verdict depends.
        asks: the fact that the answer gives, by its name in policies/rights.yaml.
        answered_by: who must answer.
        balancing: for an objection: whether compelling grounds may outweigh it; None elsewhere.
        substitute: the right or remedy that stands in its place.
        route_to: the regime under which the request is to be handled.
        must_state: what a refusal on this ground must say; None where nothing is refused.
        per_basis: the verdict for each legal basis by itself.
    """

    right: str
    verdict: str
    grounds: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    reasons: tuple[Text, ...] = ()
    question: Text | None = None
    asks: str | None = None
    answered_by: str | None = None
    balancing: bool | None = None
    substitute: str | None = None
    route_to: str | None = None
    must_state: Notice | None = None
    per_basis: Mapping[str, str] = field(factory=dict)
    derivation: Derivation = field(default=(), repr=False)


def verdict(
    policies: Policies,
    right: str,
    *,
    bases: Sequence[str],
    facts: Mapping[str, Fact] | None = None,
    on: date | None = None,
) -> Verdict:
    """The verdict on a right, for a purpose that rests on these bases.

    Args:
        right: a name of policies/rights.yaml, such as `erasure` or `withdraw consent`.
        bases: such as `6(1)(c)`; `9(2)(a)` beside them for explicit consent.
        facts: what is known, by the names of policies/rights.yaml.
        on: the day asked about; None: the rules now in force.

    Raises:
        InputFault: an unknown right, basis or fact, or a value that the fact does not take.
        NotCovered: the rules of that day are not known.
    """
    known = policies.rights.rights.get(right)
    if known is None:
        raise InputFault(f"{right!r} is no right; there are: {', '.join(policies.rights.rights)}")
    version = version_on(known.versions, on, file=FILE, value=right)
    rules = (*_overlays(policies, right, on), *version.rules)
    given = normalised(policies.rights.facts, facts or {})
    if SPECIAL_CONSENT in bases:
        given["special_category_consent"] = True
    ordinary = _checked(bases)
    outcomes = {b: decide(rules, b, _for_basis(b, ordinary, given)) for b in ordinary}
    return _combined(policies, right, version, outcomes)


def _checked(bases: Sequence[str]) -> tuple[str, ...]:
    """The bases of 6(1), each once; explicit consent by itself counts as consent."""
    unknown = [basis for basis in bases if basis not in (*BASES, SPECIAL_CONSENT)]
    if unknown or not bases:
        named = repr(unknown[0]) if unknown else "nothing"
        raise InputFault(
            f"{named} is no legal basis; there are: {', '.join((*BASES, SPECIAL_CONSENT))}"
        )
    ordinary = tuple(dict.fromkeys(basis for basis in bases if basis != SPECIAL_CONSENT))
    return ordinary or (BASES[0],)


def _overlays(policies: Policies, right: str, on: date | None) -> tuple[Rule, ...]:
    layer = version_on(policies.rights.overlays, on, file=FILE, value="overlays")
    return tuple(rule for rule in layer.rules if not rule.rights or right in rule.rights)


def _for_basis(basis: str, bases: Sequence[str], facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """The facts as they stand for one basis: the other bases are its other legal ground."""
    alone = {"other_ground": len(bases) > 1}
    return {**alone, **facts}


def _combined(
    policies: Policies, right: str, version: RightVersion, outcomes: Mapping[str, Outcome]
) -> Verdict:
    """One verdict from that of each basis."""
    order = (APPLIES, DEPENDS, DOES_NOT_APPLY)
    if version.combine == "all":
        order = (DOES_NOT_APPLY, DEPENDS, APPLIES)
    verdicts = {basis: outcome.verdict for basis, outcome in outcomes.items()}
    winner = next(word for word in order if word in verdicts.values())
    deciding = [outcome for outcome in outcomes.values() if outcome.verdict == winner]
    asks = deciding[0].asks if winner == DEPENDS else None
    kind = policies.rights.facts.get(asks) if asks else None
    rules = [outcome.rule for outcome in deciding]
    return Verdict(
        right=right,
        verdict=winner,
        grounds=_once(rule.ground for rule in rules if rule.ground and winner != DEPENDS),
        citations=_once(citation for rule in rules for citation in rule.source),
        reasons=_once(rule.because for rule in rules),
        question=kind.ask if kind else None,
        asks=asks,
        answered_by=kind.answered_by if kind else None,
        balancing=next((r.balancing for r in rules if r.balancing is not None), None),
        substitute=_only(winner, rules[0].substitute),
        route_to=_only(winner, rules[0].route_to),
        must_state=_must_state(policies, winner, rules[0]),
        per_basis=verdicts,
        derivation=_derivation(policies, version, outcomes, winner),
    )


def _must_state(policies: Policies, winner: str, rule: Rule) -> Notice | None:
    """What the refusal must say; a request that goes to another regime is not refused here."""
    if winner != DOES_NOT_APPLY or rule.route_to:
        return None
    refusals = policies.refusals.refusals
    return next((one.must_state for one in refusals if one.id == rule.refusal), None)


def _only(winner: str, value: str | None) -> str | None:
    """A substitute or a route stands only where the right itself does not apply."""
    return value if winner == DOES_NOT_APPLY else None


def _once(values: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))


def _derivation(
    policies: Policies, version: RightVersion, outcomes: Mapping[str, Outcome], winner: str
) -> Derivation:
    """A step for each basis, the question where there is one, and how bases combine."""
    steps: list[Step] = []
    for basis, outcome in outcomes.items():
        steps += _steps(policies, basis, outcome)
    if len(outcomes) > 1:
        steps.append(_combining(version, winner))
    first = next(o.rule for o in outcomes.values() if o.verdict == winner)
    stated = _must_state(policies, winner, first)
    if stated is not None:
        steps.append(_stating(stated))
    return tuple(steps)


def _stating(stated: Notice) -> Step:
    """What the refusal must say, as a step."""
    what = Text(nl=f"de weigering vermeldt: {'; '.join(stated.nl)}",
                en=f"the refusal states: {'; '.join(stated.en)}")  # fmt: skip
    return Step(what=what, value=len(stated.nl), article=stated.article)


def _steps(policies: Policies, basis: str, outcome: Outcome) -> list[Step]:
    rule = outcome.rule
    because = rule.because
    told = Step(
        what=Text(nl=f"{basis}: {because.nl}", en=f"{basis}: {because.en}"),
        value=outcome.verdict,
        article=rule.article,
        decision=rule.decision,
    )
    if not outcome.asks:
        return [told]
    kind = policies.rights.facts[outcome.asks]
    hangs = Text(
        nl=f"{basis}: hangt af van: {kind.ask.nl}", en=f"{basis}: depends on: {kind.ask.en}"
    )
    return [
        Step(
            what=hangs,
            value=outcome.verdict,
            article="; ".join(_once((*map(str, rule.source), kind.article))),
        )
    ]


def _combining(version: RightVersion, winner: str) -> Step:
    any_ = Text(nl="het recht geldt waar één grondslag het geeft",
                en="the right applies where one basis gives it")  # fmt: skip
    all_ = Text(nl="alleen waar elke grondslag het toelaat: wat één doel nog nodig heeft, blijft",
                en="only where every basis allows it: what one purpose needs stays")  # fmt: skip
    what = all_ if version.combine == "all" else any_
    return Step(what=what, value=winner, article=version.article)
