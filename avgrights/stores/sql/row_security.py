"""Restricted rows that stay where they are, shut off by row-level security of PostgreSQL.

A restrictive policy on each table hides the rows from every role, the table's owner included
(FORCE ROW LEVEL SECURITY). avgrights itself shows a pass that is set for one transaction and whose
digest the policy knows. A superuser, and a role with BYPASSRLS, pass every policy: the database
gives no way to stop them. What the table had before is written down, and put back when nothing of
it is restricted any more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from attrs import frozen
from sqlalchemy import (
    ARRAY,
    Boolean,
    Column,
    Connection,
    MetaData,
    String,
    Table,
    Text,
    cast,
    delete,
    inspect,
    literal,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import insert

from avgrights.retention.questions import Key
from avgrights.stores.sql.catalogue import LiveTable, quoted
from avgrights.stores.sql.moments import Bool

#: The setting by which avgrights shows that it is avgrights, for one transaction.
SETTING = "avgrights.pass"

_metadata = MetaData()

#: Which rows are shut off: `columns` of `relation` hold `key`, both as the policy writes them.
restricted = Table(
    "avgrights_restricted",
    _metadata,
    Column("restriction", String(40), primary_key=True),
    Column("relation", Text, primary_key=True),
    Column("columns", Text, primary_key=True),
    Column("key", Text, primary_key=True),
)

#: What a table had of row-level security before it came under ours.
secured = Table(
    "avgrights_secured",
    _metadata,
    Column("relation", Text, primary_key=True),
    Column("enabled", Boolean, nullable=False),
    Column("forced", Boolean, nullable=False),
)

_OPEN = "avgrights_open"
_SHUT = "avgrights_restricted"


@frozen
class Shield:
    """One table and the columns by which its restricted rows are known."""

    connection: Connection
    live: LiveTable
    columns: tuple[str, ...]

    @property
    def table(self) -> str:
        """The table as SQL writes it."""
        return quoted(self.live.clause.schema, self.live.clause.name)

    @property
    def relation(self) -> str:
        """The table as our own tables name it: with its schema."""
        asked = text(
            "SELECT n.nspname || '.' || c.relname FROM pg_class c "
            "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = cast(:name AS regclass)"
        )
        return str(self.connection.execute(asked, {"name": self.table}).scalar_one())

    @property
    def named(self) -> str:
        """The columns as our own tables name them."""
        return ",".join(self.columns)

    def raise_up(self) -> None:
        """Puts the table under row-level security, where it is not under ours yet."""
        relation = self.relation
        if not self._is_ours(relation):
            self._enable(relation)
        if not self._has(self._policy):
            schema = _schema(self.connection)
            shut = f"{schema}.avgrights_shut({_literal(relation)}, {_literal(self.named)})"
            self._do(
                f"CREATE POLICY {self._policy} ON {self.table} AS RESTRICTIVE FOR ALL TO PUBLIC "
                f"USING ((SELECT {schema}.avgrights_works()) "
                f"OR {_key(self.columns)} <> ALL ((SELECT {shut})::text[]))"
            )

    def shut(
        self, restriction: str, chosen: Bool, source: LiveTable, columns: Sequence[str]
    ) -> None:
        """Shuts off the rows that have what these columns of the chosen rows of `source` have."""
        wanted: Any = select(
            literal(restriction), literal(self.relation), literal(self.named),
            literal_column(_key(columns, quoted(source.clause.schema, source.clause.name))),
        )  # fmt: skip
        names = [column.name for column in restricted.columns]
        into = insert(restricted).from_select(
            names, wanted.distinct().select_from(source.clause).where(chosen)
        )
        self.connection.execute(into.on_conflict_do_nothing())

    def keys(self, restriction: str | None = None) -> set[Key]:
        """The keys that are shut off, by one restriction or by any."""
        mine = select(cast(restricted.c.key, ARRAY(Text))).where(
            restricted.c.relation == self.relation, restricted.c.columns == self.named
        )
        if restriction is not None:
            mine = mine.where(restricted.c.restriction == restriction)
        return {tuple(row) for row in self.connection.execute(mine).scalars()}

    def lower(self) -> None:
        """Puts the table back as it was, once nothing of it is restricted any more."""
        relation = self.relation
        left = select(restricted.c.key).where(restricted.c.relation == relation).limit(1)
        before = self.connection.execute(
            select(secured).where(secured.c.relation == relation)
        ).first()
        if before is None or self.connection.execute(left).first() is not None:
            return
        for policy in self._policies():
            self._do(f"DROP POLICY {quoted(None, policy)} ON {self.table}")
        self._do(f"DROP TRIGGER IF EXISTS {_SHUT} ON {self.table}")
        if not before.forced:
            self._do(f"ALTER TABLE {self.table} NO FORCE ROW LEVEL SECURITY")
        if not before.enabled:
            self._do(f"ALTER TABLE {self.table} DISABLE ROW LEVEL SECURITY")
        self.connection.execute(delete(secured).where(secured.c.relation == relation))

    def _enable(self, relation: str) -> None:
        """Remembers what there was; where there was nothing, everything is open but for ours."""
        asked = text(
            "SELECT relrowsecurity, relforcerowsecurity, pg_get_userbyid(relowner) "
            "FROM pg_class WHERE oid = cast(:name AS regclass)"
        )
        enabled, forced, owner = self.connection.execute(asked, {"name": self.table}).one()
        self.connection.execute(
            secured.insert().values(relation=relation, enabled=enabled, forced=forced)
        )
        if not enabled or not forced:
            # Who saw everything still does: everybody, or the owner, whom no policy bound.
            whom = "PUBLIC" if not enabled else quoted(None, owner)
            self._do(
                f"CREATE POLICY {_OPEN} ON {self.table} AS PERMISSIVE FOR ALL TO {whom} "
                "USING (true) WITH CHECK (true)"
            )
        self._do(f"ALTER TABLE {self.table} ENABLE ROW LEVEL SECURITY")
        self._do(f"ALTER TABLE {self.table} FORCE ROW LEVEL SECURITY")
        # A policy does not bind TRUNCATE.
        self._do(
            f"CREATE TRIGGER {_SHUT} BEFORE TRUNCATE ON {self.table} FOR EACH STATEMENT "
            f"EXECUTE FUNCTION {_schema(self.connection)}.avgrights_no_truncate()"
        )

    @property
    def _policy(self) -> str:
        """The name of the policy: a table may be known by several sets of columns."""
        return f"{_SHUT}_{hashlib.sha256(self.named.encode()).hexdigest()[:8]}"

    def _is_ours(self, relation: str) -> bool:
        mine = select(secured.c.relation).where(secured.c.relation == relation)
        return self.connection.execute(mine).first() is not None

    def _has(self, policy: str) -> bool:
        return policy in self._policies()

    def _policies(self) -> list[str]:
        """Our policies on the table."""
        asked = text(
            "SELECT polname::text FROM pg_policy WHERE polrelid = cast(:name AS regclass) "
            "AND polname LIKE 'avgrights%' ORDER BY polname"
        )
        return list(self.connection.execute(asked, {"name": self.table}).scalars())

    def _do(self, statement: str) -> None:
        self.connection.exec_driver_sql(statement.replace("%", "%%"))


def make(connection: Connection, pass_: str) -> None:
    """Our own tables and functions, where they are not there."""
    _metadata.create_all(connection)
    schema = _schema(connection)
    known = hashlib.sha256(pass_.encode()).hexdigest()
    for statement in _FUNCTIONS:
        connection.exec_driver_sql(
            statement.replace("SCHEMA", schema).replace("DIGEST", known).replace("%", "%%")
        )


def tidy(connection: Connection) -> None:
    """Takes our functions away, once no table needs them."""
    if there(connection) and connection.execute(select(secured).limit(1)).first() is None:
        schema = _schema(connection)
        for name in ("avgrights_works()", "avgrights_shut(text, text)", "avgrights_no_truncate()"):
            connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {schema}.{name}")


def forget(connection: Connection, restriction: str) -> None:
    """Takes the keys of a restriction away."""
    connection.execute(delete(restricted).where(restricted.c.restriction == restriction))


def there(connection: Connection) -> bool:
    """Whether anything was ever restricted here by a policy."""
    return inspect(connection).has_table(restricted.name)


def who_pass(connection: Connection) -> list[str]:
    """The roles that no policy binds: superusers, and those with BYPASSRLS."""
    asked = text(
        "SELECT rolname FROM pg_roles WHERE rolcanlogin AND (rolsuper OR rolbypassrls) "
        "ORDER BY rolname"
    )
    return list(connection.execute(asked).scalars())


_FUNCTIONS = (
    """CREATE OR REPLACE FUNCTION SCHEMA.avgrights_works() RETURNS boolean
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(encode(sha256(convert_to(current_setting('avgrights.pass', true), 'UTF8')),
                           'hex') = 'DIGEST', false) $$""",
    """CREATE OR REPLACE FUNCTION SCHEMA.avgrights_shut(text, text) RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(key), '{}') FROM SCHEMA.avgrights_restricted
    WHERE relation = $1 AND columns = $2 $$""",
    """CREATE OR REPLACE FUNCTION SCHEMA.avgrights_no_truncate() RETURNS trigger
    LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'rows of this table are restricted (GDPR 18)'
        USING ERRCODE = 'insufficient_privilege'; END $$""",
    "GRANT EXECUTE ON FUNCTION SCHEMA.avgrights_works(), SCHEMA.avgrights_shut(text, text) "
    "TO PUBLIC",
)


def _key(columns: Sequence[str], table: str = "") -> str:
    """What columns of a row hold, in SQL, as our tables have it."""
    before = f"{table}." if table else ""
    return f"(ARRAY[{', '.join(f'{before}{quoted(None, one)}::text' for one in columns)}])::text"


def _schema(connection: Connection) -> str:
    """The schema in which our own tables are."""
    asked = text(
        "SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.oid = cast('avgrights_restricted' AS regclass)"
    )
    return quoted(None, str(connection.execute(asked).scalar_one()))


def _literal(value: str) -> str:
    """A text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"
