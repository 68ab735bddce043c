"""Objection (GDPR 21): stopped at once, weighed by a person, and what a decision leaves of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from avgrights.cases.assessment import Because, Verdict
from avgrights.cases.manners import Outcome
from avgrights.desk import assessing, requests
from avgrights.desk.assessing import Verdicts
from avgrights.desk.carrying_out import Work
from avgrights.desk.deciding import decide
from avgrights.desk.doing import carry_out
from avgrights.desk.stopping import Stop, allow, pending, stopped
from avgrights.desk.tables import metadata
from avgrights.desk.tables import stopped as table
from avgrights.terms.errors import InputFault, Refused
from avgrights.terms.identifier import Identifier
from tests.conftest import MakeWorkspace
from tests.requests.house import (
    CONTACTS,
    DATA_MAP,
    LEDGER,
    PERSON,
    REGISTER,
    STORES,
    TICKETS,
    TODAY,
    House,
    contact,
    entry,
    ticket,
)

DESK = {"activities": ["service-desk"]}


def _stop(house: House, activity: str, person: Identifier = PERSON) -> Stop:
    with house.desk() as desk:
        return stopped(desk, activity=activity, identifier=person)


def _answer(house: House, case: str, activity: str, applies: bool) -> Verdicts:
    with house.desk() as desk:
        return assessing.answer(
            desk, case, activity=activity, applies=applies, because="de afweging", by="medewerker 2"
        )


def _finished(house: House, case: str, folder: Path) -> tuple[Work, Outcome]:
    with house.desk() as desk:
        work = carry_out(desk, case)
        return work, decide(desk, case, out=folder / case).outcome


def _marketing(workspace: MakeWorkspace, tmp_path: Path) -> House:
    """The house, in which the newsletter is direct marketing."""
    register = REGISTER.replace("id: newsletter\n", "id: newsletter\n    direct_marketing: true\n")
    urls = {name: f"sqlite:///{tmp_path}/{name}.db" for name in STORES}
    (tmp_path / "beelden").mkdir()
    stores = {name: {"url": url} for name, url in urls.items()}
    stores["cameras"] = {"folder": str(tmp_path / "beelden")}
    return House(workspace(stores=stores, registers={"huis": (register, DATA_MAP)}), urls)


def test_an_objection_stops_processing_from_identification_and_not_before(house: House) -> None:
    """Stopped while it is weighed (GDPR 21(1), 18(1)(d)).

    Facts:   A person objects to everything. Servicedesk, relations and cameras rest on a
             legitimate interest; the administration on a law, the newsletter on consent.
    Law:     GDPR 21(1): objection only against (e) and (f).
    Holding: Once it is known who asks those three are stopped, the other two are not; and nobody
             else is.
    """
    with house.desk() as desk:
        begun = requests.receive(
            desk, right="objection", received=TODAY, name="x", channel="e-mail",
            identifiers=[PERSON],
        )  # fmt: skip
    assert not _stop(house, "service-desk")

    with house.desk() as desk:
        requests.identify(desk, begun.case.id, method="desk", level="high", by="x", on=None)

    for activity in ("service-desk", "relations", "cameras"):
        found = _stop(house, activity)
        assert (found.stopped, found.since, found.because) == (True, TODAY, "objection")
        assert found.weighed
    assert not _stop(house, "administration")
    assert not _stop(house, "newsletter")
    assert not _stop(house, "service-desk", Identifier("email", "een.ander@example.nl"))
    assert _stop(house, "service-desk", Identifier("email", " Betrokkene@Example.NL "))


def test_an_objection_waits_for_the_weighing_and_nothing_is_done_before(house: House) -> None:
    house.put(TICKETS, ticket(1, "2026-01-02"))
    case = house.case("objection", **DESK)

    with house.desk() as desk:
        (found,) = assessing.assess_case(desk, case).assessments
        assert (found.verdict, found.points) == (Verdict.DEPENDS, ())
        assert found.question is not None and "dwingende" in found.question.nl
        with pytest.raises(Refused, match="depends on an answer"):
            carry_out(desk, case)


def test_upheld_the_mark_stays_and_covers_every_row(house: House, tmp_path: Path) -> None:
    house.put(TICKETS, ticket(1, "2026-01-02"), ticket(2, None))
    case = house.case("objection", **DESK)
    (found,) = _answer(house, case, "service-desk", applies=True).assessments
    assert (found.verdict, found.points) == (Verdict.APPLIES, ("21(1)",))

    work, outcome = _finished(house, case, tmp_path)

    assert [(one.found, one.done, one.kept) for one in work.results] == [(2, 2, 0)]
    assert outcome is Outcome.GRANTED
    found_stop = _stop(house, "service-desk")
    assert found_stop and not found_stop.weighed
    assert house.left(TICKETS) == [1, 2], "an objection erases nothing by itself"


def test_overriding_grounds_end_the_mark_with_the_decision(house: House, tmp_path: Path) -> None:
    """Outweighed: stopped until the decision says so, and no day longer; the letter says why."""
    house.put(TICKETS, ticket(1, "2026-01-02"))
    case = house.case("objection", **DESK)
    (found,) = _answer(house, case, "service-desk", applies=False).assessments
    assert found.verdict is Verdict.DOES_NOT_APPLY
    assert any("dwingende" in one.nl for one in found.grounds)
    assert _stop(house, "service-desk"), "stopped until it is decided"

    work, outcome = _finished(house, case, tmp_path)

    assert [(one.found, one.done, one.kept) for one in work.results] == [(1, 0, 1)]
    assert outcome is Outcome.REFUSED
    assert not _stop(house, "service-desk")
    assert "de afweging" in (tmp_path / case / "letter.html").read_text()


def test_direct_marketing_is_stopped_without_a_question(
    workspace: MakeWorkspace, tmp_path: Path
) -> None:
    """Absolute (GDPR 21(2), (3)): at once, on every basis, and also where nothing is found yet."""
    house = _marketing(workspace, tmp_path)
    case = house.case("objection", activities=["newsletter"])
    assert _stop(house, "newsletter").because == "direct marketing"
    assert not _stop(house, "newsletter").weighed

    with house.desk() as desk:
        (found,) = assessing.assess_case(desk, case).assessments
    assert (found.verdict, found.points) == (Verdict.APPLIES, ("21(2)",))
    _, outcome = _finished(house, case, tmp_path)

    assert outcome is Outcome.GRANTED
    with house.desk() as desk:
        requests.close(desk, case)
    assert _stop(house, "newsletter"), "it outlives the case"


def test_a_basis_without_objection_is_refused_with_what_stands_in_its_place(house: House) -> None:
    house.put(LEDGER, entry(1, "2025-01-01"))
    house.put(CONTACTS, contact(1, None))
    case = house.case("objection", activities=["administration", "newsletter"])

    with house.desk() as desk:
        books, letters = assessing.assess_case(desk, case).assessments

    assert (books.verdict, books.because) == (Verdict.DOES_NOT_APPLY, Because.LAW)
    assert letters.verdict is Verdict.DOES_NOT_APPLY
    assert "GDPR 7(3)" in [str(one) for one in letters.citations]


def test_an_objection_taken_back_stops_nothing(house: House) -> None:
    case = house.case("objection", **DESK)
    with house.desk() as desk:
        requests.withdraw(desk, case)

    assert not _stop(house, "service-desk")


def test_an_upheld_objection_is_a_ground_for_erasure_and_a_pending_one_is_not(
    house: House, tmp_path: Path
) -> None:
    """From 21(1) by 18(1)(d) to 17(1)(c).

    Facts:   A ticket whose term runs for another year. The person objects; later asks erasure.
    Law:     GDPR 17(1)(c): erased where the objection holds. 18(1)(d): restricted meanwhile.
    Holding: While it is weighed the question of erasure stays open and a restriction is
             possible; once upheld the ticket goes without a question.
    """
    house.put(TICKETS, ticket(1, "2026-01-02"))
    objection = house.case("objection", **DESK)
    erasure = house.case("erasure", **DESK)
    with house.desk() as desk:
        (before,) = assessing.assess_case(desk, erasure).assessments
        assert before.verdict is Verdict.DEPENDS
        assert pending(desk, requests.show(desk, erasure).case, "service-desk")
    _answer(house, objection, "service-desk", applies=True)
    _finished(house, objection, tmp_path)

    with house.desk() as desk:
        (found,) = assessing.assess_case(desk, erasure).assessments
        assert (found.verdict, found.points) == (Verdict.APPLIES, ("17(1)(c)",))
        assert not pending(desk, requests.show(desk, erasure).case, "service-desk")
        carry_out(desk, erasure)
    assert house.left(TICKETS) == []


def test_while_it_is_weighed_a_restriction_needs_no_other_ground(
    house: House, tmp_path: Path
) -> None:
    """GDPR 18(1)(d): as long as the objection is not decided on, and no longer."""
    house.put(TICKETS, ticket(1, None))
    objection = house.case("objection", **DESK)
    restriction = house.case("restriction", **DESK)
    with house.desk() as desk:
        (found,) = assessing.assess_case(desk, restriction).assessments
        assert (found.verdict, found.points) == (Verdict.APPLIES, ("18(1)(d)",))

    _answer(house, objection, "service-desk", applies=False)
    _finished(house, objection, tmp_path)
    with house.desk() as desk:
        (after,) = assessing.assess_case(desk, restriction).assessments
    assert after.verdict is Verdict.DEPENDS


def test_a_store_that_is_down_leaves_the_case_open_and_the_mark_in_force(
    house: House, tmp_path: Path
) -> None:
    house.put(TICKETS, ticket(1, None))
    house.put(CONTACTS, contact(1, None))
    case = house.case("objection", activities=["service-desk", "relations"])
    _answer(house, case, "service-desk", applies=True)
    _answer(house, case, "relations", applies=True)
    three = Path(house.urls["three"].removeprefix("sqlite:///"))
    three.rename(tmp_path / "weg")
    with house.desk() as desk:
        assert carry_out(desk, case).open == ("three",)
    assert _stop(house, "relations") and _stop(house, "service-desk")

    (tmp_path / "weg").rename(three)
    with house.desk() as desk:
        work = carry_out(desk, case)
        again = carry_out(desk, case)
    assert work.open == () and again.results == work.results
    assert sum(one.done for one in work.results) == 2


def test_marks_are_set_once_however_often_it_is_carried_out(house: House, tmp_path: Path) -> None:
    house.put(TICKETS, ticket(1, None))
    case = house.case("objection", **DESK)
    _answer(house, case, "service-desk", applies=True)
    _finished(house, case, tmp_path)
    _finished(house, case, tmp_path)

    with house.desk() as desk, desk.database.read() as connection:
        assert len(connection.execute(select(table)).all()) == 1
    with house.desk() as desk:
        assert desk.logbook.verify().failure is None


def test_nothing_in_the_desk_database_names_who_objected(house: House) -> None:
    """A keyed digest, another for each activity: the table lists nobody and links nothing."""
    house.case("objection")

    with house.desk() as desk, desk.database.read() as connection:
        rows = [
            dict(row._mapping) for row in connection.execute(select(metadata.tables["stopped"]))
        ]
    assert len(rows) == 3
    assert PERSON.value not in repr(rows)
    assert len({row["person"] for row in rows}) == 3


def test_what_was_stopped_goes_on_when_the_person_says_so(house: House) -> None:
    case = house.case("objection", identifiers=[PERSON, Identifier("phone", "0612345678")], **DESK)
    assert case
    with house.desk() as desk:
        with pytest.raises(InputFault, match="say why"):
            allow(desk, activity="service-desk", identifier=PERSON, because=" ", by="x")
        ended = allow(
            desk, activity="service-desk", identifier=PERSON, because="zegt de betrokkene",
            by="medewerker 1",
        )  # fmt: skip
        with pytest.raises(InputFault, match="nothing is stopped"):
            allow(desk, activity="service-desk", identifier=PERSON, because="x", by="x")

    assert ended == 2, "under every identifier of the case"
    assert not _stop(house, "service-desk")
    assert not _stop(house, "service-desk", Identifier("phone", "0612345678"))


def test_an_unknown_activity_is_no_permission(house: House) -> None:
    """A typing error in an application must not read as 'go on'."""
    with house.desk() as desk, pytest.raises(InputFault, match="no activity 'servicedesk'"):
        stopped(desk, activity="servicedesk", identifier=PERSON)


def test_applications_ask_by_command_and_by_python(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    import avgrights
    from avgrights.cli.main import main

    house.case("objection", **DESK)
    ask = ["--workspace", str(house.root), "--format", "json", "request", "stopped",
           "--identifier", f"email={PERSON.value}", "--activity"]  # fmt: skip
    answers = []
    for activity in ("service-desk", "administration"):
        with pytest.raises(SystemExit) as ended:
            main([*ask, activity])
        assert ended.value.code == 0
        answers.append(json.loads(capsys.readouterr().out))

    assert answers[0] == {
        "stopped": True, "since": "2026-11-20", "because": "objection", "weighed": True,
    }  # fmt: skip
    assert answers[1] == {"stopped": False, "since": None, "because": None, "weighed": False}
    with avgrights.open(house.root, today=TODAY) as work:
        assert work.requests.stopped("service-desk", f"email={PERSON.value}")
