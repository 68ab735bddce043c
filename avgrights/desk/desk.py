"""A workspace opened for one piece of work: everything wired, each part made on first use."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from attrs import define, field

from avgrights.terms.clock import Clock
from avgrights.terms.errors import InputFault
from avgrights.terms.moments import YEARS, reckonable
from avgrights.terms.settings import Settings, StoreSettings

if TYPE_CHECKING:
    from avgrights.desk.database import Database
    from avgrights.desk.logbook import Logbook
    from avgrights.desk.vault import Vault
    from avgrights.files.registers import LoadedRegister
    from avgrights.law.policies import Policies
    from avgrights.stores.interface import Store


@define(slots=False)
class Desk:
    """One opened workspace. Use as a context manager: leaving it anchors the journal.

    Attributes:
        clock: today and now, read once; every date in what is done comes from it.
        language: nl or en, for letters, pages and messages.
    """

    settings: Settings
    clock: Clock
    language: str
    _vault: Vault = field(init=False, repr=False)

    @cached_property
    def registers(self) -> tuple[LoadedRegister, ...]:
        """Every register of the workspace with its data map; InputFault where one is broken."""
        from avgrights.files.registers import load_registers

        return load_registers(self.settings)

    @cached_property
    def policies(self) -> Policies:
        """The law as data: the package's own policies, with the workspace's own over them."""
        from avgrights.files.policies import load_policies

        return load_policies(self.settings.policies)

    @cached_property
    def database(self) -> Database:
        """The desk database, made on first use, and its keys with it."""
        from avgrights.desk.database import SCHEMA, Database
        from avgrights.desk.migrating import journal_migration
        from avgrights.desk.vault import Vault

        database = Database(self.settings.desk)
        try:
            # Here, and not at the first value to seal: that may be in the middle of a change, and
            # a desk whose keys are gone should say so before anything is done.
            self._vault = Vault(self.settings.keys, database)
            logbook = self._logbook_of(database)
            if journal_migration(database, logbook, SCHEMA):
                self.__dict__["logbook"] = logbook  # it has something to anchor
        except BaseException:
            database.close()
            raise
        return database

    @cached_property
    def vault(self) -> Vault:
        """The keys of the desk."""
        _ = self.database
        return self._vault

    @cached_property
    def logbook(self) -> Logbook:
        """The journal, to append to and to verify."""
        return self._logbook_of(self.database)

    def _logbook_of(self, database: Database) -> Logbook:
        from avgrights.desk.logbook import Logbook

        return Logbook(database, self._vault, self.clock, self.settings.anchor)

    @cached_property
    def _opened(self) -> dict[str, Store]:
        return {}

    def store(self, name: str) -> Store:
        """The store of that name in avgrights.yaml.

        Raises:
            InputFault: avgrights.yaml names no such store, or its URL names a variable that the
                environment does not have.
        """
        from avgrights.files.environment import variables_set
        from avgrights.stores.opening import open_store

        if name not in self._opened:
            known = self.settings.stores.get(name)
            if known is None:
                raise InputFault(
                    f"store {name!r} is not in avgrights.yaml",
                    remedy="Add it under 'stores', or mend the name in data-map.yaml.",
                )
            variables_set(known)
            _keep_apart(self.settings, known)
            self._opened[name] = open_store(known, self._pass)
        return self._opened[name]

    def _pass(self) -> str:
        """What shows the policies of a database that this desk is at work (GDPR 18)."""
        return self.vault.digest("pass of restricted rows")

    def register(self, name: str | None) -> LoadedRegister:
        """The register of that name; without a name, the only one there is.

        Raises:
            InputFault: no such register, or several and none named.
        """
        if name is None and len(self.registers) == 1:
            return self.registers[0]
        names = ", ".join(loaded.register.name for loaded in self.registers) or "none"
        for loaded in self.registers:
            if loaded.register.name == name:
                return loaded
        asked = "--register is needed" if name is None else f"there is no register {name!r}"
        raise InputFault(f"{asked}; this workspace has: {names}")

    def close(self) -> None:
        """Lets go of stores and database."""
        for store in self._opened.values():
            store.close()
        if "database" in self.__dict__:
            self.database.close()

    def __enter__(self) -> Desk:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Writes the checkpoint of what was appended to the anchor, whatever happened."""
        try:
            if "logbook" in self.__dict__:
                self.logbook.anchor()
        finally:
            self.close()


def open_desk(
    start: Path | None,
    *,
    today: date | None,
    now: datetime,
    lang: str | None = None,
    changes: bool = False,
) -> Desk:
    """Opens the workspace at `start`, or the one found from the current folder upwards.

    Args:
        today: the day to reckon from, or None for the local day of `now`.
        now: the instant of the call, aware, UTC.
        changes: whether data may be changed; `today` is then allowed in a rehearsal only.

    Raises:
        InputFault: no workspace, a broken avgrights.yaml or register, or `today` where it may not
            be given.
    """
    from avgrights.files.workspace import load_settings

    settings = load_settings(start)
    if today is not None and not reckonable(today):
        raise InputFault(f"a day to reckon from lies in the years {YEARS[0]} to {YEARS[1]}")
    if today is not None and changes and not settings.rehearsal:
        raise InputFault(
            "--today changes data only in a rehearsal workspace",
            remedy="Leave --today out, or set 'rehearsal: true' in a workspace of made-up data.",
        )
    desk = Desk(settings, _clock(today, now, settings.time_zone), lang or settings.language)
    desk.registers  # noqa: B018  a broken register stops every command, not only those that read it
    return desk


def _keep_apart(settings: Settings, store: StoreSettings) -> None:
    """The desk database is no store: a batch that locks the one writes the other."""
    if store.url is not None and store.url == settings.desk:
        raise InputFault(
            f"store {store.name!r} is the desk database itself",
            remedy="Give the desk a database of its own: 'desk' in avgrights.yaml.",
        )


def _clock(today: date | None, now: datetime, zone: str) -> Clock:
    """The clock of this call; a given today moves the instant to that local day as well."""
    import pendulum

    local = pendulum.instance(now).in_timezone(zone)
    here = date(local.year, local.month, local.day)
    if today is None or today == here:
        return Clock(today=here, now=now)
    moved = local.set(year=today.year, month=today.month, day=today.day)
    return Clock(today=today, now=datetime.fromtimestamp(moved.timestamp(), now.tzinfo))
