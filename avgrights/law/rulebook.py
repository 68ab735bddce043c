"""The rules of policies/rights.yaml, and how they are read when not every fact is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import field, frozen

from avgrights.law.answers import Text
from avgrights.law.dated import Dated
from avgrights.terms.citation import Citation

Fact = bool | str
Facts = Mapping[str, Fact]


@frozen(kw_only=True)
class FactKind:
    """One fact that a verdict may hang on.

    Attributes:
        ask: the question whose answer the fact is.
        answered_by: who must answer it.
        default: what holds where nothing is said; None: it is asked.
        values: the words that are accepted; empty: yes or no.
        also: other names for the same fact.
        words: for a fact with values: words in free text that mean one of them.
    """

    ask: Text
    answered_by: str
    article: str
    default: Fact | None = None
    values: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    words: dict[str, tuple[str, ...]] = field(factory=dict)


@frozen(kw_only=True)
class Rule:
    """One rule: where its conditions hold, its verdict stands and later rules are not read.

    Attributes:
        rights: an overlay's rights; empty: all.
        bases: legal bases for which the rule is written; empty: every basis.
        when: facts that must hold; one that is not known makes the verdict depend on it.
        known: facts that must be known to hold; not known: the rule is passed over.
        unless: facts that, known to hold, pass over the rule.
        verdict: applies, does not apply or depends.
        ask: for `depends`: the fact whose question is asked.
        ground: what the register of grounds shows, such as 17(1)(b).
        balancing: for an objection: whether compelling grounds may outweigh it.
        substitute: the right or remedy that stands in its place.
        route_to: the regime under which the request is to be handled.
        refusal: the ground of policies/refusals.yaml that says what a refusal must state.
    """

    id: str
    verdict: str
    source: tuple[Citation, ...]
    because: Text
    rights: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    when: dict[str, Fact] = field(factory=dict)
    known: dict[str, Fact] = field(factory=dict)
    unless: dict[str, Fact] = field(factory=dict)
    ask: str | None = None
    ground: str | None = None
    balancing: bool | None = None
    substitute: str | None = None
    route_to: str | None = None
    refusal: str = "right-does-not-apply"
    reading: str | None = None
    decision: str | None = None

    @property
    def article(self) -> str:
        """Every source, as a step of a derivation shows it."""
        return "; ".join(str(citation) for citation in self.source)

    def truth(self, basis: str, facts: Facts) -> bool | None:
        """Whether the rule holds; None where that depends on a fact that is not known."""
        if self.bases and basis not in self.bases:
            return False
        if any(facts.get(name) != value for name, value in self.known.items()):
            return False
        if self.unless and all(facts.get(name) == value for name, value in self.unless.items()):
            return False
        truths = [_holds(facts, name, value) for name, value in self.when.items()]
        return False if False in truths else None if None in truths else True

    def unknown(self, facts: Facts) -> str:
        """The first fact of `when` that is not known."""
        return next(name for name in self.when if name not in facts)


@frozen(kw_only=True)
class RightVersion(Dated):
    """The rules of one right during some years, in the order in which they are read.

    Attributes:
        combine: with several bases: `any` (the right applies where one basis says so) or `all`
            (only where every basis does; data that one basis still needs stays).
    """

    combine: str
    rules: tuple[Rule, ...]


@frozen(kw_only=True)
class RightPolicy:
    """One right: its name, its article, its rules through time."""

    name: Text
    article: str
    versions: tuple[RightVersion, ...]
    on_request: bool = True


@frozen(kw_only=True)
class Overlays(Dated):
    """Rules that come before those of a right, in the order in which they are read."""

    rules: tuple[Rule, ...]


@frozen(kw_only=True)
class Rulebook:
    """policies/rights.yaml."""

    facts: dict[str, FactKind]
    overlays: tuple[Overlays, ...]
    rights: dict[str, RightPolicy]


@frozen(kw_only=True)
class Outcome:
    """What the rules say for one basis: the rule that decided, and what still must be asked.

    Attributes:
        verdict: applies, does not apply or depends.
        asks: the fact that decides, where the verdict depends.
        passed: rules that were read and did not hold, by id.
    """

    rule: Rule
    verdict: str
    asks: str | None = None


def decide(rules: Sequence[Rule], basis: str, facts: Facts) -> Outcome:
    """The verdict of the first rule that holds.

    Where a rule hangs on a fact that is not known, both ways are followed; if they end in the
    same verdict the fact does not matter, else the verdict depends on it.

    Raises:
        ValueError: no rule holds; a rule book ends with a rule without conditions.
    """
    for place, rule in enumerate(rules):
        truth = rule.truth(basis, facts)
        if truth is True:
            return Outcome(rule=rule, verdict=rule.verdict, asks=rule.ask)
        if truth is None:
            return _either(rule, rules[place + 1 :], basis, facts)
    raise ValueError("no rule holds; the last rule of a right has no conditions")


def _either(rule: Rule, rest: Sequence[Rule], basis: str, facts: Facts) -> Outcome:
    """The outcome where it is not known whether `rule` holds."""
    otherwise = decide(rest, basis, facts)
    if otherwise.verdict == rule.verdict and rule.verdict != "depends":
        return otherwise
    return Outcome(rule=rule, verdict="depends", asks=rule.unknown(facts))


def _holds(facts: Facts, name: str, value: Fact) -> bool | None:
    return facts[name] == value if name in facts else None
