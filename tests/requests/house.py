"""A small body with every kind of trouble: duties to keep, shared rows, files, a second law."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from avgrights.desk import requests
from avgrights.desk.desk import Desk, open_desk
from avgrights.terms.identifier import Identifier

TODAY = date(2026, 11, 20)
PERSON = Identifier("email", "betrokkene@example.nl")
OTHER = "een.ander@example.nl"

REGISTER = """
register: huis
language: nl
public_body: true
controller: {name: Voorbeeldorganisatie, postal_address: "Postbus 1, 1000 AA Voorbeeldstad"}
dpo: {name: Functionaris voor Gegevensbescherming, email: fg@example.nl}
activities:
  - id: service-desk
    name: Servicedesk
    purpose: Verzoeken en storingen afhandelen
    legal_basis:
      - {basis: 6(1)(f), interest: ononderbroken bedrijfsvoering, business_operations: true}
    data_subjects: [medewerkers]
    data: [{category: contactgegevens, source: betrokkene, provided_by_subject: true}]
    recipients: [{name: Leverancier servicedesksysteem, role: processor, country: NL}]
    retention:
      - {id: tickets, datasets: [tickets], keep: 2 years, after: request completed,
         count_from: trigger date, because: Privacyverklaring}
  - id: administration
    name: Administratie
    purpose: De boekhouding voeren
    legal_basis: [{basis: 6(1)(c), law: AWR 52(4)}]
    data_subjects: [relaties]
    data: [{category: financiële gegevens, source: betrokkene}]
    retention:
      - {id: ledger, datasets: [ledger], keep: 7 years, after: settled, minimum: true,
         count_from: end of book year, book_year_ends: 12-31, because: AWR 52(4)}
  - id: relations
    name: Relatiebeheer
    purpose: Contact met relaties
    legal_basis: [{basis: 6(1)(f), interest: relaties onderhouden, business_operations: true}]
    data_subjects: [relaties]
    data: [{category: contactgegevens, source: betrokkene}]
    retention:
      - {id: contacts, datasets: [contacts], keep: 1 year, after: ended, count_from: trigger date,
         because: Privacyverklaring}
  - id: newsletter
    name: Nieuwsbrief
    purpose: Nieuws sturen aan wie daarom vroeg
    legal_basis: [{basis: 6(1)(a), consent: aanmeldformulier}]
    data_subjects: [relaties]
    data: [{category: contactgegevens, source: betrokkene}]
    retention:
      - {id: letters, datasets: [contacts], keep: 5 years, after: ended, count_from: trigger date,
         because: Privacyverklaring}
  - id: cameras
    name: Cameratoezicht
    purpose: Het pand beveiligen
    legal_basis: [{basis: 6(1)(f), interest: veiligheid, business_operations: true}]
    data_subjects: [bezoekers]
    data: [{category: camerabeelden, source: betrokkene}]
    retention:
      - {id: footage, datasets: [footage], keep: 4 weeks, after: recorded,
         count_from: trigger date, because: Privacyverklaring}
"""

DATA_MAP = """
datasets:
  tickets:
    activities: [service-desk]
    store: one
    table: tickets
    key: [id]
    subject: {email: [email, cc]}
    events: {request completed: closed_at}
    fields:
      name: {category: contactgegevens, label: Naam}
      email: {category: contactgegevens, label: E-mailadres}
      subject: {category: contactgegevens, label: Onderwerp}
      body: {category: contactgegevens, label: Omschrijving, third_party: review}
      helper: {category: contactgegevens, label: Behandelaar, third_party: withhold}
    parts:
      - {table: notes, key: [id], join: {ticket_id: id},
         fields: {text: {category: contactgegevens, third_party: redact},
                  written_on: {category: contactgegevens, label: Geschreven}}}
  ledger:
    activities: [administration]
    store: two
    table: ledger
    key: [id]
    subject: {email: email}
    events: {settled: settled_on}
    fields:
      email: {category: financiële gegevens, label: E-mailadres}
      amount: {category: financiële gegevens, label: Bedrag}
  contacts:
    activities: [relations, newsletter]
    store: three
    table: contacts
    key: [org, number]
    subject: {email: email, phone: phone}
    events: {ended: ended_on}
    fields:
      email: {category: contactgegevens, label: E-mailadres}
      phone: {category: contactgegevens, label: Telefoonnummer}
  footage:
    activities: [cameras]
    store: cameras
    files: "{camera}/{recorded:%Y-%m-%dT%H%M}.mp4"
    events: {recorded: recorded}
"""

_META = sa.MetaData()
TICKETS = sa.Table(
    "tickets", _META, sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.Text),
    sa.Column("email", sa.Text), sa.Column("cc", sa.Text), sa.Column("subject", sa.Text),
    sa.Column("body", sa.Text), sa.Column("helper", sa.Text), sa.Column("secret", sa.Text),
    sa.Column("closed_at", sa.DateTime),
)  # fmt: skip
NOTES = sa.Table(
    "notes", _META, sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("ticket_id", sa.ForeignKey("tickets.id"), index=True), sa.Column("text", sa.Text),
    sa.Column("written_on", sa.Date),
)  # fmt: skip
LEDGER = sa.Table(
    "ledger", _META, sa.Column("id", sa.Integer, primary_key=True), sa.Column("email", sa.Text),
    sa.Column("amount", sa.Integer), sa.Column("settled_on", sa.Date),
)  # fmt: skip
CONTACTS = sa.Table(
    "contacts", _META, sa.Column("org", sa.String(40), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True), sa.Column("email", sa.Text),
    sa.Column("phone", sa.Text), sa.Column("ended_on", sa.Date),
)  # fmt: skip
STORES = {"one": (TICKETS, NOTES), "two": (LEDGER,), "three": (CONTACTS,)}


class House:
    """A workspace with its three databases, to fill, to ask and to break."""

    def __init__(self, root: Path, urls: dict[str, str]) -> None:
        self.root = root
        self.urls = urls
        for store, tables in STORES.items():
            with self.engine(store).begin() as connection:
                _META.create_all(connection, tables=list(tables))

    def engine(self, store: str) -> sa.Engine:
        """A connection of the test's own."""
        return sa.create_engine(self.urls[store], poolclass=sa.NullPool)

    def put(self, table: sa.Table, *rows: dict[str, Any]) -> None:
        """Puts rows in their store."""
        with self.engine(_store(table)).begin() as connection:
            connection.execute(sa.insert(table), list(rows))

    def left(self, table: sa.Table) -> list[Any]:
        """The first key column of every row, read over a connection of its own."""
        with self.engine(_store(table)).connect() as connection:
            return sorted(connection.scalars(sa.select(next(iter(table.primary_key.columns)))))

    @contextmanager
    def desk(self, today: date = TODAY) -> Iterator[Desk]:
        """The desk on that day."""
        now = datetime(today.year, today.month, today.day, 11, tzinfo=UTC)
        with open_desk(self.root, today=today, now=now, changes=True) as desk:
            yield desk

    def case(self, right: str, **given: Any) -> str:
        """An identified case of the person, received ten days ago."""
        with self.desk() as desk:
            known = {"name": "de betrokkene", "identifiers": [PERSON], "channel": "e-mail"}
            begun = requests.receive(
                desk, right=right, received=date(2026, 11, 10), **{**known, **given}
            )
            requests.identify(
                desk, begun.case.id, method="desk", level="high", by="medewerker 1", on=None
            )
            return begun.case.id


def _store(table: sa.Table) -> str:
    return next(store for store, tables in STORES.items() if table in tables)


def ticket(id: int, closed: str | None, **more: Any) -> dict[str, Any]:
    """A ticket of the person, closed on that day at noon."""
    when = datetime.fromisoformat(f"{closed}T12:00:00") if closed else None
    return {
        "id": id, "name": "de betrokkene", "email": PERSON.value, "cc": None,
        "subject": "toets kapot", "body": "een ander zei iets", "helper": "medewerker 7",
        "secret": "niet in de kaart", "closed_at": when, **more,
    }  # fmt: skip


def entry(id: int, settled: str | None, **more: Any) -> dict[str, Any]:
    """A ledger entry of the person."""
    day = date.fromisoformat(settled) if settled else None
    return {"id": id, "email": PERSON.value, "amount": -100, "settled_on": day, **more}


def contact(number: int, ended: str | None, **more: Any) -> dict[str, Any]:
    """A contact of the person."""
    day = date.fromisoformat(ended) if ended else None
    return {"org": "A", "number": number, "email": PERSON.value, "phone": None, "ended_on": day,
            **more}  # fmt: skip
