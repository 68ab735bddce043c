"""The decision: a letter, and for a copy the package with its password by another way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from attrs import field, frozen

from avgrights.cases.assessment import Verdict
from avgrights.cases.case import Case, Status, need_identity
from avgrights.cases.events import Decided
from avgrights.cases.manners import Outcome
from avgrights.cases.rights import COPIED
from avgrights.cases.steps import happen
from avgrights.desk import casebook
from avgrights.desk.carrying_out import prepare
from avgrights.desk.copying import copied
from avgrights.desk.delivering import Delivery
from avgrights.desk.desk import Desk
from avgrights.desk.doing import carry_out
from avgrights.desk.letters import letter_of
from avgrights.desk.outcomes import outcome_of
from avgrights.desk.requests import standing
from avgrights.desk.signing import signer
from avgrights.documents.copy import Copy
from avgrights.documents.letters import rendering
from avgrights.documents.package import NotSound, check_package, write_package
from avgrights.documents.pdf import available as pdf_available
from avgrights.documents.words import new_password
from avgrights.files.registers import LoadedRegister
from avgrights.terms.errors import Refused, StoreFault


@frozen(kw_only=True)
class Decision:
    """What was decided, and what was written.

    Attributes:
        password: of the package; None where there is none, or where it stands in a file.
        replaced: files of an earlier decision on this case that were replaced.
    """

    case: Case
    outcome: Outcome
    files: tuple[Path, ...]
    password: str | None = field(default=None, repr=False)
    replaced: tuple[str, ...] = ()


def decide(
    desk: Desk,
    id: str,
    *,
    out: Path,
    password_to_file: bool = False,
    formats: Sequence[str] = ("html",),
) -> Decision:
    """Writes the letter, for access with the package, and records the decision.

    Args:
        formats: of the letter: `html`, `text`, `pdf` (extra `pdf`).

    After a kill the same command does it anew, with a new password. A decided case can be written
    out again until it is closed.

    Raises:
        Refused: no identity, or the case is not carried out yet.
        InputFault: `out` cannot be used, or holds the decision of another case.
        StoreFault: a store failed while the copy was made; nothing was written.
    """
    with desk.database.read() as connection:
        case = casebook.read_file(desk, connection, id).case
    need_identity(case)
    happen(case, Decided(on=desk.clock.today, outcome=Outcome.REFUSED))
    if case.status is Status.ASSESSED:
        case = _looked_up(desk, case)
    loaded = desk.register(case.register)
    password = None
    with _copy(desk, case, loaded) as copy:
        outcome = outcome_of(case, copy)
        delivery = Delivery.into(out, case.id)
        try:
            _letter(desk, loaded, case, outcome, copy, delivery, formats)
            if copy is not None:
                password = new_password()
                _package(desk, copy, password, delivery)
            if password and password_to_file:
                delivery.write("password.txt", _writes(f"{password}\n".encode()))
        except BaseException:
            delivery.drop()
            raise
    files = delivery.place()
    _clear(delivery, [file.name for file in files])
    return Decision(
        case=_record(desk, id, outcome, anew=password is not None), outcome=outcome,
        files=tuple(files),
        password=None if password_to_file else password, replaced=tuple(delivery.replaced),
    )  # fmt: skip


def _looked_up(desk: Desk, case: Case) -> Case:
    """A refusal throughout, with what it keeps and why on record: nothing is done, all is said.

    Raises:
        Refused: since the assessment a right has come to apply, or a store cannot be reached.
    """
    prepared = prepare(desk, case)
    if any(one.verdict is Verdict.APPLIES for one in prepared.assessments):
        raise Refused(
            f"case {case.id}: since the assessment the right has come to apply",
            remedy=f"First: avgrights request carry-out {case.id}",
        )
    case = carry_out(desk, case.id, expect=prepared.digest).case
    happen(case, Decided(on=desk.clock.today, outcome=Outcome.REFUSED))
    return case


@contextmanager
def _copy(desk: Desk, case: Case, loaded: LoadedRegister) -> Iterator[Copy | None]:
    """The copy that goes with the letter; None where access is refused throughout. Where nothing
    was found the copy says so, with what was searched."""
    if case.right in COPIED and not case.refused_throughout:
        with copied(desk, case, loaded) as copy:
            yield copy
    else:
        yield None


def _letter(
    desk: Desk,
    loaded: LoadedRegister,
    case: Case,
    outcome: Outcome,
    copy: Copy | None,
    delivery: Delivery,
    formats: Sequence[str],
) -> None:
    letter = letter_of(desk, loaded, case, outcome, copy)
    for form in dict.fromkeys(("html", *formats)):  # the page bears the mark of its case
        content = rendering.written(letter, desk.language, form, desk.settings.templates)
        delivery.write(f"letter.{rendering.ENDING[form]}", _writes(content))


def _package(desk: Desk, copy: Copy, password: str, delivery: Delivery) -> None:
    """Writes the package, and opens it again before it is called ready."""
    written = []

    def fill(out: IO[bytes]) -> None:
        written.append(
            write_package(
                out, password, copy, language=desk.language, sign=signer(desk), pdf=pdf_available()
            )
        )

    passing = delivery.write("package.zip", fill)
    try:
        check_package(passing, password, written[0])
    except NotSound as fault:
        raise StoreFault(f"package.zip: {fault}; nothing was put in place") from None


def _writes(content: bytes) -> Callable[[IO[bytes]], None]:
    def fill(out: IO[bytes]) -> None:
        out.write(content)

    return fill


def _clear(delivery: Delivery, placed: list[str]) -> None:
    """An old package or PDF beside a new letter, or the words of an old one, would mislead."""
    for name in ("package.zip", "password.txt", "letter.pdf", "letter.txt"):
        if name not in placed:
            delivery.take_away(name)


def _record(desk: Desk, id: str, outcome: Outcome, *, anew: bool) -> Case:
    """Records the decision; a letter that says it again is no other decision, a new copy of the
    data is one to know of."""
    with desk.database.change() as connection:
        file = casebook.read_file(desk, connection, id)
        event = Decided(on=desk.clock.today, outcome=outcome)
        if not anew and happen(file.case, event) == file.case:
            return file.case  # the same letter of the same day, once more
        due = standing(desk, file.case).clock.due
        case = casebook.append(desk, connection, file, event, due=due).case
        desk.logbook.append(connection, "case.decided", case=id, outcome=outcome.value)
    return case
