"""The demo tells a true story: what it says is what is in the stores afterwards."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from avgrights.desk.demo.people import ASKS_ERASURE
from avgrights.law.keeping import keep_until
from avgrights.terms.period import Period
from avgrights.terms.register import CountFrom, MonthDay

pytestmark = pytest.mark.xdist_group("demo")

NIGHT = date(2026, 11, 21)
ROWS = "600"


def run(*arguments: str | Path, cwd: Path, status: int = 0) -> subprocess.CompletedProcess[str]:
    """`avgrights …` as a user runs it."""
    done = subprocess.run(
        [sys.executable, "-m", "avgrights.cli.main", *map(str, arguments)],
        cwd=cwd, capture_output=True, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == status, done.stderr + done.stdout
    return done


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A demo that was played to its end, and its account as JSON."""
    top = tmp_path_factory.mktemp("told")
    done = run("demo", "played", "--rows", ROWS, "--today", NIGHT.isoformat(),
               "--format", "json", cwd=top)  # fmt: skip
    return top / "played", json.loads(done.stdout)


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same demo before anything happened to it: same day, same rows."""
    top = tmp_path_factory.mktemp("untouched")
    run("demo", "still", "--rows", ROWS, "--today", NIGHT.isoformat(), "--no-purge", cwd=top)
    return top / "still"


def _rows(folder: Path, database: str, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / "data" / database)) as store:
        return store.execute(query).fetchall()


def _day(value: Any) -> date | None:
    """The day that a column holds, read by hand; None: undated."""
    try:
        day = datetime.fromisoformat(str(value)).date()
    except ValueError:
        return None
    return day if day <= NIGHT else None


def _over(value: Any, keep: str, count_from: CountFrom = CountFrom.TRIGGER_DATE) -> bool:
    """Whether a term that the value starts was over before the night: added row by row."""
    day = _day(value)
    if day is None:
        return False
    return keep_until(Period.parse(keep), day, count_from, MonthDay(12, 31)) < NIGHT


def test_exactly_the_tickets_that_are_due_are_gone(
    told: tuple[Path, dict[str, Any]], untouched: Path
) -> None:
    """Facts:   Tickets with terms that end before, on and after the night; some undated; one held;
             one person asked for erasure.
    Law:     Two years after the request was completed (the register); GDPR 17; a hold keeps.
    Holding: What is left is what a reckoning row by row leaves, and nothing else.
    """
    query = "SELECT id, employee_no, closed_at FROM tickets ORDER BY id"
    before = _rows(untouched, "helpdesk.db", query)
    held = min(id for id, who, _ in before if who == ASKS_ERASURE.employee_no)
    left = [
        id for id, who, closed in before
        if id == held or not (who == ASKS_ERASURE.employee_no or _over(closed, "2 years"))
    ]  # fmt: skip

    assert [id for id, _, _ in _rows(told[0], "helpdesk.db", query)] == left
    assert 0 < len(left) < len(before)


def test_no_note_or_attachment_is_left_without_its_ticket(
    told: tuple[Path, dict[str, Any]],
) -> None:
    """Parts go with their parent, and only with it."""
    orphans = (
        "SELECT ticket_id FROM ticket_notes WHERE ticket_id NOT IN (SELECT id FROM tickets)"
        " UNION SELECT ticket_id FROM ticket_attachments"
        " WHERE ticket_id NOT IN (SELECT id FROM tickets)"
    )
    assert _rows(told[0], "helpdesk.db", orphans) == []
    assert _rows(told[0], "helpdesk.db", "SELECT count(*) > 0 FROM ticket_notes") == [(1,)]


def test_the_ledger_keeps_seven_years_after_its_book_year(
    told: tuple[Path, dict[str, Any]], untouched: Path
) -> None:
    """Facts:   Invoices over ten book years; two people of the story among the parties.
    Law:     AWR 52(4): at least seven years, reckoned from the end of the book year.
    Holding: The erasure request takes none of them; the purge exactly those whose term is over.
    """
    query = "SELECT id, settled_on FROM ledger ORDER BY id"
    before = _rows(untouched, "finance.db", query)
    left = [row for row in before if not _over(row[1], "7 years", CountFrom.END_OF_BOOK_YEAR)]

    after = {id for id, _ in _rows(told[0], "finance.db", query)}
    erased = [row for row in left if row[0] not in after]
    assert erased == []
    assert after == {id for id, _ in left}


def test_the_account_adds_up(told: tuple[Path, dict[str, Any]]) -> None:
    """examined = undated + not due + restricted + held + due; found = done + kept."""
    account = told[1]
    for run_ in (account["backlog"], account["last_night"]):
        for line in run_["rules"]:
            parts = ("undated", "not_due", "restricted", "held", "due")
            assert line["examined"] == sum(line[name] for name in parts)
    for asked in account["asked"]:
        assert asked["found"] == asked["done"] + asked["kept"] > 0
        assert asked["kept"] == sum(kept["rows"] for kept in asked["reasons"])


def test_some_rows_fall_due_on_the_night_itself(told: tuple[Path, dict[str, Any]]) -> None:
    """Otherwise the night would show nothing."""
    done = {line["dataset"]: line["done"] for line in told[1]["last_night"]["rules"]}
    assert done["tickets"] >= 3
    assert done["footage"] == 24


def test_nobody_stands_in_the_clear_under_var(told: tuple[Path, dict[str, Any]]) -> None:
    """Names, addresses and numbers of people are sealed or absent."""
    for path in (told[0] / "var").rglob("*"):
        if path.is_file():
            text = path.read_bytes().lower()
            for word in ("medewerker", "example.nl", ASKS_ERASURE.employee_no):
                for code in ("utf-8", "utf-16-le"):
                    assert word.encode(code) not in text, f"{word} in {path.name}"


def test_the_journal_verifies_and_the_reader_can_go_on(told: tuple[Path, dict[str, Any]]) -> None:
    """The commands that the account names work; a second night on the same day finds nothing."""
    folder = told[0]
    run("journal", "verify", cwd=folder)
    run("purge", "status", "--today", NIGHT.isoformat(), cwd=folder)
    again = run("purge", "nightly", "--today", NIGHT.isoformat(), "--format", "json", cwd=folder)
    assert sum(line["done"] for line in json.loads(again.stdout)["rules"]) == 0


def test_without_the_purge_everything_is_there_and_nothing_approved(untouched: Path) -> None:
    """What remains is the reader's to do: a night is refused."""
    assert _rows(untouched, "helpdesk.db", "SELECT count(*) FROM tickets") == [(int(ROWS),)]
    run("purge", "nightly", "--today", NIGHT.isoformat(), cwd=untouched, status=4)
    assert _rows(untouched, "helpdesk.db", "SELECT count(*) FROM tickets") == [(int(ROWS),)]


@pytest.mark.parametrize("night", ["2024-02-29", "2026-01-01", "2026-03-30"])
def test_the_story_holds_on_hard_days_too(tmp_path: Path, night: str) -> None:
    """A leap day, the turn of a book year, and the day after the clock went forward."""
    done = run("demo", "hard", "--rows", "100", "--today", night, cwd=tmp_path)
    assert "Read back" in done.stdout


def test_an_older_demo_stays_and_the_new_one_says_where_it_is(tmp_path: Path) -> None:
    """Nothing is overwritten."""
    for _ in range(2):
        last = run("demo", "--rows", "50", "--no-purge", cwd=tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["avgrights-demo",
                                                                "avgrights-demo-2"]  # fmt: skip
    assert "avgrights-demo is an older demo and stays as it is" in last.stderr


def test_a_folder_with_something_else_in_it_is_refused(tmp_path: Path) -> None:
    """Exit status 2, a sentence, and the folder as it was."""
    (tmp_path / "thesis.txt").write_text("mine")
    refused = run("demo", ".", cwd=tmp_path, status=2)
    assert "is not empty, and is no demo" in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_too_few_rows_are_refused(tmp_path: Path) -> None:
    """The edge days alone need more."""
    assert "not in the range" in run("demo", "--rows", "10", cwd=tmp_path, status=2).stderr
