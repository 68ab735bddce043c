"""`request letter`, `request recipients` and `decide --pdf` from outside."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.requests.house import LEDGER, TICKETS, House, entry, ticket
from tests.requests.test_command import DONE, INPUT, REFUSED, Line

SUPPLIER = "Leverancier servicedesksysteem"


@pytest.fixture
def line(house: House, capsys: pytest.CaptureFixture[str]) -> Line:
    """The command line of the house."""
    return Line(house, capsys)


def test_a_letter_is_written_where_it_fits_and_refused_where_it_does_not(
    line: Line, tmp_path: Path
) -> None:
    case = line.received()
    out = tmp_path / "post"

    told = line("request", "letter", case, "--kind", "acknowledgement", "--out", str(out))
    assert told == {
        "kind": "acknowledgement",
        "files": [str(out / "acknowledgement.html"), str(out / "acknowledgement.txt")],
    }
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    line("request", "letter", case, "--kind", "identity", "--out", str(out), status=REFUSED)
    assert "request pause" in line.said
    line("request", "pause", case, "--for", "clarification", "--on", "2026-11-12")
    asked = ("request", "letter", case, "--kind", "clarification", "--out", str(out))
    line(*asked, status=INPUT)
    line(*asked, "--text", "Welke periode?\n\nEn welk gebouw?", "--as", "text")
    assert "  En welk gebouw?" in (out / "clarification.txt").read_text()
    line("request", "letter", "R-2222222222", "--kind", "reminder", "--out", str(out), status=INPUT)


def test_a_decision_in_three_formats_and_an_old_pdf_does_not_stay(
    line: Line, house: House, tmp_path: Path
) -> None:
    house.put(TICKETS, ticket(1, "2020-01-01"))
    case = line.identified("erasure")
    line("request", "carry-out", case)
    out = tmp_path / "uit"

    told = line("request", "decide", case, "--out", str(out), "--as", "text", "--as", "pdf")
    assert [Path(file).name for file in told["files"]] == [
        "letter.html", "letter.txt", "letter.pdf",
    ]  # fmt: skip
    line("request", "decide", case, "--out", str(out))
    assert sorted(file.name for file in out.iterdir()) == ["letter.html"]
    assert "letter.pdf was there and has been replaced or removed" in line.said


def test_recipients_are_shown_written_to_and_recorded(
    line: Line, house: House, tmp_path: Path
) -> None:
    house.put(TICKETS, ticket(1, "2020-01-01"))
    case = line.identified("erasure")
    line("request", "recipients", case)
    line("request", "carry-out", case)

    (task,) = line("request", "recipients", case)["recipients"]
    assert task == {
        "recipient": SUPPLIER, "duty": "recipient", "role": "processor",
        "activities": ["service-desk"], "state": "open", "done": "2026-11-20",
        "tell_by": "2026-12-04", "late": False, "told": None, "because": None,
    }  # fmt: skip
    (late,) = line("request", "recipients", case, today="2026-12-05")["recipients"]
    assert late["late"]
    sent = line("request", "recipients", case, "--letters", "--out", str(tmp_path / "n"))
    assert [Path(file).name for file in sent["files"]] == ["notice-1.html", "notice-1.txt"]
    (told,) = line("request", "recipients", case, "--told", SUPPLIER, "--on", "2026-11-20")[
        "recipients"
    ]
    assert (told["state"], told["told"]) == ("told", "2026-11-20")
    line("request", "recipients", case, "--told", SUPPLIER, status=REFUSED)
    line("request", "recipients", case, "--told", "Niemand", status=INPUT)
    line("request", "recipients", case, "--impossible", SUPPLIER, status=INPUT)
    line("request", "recipients", case, "--letters", status=INPUT)
    line("request", "recipients", case, "--letters", "--for-person", status=INPUT)
    for_person = ("request", "recipients", case, "--for-person", "--out", str(tmp_path / "p"))
    assert line(*for_person)["kind"] == "recipients-told"


def test_closing_says_who_is_still_to_be_told(line: Line, house: House, tmp_path: Path) -> None:
    """It closes all the same (decision 0141)."""
    house.put(TICKETS, ticket(1, "2020-01-01"))
    case = line.identified("erasure")
    line("request", "carry-out", case)
    line("request", "decide", case, "--out", str(tmp_path / "uit"))

    assert line("request", "close", case, status=DONE)["status"] == "closed"
    assert f"still to be told (GDPR 19): {SUPPLIER}" in line.said


def test_a_letter_says_erased_only_after_the_evidence(
    line: Line, house: House, tmp_path: Path
) -> None:
    """Facts:   One store is gone while an erasure is carried out.
    Holding: No decision, no notice to anybody about what was not done, until all evidence is in.
    """
    house.put(TICKETS, ticket(1, "2020-01-01"))
    house.put(LEDGER, entry(1, "2010-01-01"))
    case = line.identified("erasure")
    store = Path(house.urls["one"].removeprefix("sqlite:///"))
    away = store.rename(store.with_suffix(".away"))
    line("request", "carry-out", case, status=3)
    assert line("request", "recipients", case)["recipients"] == []
    line("request", "decide", case, "--out", str(tmp_path / "uit"), status=REFUSED)
    assert not (tmp_path / "uit").exists()

    away.rename(store)
    line("request", "carry-out", case)
    assert len(line("request", "recipients", case)["recipients"]) == 1
    line("request", "decide", case, "--out", str(tmp_path / "uit"), "--as", "text")
    assert "gewist" in (tmp_path / "uit" / "letter.txt").read_text()
