"""A small workspace to purge: tickets with notes in a database, footage in a folder."""

from __future__ import annotations

import contextlib
import io
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from attrs import define
from sqlalchemy import create_engine, text

from avgrights.cli.main import main
from tests.conftest import make_workspace

TODAY = date(2026, 11, 21)

REGISTER = """\
register: proef
language: nl
public_body: true
controller: {name: Proeforganisatie}
dpo: {email: fg@example.nl}
activities:
  - id: service-desk
    name: ICT-servicedesk
    purpose: Verzoeken afhandelen
    legal_basis: 6(1)(b)
    data_subjects: [medewerkers]
    data: [{category: contact, provided_by_subject: true}]
    retention:
      - id: tickets
        datasets: [tickets]
        keep: 2 years
        after: request completed
        count_from: trigger date
        hold_reasons: [politieonderzoek]
  - id: cameras
    name: Cameratoezicht
    purpose: Beveiligen
    legal_basis: [{basis: 6(1)(f), interest: veiligheid, business_operations: true}]
    data_subjects: [bezoekers]
    data: [{category: beelden}]
    retention:
      - {id: footage, datasets: [footage], keep: 4 weeks, after: recorded, count_from: trigger date}
"""

DATA_MAP = """\
datasets:
  tickets:
    activities: [service-desk]
    store: helpdesk
    table: tickets
    key: [id]
    subject: {email: email}
    events:
      request completed: closed_at
    fields:
      email: {category: contact, label: E-mail}
      body: {category: contact, label: Omschrijving}
    only: {kind: [request, incident]}
    parts:
      - {table: notes, key: [id], join: {ticket_id: id}, fields: {text: {category: contact}}}
  footage:
    activities: [cameras]
    store: cameras
    files: "{camera}/{recorded:%Y-%m-%dT%H%M}.mp4"
    events: {recorded: recorded}
"""

SCHEMA = (
    "CREATE TABLE tickets (id integer PRIMARY KEY, kind varchar(20), email varchar(100), "
    "body text, closed_at {at})",
    "CREATE INDEX tickets_closed ON tickets (closed_at)",
    "CREATE TABLE notes (id integer PRIMARY KEY, ticket_id integer REFERENCES tickets (id), "
    "text text)",
    "CREATE INDEX notes_ticket ON notes (ticket_id)",
)

#: The last trigger day that is due on TODAY: kept until the day before.
CUTOFF = date(2024, 11, 20)


@define
class House:
    """One workspace, spoken to as a user does."""

    folder: Path
    url: str

    def run(self, *words: str, today: date | None = TODAY) -> tuple[int, Any]:
        """One command: its exit status, and its JSON (or the text on standard error)."""
        days = ["--today", today.isoformat()] if today else []
        argv = ["--workspace", str(self.folder), "--format", "json", *words, *days]
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                main(argv)
            except SystemExit as end:
                status = int(end.code or 0)
        return status, json.loads(out.getvalue()) if out.getvalue() else err.getvalue()

    def plan(self, today: date = TODAY) -> tuple[Path, dict[str, Any]]:
        """A plan, written to a file."""
        file = self.folder / f"plan-{today}.json"
        status, made = self.run("purge", "plan", "--out", str(file), today=today)
        assert status == 0, made
        return file, made

    def clear(self, today: date = TODAY) -> dict[str, Any]:
        """Plan, approve over the brake, run: what a DPO does first."""
        file, _ = self.plan(today)
        assert self.approve(file, today=today)[0] == 0
        status, ran = self.run("purge", "run", str(file), today=today)
        assert status == 0, ran
        return ran

    def approve(self, file: Path, today: date = TODAY) -> tuple[int, Any]:
        """Approves over the brake."""
        words = ("purge", "approve", str(file), "--as", "fg", "--over-brake", "eerste keer")
        return self.run(*words, today=today)

    def stand(self, today: date = TODAY) -> None:
        """Gives the standing approval."""
        assert self.run("purge", "approve", "--standing", "--as", "fg", today=today)[0] == 0

    def ids(self, table: str = "tickets") -> set[int]:
        """The ids that a fresh connection of its own sees."""
        return {row[0] for row in self.sql(f"SELECT id FROM {table}")}

    def sql(self, statement: str, **values: Any) -> list[Any]:
        """A statement over a second connection."""
        engine = create_engine(self.url)
        try:
            with engine.begin() as connection:
                done = connection.execute(text(statement), values)
                return list(done) if done.returns_rows else []
        finally:
            engine.dispose()

    def insert(self, rows: list[tuple[int, str, str, Any]]) -> None:
        """Tickets (id, kind, email, closed_at), each with two notes."""
        engine = create_engine(self.url)
        tickets = [{"i": i, "k": k, "e": e, "c": c} for i, k, e, c in rows]
        notes = [{"i": 2 * i + n, "t": i} for i, *_ in rows for n in (0, 1)]
        with engine.begin() as connection:
            connection.execute(
                text("INSERT INTO tickets VALUES (:i, :k, :e, 'storing', :c)"), tickets
            )
            connection.execute(text("INSERT INTO notes VALUES (:i, :t, 'gebeld')"), notes)
        engine.dispose()

    def files(self) -> set[str]:
        """The recordings that are there."""
        root = self.folder / "data" / "cameras"
        return {path.relative_to(root).as_posix() for path in root.rglob("*.mp4")}

    def record(self, *days: date) -> None:
        """A recording of each day, at noon."""
        for day in days:
            path = self.folder / "data" / "cameras" / "hal" / f"{day}T1200.mp4"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()

    def evidence(self) -> int:
        """How many tickets the evidence in the database says went."""
        rows = self.sql("SELECT coalesce(sum(avgrights_evidence.rows), 0) FROM avgrights_evidence")
        return int(rows[0][0])

    def edit(self, old: str, new: str, file: str = "register.yaml") -> None:
        """Changes the register or the data map."""
        path = self.folder / "registers" / "proef" / file
        before = path.read_text(encoding="utf-8")
        assert old in before
        path.write_text(before.replace(old, new, 1), encoding="utf-8")


def make_house(folder: Path, url: str | None = None, **settings: Any) -> House:
    """An empty house: the tables are there, and the camera folder."""
    (folder / "data" / "cameras").mkdir(parents=True)
    stores = {
        "helpdesk": {"url": url or "sqlite:///data/helpdesk.db"},
        "cameras": {"folder": "data/cameras"},
    }
    make_workspace(folder, stores=stores, registers={"proef": (REGISTER, DATA_MAP)}, **settings)
    house = House(folder, url or f"sqlite:///{folder}/data/helpdesk.db")
    at = "timestamp" if house.url.startswith("postgresql") else "DATETIME"
    for statement in SCHEMA:
        house.sql(statement.format(at=at))
    return house


def days_around(cutoff: date, span: int = 3) -> list[date]:
    """The days before, on and after."""
    return [cutoff + timedelta(n) for n in range(-span, span + 1)]


def fill(house: House, due: int = 30, kept: int = 300) -> tuple[set[int], set[int]]:
    """Tickets due and kept: the ids of each. The last of the due fall on the cutoff itself."""
    gone = [(n, "request", f"m{n}@example.nl", f"{CUTOFF - timedelta(n % 40)} 10:00:00")
            for n in range(due)]  # fmt: skip
    stay = [(1000 + n, "incident", f"m{n}@example.nl", f"{CUTOFF + timedelta(1 + n % 400)} 00:00")
            for n in range(kept)]  # fmt: skip
    house.insert(gone + stay)
    return {row[0] for row in gone}, {row[0] for row in stay}
