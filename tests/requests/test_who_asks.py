"""Who asks, and for whom: identity, age, measures of protection, mandates (GDPR 12(6), UAVG 5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from attrs import fields
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from avgrights.cases.case import open_case
from avgrights.cases.events import (
    Answered,
    Assessed,
    CarriedOut,
    Decided,
    Event,
    FieldReviewed,
    Identified,
    OverlayInvoked,
    OverlayWithdrawn,
    Planned,
    Received,
)
from avgrights.cases.manners import Level, Method
from avgrights.cases.steps import happen
from avgrights.cli.request import request as commands
from avgrights.desk import requests
from avgrights.desk.deciding import decide
from avgrights.desk.desk import Desk
from avgrights.desk.doing import carry_out
from avgrights.terms.errors import InputFault, Refused
from tests.requests.house import DATA_MAP, PERSON, REGISTER, STORES, TODAY, House
from tests.requests.test_state_machine import DAY, EVENTS, IDENTIFIED, RECEIVED

RECEIVED_ON = date(2026, 11, 10)
#: The day of birth of somebody who is that old on the day of the request.
BORN = {age: date(2026 - age, 11, 10) for age in (11, 12, 15, 16, 17, 40)}


def receive(house: House, **given: Any) -> str:
    with house.desk() as desk:
        known = {"right": "access", "identifiers": [PERSON], "name": "de betrokkene",
                 "channel": "letter", "received": RECEIVED_ON}  # fmt: skip
        return requests.receive(desk, **{**known, **given}).case.id


def identify(house: House, case: str, **given: Any) -> None:
    with house.desk() as desk:
        known = {"method": "desk", "level": "low", "by": "medewerker 1", "on": None}
        requests.identify(desk, case, **{**known, **given})


def acting(kind: str | None, **given: Any) -> dict[str, Any]:
    """A request by a representative."""
    return {"representative": "de vertegenwoordiger", "mandate": "gezien",
            "representation": kind, **given}  # fmt: skip


@pytest.mark.parametrize(
    ("age", "kind", "may"),
    [
        (11, None, False), (12, None, True), (15, None, True), (16, None, True),
        (11, "parent", True), (12, "parent", True), (15, "guardian", True),
        (16, "parent", False), (17, "guardian", False), (40, "parent", False),
        (11, "gemachtigde", False), (12, "gemachtigde", True), (16, "lawyer", True),
        (40, "curator", True), (17, "curator", True),
    ],
)  # fmt: skip
def test_who_may_ask_at_which_age(house: House, age: int, kind: str | None, may: bool) -> None:
    """UAVG 5(4), since 1 September 2026.

    Facts:   A person of 11 to 40 asks, by themselves or by somebody else.
    Law:     Under 12 the legal representative; from 12 both; from 16 the person, unless there is
             a measure of protection.
    Holding: At 16 a parent no longer acts; under 12 somebody with a mandate is no parent.
    """
    by = acting(kind) if kind else {}
    case = receive(house, born=BORN[age], **by)

    if may:
        identify(house, case)
    else:
        with pytest.raises(Refused) as refused:
            identify(house, case)
        assert refused.value.remedy


@pytest.mark.parametrize(("age", "subject", "parent"), [(11, False, True), (15, False, True),
                                                        (16, True, False)])  # fmt: skip
def test_before_september_2026_the_old_ages_held(
    house: House, age: int, subject: bool, parent: bool
) -> None:
    """UAVG 5(4) as it read until 31 August 2026: under 16 the representative only."""
    day = date(2026, 8, 31)
    born = date(day.year - age, day.month, day.day)
    for by, may in (({}, subject), (acting("parent"), parent)):
        case = receive(house, born=born, received=day, **by)
        if may:
            identify(house, case)
        else:
            with pytest.raises(Refused, match="at this age"):
                identify(house, case)


@pytest.mark.parametrize("law", ["wjsg", "wpg"])
def test_under_wjsg_and_wpg_the_representative_asks_until_sixteen(
    workspace: Any, tmp_path: Path, law: str
) -> None:
    """Wjsg 20(2), Wpg 26(2): they did not change in 2026."""
    (tmp_path / "beelden").mkdir()
    urls = {name: f"sqlite:///{tmp_path}/{name}.db" for name in STORES}
    stores = {name: {"url": url} for name, url in urls.items()}
    stores["cameras"] = {"folder": str(tmp_path / "beelden")}
    register = REGISTER.replace("public_body: true", f"public_body: true\nregime: {law}")
    house = House(workspace(stores=stores, registers={"huis": (register, DATA_MAP)}), urls)

    with pytest.raises(Refused, match="only the legal representative"):
        identify(house, receive(house, born=BORN[15]))
    identify(house, receive(house, born=BORN[15], **acting("parent")))
    identify(house, receive(house, born=BORN[16]))
    with pytest.raises(Refused, match="no longer acts"):
        identify(house, receive(house, born=BORN[16], **acting("parent")))


@pytest.mark.parametrize(("days", "may"), [(-1, False), (0, True), (1, True)])
def test_a_mandate_that_ended_before_the_request(house: House, days: int, may: bool) -> None:
    """Its last day counts: a request that came in on that day is covered."""
    until = RECEIVED_ON + timedelta(days)
    case = receive(house, **acting("gemachtigde", mandate_until=until))

    if may:
        identify(house, case)
    else:
        with pytest.raises(Refused, match=f"the mandate ended on {until}") as refused:
            identify(house, case)
        assert "receive the request anew" in refused.value.remedy


@pytest.mark.parametrize(
    ("covers", "activities", "said"),
    [
        (("access",), (), ""),
        (("erasure",), (), "the mandate is for erasure, not for access"),
        (("erasure", "access"), ("service-desk",), ""),
        (("service-desk",), ("service-desk",), ""),
        (("service-desk",), (), "does not cover administration, relations, newsletter, cameras"),
        (("access", "service-desk"), ("relations",), "does not cover relations"),
    ],
)
def test_what_a_mandate_covers(
    house: House, covers: tuple[str, ...], activities: tuple[str, ...], said: str
) -> None:
    """Rights limit it, activities limit it, and what it does not name it does not limit."""
    case = receive(house, activities=activities, **acting("lawyer", mandate_for=covers))

    if not said:
        identify(house, case)
    else:
        with pytest.raises(Refused, match=said):
            identify(house, case)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"mandate_until": TODAY}, "give --representative"),
        ({"mandate_for": ("access",)}, "give --representative"),
        ({"representation": "parent"}, "give --representative"),
        (acting("oom"), "is no kind of representative; there are: parent, guardian, curator"),
        (acting("parent"), "give the day of birth"),
        (acting("bewindvoerder"), "say what it covers"),
        (acting("mentor"), "say what it covers"),
        (acting("lawyer", mandate_for=("niets",)), "neither a right nor an activity"),
    ],
)
def test_a_mandate_is_recorded_whole(house: House, given: dict[str, Any], said: str) -> None:
    with pytest.raises(InputFault) as refused:
        receive(house, **given)

    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("ago", "second", "may"),
    [
        (0, None, False), (29, None, False), (30, None, True), (31, None, True),
        (29, "known-account", True), (29, "old-address", True), (29, "desk", False),
    ],
)  # fmt: skip
def test_a_changed_address_asks_for_a_second_check(
    house: House, ago: int, second: str | None, may: bool
) -> None:
    """Facts:   The address changed so many days before the desk saw the person.
    Law:     Our own convention (decision 0121).
    Holding: Under 30 days a second check is needed, by another way than the first."""
    case = receive(house)
    given = {"address_changed": TODAY - timedelta(ago), "second_check": second}

    if may:
        identify(house, case, **given)
    else:
        with pytest.raises(Refused, match="checked a second time, by another way than desk"):
            identify(house, case, **given)


def test_days_that_cannot_be(house: House) -> None:
    case = receive(house)
    with pytest.raises(InputFault, match="that is after"):
        identify(house, case, address_changed=TODAY + timedelta(1))
    with pytest.raises(InputFault, match="goes with --address-changed"):
        identify(house, case, second_check="portal")


def test_a_body_may_ask_a_higher_level(house: House) -> None:
    """One value in the body's own policies folder: access from substantial on."""
    folder = house.root / "policies"
    folder.mkdir(exist_ok=True)
    (folder / "identity.yaml").write_text("least:\n  access: {level: substantial}\n")
    text = (house.root / "avgrights.yaml").read_text()
    if "policies:" not in text:
        (house.root / "avgrights.yaml").write_text(text + "\npolicies: policies/\n")

    with pytest.raises(Refused, match="at least substantial, and this one is low"):
        identify(house, receive(house), level="low")
    identify(house, receive(house), level="substantial")
    identify(house, receive(house, right="erasure"), level="low")


def test_no_copy_of_a_document_has_a_place_to_be_kept() -> None:
    """What identification records: days, words from a list, and who did it."""
    kinds = [one.name for one in fields(Identified)]
    assert kinds == ["on", "method", "level", "by", "address_changed", "second_check"]


OVERLAY = OverlayInvoked(on=DAY, overlay="12(5)", because="x", by="y")
MORE: tuple[Event, ...] = (
    *EVENTS, OVERLAY, OverlayWithdrawn(on=DAY, overlay="12(5)", because="x", by="y"),
    FieldReviewed(on=DAY, dataset="d", column="c", show=True, by="een tweede"),
)  # fmt: skip
LOOKING = (Assessed, Answered, Planned, CarriedOut, Decided, OverlayInvoked, OverlayWithdrawn,
           FieldReviewed)  # fmt: skip


@settings(max_examples=1000)
@given(st.lists(st.sampled_from(MORE), max_size=30))
def test_no_path_of_events_leads_past_the_identity_gate(events: list[Event]) -> None:
    """Neither to looking up, nor to setting aside, nor to telling."""
    case, taken = open_case("R-1", RECEIVED), []
    for event in events:
        try:
            case = happen(case, event)
        except (Refused, InputFault):
            continue
        taken.append(event)

    before = taken[: taken.index(IDENTIFIED)] if IDENTIFIED in taken else taken
    assert not any(isinstance(event, LOOKING) for event in before)


#: For each command of `request` the words that make it go through, once identity is recorded.
WORDS: dict[str, tuple[str, ...]] = {
    "assess": (), "carry-out": (), "decide": ("--out", "{out}"), "close": (), "show": (),
    "review": ("--dataset", "tickets", "--field", "body", "--show", "--by", "b"),
    "pause": ("--for", "clarification"), "resume": (), "extend": ("--because", "x"),
    "withdraw": (), "acknowledge": (), "remind": (), "letter": ("--kind", "decision", "--out",
    "{out}"), "public-notice": ("--out", "{out}"), "recipients": (),
}  # fmt: skip
ASIDE = ("--overlay", "12(5)", "--refuse", "--because", "x", "--by", "b")


@settings(
    max_examples=15, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(luck=st.lists(st.tuples(st.sampled_from(sorted(commands.commands)), st.booleans()),
                     min_size=4, max_size=10))  # fmt: skip
def test_no_command_looks_up_or_tells_before_identity(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    luck: list[tuple[str, bool]],
) -> None:  # fmt: skip
    """Every command there is, in any order, on a case that was only received.

    Holding: No store is opened, and no copy is written (reliability, row 13).
    """
    monkeypatch.setattr(Desk, "store", _never)
    case = receive(house)
    for name, other in luck:
        if name in ("identify", "receive", "intake", "message", "list"):
            continue
        words = ASIDE if name == "assess" and other else WORDS.get(name, ())
        said = [word.format(out=tmp_path / "uit") for word in words]
        given = ["--workspace", str(house.root), "--today", str(TODAY)]
        CliRunner().invoke(commands, [name, case, *said, *given], catch_exceptions=True)

    assert not list(tmp_path.rglob("package.zip"))
    with house.desk() as desk:
        known = requests.show(desk, case).case
    assert (known.assessments, known.results, known.overlays, known.reviews) == ((), (), (), ())


def _never(*_: object) -> Iterator[None]:
    raise AssertionError("a store was opened before identity")


def test_the_property_can_fail(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Identified, the same commands do open stores."""
    monkeypatch.setattr(Desk, "store", _never)
    case = receive(house)
    identify(house, case)
    found = CliRunner().invoke(
        commands, ["assess", case, "--workspace", str(house.root), "--today", str(TODAY)]
    )
    assert isinstance(found.exception, AssertionError)


def test_identity_as_it_was_recorded_before_these_were_asked() -> None:
    """An older file holds neither address nor scope; it reads as one that says nothing of them."""
    old = Identified(on=DAY, method=Method.DESK, level=Level.LOW, by="x")
    assert (old.address_changed, old.second_check) == (None, None)
    assert {one.name for one in fields(Received) if one.name.startswith("mandate_")} == {
        "mandate_for", "mandate_until",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "called"),
    [(acting("parent", born=BORN[11]), "ouder"), (acting("lawyer"), "advocaat"),
     (acting(None), "gemachtigde")],
)  # fmt: skip
def test_the_letter_calls_a_representative_what_they_are(
    house: House, tmp_path: Path, given: dict[str, Any], called: str
) -> None:
    case = receive(house, **given)
    identify(house, case)
    with house.desk() as desk:
        carry_out(desk, case)
        decide(desk, case, out=tmp_path / "uit")

    letter = (tmp_path / "uit" / "letter.html").read_text()
    assert f"per adres de vertegenwoordiger, {called}" in letter
