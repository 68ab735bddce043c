"""Letters beside the decision: each only where what it says is so."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from avgrights.desk import requests, waiting
from avgrights.desk.correspondence import letter_for, write
from avgrights.desk.doing import carry_out
from avgrights.desk.intake import take_in
from avgrights.desk.letter_kinds import Words
from avgrights.documents.letters.rendering import page
from avgrights.terms.errors import InputFault, Refused
from tests.requests.house import PERSON, TICKETS, House, ticket


def _received(house: House, right: str = "erasure", **given: object) -> str:
    known = {"name": "de betrokkene", "identifiers": [PERSON], "channel": "letter"}
    with house.desk() as desk:
        begun = requests.receive(
            desk, right=right, received=date(2026, 11, 10), **{**known, **given}
        )  # type: ignore[arg-type]
    return begun.case.id


def _shown(house: House, case: str, kind: str, today: date = date(2026, 11, 20), **words: object
           ) -> str:  # fmt: skip
    with house.desk(today) as desk:
        letter = letter_for(desk, case, kind, Words(**words))  # type: ignore[arg-type]
        return " ".join(page(letter, desk.language).split())


def test_the_acknowledgement_names_the_day_and_the_complaint(house: House) -> None:
    """Facts:   Received on Tuesday 10 November 2026, nobody identified yet.
    Law:     Wjsg 21(1) asks the term and the complaint; GDPR 12(3): one month.
    Holding: Thursday 10 December; first it is made sure who asks.
    """
    shown = _shown(house, _received(house), "acknowledgement")

    assert "uiterlijk op 10 december 2026" in shown
    assert "Autoriteit Persoonsgegevens" in shown
    assert "Eerst moeten wij weten wie u bent" in shown


def test_what_was_not_asked_is_not_written(house: House) -> None:
    """A letter that says that the term stands still would be wrong while it runs."""
    case = _received(house)
    for kind in ("identity", "clarification", "reminder", "extension", "not-dealt-with",
                 "restriction-lifted", "new-controller"):  # fmt: skip
        with pytest.raises(Refused):
            _shown(house, case, kind, text=("x",))
    with pytest.raises(Refused, match="before identity is recorded"):
        _shown(house, case, "recipients-told")
    with pytest.raises(InputFault, match="no kind of letter"):
        _shown(house, case, "decision")


def test_a_question_a_reminder_and_the_end_of_it(house: House) -> None:
    """Facts:   Asked for proof on 11 November, reminded on 26 November, silence.
    Law:     policies/intake.yaml: two weeks, and two more (decision 0170).
    Holding: The letters name 25 November and 10 December; the decision tells both days.
    """
    case = _received(house)
    with house.desk() as desk:
        requests.pause(desk, case, reason="identity", on=date(2026, 11, 11))

    assert "uiterlijk op 25 november 2026 reageren" in _shown(house, case, "identity")
    later = date(2026, 11, 26)
    assert "uiterlijk op 10 december 2026 reageren" in _shown(house, case, "reminder", later)
    with house.desk(later) as desk:
        waiting.remind(desk, case, on=None)
    with house.desk(date(2026, 12, 11)) as desk:
        waiting.leave_aside(desk, case)
    shown = _shown(house, case, "not-dealt-with", date(2026, 12, 11))
    assert "Op 11 november 2026 vroegen wij u om te laten zien wie u bent." in shown
    assert "Op 26 november 2026 vroegen wij dat nog een keer." in shown
    assert "U kunt bezwaar maken." in shown


def test_a_clarification_needs_its_question(house: House) -> None:
    case = house.case("access")
    with house.desk() as desk:
        requests.pause(desk, case, reason="clarification", on=date(2026, 11, 12))

    with pytest.raises(InputFault, match="words of your own"):
        _shown(house, case, "clarification")
    shown = _shown(house, case, "clarification", text=("Welke periode?", "Welk gebouw?"))
    assert "<p>Welke periode?</p> <p>Welk gebouw?</p>" in shown


def test_the_extension_repeats_the_reasons_that_were_recorded(house: House) -> None:
    """GDPR 12(3): three months from receipt as one period, told with reasons."""
    case = house.case("access")
    with house.desk() as desk:
        requests.extend(desk, case, because="veel systemen", on=date(2026, 11, 19))

    shown = _shown(house, case, "extension")
    assert "<p>veel systemen.</p>" in shown
    assert "uiterlijk op 10 februari 2027" in shown
    assert "artikel 12, lid 3, AVG" in shown


def test_a_general_question_is_answered_or_sent_on(house: House, tmp_path: Path) -> None:
    """A message that is no request gets a letter too, under its own reference."""
    (tmp_path / "post").mkdir()
    (tmp_path / "post" / "a.eml").write_text(
        "From: de vrager <vrager@example.nl>\nTo: fg@example.nl\nSubject: vraag\n"
        "Date: Wed, 18 Nov 2026 10:00:00 +0000\n\nWanneer bent u open?\n"
    )
    with house.desk() as desk:
        taken = take_in(desk, tmp_path / "post", register=None)
    message = taken.taken[0].message.message

    shown = _shown(house, message, "answer", text=("Wij zijn open van 9 tot 5.",))
    assert "Beste de vrager," in shown and "<p>Wij zijn open van 9 tot 5.</p>" in shown
    shown = _shown(house, message, "forwarding", to="de gemeente", text=("Zij gaan erover",))
    assert "gestuurd naar de gemeente." in shown
    with pytest.raises(InputFault, match="two kinds of letter"):
        _shown(house, message, "extension")


def test_before_a_restriction_ends_the_person_is_told(house: House) -> None:
    """GDPR 18(3): the letter exists before the restriction is lifted."""
    house.put(TICKETS, ticket(1, "2026-06-01"))
    case = house.case("restriction", ground="accuracy contested")
    with house.desk() as desk:
        carry_out(desk, case)

    shown = _shown(house, case, "restriction-lifted", text=("De gegevens kloppen",),
                   on=date(2026, 12, 1))  # fmt: skip
    assert "Vanaf 1 december 2026 kunnen wij uw gegevens weer gewoon gebruiken." in shown
    assert "<p>De gegevens kloppen.</p>" in shown


def test_a_letter_of_another_case_is_not_replaced(house: House, tmp_path: Path) -> None:
    first, second = _received(house), _received(house, right="access")
    with house.desk() as desk:
        one = letter_for(desk, first, "acknowledgement")
        written = write(desk, one, out=tmp_path / "uit", formats=("html", "text", "pdf"))
        assert write(desk, one, out=tmp_path / "uit", formats=("html",)).replaced
        with pytest.raises(InputFault, match="of something else"):
            write(desk, letter_for(desk, second, "acknowledgement"), out=tmp_path / "uit",
                  formats=("html",))  # fmt: skip

    assert [file.suffix for file in written.files] == [".html", ".txt", ".pdf"]
    assert all(file.stat().st_mode & 0o077 == 0 for file in written.files)


def test_an_organisations_own_template_wins(house: House, tmp_path: Path) -> None:
    """The same name; what it extends is ours; the other letters stay as they are."""
    folder = house.root / "templates"
    folder.mkdir()
    (folder / "_signature.nl.html").write_text("<p>Groet van {{ letter.sender.name }}</p>")
    settings = house.root / "avgrights.yaml"
    settings.write_text(settings.read_text() + "\ntemplates: templates\n")
    case = _received(house)
    with house.desk() as desk:
        sent = write(desk, letter_for(desk, case, "acknowledgement"), out=tmp_path / "uit",
                     formats=("text",))  # fmt: skip

    assert "Groet van Voorbeeldorganisatie" in sent.files[0].read_text()
    assert "Met vriendelijke groet" not in sent.files[0].read_text()
