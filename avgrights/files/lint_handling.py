"""What the policies on overlays and identity may not say, though each value is well formed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from avgrights.files.sheet import Sheet
from avgrights.law.policies import Policies

LEVELS = ("low", "substantial", "high")

Known = Callable[[Any, str, Iterable[str], Iterable[str], Sheet], None]
Say = Callable[[Sheet, str, Any, str, str], None]


def lint_invoking(policies: Policies, sheet: Sheet, known: Known, say: Say) -> None:
    """What an overlay tells the law is a fact of rights.yaml, and no name stands there twice."""
    facts = policies.rights.facts
    for one in policies.invoking.overlays:
        for key in ("facts", "refuse", "charge"):
            known(one, key, getattr(one, key), facts, sheet)
    for listed in (policies.invoking.grounds, policies.invoking.factors):
        seen: set[str] = set()
        for lettered in listed:
            if lettered.id in seen:
                say(sheet, "AVG709", lettered, "id", f"{lettered.id} stands there twice")
            seen.add(lettered.id)


def lint_identity(policies: Policies, sheet: Sheet, known: Known, say: Say) -> None:
    """The three levels in some order, rights that there are, and no negative days."""
    identity = policies.identity
    if sorted(identity.levels.order) != sorted(LEVELS):
        told = f"the levels are {', '.join(LEVELS)}, each once"
        say(sheet, "AVG709", identity.levels, "order", told)
    known(identity, "least", identity.least, policies.rights.rights, sheet)
    days = identity.changed_address.second_check_within
    if days < 0:
        told = f"{days} is negative"
        say(sheet, "AVG709", identity.changed_address, "second_check_within", told)
