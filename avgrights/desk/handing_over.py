"""Handing a person's data over to another controller (GDPR 20(2)): a signed bundle, checked."""

from __future__ import annotations

from pathlib import Path
from typing import IO

from attrs import field, frozen

from avgrights.cases.case import Case, need_identity
from avgrights.cases.events import HandedOver
from avgrights.cases.manners import Outcome
from avgrights.cases.steps import happen
from avgrights.desk import casebook
from avgrights.desk.copying import copied
from avgrights.desk.delivering import Delivery
from avgrights.desk.desk import Desk
from avgrights.desk.requests import standing
from avgrights.desk.signing import signer
from avgrights.documents.handover import check_bundle, fingerprint, write_bundle
from avgrights.documents.package import NotSound
from avgrights.documents.words import new_password
from avgrights.terms.errors import InputFault, Refused, StoreFault
from avgrights.terms.identifier import printable

_LONGEST_NAME = 200


@frozen(kw_only=True)
class HandOver:
    """What was put up for another controller.

    Attributes:
        password: of the bundle; None where it stands in a file.
        fingerprint: of the public key under which the bundle is signed; tell it by another way.
        replaced: files of an earlier hand-over of this case that were replaced.
    """

    case: Case
    files: tuple[Path, ...]
    fingerprint: str
    password: str | None = field(default=None, repr=False)
    replaced: tuple[str, ...] = ()


def hand_over(
    desk: Desk, id: str, *, to: str, out: Path, password_to_file: bool = False
) -> HandOver:
    """Writes the bundle for the controller `to`, and records that it was made.

    Again makes a new one, with a new password, in the place of the old.

    Raises:
        Refused: the case is no portability, is not decided yet, or was refused.
        InputFault: no name of a controller, or `out` cannot be used.
        StoreFault: a store or the disk failed; nothing was put in place.
    """
    with desk.database.read() as connection:
        case = casebook.read_file(desk, connection, id).case
    _need_ready(desk, case, to)
    password = new_password()
    delivery = Delivery.into(out, case.id)
    names = (f"hand-over-{case.id}.zip", f"hand-over-{case.id}-password.txt")
    try:
        manifest = _bundle(desk, case, to.strip(), password, delivery, names[0])
        if password_to_file:
            delivery.write(names[1], lambda stream: _words(stream, password))
    except BaseException:
        delivery.drop()
        raise
    files = delivery.place()
    if not password_to_file:
        delivery.take_away(names[1])  # the words of an earlier bundle would mislead
    return HandOver(
        case=_record(desk, id, to.strip(), manifest), files=tuple(files),
        fingerprint=fingerprint(desk.logbook.key),
        password=None if password_to_file else password, replaced=tuple(delivery.replaced),
    )  # fmt: skip


def _need_ready(desk: Desk, case: Case, to: str) -> None:
    need_identity(case)
    if len(to) > _LONGEST_NAME or not printable(to):
        raise InputFault(f"the name of a controller is one line of at most {_LONGEST_NAME} signs")
    happen(case, HandedOver(on=desk.clock.today, to=to, digest=""))
    if case.outcome is Outcome.REFUSED:
        raise Refused(f"case {case.id} was refused: there is nothing to hand over")


def _bundle(desk: Desk, case: Case, to: str, password: str, delivery: Delivery, name: str) -> str:
    """Writes the bundle and opens it again; the digest of its manifest."""
    key = desk.logbook.key
    with copied(desk, case, desk.register(case.register)) as copy:

        def fill(stream: IO[bytes]) -> None:
            write_bundle(stream, password, copy, to=to, key=key, sign=signer(desk))

        passing = delivery.write(name, fill)
    try:
        return check_bundle(passing, password, key).manifest
    except NotSound as fault:
        raise StoreFault(f"{name}: {fault}; nothing was put in place") from None


def _words(stream: IO[bytes], password: str) -> None:
    stream.write(f"{password}\n".encode())


def _record(desk: Desk, id: str, to: str, manifest: str) -> Case:
    """Into file and journal; to whom stands in the sealed file only."""
    digest = desk.vault.digest("hand-over", manifest)
    with desk.database.change() as connection:
        file = casebook.read_file(desk, connection, id)
        event = HandedOver(on=desk.clock.today, to=to, digest=digest)
        due = standing(desk, file.case).clock.due
        case = casebook.append(desk, connection, file, event, due=due).case
        desk.logbook.append(connection, "case.handed over", case=id, digest=digest)
    return case
