"""What the desk does, held against the law: above all where a right must not be granted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from avgrights.cases.assessment import Assessment, Verdict
from avgrights.cases.manners import Outcome
from avgrights.cli.main import main
from avgrights.cli.request_text import case_json, case_text
from avgrights.desk import assessing, requests, waiting
from avgrights.desk.correspondence import letter_for
from avgrights.desk.deciding import decide
from avgrights.desk.doing import carry_out
from avgrights.documents.letters.kinds import Extension
from avgrights.terms.errors import Refused
from tests.conftest import MakeWorkspace
from tests.requests.house import (
    CONTACTS,
    DATA_MAP,
    LEDGER,
    PERSON,
    REGISTER,
    STORES,
    TICKETS,
    House,
    contact,
    entry,
    ticket,
)

RELATIONS = "{basis: 6(1)(f), interest: relaties onderhouden, business_operations: true}"


def _house(workspace: MakeWorkspace, tmp_path: Path, register: str) -> House:
    """The small body with another register."""
    (tmp_path / "beelden").mkdir()
    urls = {name: f"sqlite:///{tmp_path}/{name}.db" for name in STORES}
    stores = {name: {"url": url} for name, url in urls.items()}
    stores["cameras"] = {"folder": str(tmp_path / "beelden")}
    return House(workspace(stores=stores, registers={"huis": (register, DATA_MAP)}), urls)


def _verdict(house: House, case: str, activity: str) -> Assessment:
    with house.desk() as desk:
        found = assessing.assess_case(desk, case).assessments
    return next(one for one in found if one.activity == activity)


def _letter(house: House, case: str, out: Path) -> tuple[Outcome, str]:
    """Carries out, decides and reads the letter, its lines joined."""
    with house.desk() as desk:
        carry_out(desk, case)
        decided = decide(desk, case, out=out, formats=("text",))
    return decided.outcome, " ".join((out / "letter.txt").read_text("utf-8").split())


@pytest.mark.parametrize("closed", ["2020-01-02", "2026-11-01", None])
def test_what_goes_to_an_archive_is_never_erased(
    workspace: MakeWorkspace, tmp_path: Path, closed: str | None
) -> None:
    """
    Facts: A rule of a public body ends in a transfer to an archive. Its term is over, or runs, or
        has not begun. The person asks for erasure.
    Law: GDPR 17(3)(b) and (d); Archiefwet 1995, 3, 5(1) and 12(1): what is to be transferred is
        kept for good.
    Holding: Refused on 17(3)(b), with no question to answer, and the row is still there.
    """
    moved = REGISTER.replace("keep: 2 years,", "keep: 2 years, then: transfer,")
    house = _house(workspace, tmp_path, moved)
    house.put(TICKETS, ticket(1, closed))
    case = house.case("erasure", activities=["service-desk"])

    found = _verdict(house, case, "service-desk")
    outcome, _ = _letter(house, case, tmp_path / "out")

    assert (found.verdict, found.question) == (Verdict.DOES_NOT_APPLY, None)
    assert [str(one) for one in found.citations] == ["GDPR 17(3)(b)"]
    assert (outcome, house.left(TICKETS)) == (Outcome.REFUSED, [1])


def test_another_purpose_does_not_erase_what_goes_to_an_archive(
    workspace: MakeWorkspace, tmp_path: Path
) -> None:
    """
    Facts: Two activities use the same rows; the terms of both are over, and the rule of the one
        that the request leaves out ends in a transfer.
    Law: Archiefwet 1995, 12(1); each purpose by itself (GDPR 5(1)(b), 17(1)(a)).
    Holding: The row stays.
    """
    moved = REGISTER.replace(
        "keep: 5 years, after: ended,", "keep: 5 years, then: transfer, after: ended,"
    )
    house = _house(workspace, tmp_path, moved)
    house.put(CONTACTS, contact(1, "2012-01-01"))
    case = house.case("erasure", activities=["relations"])

    _letter(house, case, tmp_path / "out")

    assert house.left(CONTACTS) == ["A"]


def test_an_answer_counts_for_the_question_that_was_asked(
    workspace: MakeWorkspace, tmp_path: Path
) -> None:
    """
    Facts: Data of a public task, its term running. The case handler answers that it is not
        necessary for the purpose any more. Before that is carried out, an objection of the same
        person is upheld.
    Law: GDPR 17(1)(c), 17(3)(b): an objection that was upheld does not win by itself; whether the
        public task still needs the data is decided explicitly.
    Holding: That is another question: it is asked, and nothing is erased on the earlier answer.
    """
    task = REGISTER.replace(
        f"legal_basis: [{RELATIONS}]", "legal_basis: [{basis: 6(1)(e), law: Wet X 1}]"
    )
    house = _house(workspace, tmp_path, task)
    house.put(CONTACTS, contact(1, "2026-10-01"))
    erasure = house.case("erasure", activities=["relations"])
    _answer(house, erasure, "relations", applies=True)
    objection = house.case("objection", activities=["relations"])
    _answer(house, objection, "relations", applies=True)
    _letter(house, objection, tmp_path / "objection")

    found = _verdict(house, erasure, "relations")

    assert found.verdict is Verdict.DEPENDS
    assert found.question is not None and "taak van algemeen belang" in found.question.nl
    assert [str(one) for one in found.citations][-1] == "GDPR 17(3)(b)"
    with house.desk() as desk, pytest.raises(Refused):
        carry_out(desk, erasure)
    assert house.left(CONTACTS) == ["A"]


def _answer(house: House, case: str, activity: str, *, applies: bool) -> None:
    with house.desk() as desk:
        assessing.assess_case(desk, case)
        assessing.answer(
            desk, case, activity=activity, applies=applies, because="zo is het", by="medewerker 1"
        )


def test_withdrawing_consent_costs_no_penalty_and_opens_no_objection(
    house: House, tmp_path: Path
) -> None:
    """
    Facts: Consent was withdrawn in June; nobody did anything, and a notice of default came in.
    Law: UAVG 34 makes a decision on a request under articles 15 to 22 one in the sense of the Awb.
        Withdrawing consent (GDPR 7(3)) is not among them.
    Holding: No penalty runs. The letter speaks of the court and the supervisory authority, not of
        an objection within six weeks. On a late access it does both.
    """
    house.put(CONTACTS, contact(1, None))
    cases = {}
    for right in ("withdraw consent", "access"):
        with house.desk() as desk:
            begun = requests.receive(
                desk, right=right, received=date(2026, 6, 1), name="de betrokkene",
                identifiers=[PERSON], channel="e-mail",
            )  # fmt: skip
            cases[right] = begun.case.id
            requests.identify(
                desk, begun.case.id, method="desk", level="high", by="medewerker 1", on=None
            )
            waiting.in_default(desk, begun.case.id, received=date(2026, 8, 3))
            late = waiting.lateness(desk, requests.show(desk, begun.case.id).case)
            assert (late is None) is (right == "withdraw consent")
        with house.desk() as desk:
            assessing.assess_case(desk, cases[right])

    said = {right: _letter(house, case, tmp_path / case)[1] for right, case in cases.items()}

    assert "U kunt bezwaar maken. Doe dat binnen zes weken" in said["access"]
    assert "bezwaar maken. Doe dat" not in said["withdraw consent"]
    assert "U kunt naar de rechter." in said["withdraw consent"]
    assert "Autoriteit Persoonsgegevens" in said["withdraw consent"]


def test_who_is_no_public_body_pays_no_penalty(workspace: MakeWorkspace, tmp_path: Path) -> None:
    """
    Facts: A company is late with an access, and gets a notice of default.
    Law: UAVG 35: the way is to the court; Awb 4:17 is for a bestuursorgaan (UAVG 34).
    Holding: No penalty; the letter names the court and article 35, and no objection.
    """
    company = REGISTER.replace("public_body: true", "public_body: false")
    house = _house(workspace, tmp_path, company)
    house.put(TICKETS, ticket(1, None))
    with house.desk() as desk:
        begun = requests.receive(
            desk, right="access", received=date(2026, 6, 1), name="de betrokkene",
            identifiers=[PERSON], channel="e-mail",
        )  # fmt: skip
        case = begun.case.id
        requests.identify(desk, case, method="desk", level="high", by="medewerker 1", on=None)
        waiting.in_default(desk, case, received=date(2026, 8, 3))

        assert waiting.lateness(desk, requests.show(desk, case).case) is None
        assessing.assess_case(desk, case)
    _, said = _letter(house, case, tmp_path / "out")

    assert "artikel 35 UAVG" in said and "bezwaarschrift" not in said


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize(("law", "called"), [
    ("wjsg", "Wet justitiële en strafvorderlijke gegevens"), ("wpg", "Wet politiegegevens"),
])  # fmt: skip
def test_a_letter_under_the_gdpr_tells_nothing_of_what_another_law_governs(
    workspace: MakeWorkspace, tmp_path: Path, law: str, called: str, there: bool
) -> None:
    """
    Facts: Access is asked to judicial data, or to police data. Rows are there, or none.
    Law: GDPR 2(2)(d); whether such data is processed at all is told, or not told, under Wjsg 18
        and Wpg 25 and 27.
    Holding: The letter says which law governs, not how many rows there are or whether there are
        any, and does not say that access is refused.
    """
    other = REGISTER.replace("  - id: service-desk\n", f"  - id: service-desk\n    regime: {law}\n")
    house = _house(workspace, tmp_path, other)
    if there:
        house.put(TICKETS, ticket(1, None), ticket(2, None))
    case = house.case("access", activities=["service-desk"])
    _verdict(house, case, "service-desk")

    _, said = _letter(house, case, tmp_path / "out")

    assert called in said and "In deze brief beslissen wij er daarom niet over." in said
    assert "registratie" not in said and "geen inzage" not in said


def test_a_letter_says_by_how_much_the_term_is_extended(house: House) -> None:
    """
    Facts: A request is extended in time.
    Law: GDPR 12(3): extended by two further months; the person is told of it, with the reasons.
    Holding: The letter names the two months beside the reasons and the last day.
    """
    case = house.case("access")
    with house.desk() as desk:
        requests.extend(desk, case, because="de gegevens staan in veel systemen", on=None)
        letter = letter_for(desk, case, "extension")

    assert isinstance(letter, Extension)
    assert (letter.months, letter.weeks, letter.due) == (2, 0, date(2027, 2, 10))


@pytest.mark.parametrize(("ground", "never"), [
    ("unlawful", "Wij mochten de gegevens niet gebruiken"),
    ("legal claim", "Wij hebben de gegevens niet meer nodig"),
])  # fmt: skip
def test_a_letter_on_a_restriction_admits_nothing_that_nobody_found(
    house: House, tmp_path: Path, ground: str, never: str
) -> None:
    """
    Facts: The person says that data in the ledger was processed unlawfully, or is needed for a
        legal claim. A duty to keep it runs for years.
    Law: GDPR 18(1)(b), (c): the restriction follows from what the person invokes.
    Holding: The letter gives it as the person's ground; it admits no unlawfulness, and does not
        say that the body needs the data no more.
    """
    house.put(LEDGER, entry(1, "2026-01-10"))
    case = house.case("restriction", activities=["administration"], ground=ground)
    assert _verdict(house, case, "administration").verdict is Verdict.APPLIES

    outcome, said = _letter(house, case, tmp_path / "out")

    assert outcome is Outcome.GRANTED
    assert never not in said and "Beperkt: 1 registratie. U " in said


def test_under_two_laws_no_one_length_of_an_extension_is_told(
    workspace: MakeWorkspace, tmp_path: Path
) -> None:
    """
    Facts: A request for access touches data under the GDPR and data under the Wjsg, which knows no
        extension. It is extended.
    Law: GDPR 12(3), Wjsg 18.
    Holding: The letter names the last day, the earlier of both, and not two months.
    """
    other = REGISTER.replace("  - id: service-desk\n", "  - id: service-desk\n    regime: wjsg\n")
    house = _house(workspace, tmp_path, other)
    case = house.case("access")
    with house.desk() as desk:
        requests.extend(desk, case, because="de gegevens staan in veel systemen", on=None)
        letter = letter_for(desk, case, "extension")

    assert isinstance(letter, Extension)
    assert (letter.months, letter.weeks, letter.due) == (0, 0, date(2026, 12, 22))


@pytest.mark.parametrize(("bases", "verdict"), [
    (RELATIONS, Verdict.APPLIES),
    (f"{{basis: 6(1)(b)}}, {RELATIONS}", Verdict.DEPENDS),
    (f"{{basis: 6(1)(c), law: Wet X 1}}, {RELATIONS}", Verdict.DEPENDS),
    ("{basis: 6(1)(b)}", Verdict.APPLIES),
])  # fmt: skip
def test_an_objection_to_marketing_takes_no_contract_along(
    workspace: MakeWorkspace, tmp_path: Path, bases: str, verdict: Verdict
) -> None:
    """
    Facts: Somebody objected to direct marketing, and asks for erasure while the term runs. The
        activity is for marketing alone, or rests on a contract or a duty beside it.
    Law: GDPR 17(1)(c), 21(3): no longer processed for *that* purpose; each basis by itself.
    Holding: Marketing data goes. Where another basis stands beside it, somebody says first
        whether the data is still necessary.
    """
    register = REGISTER.replace(
        f"legal_basis: [{RELATIONS}]", f"direct_marketing: true\n    legal_basis: [{bases}]"
    )
    house = _house(workspace, tmp_path, register)
    house.put(CONTACTS, contact(1, "2026-10-01"))
    house.case("objection", activities=["relations"])
    case = house.case("erasure", activities=["relations"])

    assert _verdict(house, case, "relations").verdict is verdict


def test_an_extension_does_not_postpone_a_refusal(house: House) -> None:
    """
    Facts: A request of 10 November is extended in time.
    Law: GDPR 12(3): the answer may take three months; 12(4): who does nothing says so, and why,
        within one month of receipt.
    Holding: The case tells both days.
    """
    case = house.case("access")
    with house.desk() as desk:
        extended = requests.extend(desk, case, because="veel systemen", on=None)

    assert extended.clock.due == date(2027, 2, 10)
    assert extended.clock.refuse_by == date(2026, 12, 10)
    assert case_json(extended)["refuse_by"] == "2026-12-10"
    assert "a refusal is told by 2026-12-10" in case_text(extended, date(2026, 11, 20))


@pytest.mark.parametrize(("right", "law", "promised"), [
    ("access", "wjsg", True), ("access", "wpg", True), ("objection", "wjsg", True),
    ("portability", "wjsg", False), ("objection", "wpg", False),
    ("automated decision", "wpg", False),
])  # fmt: skip
def test_nothing_is_promised_under_a_law_that_has_no_procedure_for_it(
    workspace: MakeWorkspace, tmp_path: Path, right: str, law: str, promised: bool
) -> None:
    """
    Facts: Some data falls under the Wjsg or the Wpg; the person asks for a right of the GDPR.
    Law: Wjsg 18, 22 and 26; Wpg 25 and 28: neither has a procedure for portability, the Wpg none
        for objection.
    Holding: Where the other law has one, the letter says that the request is handled under it;
        elsewhere it promises no such thing.
    """
    other = REGISTER.replace("  - id: service-desk\n", f"  - id: service-desk\n    regime: {law}\n")
    house = _house(workspace, tmp_path, other)
    house.put(TICKETS, ticket(1, None))
    house.put(CONTACTS, contact(1, None))
    case = house.case(right)
    with house.desk() as desk:
        found = assessing.assess_case(desk, case).assessments
    for one in found:
        if one.verdict is Verdict.DEPENDS:
            _answer(house, case, one.activity, applies=False)

    _, said = _letter(house, case, tmp_path / "out")

    assert ("volgens die wet" in said) is promised
    assert ("Dit besluit gaat daar niet over." in said) is not promised


def test_a_decision_says_what_another_law_still_asks_for(
    workspace: MakeWorkspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    Facts: Access to data under the GDPR and under the Wjsg, in one request of 10 November.
    Law: Wjsg 18: a decision of its own, within six weeks.
    Holding: Whoever decides under the GDPR is told that it is still to be taken, and by which day.
    """
    other = REGISTER.replace("  - id: service-desk\n", "  - id: service-desk\n    regime: wjsg\n")
    house = _house(workspace, tmp_path, other)
    case = house.case("access")
    _verdict(house, case, "service-desk")
    with house.desk() as desk:
        carry_out(desk, case)
    out = str(tmp_path / "out")
    given = ["--workspace", str(house.root), "--today", "2026-11-20"]
    with pytest.raises(SystemExit) as ended:
        main([*given, "request", "decide", case, "--out", out])

    assert ended.value.code == 0
    told = capsys.readouterr().err
    assert "under the wjsg: service-desk, by 2026-12-22" in told


def test_an_erasure_beside_an_open_access_says_so_before_it_is_carried_out(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    Facts: The person asks for access and for erasure on one day, and the access is still open.
    Law: What is asked for in a copy is answered first; GDPR 17(1): without undue delay after that.
    Holding: The plan of the erasure says that the other request comes first.
    """
    house.put(TICKETS, ticket(1, "2020-01-02"))
    house.case("access", activities=["service-desk"])
    case = house.case("erasure", activities=["service-desk"])
    given = ["--workspace", str(house.root), "--today", "2026-11-20"]

    with pytest.raises(SystemExit) as ended:
        main([*given, "request", "carry-out", case, "--plan"])

    assert ended.value.code == 0
    told = capsys.readouterr().err
    assert "1 rows stay because another request about them is open" in told
    assert "before this one is carried out" in told
    assert house.left(TICKETS) == [1]
