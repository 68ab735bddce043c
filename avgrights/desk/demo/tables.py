"""The tables of the demo's stores, as the JIO data map describes them."""

from __future__ import annotations

HELPDESK = """
CREATE TABLE tickets (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, requester_name TEXT, requester_email TEXT,
    requester_phone TEXT, employee_no TEXT, department TEXT, subject TEXT, body TEXT,
    opened_at TIMESTAMP NOT NULL, closed_at TIMESTAMP);
CREATE TABLE ticket_notes (
    id INTEGER PRIMARY KEY, ticket_id INTEGER NOT NULL REFERENCES tickets (id),
    author_name TEXT, written_at TIMESTAMP, text TEXT);
CREATE TABLE ticket_attachments (
    id INTEGER PRIMARY KEY, ticket_id INTEGER NOT NULL REFERENCES tickets (id),
    file_name TEXT, size INTEGER);
CREATE TABLE workstation_log (
    id INTEGER PRIMARY KEY, employee_no TEXT, device TEXT, event TEXT, logged_at TIMESTAMP);
"""

#: Made after the rows are in: faster, and the same in the end.
HELPDESK_INDEXES = """
CREATE INDEX tickets_closed ON tickets (closed_at);
CREATE INDEX tickets_email ON tickets (requester_email);
CREATE INDEX tickets_employee ON tickets (employee_no);
CREATE INDEX notes_ticket ON ticket_notes (ticket_id);
CREATE INDEX attachments_ticket ON ticket_attachments (ticket_id);
CREATE INDEX log_employee ON workstation_log (employee_no);
"""

RELATIONS = """
CREATE TABLE relations (
    id INTEGER PRIMARY KEY, organisation TEXT, department TEXT, contact_name TEXT,
    contact_email TEXT, phone TEXT, role TEXT, since DATE, ended_on DATE);
CREATE TABLE services (
    id INTEGER PRIMARY KEY, relation_id INTEGER NOT NULL REFERENCES relations (id),
    name TEXT, started DATE, ended DATE);
"""

RELATIONS_INDEXES = """
CREATE INDEX relations_ended ON relations (ended_on);
CREATE INDEX relations_email ON relations (contact_email);
CREATE INDEX services_relation ON services (relation_id);
"""

FINANCE = """
CREATE TABLE ledger (
    id INTEGER PRIMARY KEY, document_no TEXT, booked_on DATE, settled_on DATE,
    party_name TEXT, party_email TEXT, iban TEXT, amount_cents INTEGER, description TEXT);
"""

FINANCE_INDEXES = """
CREATE INDEX ledger_settled ON ledger (settled_on);
CREATE INDEX ledger_email ON ledger (party_email);
"""

TICKET = "INSERT INTO tickets VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
LOG_LINE = "INSERT INTO workstation_log VALUES (?, ?, ?, ?, ?)"
RELATION = "INSERT INTO relations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
ENTRY = "INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"

#: Parts: NULL as id lets SQLite count on.
NOTE = "INSERT INTO ticket_notes VALUES (NULL, ?, ?, ?, ?)"
ATTACHMENT = "INSERT INTO ticket_attachments VALUES (NULL, ?, ?, ?)"
SERVICE = "INSERT INTO services VALUES (NULL, ?, ?, ?, ?)"

#: Database -> table -> how many rows it has.
COUNTS = {
    "helpdesk.db": {
        "tickets": "SELECT count(*) FROM tickets",
        "ticket_notes": "SELECT count(*) FROM ticket_notes",
        "ticket_attachments": "SELECT count(*) FROM ticket_attachments",
        "workstation_log": "SELECT count(*) FROM workstation_log",
    },
    "relations.db": {
        "relations": "SELECT count(*) FROM relations",
        "services": "SELECT count(*) FROM services",
    },
    "finance.db": {"ledger": "SELECT count(*) FROM ledger"},
}
