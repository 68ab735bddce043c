"""Withdrawing consent (GDPR 7(3)): at any time, as easily as it was given, and for what comes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from avgrights.cases.assessment import Verdict
from avgrights.cases.manners import Outcome
from avgrights.desk import assessing, requests
from avgrights.desk.deciding import decide
from avgrights.desk.doing import carry_out
from avgrights.desk.stopping import Stop, allow, stopped
from tests.conftest import MakeWorkspace
from tests.requests.house import (
    CONTACTS,
    DATA_MAP,
    PERSON,
    REGISTER,
    STORES,
    TICKETS,
    TODAY,
    House,
    contact,
    ticket,
)

LETTERS = {"activities": ["newsletter"]}


def _stop(house: House, activity: str) -> Stop:
    with house.desk() as desk:
        return stopped(desk, activity=activity, identifier=PERSON)


def _house(workspace: MakeWorkspace, tmp_path: Path, register: str, data_map: str) -> House:
    (tmp_path / "beelden").mkdir()
    urls = {name: f"sqlite:///{tmp_path}/{name}.db" for name in STORES}
    stores = {name: {"url": url} for name, url in urls.items()}
    stores["cameras"] = {"folder": str(tmp_path / "beelden")}
    return House(workspace(stores=stores, registers={"huis": (register, data_map)}), urls)


def test_it_applies_to_what_rests_on_consent_and_to_nothing_else(house: House) -> None:
    """A withdrawal that names no activity is about those that rest on consent."""
    house.put(CONTACTS, contact(1, None))
    house.put(TICKETS, ticket(1, None))
    case = house.case("withdraw consent")

    with house.desk() as desk:
        found = assessing.assess_case(desk, case).assessments

    applies = [one for one in found if one.verdict is Verdict.APPLIES]
    assert [(one.activity, one.points) for one in applies] == [("newsletter", ("7(3)",))]
    assert all(one.verdict is Verdict.DOES_NOT_APPLY for one in found if one not in applies)


def test_processing_stops_when_it_is_carried_out_and_stays_stopped(
    house: House, tmp_path: Path
) -> None:
    """Nothing is erased by it: what was done on consent was lawful (7(3), second sentence)."""
    house.put(CONTACTS, contact(1, None))
    case = house.case("withdraw consent")
    assert not _stop(house, "newsletter"), "not before it is carried out"

    with house.desk() as desk:
        work = carry_out(desk, case)
        again = carry_out(desk, case)
        decision = decide(desk, case, out=tmp_path / "uit")
        requests.close(desk, case)

    assert "Wij zijn gestopt op 20 november 2026" in (tmp_path / "uit" / "letter.html").read_text()
    mine = [one for one in work.results if one.activity == "newsletter"]
    assert [(one.found, one.done) for one in mine] == [(1, 1)]
    assert again.results == work.results
    assert decision.outcome is Outcome.GRANTED, "the other activities are not refused"
    found = _stop(house, "newsletter")
    assert (found.stopped, found.since, found.because) == (True, TODAY, "consent withdrawn")
    assert not _stop(house, "relations")
    assert house.left(CONTACTS) == ["A"]


def test_consent_is_withdrawn_also_where_nothing_is_found(house: House, tmp_path: Path) -> None:
    """A form that was sent and is not entered yet: as easy as giving it."""
    case = house.case("withdraw consent", **LETTERS)
    with house.desk() as desk:
        carry_out(desk, case)
        assert decide(desk, case, out=tmp_path / "uit").outcome is Outcome.GRANTED
    assert _stop(house, "newsletter")


def test_a_store_that_is_down_does_not_keep_consent_alive(house: House, tmp_path: Path) -> None:
    house.put(CONTACTS, contact(1, None))
    case = house.case("withdraw consent", **LETTERS)
    three = Path(house.urls["three"].removeprefix("sqlite:///"))
    three.rename(tmp_path / "weg")
    with house.desk() as desk:
        assert carry_out(desk, case).open == ("three",)
    assert _stop(house, "newsletter")

    (tmp_path / "weg").rename(three)
    with house.desk() as desk:
        work = carry_out(desk, case)
    assert work.open == () and sum(one.done for one in work.results) == 1


def test_where_nothing_rests_on_consent_there_is_nothing_to_withdraw(
    house: House, tmp_path: Path
) -> None:
    house.put(TICKETS, ticket(1, None))
    case = house.case("withdraw consent", activities=["service-desk"])
    with house.desk() as desk:
        (found,) = assessing.assess_case(desk, case).assessments
        assert found.verdict is Verdict.DOES_NOT_APPLY
        assert [str(one) for one in found.citations] == ["GDPR 7(3)"]
        assert decide(desk, case, out=tmp_path / "uit").outcome is Outcome.REFUSED
    assert not _stop(house, "service-desk")


def test_explicit_consent_beside_another_basis_can_be_withdrawn(
    workspace: MakeWorkspace, tmp_path: Path
) -> None:
    """9(2)(a): consent for special categories, whatever the basis of 6(1)."""
    explicit = REGISTER.replace(
        "id: relations\n",
        'id: relations\n    special_categories: [{category: gezondheid, exception: "9(2)(a)"}]\n',
    )
    house = _house(workspace, tmp_path, explicit, DATA_MAP)
    house.put(CONTACTS, contact(1, None))
    case = house.case("withdraw consent", activities=["relations"])
    with house.desk() as desk:
        (found,) = assessing.assess_case(desk, case).assessments
    assert (found.verdict, found.points) == (Verdict.APPLIES, ("7(3)",))


@pytest.mark.parametrize("other", [False, True])
def test_a_later_erasure_rests_on_the_withdrawal(
    workspace: MakeWorkspace, tmp_path: Path, other: bool
) -> None:
    """From 7(3) to 17(1)(b).

    Facts:   A contact of the newsletter, whose term runs. Consent is withdrawn; then erasure is
             asked. In the second case the newsletter rests on a contract too.
    Law:     GDPR 17(1)(b): erased where there is no other legal ground.
    Holding: Without the withdrawal it is a question; after it the row goes; with another ground
             it does not.
    """
    consent = "legal_basis: [{basis: 6(1)(a), consent: aanmeldformulier}]"
    both = "legal_basis: [{basis: 6(1)(a), consent: aanmeldformulier}, 6(1)(b)]"
    register = (REGISTER.replace(consent, both) if other else REGISTER).replace(
        "id: contacts, datasets: [contacts], keep: 1 year, after: ended",
        "id: contacts, datasets: [tickets], keep: 1 year, after: request completed",
    )
    alone = DATA_MAP.replace("[relations, newsletter]", "[newsletter]").replace(
        "activities: [service-desk]", "activities: [service-desk, relations]"
    )
    house = _house(workspace, tmp_path, register, alone)
    house.put(CONTACTS, contact(1, "2026-01-01"))
    erasure = house.case("erasure", **LETTERS)
    with house.desk() as desk:
        (before,) = assessing.assess_case(desk, erasure).assessments
    assert before.verdict is Verdict.DEPENDS

    case = house.case("withdraw consent", **LETTERS)
    with house.desk() as desk:
        carry_out(desk, case)
        (found,) = assessing.assess_case(desk, erasure).assessments

    if other:
        assert found.verdict is Verdict.DOES_NOT_APPLY
        assert "GDPR 17(1)(b)" in [str(one) for one in found.citations]
    else:
        assert (found.verdict, found.points) == (Verdict.APPLIES, ("17(1)(b)",))


def test_consent_that_is_given_anew_lets_it_go_on(house: House) -> None:
    case = house.case("withdraw consent", **LETTERS)
    with house.desk() as desk:
        carry_out(desk, case)
        allow(
            desk, activity="newsletter", identifier=PERSON, because="opnieuw aangemeld",
            by="medewerker 1",
        )  # fmt: skip
    assert not _stop(house, "newsletter")
    with house.desk() as desk:
        assert b"opnieuw" not in b"".join(desk.logbook.lines())
        assert carry_out(desk, case).open == ()
    assert not _stop(house, "newsletter"), "the finished case stops nothing again"


def test_a_representative_withdraws_and_a_child_of_twelve_does_so_alone(house: House) -> None:
    """UAVG 5(3), (4) as it reads from 1 September 2026; below that the representative only."""
    twelve = house.case("withdraw consent", born=date(2014, 11, 10), **LETTERS)
    given = {"representative": "de gemachtigde", "mandate": "gezag", "born": date(2018, 1, 1)}
    with house.desk() as desk:
        assert requests.show(desk, twelve).case.identity is not None
        begun = requests.receive(
            desk, right="withdraw consent", received=TODAY, name="x", channel="desk",
            identifiers=[PERSON], **LETTERS, **given,
        )  # fmt: skip
        assert begun.case.representative
