"""Fields that may name others, and the second person who looks at them (GDPR 15(4))."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from avgrights.cases.manners import Outcome
from avgrights.cli.request_review import with_review
from avgrights.desk import assessing, requests, setting_aside
from avgrights.desk.deciding import Decision, decide
from avgrights.desk.doing import carry_out
from avgrights.desk.reviewing import review, waiting
from avgrights.terms.errors import InputFault, Refused
from tests.requests.house import NOTES, TICKETS, House, ticket
from tests.requests.opening import data, opened

SECOND = "medewerker 9"


def look(house: House, case: str, column: str, **given: Any) -> None:
    with house.desk() as desk:
        known = {"dataset": "tickets", "show": True, "by": SECOND}
        review(desk, case, column=column, **{**known, **given})


def answered(house: House, case: str, folder: Path) -> Decision:
    with house.desk() as desk:
        carry_out(desk, case)
        return decide(desk, case, out=folder, password_to_file=True)


def tickets_of(folder: Path) -> dict[str, Any]:
    (activity,) = data(opened(folder))["activities"]
    return activity["datasets"][0]


def test_what_the_second_person_shows_is_in_the_copy(either: House, tmp_path: Path) -> None:
    """Shown: in the copy. Withheld: not. Nobody looked: not. Marked withhold: never."""
    either.put(TICKETS, ticket(1, "2026-01-02"))
    either.put(NOTES, {"id": 9, "ticket_id": 1, "text": "gebeld met de betrokkene"})
    case = either.case("access", activities=["service-desk"])
    look(either, case, "body")
    look(either, case, "notes.text")

    decision = answered(either, case, tmp_path / "uit")
    told = tickets_of(tmp_path / "uit")

    assert told["rows"][0]["body"] == "een ander zei iets"
    assert told["parts"]["notes"] == [
        {"id": 9, "text": "gebeld met de betrokkene", "written_on": None}
    ]
    assert [one["field"] for one in told["withheld"]] == ["helper"]
    assert decision.outcome is Outcome.PARTLY


def test_where_nothing_is_withheld_the_request_is_granted(house: House, tmp_path: Path) -> None:
    house.put(TICKETS, ticket(1, "2026-01-02", helper=None))
    case = house.case("access", activities=["service-desk"])
    look(house, case, "body")

    assert answered(house, case, tmp_path / "uit").outcome is Outcome.GRANTED


def test_the_last_review_counts(house: House, tmp_path: Path) -> None:
    house.put(TICKETS, ticket(1, "2026-01-02", helper=None))
    case = house.case("access", activities=["service-desk"])
    look(house, case, "body")
    look(house, case, "body", show=False)

    assert answered(house, case, tmp_path / "uit").outcome is Outcome.PARTLY
    (left,) = tickets_of(tmp_path / "uit")["withheld"]
    assert left == {
        "field": "body", "rows": 1,
        "reason": "holds data of others (GDPR 15(4)); withheld after review",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["medewerker 1", "  Medewerker  1 ", "MEDEWERKER 1"])
def test_who_established_identity_is_no_second_person(house: House, name: str) -> None:
    """Facts:   The handler who identified the person reviews too, with other capitals and spaces.
    Law:     reliability asks for a second person; GDPR 15(4) for the interest of others.
    Holding: Refused; nothing is recorded."""
    case = house.case("access", activities=["service-desk"])

    with pytest.raises(Refused, match="another person"):
        look(house, case, "body", by=name)

    with house.desk() as desk:
        assert requests.show(desk, case).case.reviews == ()


def test_who_answered_or_invoked_is_no_second_person_either(house: House) -> None:
    """Also when the answer was overtaken, or what was invoked was taken back."""
    house.put(TICKETS, ticket(1, "2026-01-02"))
    case = house.case("access", activities=["service-desk"])
    with house.desk() as desk:
        setting_aside.invoke(desk, case, overlay="12(5)", because="x", by="medewerker 2")
        assessing.answer(
            desk, case, activity="service-desk", applies=True, because="x", by="medewerker 3"
        )
        setting_aside.take_back(desk, case, overlay="12(5)", because="x", by="medewerker 4")

    for name in ("medewerker 2", "medewerker 3", "medewerker 4"):
        with pytest.raises(Refused, match="another person"):
            look(house, case, "body", by=name)
    look(house, case, "body", by=SECOND)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"column": "helper"}, "not marked for review; marked: body, notes.text"),
        ({"column": "name"}, "not marked for review"),
        ({"column": "notes.written_on"}, "not marked for review"),
        ({"column": "secret"}, "not marked for review"),
        ({"column": "body", "dataset": "ledger"}, "touches no dataset 'ledger'"),
        ({"column": "body", "by": " "}, "the name of who reviews"),
        ({"column": "body", "masks": ["  "]}, "--mask takes words"),
    ],
)
def test_only_marked_fields_of_the_case_are_reviewed(
    house: House, given: dict[str, Any], said: str
) -> None:
    case = house.case("access", activities=["service-desk"])

    with pytest.raises(InputFault) as refused:
        look(house, case, **given)

    assert said in str(refused.value)


def test_after_identity_and_before_the_decision(house: House, tmp_path: Path) -> None:
    house.put(TICKETS, ticket(1, "2026-01-02"))
    case = house.case("access", activities=["service-desk"])
    answered(house, case, tmp_path / "uit")
    with pytest.raises(Refused, match="is decided"):
        look(house, case, "body")
    with pytest.raises(InputFault, match="no copy is made, nothing to review"):
        look(house, house.case("erasure", activities=["service-desk"]), "body")


OTHERS = (
    "ander{n:02}@elders.example.nl", "06-87{n:06}", "+49 30 9{n:07}", "NL{n:02} BANK 04{n:08}",
    "10{n:02} ZX",
)  # fmt: skip


def test_a_redacted_text_keeps_the_person_and_loses_the_others(
    house: House, tmp_path: Path
) -> None:
    """Facts:   A note names the person, and others by address, number, account, code and name.
    Holding: Only the person's own, and words that point to nobody, are left."""
    house.put(TICKETS, ticket(1, "2026-01-02", helper=None, body=None))
    text = (
        "De betrokkene (betrokkene@example.nl) belde met ander@elders.example.nl, 06-87654321, "
        "BSN 111222333, rekening NL91 ABNA 0417 1643 00, 1234 AB; medewerker 77 van de "
        "afdeling keek mee."
    )
    house.put(NOTES, {"id": 9, "ticket_id": 1, "text": text})
    case = house.case("access", activities=["service-desk"])
    look(house, case, "notes.text", masks=["MEDEWERKER  77"])

    decision = answered(house, case, tmp_path / "uit")
    told = tickets_of(tmp_path / "uit")

    assert told["parts"]["notes"][0]["text"] == (
        "De betrokkene (betrokkene@example.nl) belde met ██, ██, "
        "BSN ██, rekening ██, ██; ██ van de afdeling keek mee."
    )
    assert told["withheld"] == [
        {"field": "notes.text", "rows": 1, "reason": "data of others made unreadable (GDPR 15(4))"}
    ]
    assert decision.outcome is Outcome.PARTLY
    letter = (tmp_path / "uit" / "letter.html").read_text()
    assert "Onleesbaar gemaakt in: text." in letter and "Weggelaten" not in letter


def test_fifty_others_are_in_no_package_whatever_was_reviewed(house: House, tmp_path: Path) -> None:
    """Canaries in withheld, redacted and reviewed fields, by every form that is masked and by name.

    Holding: None of them is in any file of the package or in the letter, in any encoding.
    """
    canaries = [form.format(n=n) for form in OTHERS for n in range(10)]
    names = [f"Persoon Kanarie{n}" for n in range(50)]
    for n, (other, name) in enumerate(zip(canaries, names, strict=True), 1):
        house.put(TICKETS, ticket(n, None, body=f"{other} {name}", helper=f"{name}, {other}"))
        house.put(NOTES, {"id": n, "ticket_id": n, "text": f"zie {other}; {name.upper()} belde"})
    case = house.case("access", activities=["service-desk"])
    look(house, case, "notes.text", masks=names)
    look(house, case, "body", show=False)

    answered(house, case, tmp_path / "uit")

    files = opened(tmp_path / "uit")
    assert len(tickets_of(tmp_path / "uit")["rows"]) == 50
    for file in (tmp_path / "uit").iterdir():
        files[file.name] = file.read_bytes()
    for name, content in files.items():
        for other in (*canaries, *names):
            for form in {other, other.upper(), other.casefold()}:
                needles = (form.encode(), form.encode("utf-16-le"), base64.b64encode(form.encode()))
                assert not any(needle in content for needle in needles), f"{form} in {name}"


def test_next_names_a_review_that_waits(house: House) -> None:
    """Once it is known that the field will be in the copy, until somebody looked."""
    house.put(TICKETS, ticket(1, "2026-01-02"))
    case = house.case("access", activities=["service-desk"])

    def open_() -> list[str]:
        with house.desk() as desk:
            return [one.column for one in waiting(desk, requests.show(desk, case).case)]

    assert open_() == []
    with house.desk() as desk:
        assessing.assess_case(desk, case)
    assert open_() == ["body", "notes.text"]
    look(house, case, "body")
    assert open_() == ["notes.text"]
    look(house, case, "notes.text", show=False)
    assert open_() == []


def test_where_review_stands_among_the_steps() -> None:
    """After the way forward, before the clock; absent where nothing waits."""
    steps = ("decide", "pause", "extend", "withdraw")
    assert with_review(steps, ()) == list(steps)
    assert with_review(steps, ("x",)) == ["decide", "review", *steps[1:]]  # type: ignore[arg-type]


def test_the_journal_counts_and_names_nobody(house: House) -> None:
    case = house.case("access", activities=["service-desk"])
    look(house, case, "body", masks=["een ander mens"])

    kept = b"".join(p.read_bytes() for p in (house.root / "var").rglob("*") if p.is_file())
    assert b"case.reviewed" in kept
    assert b"een ander mens" not in kept and SECOND.encode() not in kept
