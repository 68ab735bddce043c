"""What a request contests may be restricted while it is handled (GDPR 18(1)(a) and (d)).

A case of its own, of the same person, with a decision, a term and an end of its own: contested
accuracy is verified in one case while the other keeps the data from being used.
"""

from __future__ import annotations

from datetime import date

from avgrights.cases.case import Case, need_identity
from avgrights.cases.rights import Right
from avgrights.desk import casebook, requests
from avgrights.desk.desk import Desk
from avgrights.desk.requests import Standing
from avgrights.terms.errors import InputFault


def restrict_meanwhile(
    desk: Desk, id: str, *, ground: str, received: date | None = None
) -> Standing:
    """Opens a case of restriction beside another one, of the same person, whose identity was
    established there. Again: the case that was opened.

    Args:
        ground: as `receive` takes it, such as `18(1)(a)`.
        received: the day on which restriction was asked for; None: with the request itself.

    Raises:
        Refused: no identity is recorded yet, or the mandate does not cover a restriction.
        InputFault: the case is itself a restriction, or the ground is none of the four.
    """
    with desk.database.read() as connection:
        case = casebook.read_file(desk, connection, id).case
    need_identity(case)
    if case.right is Right.RESTRICTION:
        raise InputFault(f"case {id} is itself about restriction")
    opened = requests.receive(
        desk, right=Right.RESTRICTION, identifiers=case.identifiers, name=case.name,
        channel=case.channel, received=received or case.received, register=case.register,
        activities=case.activities, representative=case.representative, mandate=case.mandate,
        born=case.born, representation=case.representation, mandate_for=case.mandate_for,
        mandate_until=case.mandate_until, once=f"meanwhile {id}", ground=ground,
    )  # fmt: skip
    return opened if opened.case.identity else _identified(desk, opened.case, case)


def _identified(desk: Desk, opened: Case, known: Case) -> Standing:
    """As it was established in the other case: the same person stands before the desk."""
    was = known.identity
    assert was is not None
    return requests.identify(
        desk, opened.id, method=was.method, level=was.level, by=was.by,
        on=max(was.on, opened.received), address_changed=was.address_changed,
        second_check=was.second_check,
    )  # fmt: skip
