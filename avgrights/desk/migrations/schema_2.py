"""From schema 1 to 2: what cases, messages and persons got since, and what was erased."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations


def upgrade(op: Operations) -> None:
    """Adds; nothing that stood there changes."""
    _case(op)
    _erased(op)
    _message(op)
    _person(op)
    _restriction(op)
    _stopped(op)


def _case(op: Operations) -> None:
    op.add_column("case", sa.Column("closed", sa.Date))
    op.add_column("case", sa.Column("destroyed", sa.Date))
    op.add_column("case", sa.Column("once", sa.String(64)))
    op.add_column("case", sa.Column("tell_by", sa.Date))
    op.create_index("ix_case_once", "case", ["once"])


def _erased(op: Operations) -> None:
    op.create_table(
        "erased",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("store", sa.String(200), nullable=False),
        sa.Column("register", sa.String(200), nullable=False),
        sa.Column("dataset", sa.String(200), nullable=False),
        sa.Column("work", sa.String(64), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("anonymised", sa.Boolean, nullable=False),
        sa.Column("settled", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index("ix_erased_work", "erased", ["work"])


def _message(op: Operations) -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("register", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("received", sa.Date, nullable=False),
        sa.Column("case", sa.String(40)),
        sa.Column("settled", sa.Date),
        sa.Column("once", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sa.Column("key_id", sa.String(32), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_message_once", "message", ["once"])


def _person(op: Operations) -> None:
    op.create_table(
        "person",
        sa.Column("case", sa.String(40), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("case", "digest"),
    )
    op.create_index("ix_person_digest", "person", ["digest"])


def _restriction(op: Operations) -> None:
    op.add_column("restriction", sa.Column("store", sa.String(200)))
    op.add_column("restriction", sa.Column("way", sa.String(10)))
    op.add_column("restriction", sa.Column("wrapped", sa.LargeBinary))
    op.add_column("restriction", sa.Column("key_id", sa.String(32)))


def _stopped(op: Operations) -> None:
    op.create_table(
        "stopped",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("case", sa.String(40), nullable=False),
        sa.Column("register", sa.String(200), nullable=False),
        sa.Column("activity", sa.String(200), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("because", sa.String(40), nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("settled", sa.Date),
        sa.Column("ended", sa.Date),
        sa.Column("sealed_end", sa.LargeBinary),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_stopped_case", "stopped", ["case"])
    op.create_index("ix_stopped_person", "stopped", ["person"])
