"""Overlays: a right set aside by the case handler (GDPR 12(5); UAVG 41, 44, 45 and 47)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from avgrights.cases.assessment import Verdict
from avgrights.cases.manners import Outcome
from avgrights.cases.rights import HANDLED, Right
from avgrights.desk import assessing, requests, setting_aside
from avgrights.desk.assessing import Verdicts
from avgrights.desk.deciding import decide
from avgrights.desk.doing import carry_out
from avgrights.files.policies import load_policies
from avgrights.law.invoking import reaches
from avgrights.law.rights import verdict
from avgrights.terms.errors import InputFault, Refused
from tests.requests.house import (
    CONTACTS,
    DATA_MAP,
    LEDGER,
    REGISTER,
    STORES,
    TICKETS,
    TODAY,
    House,
    contact,
    entry,
    ticket,
)
from tests.requests.opening import data, opened

FACTORS = tuple((letter, f"afweging van factor {letter}") for letter in "abcdefgh")
WHY = "een lopend onderzoek zou erdoor worden verstoord"
WHO = "medewerker 2"


def invoke(house: House, case: str, overlay: str, **given: Any) -> Verdicts:
    with house.desk() as desk:
        known = {"because": WHY, "by": WHO}
        if overlay == "UAVG 41":
            known |= {"ground": "d", "weighed": FACTORS}
        return setting_aside.invoke(desk, case, overlay=overlay, **{**known, **given})


#: What stops an erasure and only somebody who looks can say (GDPR 17(3)).
STOPS = ("17(3)(a)", "17(3)(b)", "17(3)(c)", "17(3)(d)", "17(3)(e)")


def verdicts_of(found: Verdicts) -> dict[str, str]:
    return {one.activity: one.verdict.value for one in found.assessments}


REACHED = [
    (overlay.id, right)
    for overlay in load_policies().invoking.overlays
    for right in Right
    if reaches(load_policies().rights, overlay, right.value, TODAY)
]


@pytest.mark.parametrize(("overlay", "right"), REACHED)
def test_each_overlay_sets_aside_each_right_that_it_reaches(overlay: str, right: Right) -> None:
    """What invoking it tells the law is enough for the law to say no, under its own article."""
    policies = load_policies()
    one = policies.invoking.overlay(overlay)
    assert one is not None
    facts = {**one.facts, **one.refuse}
    if (overlay, right) == ("UAVG 45", Right.RESTRICTION):
        facts["ground"] = "accuracy contested"  # 18(1)(a) alone: UAVG 45(1)

    found = verdict(policies, right.value, bases=["6(1)(e)"], facts=facts, on=TODAY)

    assert found.verdict == "does not apply"
    assert set(one.source) <= set(found.citations)


def test_what_no_overlay_reaches() -> None:
    """UAVG 41 reaches 12 to 21 and no more; 44, 45 and 47 leave erasure alone (decision 0015)."""
    assert ("UAVG 41", Right.AUTOMATED_DECISION) not in REACHED
    assert ("UAVG 41", Right.WITHDRAW_CONSENT) not in REACHED
    assert {one for one, right in REACHED if right is Right.ERASURE} == {
        "12(5)", "UAVG 41", *STOPS,
    }  # fmt: skip
    assert {right for one, right in REACHED if one in STOPS} == {Right.ERASURE}
    assert {right for one, right in REACHED if one == "12(5)"} == set(Right)


def test_the_whole_case_and_one_activity(house: House) -> None:
    """Invoked on one activity it holds there; on the case everywhere that the right applies."""
    house.put(TICKETS, ticket(1, "2026-01-02"))
    house.put(LEDGER, entry(1, "2025-01-02"))
    case = house.case("access")

    one = invoke(house, case, "UAVG 41", activity="administration")
    assert verdicts_of(one)["administration"] == "does not apply"
    assert verdicts_of(one)["service-desk"] == "applies"

    everywhere = invoke(house, case, "UAVG 41")
    assert set(verdicts_of(everywhere).values()) == {"does not apply"}
    (books,) = [a for a in everywhere.assessments if a.activity == "administration"]
    assert books.points == ("UAVG 41(1)(d)",)
    assert [str(one) for one in books.citations] == [
        "GDPR 23", "UAVG 41(1)", "UAVG 41(2)", "UAVG 41(1)(d)",
    ]  # fmt: skip
    assert books.grounds[-1].nl == WHY
    assert len(books.must_state) == 3


def test_taken_back_the_verdict_is_what_it_was(house: House) -> None:
    house.put(TICKETS, ticket(1, "2026-01-02"))
    case = house.case("access")
    with house.desk() as desk:
        before = assessing.assess_case(desk, case).assessments

    invoke(house, case, "UAVG 41")
    with house.desk() as desk:
        with pytest.raises(InputFault, match="was not invoked there; invoked: UAVG 41"):
            setting_aside.take_back(desk, case, overlay="12(5)", because=WHY, by=WHO)
        after = setting_aside.take_back(desk, case, overlay="UAVG 41", because=WHY, by=WHO)

    assert after.assessments == before
    with house.desk() as desk:
        assert requests.show(desk, case).case.overlays == ()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"overlay": "UAVG 40"}, "is no overlay; there are: 12(5), UAVG 41"),
        ({"overlay": "UAVG 41", "ground": None}, "needs its ground, one of the letters a, b"),
        ({"overlay": "UAVG 41", "ground": "k"}, "needs its ground"),
        ({"overlay": "UAVG 41", "weighed": FACTORS[:-1]}, "not weighed: h"),
        ({"overlay": "UAVG 41", "weighed": (*FACTORS[:-1], ("h", "  "))}, "not weighed: h"),
        ({"overlay": "UAVG 41", "weighed": (*FACTORS, ("a", "x"))}, "weigh each factor once"),
        ({"overlay": "UAVG 41", "weighed": (*FACTORS, ("z", "x"))}, "weigh each factor once"),
        ({"overlay": "UAVG 41", "effect": "refuse"}, "belong to 12(5)"),
        ({"overlay": "12(5)", "effect": "refuse", "ground": "d"}, "belong to UAVG 41"),
        ({"overlay": "UAVG 44", "kept_from_subject": True}, "belong to UAVG 41"),
        ({"overlay": "12(5)", "activity": "niets"}, "is not about 'niets'"),
        ({"overlay": "12(5)", "because": " "}, "needs a reason and the name"),
        ({"overlay": "12(5)", "by": ""}, "needs a reason and the name"),
    ],
)  # fmt: skip
def test_an_overlay_is_invoked_whole_or_not_at_all(
    house: House, given: dict[str, Any], said: str
) -> None:
    """Ground letter, all eight factors, reason and name: without one of them nothing is set."""
    case = house.case("access")

    with pytest.raises(InputFault) as refused:
        invoke(house, case, **given)

    assert said in str(refused.value)
    with house.desk() as desk:
        assert requests.show(desk, case).case.overlays == ()


def test_an_overlay_that_does_not_reach_the_right(house: House) -> None:
    """Facts:   UAVG 45 is invoked against an erasure.
    Law:     UAVG 45(1) names 15, 16, 18(1)(a) and 20.
    Holding: It is refused as input; erasure goes by 17(3)(d)."""
    case = house.case("erasure")

    with pytest.raises(InputFault, match="UAVG 45 does not reach erasure"):
        invoke(house, case, "UAVG 45")


def test_before_identity_and_after_carrying_out_nothing_is_invoked(house: House) -> None:
    house.put(TICKETS, ticket(1, "2026-01-02"))
    case = house.case("access")
    with house.desk() as desk:
        carry_out(desk, case)
    with pytest.raises(Refused, match="before it is carried out"):
        invoke(house, case, "UAVG 41")


def test_refused_or_met_against_a_fee(house: House, tmp_path: Path) -> None:
    """GDPR 12(5): the controller refuses, or asks a reasonable fee; both with the proof."""
    house.put(TICKETS, ticket(1, "2026-01-02"))
    charged = house.case("access")
    (desk_line, *_) = invoke(house, charged, "12(5)", effect="charge").assessments
    assert desk_line.verdict is Verdict.APPLIES
    assert desk_line.grounds[-1].nl == WHY
    assert "GDPR 12(5)" in [str(one) for one in desk_line.citations]
    with house.desk() as desk:
        carry_out(desk, charged)
        decide(desk, charged, out=tmp_path / "kost", password_to_file=True)
    letter = (tmp_path / "kost" / "letter.html").read_text()
    assert "redelijke vergoeding" in letter and WHY in letter

    refused = house.case("access")
    found = invoke(house, refused, "12(5)", effect="refuse")
    assert set(verdicts_of(found).values()) == {"does not apply"}
    assert found.assessments[0].points == ("12(5)",)
    with house.desk() as desk:
        decision = decide(desk, refused, out=tmp_path / "nee")
    letter = (tmp_path / "nee" / "letter.html").read_text()
    assert decision.outcome is Outcome.REFUSED
    assert "Waaruit dat blijkt: " + WHY in letter
    assert "artikel 12, lid 5, AVG" in letter


def test_without_a_choice_12_5_asks_for_it_and_earlier_answers_do_not_count(house: House) -> None:
    """A question that changed is answered anew, by whoever answers it now."""
    house.put(TICKETS, ticket(1, None))
    case = house.case("erasure", activities=["service-desk"])
    with house.desk() as desk:
        assessing.assess_case(desk, case)
        assessing.answer(
            desk, case, activity="service-desk", applies=True, because="x", by="medewerker 3"
        )

    (asked,) = invoke(house, case, "12(5)").assessments
    assert asked.verdict is Verdict.DEPENDS
    assert asked.question is not None and "vergoeding" in asked.question.nl
    with house.desk() as desk:
        (answered,) = assessing.answer(
            desk, case, activity="service-desk", applies=False, because=WHY, by=WHO
        ).assessments
    assert answered.verdict is Verdict.DOES_NOT_APPLY


def test_a_refusal_under_uavg_41_states_what_the_law_asks(house: House, tmp_path: Path) -> None:
    """The letter, why it is necessary, and the weighing; not how many records there are."""
    house.put(TICKETS, *(ticket(n, "2026-01-02") for n in range(1, 38)))
    case = house.case("access", activities=["service-desk"])
    invoke(house, case, "UAVG 41")

    with house.desk() as desk:
        decide(desk, case, out=tmp_path / "uit")

    letter = (tmp_path / "uit" / "letter.html").read_text()
    assert "strafbare feiten" in letter and WHY in letter
    for _, weighed in FACTORS:
        assert weighed in letter
    assert "37 registraties" not in letter and "Hierin krijgt u geen inzage" not in letter
    assert "bezwaar" in letter


def test_a_refusal_reads_alike_where_there_is_nothing(house: House, tmp_path: Path) -> None:
    """Whether there is data is itself part of the right (GDPR 15(1)): the letters are the same."""
    letters = []
    for name, rows in (("vol", 3), ("leeg", 0)):
        if rows:
            house.put(LEDGER, *(entry(n, "2025-01-02") for n in range(rows)))
            activity = "administration"
        else:
            with house.engine("two").begin() as connection:
                connection.execute(LEDGER.delete())
        case = house.case("access", activities=[activity])
        invoke(house, case, "UAVG 41")
        with house.desk() as desk:
            decide(desk, case, out=tmp_path / name)
        letters.append((tmp_path / name / "letter.html").read_text().replace(case, "R"))

    assert letters[0] == letters[1]


def test_what_is_kept_from_the_person_is_in_no_letter_and_no_package(
    house: House, tmp_path: Path
) -> None:
    """UAVG 41(2)(h): telling would defeat the purpose.

    Facts:   The ledger is under investigation; the tickets are not.
    Holding: Letter and package speak of the tickets alone; the file and the handler know better.
    """
    house.put(TICKETS, ticket(1, "2026-01-02", body=None, helper=None))
    house.put(LEDGER, *(entry(n, "2025-01-02") for n in range(1, 4)))
    case = house.case("access")
    invoke(house, case, "UAVG 41", activity="administration", kept_from_subject=True)
    with house.desk() as desk:
        carry_out(desk, case)
        decision = decide(desk, case, out=tmp_path / "uit", password_to_file=True)

    files = opened(tmp_path / "uit")
    letter = (tmp_path / "uit" / "letter.html").read_text()
    spoken = letter + "".join(content.decode("utf-8", "replace") for content in files.values())
    for word in ("UAVG", "Administratie", "boekhouding", "ledger", WHY, "een deel"):
        known = spoken.replace("artikel 35 UAVG", "")
        assert word not in known, word
    assert "ledger" not in json.dumps(data(files))
    assert decision.outcome is Outcome.PARTLY


def test_where_all_is_kept_from_the_person_the_letter_says_nothing(
    house: House, tmp_path: Path
) -> None:
    house.put(TICKETS, ticket(1, "2026-01-02"))
    case = house.case("access")
    invoke(house, case, "UAVG 41", kept_from_subject=True)
    with house.desk() as desk:
        decision = decide(desk, case, out=tmp_path / "uit")

    letter = (tmp_path / "uit" / "letter.html").read_text()
    assert "Wij geven geen gevolg aan uw verzoek." in letter
    assert "Servicedesk" not in letter and WHY not in letter and "41" not in letter
    assert [file.suffix for file in decision.files if file.suffix == ".zip"] == []


def test_file_and_journal(house: House) -> None:
    """Reason and name in the sealed file; overlay, activity and letter in the journal, no more."""
    house.put(CONTACTS, contact(1, "2020-01-01"))
    case = house.case("access")
    invoke(house, case, "UAVG 41", activity="relations", kept_from_subject=True)
    with house.desk() as desk:
        (kept,) = requests.show(desk, case).case.overlays
        setting_aside.take_back(
            desk, case, overlay="UAVG 41", activity="relations", because=WHY, by=WHO
        )

    assert (kept.because, kept.by, kept.ground, len(kept.weighed)) == (WHY, WHO, "d", 8)
    bytes_of_desk = b"".join(
        path.read_bytes() for path in (house.root / "var").rglob("*") if path.is_file()
    )
    assert b"case.overlay withdrawn" in bytes_of_desk
    for word in (WHY, WHO, "afweging van factor"):
        assert word.encode() not in bytes_of_desk


@pytest.mark.parametrize("right", [right.value for right in HANDLED])
def test_refused_under_12_5_nothing_is_done_for_any_right(
    house: House, tmp_path: Path, right: str
) -> None:
    """Every right, refused as a whole: the rows stay as they were, and a letter says why."""
    house.put(TICKETS, ticket(1, "2020-01-02"), ticket(2, None))
    house.put(CONTACTS, contact(1, "2010-01-01"))
    case = house.case(right)
    invoke(house, case, "12(5)", effect="refuse")

    with house.desk() as desk:
        decision = decide(desk, case, out=tmp_path / "uit")

    assert decision.outcome is Outcome.REFUSED
    assert (house.left(TICKETS), house.left(CONTACTS)) == ([1, 2], ["A"])
    assert WHY in (tmp_path / "uit" / "letter.html").read_text()
    assert not (tmp_path / "uit" / "package.zip").exists()


def test_a_row_that_stays_for_what_is_not_spoken_of(house: House, tmp_path: Path) -> None:
    """Facts:   Two activities use one table; for one of them UAVG 41 is invoked, kept from the
             person. The row stays for that one.
    Holding: The letter says that it stays, and not for whom."""
    house.put(CONTACTS, contact(1, "2010-01-01"))
    case = house.case("erasure", activities=["relations", "newsletter"])
    invoke(house, case, "UAVG 41", activity="newsletter", kept_from_subject=True)
    with house.desk() as desk:
        carry_out(desk, case)
        decide(desk, case, out=tmp_path / "uit")

    letter = (tmp_path / "uit" / "letter.html").read_text()
    assert house.left(CONTACTS) == ["A"]
    assert "Relatiebeheer" in letter
    assert "Nieuwsbrief" not in letter and "nieuws" not in letter.casefold()


def test_an_overlay_of_the_gdpr_where_another_law_governs(workspace: Any, tmp_path: Path) -> None:
    """Wjsg and Wpg have grounds of their own: what would have no effect is not recorded."""
    (tmp_path / "beelden").mkdir()
    urls = {name: f"sqlite:///{tmp_path}/{name}.db" for name in STORES}
    stores = {name: {"url": url} for name, url in urls.items()}
    stores["cameras"] = {"folder": str(tmp_path / "beelden")}
    register = REGISTER.replace("public_body: true", "public_body: true\nregime: wpg")
    house = House(workspace(stores=stores, registers={"huis": (register, DATA_MAP)}), urls)

    with pytest.raises(InputFault, match=r"belongs to the GDPR, and this data falls under wpg"):
        invoke(house, house.case("access"), "UAVG 41")


@pytest.mark.parametrize("stop", [one for one in STOPS if one != "17(3)(b)"])
def test_what_stops_an_erasure_is_said_by_whoever_looks(
    house: House, tmp_path: Path, stop: str
) -> None:
    """Facts:   A ticket whose term is long over, and that a court case still needs.
    Law:     GDPR 17(3): to the extent that processing is necessary, 17(1) does not apply.
    Holding: Without a word the row would go. Invoked, with reason and name, it stays, and the
             letter says under which point; taken back, it goes.
    """
    house.put(TICKETS, ticket(1, "2020-01-02"))
    case = house.case("erasure")
    with house.desk() as desk:
        assert verdicts_of(assessing.assess_case(desk, case))["service-desk"] == "applies"
    stopped = invoke(house, case, stop, activity="service-desk")
    assert verdicts_of(stopped)["service-desk"] == "does not apply"
    with house.desk() as desk:
        carry_out(desk, case)
        decide(desk, case, out=tmp_path / "uit")
    assert house.left(TICKETS) == [1]
    letter = (tmp_path / "uit" / "letter.html").read_text("utf-8")
    assert f"onder {stop[-2]}" in letter
    assert WHY in letter


def test_the_public_task_stops_an_erasure_only_where_there_is_one(house: House) -> None:
    """Law: GDPR 17(3)(b). Facts: the service desk rests on an interest, 6(1)(f), which is no task.
    Holding: Invoking the task changes nothing there."""
    house.put(TICKETS, ticket(1, "2020-01-02"))
    case = house.case("erasure")
    found = invoke(house, case, "17(3)(b)", activity="service-desk")
    assert verdicts_of(found)["service-desk"] == "applies"
