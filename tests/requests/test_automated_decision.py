"""Automated decisions (GDPR 22, UAVG 40): whether the article holds, and a human who looks."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from avgrights.cases.assessment import Assessment, Because, Verdict
from avgrights.cases.manners import Outcome
from avgrights.cases.next_steps import next_steps
from avgrights.cli.main import main
from avgrights.desk import assessing, requests
from avgrights.desk.carrying_out import plan_case
from avgrights.desk.deciding import decide
from avgrights.desk.doing import carry_out
from avgrights.desk.human_reviewing import human_review
from avgrights.terms.errors import InputFault, Refused
from tests.conftest import MakeWorkspace
from tests.requests.house import (
    DATA_MAP,
    LEDGER,
    REGISTER,
    STORES,
    TICKETS,
    House,
    entry,
    ticket,
)

MakeHouse = Callable[..., House]
#: What a register says of decisions beside the words that it must have.
WORDS = 'logic: "punten", consequences: "een boete"'


@pytest.fixture
def made(workspace: MakeWorkspace, tmp_path: Path) -> MakeHouse:
    """The house whose administration decides automatically, on the given basis."""

    def make(basis: str, decisions: str = "", more: str = "") -> House:
        start = REGISTER.index("  - id: administration")
        books = REGISTER[start:].replace(
            "legal_basis: [{basis: 6(1)(c), law: AWR 52(4)}]",
            f"legal_basis: [{basis}]\n    automated_decisions: {{{WORDS}{decisions}}}{more}",
            1,
        )
        (tmp_path / "beelden").mkdir()
        urls = {name: f"sqlite:///{tmp_path}/{name}.db" for name in STORES}
        stores = {name: {"url": url} for name, url in urls.items()}
        stores["cameras"] = {"folder": str(tmp_path / "beelden")}
        register = REGISTER[:start] + books
        house = House(workspace(stores=stores, registers={"huis": (register, DATA_MAP)}), urls)
        house.put(LEDGER, entry(1, "2025-01-01"), entry(2, None))
        house.put(TICKETS, ticket(1, None))
        return house

    return make


def _assessed(house: House, *activities: str) -> tuple[str, tuple[Assessment, ...]]:
    case = house.case("automated decision", activities=list(activities))
    with house.desk() as desk:
        return case, assessing.assess_case(desk, case).assessments


LAW, TASK = "{basis: 6(1)(c), law: W}", "{basis: 6(1)(e), law: W}"
HEALTH = '\n    special_categories: [{category: gezondheid, exception: "9(2)(h)"}]'


@pytest.mark.parametrize(
    ("basis", "decisions", "more", "verdict", "article"),
    [
        (LAW, ", law: W", "", "does not apply", "UAVG 40(1)"),
        (TASK, ", law: W", "", "does not apply", "UAVG 40(1)"),
        (TASK, ", law: W, profiling: true", "", "applies", "GDPR 22(1)"),
        (TASK, ', human_review: "bel ons"', "", "applies", "GDPR 22(1)"),
        ("6(1)(f)", "", "", "applies", "GDPR 22(1)"),
        ("6(1)(b)", ", contract_necessary: true", "", "does not apply", "GDPR 22(2)(a)"),
        ("6(1)(b)", ", contract_necessary: false", "", "applies", "GDPR 22(1)"),
        ("6(1)(b)", "", "", "depends", "GDPR 22(2)(a)"),
        ("6(1)(a)", ", explicit_consent: true", "", "does not apply", "GDPR 22(2)(c)"),
        (TASK, ", law: W, solely: false", "", "does not apply", "GDPR 22(1)"),
        (TASK, ", law: W", HEALTH, "applies", "GDPR 22(4)"),
        (TASK, ", law: W", HEALTH.replace("(h)", "(g)"), "does not apply", "UAVG 40(1)"),
    ],
)
def test_the_register_says_whether_article_22_holds(
    made: MakeHouse, basis: str, decisions: str, more: str, verdict: str, article: str
) -> None:
    """From `automated_decisions`: law, profiling, contract, consent, special categories."""
    _, (found,) = _assessed(made(basis, decisions, more), "administration")

    assert found.verdict.value == verdict
    assert article in [str(one) for one in found.citations]


def test_where_nothing_is_decided_automatically_nothing_is_to_be_looked_at(
    made: MakeHouse, tmp_path: Path
) -> None:
    house = made(LAW, ", law: W")
    case, (found,) = _assessed(house, "service-desk")
    assert (found.verdict, found.because) == (Verdict.DOES_NOT_APPLY, Because.NO_DECISIONS)
    assert found.grounds and [str(one) for one in found.citations] == ["GDPR 22(1)"]
    with house.desk() as desk:
        with pytest.raises(InputFault, match="no automated decisions are taken in 'service-desk'"):
            human_review(desk, case, outcome="upheld", because="x", by="y", activity="service-desk")
        assert decide(desk, case, out=tmp_path / "uit").outcome is Outcome.REFUSED


@pytest.mark.parametrize("outcome", ["upheld", "changed"])
def test_nothing_is_carried_out_before_a_human_looked(
    made: MakeHouse, tmp_path: Path, outcome: str
) -> None:
    """The right is a human look (GDPR 22(3)).

    Facts:   Two ledger entries, decided on by a profile. The person asks not to be subject to it.
    Law:     GDPR 22(1); UAVG 40(1) does not cover what rests on profiling.
    Holding: The plan shows; doing it exits 4 and names the activity, until somebody looked. What
             came of it, upheld or changed, is granted either way: what was asked for is the look.
    """
    house = made(TASK, ", law: W, profiling: true")
    case, _ = _assessed(house, "administration")
    with house.desk() as desk:
        assert "human-review" in next_steps(requests.show(desk, case).case)
        assert [one.done for one in plan_case(desk, case).results] == [2]
        with pytest.raises(Refused, match=r"no human review.*administration") as refused:
            carry_out(desk, case)
        assert refused.value.exit_status == 4 and "human-review" in refused.value.remedy
        human_review(desk, case, outcome=outcome, because="opnieuw bekeken", by="medewerker 3")
        work = carry_out(desk, case)
        decision = decide(desk, case, out=tmp_path / "uit")

    assert [(one.activity, one.found, one.done) for one in work.results] == [
        ("administration", 2, 2)
    ]
    assert decision.outcome is Outcome.GRANTED
    letter = (tmp_path / "uit" / "letter.html").read_text()
    stands = "Het besluit blijft" if outcome == "upheld" else "Het besluit verandert"
    assert "opnieuw bekeken" in letter and stands in letter
    (kept,) = decision.case.human_reviews
    assert (kept.outcome, kept.because, kept.by) == (outcome, "opnieuw bekeken", "medewerker 3")
    with house.desk() as desk:
        log = b"".join(desk.logbook.lines())
    assert b"case.human review" in log and b"opnieuw" not in log and b"medewerker" not in log


def test_a_second_look_replaces_the_first_until_it_is_carried_out(made: MakeHouse) -> None:
    house = made("6(1)(f)")
    case, _ = _assessed(house, "administration")
    with house.desk() as desk:
        human_review(desk, case, outcome="upheld", because="x", by="y")
        with pytest.raises(Refused, match="no automated decision waits"):
            human_review(desk, case, outcome="upheld", because="x", by="y")
        human_review(desk, case, outcome="changed", because="x", by="y", activity="administration")
        (only,) = requests.show(desk, case).case.human_reviews
        assert only.outcome == "changed"
        carry_out(desk, case)
        with pytest.raises(Refused, match="carried out already"):
            human_review(
                desk, case, outcome="upheld", because="x", by="y", activity="administration"
            )


def test_by_contract_a_human_look_is_the_safeguard_and_may_be_recorded(made: MakeHouse) -> None:
    """22(2)(a) lifts 22(1), not 22(3): the look is recorded, and not waited for."""
    house = made("6(1)(b)", ", contract_necessary: true")
    case, (found,) = _assessed(house, "administration")
    assert "GDPR 22(3)" in [str(one) for one in found.citations]
    with house.desk() as desk:
        human_review(desk, case, outcome="upheld", because="x", by="y", activity="administration")
        assert carry_out(desk, case).results[0].done == 0


def test_a_look_needs_an_assessment_a_reason_a_name_and_the_right_right(made: MakeHouse) -> None:
    house = made("6(1)(f)")
    case = house.case("automated decision", activities=["administration"])
    access = house.case("access", activities=["administration"])
    given = {"outcome": "upheld", "because": "x", "by": "y", "activity": "administration"}
    with house.desk() as desk:
        with pytest.raises(Refused, match="not assessed yet"):
            human_review(desk, case, **given)
        with pytest.raises(Refused, match="is about access"):
            human_review(desk, access, **given)
        assessing.assess_case(desk, case)
        for empty in ("because", "by"):
            with pytest.raises(InputFault, match="reason and the name"):
                human_review(desk, case, **{**given, empty: " "})


def test_a_store_that_is_down_leaves_it_open_and_the_look_stands(
    made: MakeHouse, tmp_path: Path
) -> None:
    house = made("6(1)(f)")
    case, _ = _assessed(house, "administration")
    two = Path(house.urls["two"].removeprefix("sqlite:///"))
    with house.desk() as desk:
        human_review(desk, case, outcome="upheld", because="x", by="y")
    two.rename(tmp_path / "weg")
    with house.desk() as desk:
        assert carry_out(desk, case).open == ("two",)
    (tmp_path / "weg").rename(two)
    with house.desk() as desk:
        work = carry_out(desk, case)
    assert work.open == () and sum(one.done for one in work.results) == 2


def test_by_command(made: MakeHouse, capsys: pytest.CaptureFixture[str]) -> None:
    house = made("6(1)(f)")
    case, _ = _assessed(house, "administration")
    about = ["--workspace", str(house.root), "--format", "json", "request"]

    def run(*given: str) -> int:
        with pytest.raises(SystemExit) as ended:
            main([*about, *given])
        code = ended.value.code
        assert isinstance(code, int)
        return code

    assert run("carry-out", case) == 4
    assert "human review" in capsys.readouterr().err
    assert run("human-review", case, "--outcome", "changed", "--because", "x", "--by", "y") == 0
    assert json.loads(capsys.readouterr().out)["status"] == "assessed"
    assert run("carry-out", case) == 0
    capsys.readouterr()
    assert run("show", case) == 0
    (look,) = json.loads(capsys.readouterr().out)["human_reviews"]
    assert (look["activity"], look["outcome"]) == ("administration", "changed")
