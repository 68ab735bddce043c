"""The journal against a model: a list. Whatever is done in whatever order, they tell the same."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from avgrights.desk.database import Database
from avgrights.desk.logbook import Logbook
from avgrights.desk.vault import Vault
from avgrights.journal.proofs import Proof
from avgrights.terms.clock import Clock
from avgrights.terms.errors import CheckFailed

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


class JournalStates(RuleBasedStateMachine):
    """A desk that is opened and closed, written to, undone, anchored, and put back from a copy."""

    @initialize()
    def make(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="journal-"))
        self.model: list[str] = []
        self.anchored = 0
        self.copied: list[str] | None = None
        self.days = 0
        self.open()

    def open(self) -> None:
        self.database = Database(f"sqlite:///{self.folder}/desk.db")
        vault = Vault(str(self.folder / "keys"), self.database)
        moment = START + timedelta(days=self.days)
        clock = Clock(today=moment.date(), now=moment)
        self.logbook = Logbook(self.database, vault, clock, self.folder / "anchors")

    @rule(names=st.lists(st.from_regex("[a-z0-9]{1,8}", fullmatch=True), min_size=1, max_size=4))
    def append(self, names: list[str]) -> None:
        with self.database.change() as connection:
            numbers = [self.logbook.append(connection, "case.closed", case=one) for one in names]
        first = len(self.model) + 2
        assert numbers == list(range(first, first + len(names)))
        self.model += names

    @rule(names=st.lists(st.just("undone"), min_size=1, max_size=3))
    def undo(self, names: list[str]) -> None:
        with pytest.raises(KeyError), self.database.change() as connection:
            for one in names:
                self.logbook.append(connection, "case.closed", case=one)
            raise KeyError

    @rule(days=st.integers(0, 3))
    def reopen(self, days: int) -> None:
        self.days += days
        self.logbook.anchor()
        self.database.close()
        self.open()
        self.anchored = len(self.model)

    @rule()
    def anchor(self) -> None:
        self.logbook.anchor()
        self.anchored = len(self.model)

    @precondition(lambda self: self.model)
    @rule()
    def copy(self) -> None:
        self.database.close()
        shutil.copy(self.folder / "desk.db", self.folder / "copy.db")
        self.copied = list(self.model)
        self.open()

    @precondition(lambda self: self.copied is not None)
    @rule()
    def put_back(self) -> None:
        """An older copy is refused exactly if a longer journal was anchored since."""
        self.database.close()
        newest = self.folder / "newest.db"
        shutil.move(self.folder / "desk.db", newest)
        shutil.copy(self.folder / "copy.db", self.folder / "desk.db")
        self.open()
        rolled_back = self.anchored > len(self.copied or [])
        assert (self.logbook.verify().failure is not None) is rolled_back
        if rolled_back:
            with pytest.raises(CheckFailed), self.database.change() as connection:
                self.logbook.append(connection, "case.closed", case="refused")
            self.database.close()
            shutil.move(newest, self.folder / "desk.db")
            self.open()
        else:
            self.model = list(self.copied or [])

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def prove(self, data: st.DataObject) -> None:
        at = data.draw(st.integers(0, len(self.model) - 1))
        entry, _ = Proof.parse(str(self.logbook.prove(at + 2))).checked(self.logbook.key)
        assert entry.facts == {"case": self.model[at]}

    @invariant()
    def it_tells_what_was_done(self) -> None:
        if not hasattr(self, "logbook"):
            return
        told = [entry.facts["case"] for entry in self.logbook.entries() if "case" in entry.facts]
        found = self.logbook.verify()
        assert told == self.model
        assert found.failure is None
        assert found.entries == (len(self.model) + 1 if self.model else 0)

    def teardown(self) -> None:
        if hasattr(self, "database"):
            self.database.close()
            shutil.rmtree(self.folder)


JournalStates.TestCase.settings = settings(max_examples=12, stateful_step_count=20, deadline=None)
TestJournalStates = JournalStates.TestCase
