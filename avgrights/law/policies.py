"""The law as data, loaded: every file under policies/ in one value."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from avgrights.law.answers import Text
from avgrights.law.calendars import Calendar
from avgrights.law.dated import on
from avgrights.law.identities import IdentityPolicy
from avgrights.law.intake import Intake
from avgrights.law.invoking import Invoking
from avgrights.law.looks import Looks
from avgrights.law.notices import Notices
from avgrights.law.procedures import Procedure, ProcedureVersion
from avgrights.law.rulebook import Rulebook
from avgrights.law.values import Capacities, PenaltyVersion, Refusals, Retention
from avgrights.terms.errors import InputFault


@frozen(kw_only=True)
class Act:
    """Where one act stands.

    Attributes:
        bwb: its number at wetten.overheid.nl.
        celex: its number at EUR-Lex.
        valid_from: the first day for which the policies cite it.
    """

    name: Text
    valid_from: date
    bwb: str | None = None
    celex: str | None = None


@frozen(kw_only=True)
class Override:
    """One value that an organisation's own policies folder replaces.

    Attributes:
        path: where in the file, such as `procedures.avg-request.versions.2018-05-25.term.length`.
        ours: the package's value; None where the overlay adds one.
    """

    file: str
    path: str
    ours: str | None
    theirs: str
    line: int
    column: int


@frozen(kw_only=True)
class Policies:
    """Every policy, as loaded: the package's own with an organisation's values over them."""

    acts: dict[str, Act]
    procedures: dict[str, Procedure]
    calendar: Calendar
    rights: Rulebook
    capacity: Capacities
    penalty: tuple[PenaltyVersion, ...]
    retention: Retention
    refusals: Refusals
    invoking: Invoking
    identity: IdentityPolicy
    intake: Intake
    notices: Notices
    looks: Looks
    overrides: tuple[Override, ...] = ()

    def procedure(self, name: str, day: date | None) -> ProcedureVersion:
        """The version of a procedure for a term that starts on `day`.

        Raises:
            InputFault: there is no such procedure, or no version that covers the day.
        """
        known = self.procedures.get(name)
        if known is None:
            names = ", ".join(self.procedures)
            raise InputFault(f"{name!r} is no procedure; there are: {names}")
        return on(known.versions, day, file="policies/procedures.yaml", value=name)
