"""What the contract says of requests, sentence by sentence, from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.requests.house import CONTACTS, TICKETS, House, contact, ticket
from tests.requests.opening import data, opened
from tests.requests.test_command import Line


@pytest.fixture
def line(house: House, capsys: pytest.CaptureFixture[str]) -> Line:
    """The command line of the house."""
    return Line(house, capsys)


def test_a_request_about_one_activity_holds_no_rows_of_another(line: Line) -> None:
    """A request for access to the service desk alone; the person is a contact too.

    Facts:   A ticket and a contact of one person are past their terms.
    Law:     contract.md, `hold`: the rows that are found for an open request count as held. What
             an activity that was not asked about holds is not found for it.
    Holding: The ticket is held until the case is closed; the contact is due all the while.
    """
    line.house.put(TICKETS, ticket(1, "2020-01-01"))
    line.house.put(CONTACTS, contact(1, "2015-01-01"))
    assert _due_and_held(line) == {"tickets": (1, 0), "contacts": (1, 0)}

    case = line.received(activity="service-desk")

    assert _due_and_held(line) == {"tickets": (0, 1), "contacts": (1, 0)}
    line("request", "withdraw", case)
    line("request", "close", case)
    assert _due_and_held(line) == {"tickets": (1, 0), "contacts": (1, 0)}


def test_a_dataset_of_two_activities_is_held_by_a_request_about_either(line: Line) -> None:
    line.house.put(CONTACTS, contact(1, "2015-01-01"))
    for activity in ("relations", "newsletter"):
        line.received(activity=activity)
        assert _due_and_held(line)["contacts"] == (0, 1), activity


def test_a_request_about_an_activity_that_went_holds_all_the_same(line: Line) -> None:
    """The register was changed under an open request: what it asked for is not known any more."""
    line.house.put(CONTACTS, contact(1, "2015-01-01"))
    line.received(activity="service-desk")
    for name in ("register.yaml", "data-map.yaml"):
        path = line.house.root / "registers" / "huis" / name
        path.write_text(path.read_text().replace("service-desk", "servicebalie"))
    assert _due_and_held(line)["contacts"] == (0, 1)


def test_a_portable_copy_names_no_category_that_the_person_did_not_provide(
    line: Line, tmp_path: Path
) -> None:
    """A newsletter keeps what the person gave and what was concluded from it.

    Law:     GDPR 20(1): the data "which he or she has provided"; contract.md: the package holds
             those categories only. 15(1)(b), on the other hand, asks for every category.
    Holding: The inferred category, and its source, stand in the copy of access alone.
    """
    _with_inferred_data(line.house)
    line.house.put(CONTACTS, contact(1, "2026-01-01"))
    told = {}
    for right in ("access", "portability"):
        case = line.identified(right, activity="newsletter")
        line("request", "assess", case)
        line("request", "carry-out", case)
        out = tmp_path / right
        line("request", "decide", case, "--out", str(out), "--password-to-file")
        (activity,) = data(opened(out))["activities"]
        told[right] = (activity["categories"], activity["source"])
    assert told == {
        "access": (["contactgegevens", "profiel"], ["betrokkene", "eigen analyse"]),
        "portability": (["contactgegevens"], ["betrokkene"]),
    }


def _with_inferred_data(house: House) -> None:
    path = house.root / "registers" / "huis" / "register.yaml"
    before, after = path.read_text().split("  - id: newsletter\n")
    given = "data: [{category: contactgegevens, source: betrokkene}]"
    wanted = (
        "automated_processing: true\n"
        "    data:\n"
        "      - {category: contactgegevens, source: betrokkene, provided_by_subject: true}\n"
        "      - {category: profiel, source: eigen analyse}"
    )
    assert given in after
    path.write_text(before + "  - id: newsletter\n" + after.replace(given, wanted, 1))


def _due_and_held(line: Line) -> dict[str, tuple[int, int]]:
    rules: list[dict[str, Any]] = line("purge", "plan")["rules"]
    return {
        rule["dataset"]: (rule["due"], rule["held"])
        for rule in rules
        if rule["dataset"] in ("tickets", "contacts")
    }


def test_a_refusal_names_no_last_day_that_has_passed(line: Line, tmp_path: Path) -> None:
    """A ticket whose term ended in 2024 and one whose term runs; the desk still needs both.

    Law:     GDPR 12(4): the person is told what is kept. A day in the past is no day until which
             anything is kept.
    Holding: The row whose term is over has a reason, and no last day; the other has its own.
    """
    line.house.put(TICKETS, ticket(1, "2022-01-01"), ticket(2, "2026-01-01"))
    case = line.identified("erasure", activity="service-desk")
    line("request", "assess", case)
    why = ("--decide", "does not apply", "--because", "nog nodig", "--by", "medewerker 2")
    line("request", "assess", case, "--activity", "service-desk", *why)

    (result,) = line("request", "carry-out", case)["results"]

    assert sorted((one["until"] or "", one["rows"]) for one in result["reasons"]) == [
        ("", 1), ("2028-01-01", 1),
    ]  # fmt: skip
    line("request", "decide", case, "--out", str(tmp_path / "uit"))
    letter = (tmp_path / "uit" / "letter.html").read_text()
    assert "2024" not in letter
    assert "1 januari 2028" in letter
