"""How sure it must be who asks, and who may ask for another (GDPR 12(6); UAVG 5; Awb 2:1)."""

from __future__ import annotations

from attrs import frozen

from avgrights.law.answers import Text
from avgrights.law.dated import Dated


@frozen(kw_only=True)
class LevelOrder(Dated):
    """The levels of assurance, from low to high."""

    order: tuple[str, ...]


@frozen(kw_only=True)
class LeastLevel(Dated):
    """The least level at which a right is exercised."""

    level: str


@frozen(kw_only=True)
class ChangedAddress(Dated):
    """When a changed address asks for a second check.

    Attributes:
        second_check_within: days; an address changed that long ago, or longer, asks for nothing.
    """

    second_check_within: int


@frozen(kw_only=True)
class RepresentativeKind(Dated):
    """One kind of representative.

    Attributes:
        nl, en: what a letter calls it.
        acts_for: minor, guardianship or mandate.
        needs_scope: whether it has to be said what the measure covers.
    """

    nl: str
    en: str
    acts_for: str
    needs_scope: bool = False

    @property
    def name(self) -> Text:
        """What a letter calls it."""
        return Text(nl=self.nl, en=self.en)


@frozen(kw_only=True)
class IdentityPolicy:
    """policies/identity.yaml."""

    levels: LevelOrder
    least: dict[str, LeastLevel]
    changed_address: ChangedAddress
    representatives: dict[str, RepresentativeKind]
