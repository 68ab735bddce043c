"""`avgrights report deadlines` from outside: exit statuses, formats, and no person in any."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from avgrights.cli.main import main
from avgrights.desk import requests, waiting
from avgrights.desk.deciding import decide
from avgrights.desk.doing import carry_out
from avgrights.desk.telling import told
from tests.requests.house import PERSON, TICKETS, House, ticket

DAY = date(2026, 4, 30)


@pytest.fixture
def late(house: House) -> str:
    """A case due on 2 April with a notice of default, and one that stands still."""
    with house.desk(date(2026, 3, 2)) as desk:
        ids = [
            requests.receive(
                desk, right="access", identifiers=[PERSON], name="de betrokkene",
                channel="letter", received=date(2026, 3, 2),
            ).case.id
            for _ in range(2)
        ]  # fmt: skip
        requests.pause(desk, ids[1], reason="identity", on=None)
    with house.desk(date(2026, 4, 15)) as desk:
        waiting.in_default(desk, ids[0], received=date(2026, 4, 15))
    return ids[0]


def _run(
    house: House,
    capsys: pytest.CaptureFixture[str],
    *words: str,
    today: date = DAY,
    status: int = 1,
) -> str:
    with pytest.raises(SystemExit) as ended:
        main(["--workspace", str(house.root), "--today", str(today), "report", "deadlines", *words])
    out = capsys.readouterr().out
    assert ended.value.code == status
    assert PERSON.value not in out
    assert "de betrokkene" not in out.replace("van de betrokkene", "")
    return out


def test_late_is_exit_status_one(
    house: House, late: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = json.loads(_run(house, capsys, "--format", "json"))
    assert [one["case"] for one in found["late"]] == [late]
    assert found["late"][0]["penalty"]["euros"] == 23
    assert found["late"][0]["late_by"] == 28
    assert len(found["suspended"]) == 1
    before = _run(house, capsys, "--format", "json", today=date(2026, 4, 2), status=0)
    assert [one["case"] for one in json.loads(before)["this_week"]] == [late]


def test_a_recipient_that_was_not_told_is_overdue_too(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """Law:     GDPR 19. Facts: a ticket erased, its recipient not told; the case closed.
    Holding: Its day stands in the list, the calendar shows it, and once it is past the status is 1.
    """
    house.put(TICKETS, ticket(1, "2020-01-01"))
    case = house.case("erasure")
    with house.desk() as desk:
        carry_out(desk, case)
        decide(desk, case, out=house.root / "brief")
        requests.close(desk, case)
        (task,) = requests.show(desk, case).case.recipients
    on, after = task.tell_by, task.tell_by + timedelta(1)
    found = json.loads(_run(house, capsys, "--format", "json", today=on, status=0))
    assert [one["case"] for one in found["recipients"]] == [case]
    assert json.loads(_run(house, capsys, "--format", "json", today=after))["late"] == []
    feed = _run(house, capsys, "--format", "ics", today=on, status=0)
    assert f"DTSTART;VALUE=DATE:{on:%Y%m%d}" in feed
    with house.desk(on) as desk:
        told(desk, case, recipient=task.recipient)
    _run(house, capsys, today=after, status=0)


def test_as_csv_every_case_is_a_line(
    house: House, late: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = list(csv.DictReader(io.StringIO(_run(house, capsys, "--format", "csv"))))
    assert [row["section"] for row in rows] == ["late", "suspended"]
    assert (rows[0]["case"], rows[0]["due"], rows[0]["penalty"]) == (late, "2026-04-02", "23")


def test_as_a_calendar(
    house: House, late: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """RFC 5545: CRLF line ends, at most 75 bytes a line, an event a day, the same id next time."""
    _run(house, capsys, "--format", "ics", "--out", str(tmp_path / "d.ics"))
    raw = (tmp_path / "d.ics").read_bytes()
    lines = raw.decode().split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert "\n" not in raw.decode().replace("\r\n", "")
    assert max(len(line.encode()) for line in lines) <= 75
    whole = raw.decode().replace("\r\n ", "")
    assert f"UID:{late}-due" in whole
    assert "DTSTART;VALUE=DATE:20260402" in whole
    assert whole.count("BEGIN:VEVENT") == 2


def test_as_a_page_that_asks_nothing_from_elsewhere(
    house: House, late: str, capsys: pytest.CaptureFixture[str]
) -> None:
    page = _run(house, capsys, "--format", "html")
    assert late in page
    assert '<html lang="nl">' in page
    assert not re.search(r"(src|href)=\"?https?:", page)


def test_an_empty_desk_has_nothing_due(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    assert "Te laat (0)" in _run(house, capsys, status=0)


def test_other_commands_have_no_such_format(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--workspace", str(house.root), "--format", "csv", "request", "list"])
    assert ended.value.code == 2
    assert "no --format csv" in capsys.readouterr().err
