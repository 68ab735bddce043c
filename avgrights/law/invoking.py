"""What a case handler may invoke so that a right is set aside (GDPR 12(5), UAVG 41 to 47)."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from avgrights.law.answers import Text
from avgrights.law.dated import Dated, Sourced
from avgrights.law.rulebook import Fact, Rulebook


@frozen(kw_only=True)
class Invocation(Dated):
    """One overlay of policies/rights.yaml, as it is invoked.

    Attributes:
        id: the name under which it is invoked, such as `UAVG 41`.
        facts: what invoking it tells the law.
        states: what whoever invokes it thereby states.
        refuse, charge: for 12(5): what refusing, or asking a fee, tells the law.
        charged: what then stands with the verdict.
        weighs: whether a letter of UAVG 41(1) and the factors of 41(2) are needed.
        conceals: whether it is not told either how many rows there are.
    """

    id: str
    name: Text
    facts: dict[str, Fact]
    states: Text
    refuse: dict[str, Fact] = field(factory=dict)
    charge: dict[str, Fact] = field(factory=dict)
    charged: Text | None = None
    weighs: bool = False
    conceals: bool = False

    @property
    def chooses(self) -> bool:
        """Whether there is a choice between refusing and asking a fee."""
        return bool(self.refuse or self.charge)


@frozen(kw_only=True)
class Lettered(Sourced):
    """One letter of UAVG 41(1), or one factor of UAVG 41(2).

    Attributes:
        id: the letter.
        nl, en: the text.
    """

    id: str
    nl: str
    en: str

    @property
    def text(self) -> Text:
        """The text in both languages."""
        return Text(nl=self.nl, en=self.en)


@frozen(kw_only=True)
class Invoking:
    """policies/invoking.yaml."""

    overlays: tuple[Invocation, ...]
    grounds: tuple[Lettered, ...]
    factors: tuple[Lettered, ...]

    def overlay(self, name: str) -> Invocation | None:
        """The overlay of that name, or None."""
        return next((one for one in self.overlays if one.id == name), None)

    def ground(self, letter: str | None) -> Lettered | None:
        """The letter of UAVG 41(1), or None."""
        return next((one for one in self.grounds if one.id == letter), None)

    def factor(self, letter: str) -> Lettered | None:
        """The factor of UAVG 41(2), or None."""
        return next((one for one in self.factors if one.id == letter), None)


def reaches(rights: Rulebook, overlay: Invocation, right: str, day: date) -> bool:
    """Whether some rule of policies/rights.yaml lets the overlay set that right aside: one that is
    read before the right's own, or one of the right itself on just these facts."""
    layers = [layer for layer in rights.overlays if layer.holds_on(day)]
    return _stops(rights, overlay, right, day) or any(
        set(overlay.facts) & set(rule.when) and (not rule.rights or right in rule.rights)
        for layer in layers
        for rule in layer.rules
    )


def _stops(rights: Rulebook, overlay: Invocation, right: str, day: date) -> bool:
    """Whether a rule of the right itself says no on these facts, under this article."""
    return any(
        {**rule.when, **rule.known} == dict(overlay.facts)
        and rule.verdict == "does not apply"
        and set(overlay.source) <= set(rule.source)
        for version in rights.rights[right].versions
        if version.holds_on(day)
        for rule in version.rules
    )
