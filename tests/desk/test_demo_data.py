"""The rows of the demo: the same for the same day, nobody's, and with the hard days among them."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from avgrights.desk.demo import edges, others, tickets, workspace
from avgrights.desk.demo.people import ASKS_ACCESS, ASKS_ERASURE
from avgrights.terms.errors import InputFault
from avgrights.terms.period import Period

NIGHT = date(2026, 11, 21)
TWO_YEARS = Period.parse("2 years")
CLOSED = 10


def _tickets(total: int = 3_000, night: date = NIGHT) -> list[tickets.Row]:
    return list(tickets.tickets(total, night, TWO_YEARS, Random("seed")))


def test_the_same_seed_gives_the_same_rows() -> None:
    """Who shows the demo twice shows the same numbers."""
    assert _tickets() == _tickets()
    assert len(_tickets()) == 3_000


@pytest.mark.parametrize("shift", [-1, 0, 1])
def test_there_are_rows_on_each_side_of_the_night(shift: int) -> None:
    """Terms that end the day before the night, on it and after it, from midnight to midnight."""
    until = NIGHT + timedelta(shift)
    closed = [row[CLOSED] for row in _tickets() if row[CLOSED] and row[CLOSED][:4] < "3000"]
    ends = [
        text[11:] for text in closed
        if text[:4].isdigit() and text[:4] != "0000"
        and TWO_YEARS.after(date.fromisoformat(text[:10])) == until
    ]  # fmt: skip
    assert {"00:00:00", "23:59:59"} <= set(ends)


def test_every_kind_of_unreadable_day_is_there() -> None:
    """NULL, nothing, words, zeros, the end of the calendar, and the future."""
    days = Counter(row[CLOSED] for row in _tickets())
    assert all(days[wrong] >= 1 for wrong in edges.UNREADABLE)
    assert any(day and str(NIGHT + timedelta(1)) <= day[:10] < "3000" for day in days)


def test_nothing_usual_is_closed_on_the_night_or_later() -> None:
    """What the story's first day does not know yet is still open then."""
    usual = _tickets()[: -len(list(tickets._special(NIGHT, TWO_YEARS)))]
    assert all(row[CLOSED] is None or row[CLOSED][:10] < str(NIGHT) for row in usual)


@pytest.mark.parametrize("night", [date(2024, 2, 29), date(2028, 3, 1), date(2026, 1, 1)])
def test_hard_nights_have_their_rows_too(night: date) -> None:
    """A leap day, the day after one, and a new year."""
    made = _tickets(500, night)
    assert len({row[0] for row in made}) == len(made) == 500
    assert all(str(row[9])[:10] <= str(night) for row in made)


def test_nobody_in_it_could_be_somebody() -> None:
    """Numbers for names, and addresses in the domain that is kept for examples."""
    for row in _tickets(500):
        assert row[2] == f"Medewerker {row[5]}"
        assert row[3] == f"medewerker.{row[5]}@example.nl"


@pytest.mark.parametrize("total", [200, 3_000, 20_000])
def test_the_two_of_the_story_are_there_at_any_size(total: int) -> None:
    """Enough rows to tell a story, few enough to read."""
    people = Counter(row[5] for row in _tickets(total))
    assert 10 <= people[ASKS_ACCESS.employee_no] <= 300
    assert 10 <= people[ASKS_ERASURE.employee_no] <= 300


def test_footage_spans_twice_its_term() -> None:
    """Half of it is due, and every recording has a day in its name."""
    paths = [path.name for path in others.footage(NIGHT, Period.parse("4 weeks"))]
    assert min(paths) == f"{NIGHT - timedelta(56)}T0000.mp4"
    assert sorted(paths)[-2] == f"{NIGHT - timedelta(1)}T2000.mp4"


def test_a_demo_takes_an_empty_folder(tmp_path: Path) -> None:
    """Named or new."""
    assert workspace.place(tmp_path) == tmp_path
    assert workspace.place(tmp_path / "deep" / "down").is_dir()


def test_an_older_demo_is_left_alone(tmp_path: Path) -> None:
    """The next one stands beside it, under the next free name."""
    for name in ("demo", "demo-2", "demo-3"):
        folder = workspace.place(tmp_path / "demo")
        assert folder == tmp_path / name
        workspace.begin(folder)
        (folder / "notes.txt").write_text("mine")


def test_a_folder_with_something_else_in_it_is_refused(tmp_path: Path) -> None:
    """Nothing of it is touched."""
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(InputFault, match="is not empty, and is no demo"):
        workspace.place(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_folder_that_cannot_be_made_is_a_clear_sentence(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "file").write_text("")
    with pytest.raises(InputFault, match="cannot be made or read"):
        workspace.place(tmp_path / "file" / "demo")
