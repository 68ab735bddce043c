"""On which of the four grounds a restriction was asked for (GDPR 18(1))."""

from __future__ import annotations

from avgrights.cases.rights import Right
from avgrights.law.facts import normalised
from avgrights.law.policies import Policies
from avgrights.terms.errors import InputFault


def ground_named(policies: Policies, right: Right | str, given: str | None) -> str | None:
    """The ground by its name in policies/rights.yaml.

    Args:
        given: that name, a point such as `18(1)(a)`, or words that tell it; None: none was given.

    Raises:
        InputFault: it is none of the four, or the request is about another right.
    """
    if given is None:
        return None
    if Right(right) is not Right.RESTRICTION:
        raise InputFault("a ground is given with a request for restriction (GDPR 18(1)) alone")
    return str(normalised(policies.rights.facts, {"ground": given})["ground"])
