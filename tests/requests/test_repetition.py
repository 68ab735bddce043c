"""The same person again: shown with the earlier cases, never refused by itself (GDPR 12(5))."""

from __future__ import annotations

from datetime import date
from typing import Any

from avgrights.desk import requests
from avgrights.desk.requests import Standing
from avgrights.terms.identifier import Identifier
from tests.requests.house import PERSON, House


def _receive(house: House, **more: Any) -> Standing:
    given = {"right": "access", "identifiers": [PERSON], "name": "x", "channel": "letter",
             "received": date(2026, 11, 10), **more}  # fmt: skip
    with house.desk() as desk:
        return requests.receive(desk, **given)


def test_earlier_requests_of_the_person_are_shown(house: House) -> None:
    """Facts:   Access in May, erasure in June, access again in November, by a phone number as
             well; and somebody else's request between them.
    Holding: The new case names both, by any identifier in common, and is opened all the same.
    """
    first = _receive(house, received=date(2026, 5, 1)).case.id
    second = _receive(house, right="erasure", received=date(2026, 6, 1)).case.id
    _receive(house, identifiers=[Identifier("email", "een.ander@example.nl")])
    both = [Identifier("email", "BETROKKENE@example.nl "), Identifier("phone", "06")]
    third = _receive(house, identifiers=both)
    assert [one.case for one in third.same_person] == [first, second]
    assert third.earlier == ()
    assert [one.case for one in _receive(house, identifiers=both[1:]).same_person] == [
        third.case.id
    ]


def test_the_same_right_on_the_same_day_is_named(house: House) -> None:
    first = _receive(house).case.id
    again = _receive(house)
    assert (again.earlier, again.case.id != first) == ((first,), True)


def test_a_key_of_the_sender_opens_one_case(house: House) -> None:
    """Reliability: 100 replays, 1 effect."""
    first = _receive(house, once="portaal-1")
    for _ in range(100):
        again = _receive(house, once="portaal-1")
        assert (again.case.id, again.again) == (first.case.id, True)
    with house.desk() as desk:
        assert len(requests.list_cases(desk)) == 1
    assert _receive(house, once="portaal-2").case.id != first.case.id
