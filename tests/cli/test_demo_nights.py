"""On a demo that nobody touched: a plan, its approval and its run, then night after night."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from avgrights.law.keeping import keep_until
from avgrights.terms.period import Period
from avgrights.terms.register import CountFrom, MonthDay
from tests.cli.test_demo import run

pytestmark = pytest.mark.xdist_group("demo-nights")

#: Before the turn of a year, so that a book year ends and a leap day's term is over on the way.
START = date(2027, 12, 30)
NIGHTS = 4

Key = Any
Reckoning = Callable[[Any, date], bool]


def _over(keep: str, count_from: CountFrom) -> Reckoning:
    """Whether the term that a value starts is over on a day: read and added by hand."""
    period = Period.parse(keep)

    def reckon(value: Any, today: date) -> bool:
        try:
            day = datetime.fromisoformat(str(value)).date()
        except ValueError:
            return False
        return day <= today and keep_until(period, day, count_from, MonthDay(12, 31)) < today

    return reckon


RULES: dict[str, tuple[str, str, Reckoning]] = {
    "tickets": ("helpdesk.db", "SELECT id, closed_at FROM tickets",
                _over("2 years", CountFrom.TRIGGER_DATE)),
    "relations": ("relations.db", "SELECT id, ended_on FROM relations",
                  _over("2 years", CountFrom.TRIGGER_DATE)),
    "ledger": ("finance.db", "SELECT id, settled_on FROM ledger",
               _over("7 years", CountFrom.END_OF_BOOK_YEAR)),
}  # fmt: skip
FOOTAGE = _over("4 weeks", CountFrom.TRIGGER_DATE)


def _content(folder: Path) -> dict[str, dict[Key, Any]]:
    """Dataset -> key -> what starts its term, as it stands in the stores now."""
    found: dict[str, dict[Key, Any]] = {}
    for dataset, (database, query, _) in RULES.items():
        with closing(sqlite3.connect(folder / "data" / database)) as store:
            found[dataset] = dict(store.execute(query).fetchall())
    cameras = folder / "data" / "cameras"
    found["footage"] = {
        str(path.relative_to(cameras)): path.stem[:10] for path in cameras.glob("*/*.mp4")
    }
    return found


def _left(content: dict[str, dict[Key, Any]], today: date) -> dict[str, dict[Key, Any]]:
    """What is left of it after a purge on that day."""
    rules = {dataset: rule for dataset, (_, _, rule) in RULES.items()} | {"footage": FOOTAGE}
    return {
        dataset: {key: value for key, value in rows.items() if not rules[dataset](value, today)}
        for dataset, rows in content.items()
    }


@pytest.mark.slow
def test_night_after_night_exactly_what_is_due_goes(tmp_path: Path) -> None:
    """Facts:   A plan by hand on 30 December 2027, then four nights, over the turn of the year.
    Law:     The four terms of the JIO register; a row kept until T goes on T + 1.
    Holding: After each step the stores hold what a reckoning row by row leaves. The book year that
             ended makes the ledger brake, which then keeps every row until a person looks.
    """
    run("demo", "d", "--rows", "3000", "--no-purge", "--today", str(START), cwd=tmp_path)
    folder = tmp_path / "d"
    today = ("--today", str(START))
    before = _content(folder)

    run("purge", "plan", "--out", "plan.json", *today, cwd=folder)
    assert _content(folder) == before
    run("purge", "approve", "plan.json", "--as", "fg", "--over-brake", "looked", *today, cwd=folder)
    run("purge", "run", "plan.json", *today, cwd=folder)
    expected = _left(before, START)
    assert _content(folder) == expected
    run("purge", "approve", "--standing", "--as", "fg", *today, cwd=folder)

    braked = []
    for number in range(1, NIGHTS + 1):
        night = START + timedelta(number)
        expected = _one_night(folder, night, expected, braked)
    assert braked == [date(2028, 1, 1), date(2028, 1, 2), date(2028, 1, 3)]


def _one_night(
    folder: Path, night: date, before: dict[str, dict[Key, Any]], braked: list[date]
) -> dict[str, dict[Key, Any]]:
    """Runs a night and compares; returns what is left."""
    expected = _left(before, night)
    assert len(expected["footage"]) < len(before["footage"]), "a night on which nothing is due"
    stops = len(before["ledger"]) - len(expected["ledger"]) > 10
    if stops:
        braked.append(night)
        expected["ledger"] = before["ledger"]
    done = run("purge", "nightly", "--format", "json", "--today", str(night), cwd=folder,
               status=4 if stops else 0)  # fmt: skip
    assert _content(folder) == expected, f"the night of {night}"
    lines = json.loads(done.stdout)["rules"]
    assert {line["rule"] for line in lines if line["brake"]} == ({"ledger"} if stops else set())
    return expected
