"""What the letter of a real case says: neither more nor less than was done."""

from __future__ import annotations

from pathlib import Path

import pytest

from avgrights.cases.manners import Outcome
from avgrights.desk import assessing
from avgrights.desk.deciding import Decision, decide
from avgrights.desk.doing import carry_out
from avgrights.desk.holding import place
from avgrights.terms.errors import Refused
from tests.requests.house import LEDGER, TICKETS, House, entry, ticket


def _decided(house: House, case: str, folder: Path) -> tuple[Decision, str]:
    """The decision, and its letter as one line of text."""
    with house.desk() as desk:
        decision = decide(desk, case, out=folder)
    return decision, " ".join((folder / "letter.html").read_text().split())


def test_a_refusal_throughout_needs_no_carrying_out_and_tells_what_stays(
    house: House, tmp_path: Path
) -> None:
    """Facts:   Two ledger entries under the duty to keep; assessed, and at once decided.
    Law:     GDPR 12(4): reasons; 17(3)(b).
    Holding: Refused; the letter tells how many stay, on what ground and until when.
    """
    house.put(LEDGER, entry(1, "2024-03-01"), entry(2, "2024-05-01"))
    case = house.case("erasure")
    with house.desk() as desk:
        assessing.assess_case(desk, case)

    decision, letter = _decided(house, case, tmp_path / "uit")

    assert decision.outcome is Outcome.REFUSED
    assert "Wij wissen uw gegevens niet." in letter
    assert "Niet gewist: 2 registraties. De wet verplicht ons" in letter
    assert "Wij bewaren ze tot en met 31 december 2031." in letter
    assert "artikel 17, lid 3, onder b, AVG" in letter
    assert house.left(LEDGER) == [1, 2]


def test_a_refusal_does_not_outlive_what_it_rests_on(house: House, tmp_path: Path) -> None:
    """Since the assessment a row came in whose term is over: that is to be carried out first."""
    house.put(LEDGER, entry(1, "2024-03-01"))
    case = house.case("erasure")
    with house.desk() as desk:
        assessing.assess_case(desk, case)
    house.put(LEDGER, entry(2, "2010-03-01"))

    with house.desk() as desk, pytest.raises(Refused, match="the right has come to apply"):
        decide(desk, case, out=tmp_path / "uit")
    assert house.left(LEDGER) == [1, 2]
    assert not (tmp_path / "uit").exists()


@pytest.mark.parametrize("right", ["access", "erasure"])
def test_where_nothing_could_be_searched_no_letter_says_that_it_was(
    house: House, tmp_path: Path, right: str
) -> None:
    """Only camera images are asked about, by an e-mail address (GDPR 11(2))."""
    case = house.case(right, activities=["cameras"])
    with house.desk() as desk:
        carry_out(desk, case)

    decision, letter = _decided(house, case, tmp_path / "uit")

    assert decision.outcome is Outcome.REFUSED
    assert "hebben gezocht" not in letter
    assert "Cameratoezicht" in letter


def test_the_letter_counts_what_was_evidenced_and_hides_why_it_is_held(
    house: House, tmp_path: Path
) -> None:
    house.put(TICKETS, *(ticket(n, "2020-01-01") for n in (1, 2, 3)))
    case = house.case("erasure")
    with house.desk() as desk:
        place(
            desk, reason="police investigation", because="x", by="y", dataset="tickets",
            keys=[("1",)],
        )  # fmt: skip
        carry_out(desk, case)

    decision, letter = _decided(house, case, tmp_path / "uit")

    assert decision.outcome is Outcome.PARTLY
    assert "Gewist: 2 registraties." in letter
    assert "Niet gewist: 1 registratie. Deze gegevens mogen wij nu niet wissen" in letter
    assert "police" not in letter
    assert "politie" not in letter


def test_who_answered_no_is_quoted_in_the_letter(house: House, tmp_path: Path) -> None:
    house.put(TICKETS, ticket(1, "2026-06-01"))
    case = house.case("erasure")
    with house.desk() as desk:
        assessing.assess_case(desk, case)
        assessing.answer(
            desk, case, activity="service-desk", applies=False, by="FG",
            because="De storing is nog niet verholpen.",
        )  # fmt: skip

    decision, letter = _decided(house, case, tmp_path / "uit")

    assert decision.outcome is Outcome.REFUSED
    assert "De reden: De storing is nog niet verholpen." in letter
    assert "FG" not in letter.split("<h1>")[1].split("functionaris")[0]


def test_all_that_was_found_is_gone(house: House, tmp_path: Path) -> None:
    house.put(TICKETS, ticket(1, "2020-01-01"))
    case = house.case("erasure")
    with house.desk() as desk:
        carry_out(desk, case)

    decision, letter = _decided(house, case, tmp_path / "uit")

    assert decision.outcome is Outcome.GRANTED
    assert "Wij hebben de gegevens die wij van u vonden gewist." in letter
    assert "Niet gewist" not in letter
