"""Requests and other messages as files: JSON as a portal writes it, and e-mail (RFC 5322).

Nothing of a file is trusted: it is bounded in size and depth, attachments are counted and never
read (a copy of an identity document must not be kept), and of HTML only the text is taken.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from attrs import field, frozen

from avgrights.files.mail import parsed, person_and_address, text_of
from avgrights.terms.errors import InputFault

#: Most bytes of one file; a request is words, not a film.
LARGEST = 25_000_000
#: Most signs of words that are kept.
_WORDS = 100_000
#: Most signs of a date and time.
_STAMP = 200
_SUFFIXES = (".json", ".eml")
_TEXTS = ("right", "name", "channel", "received", "register", "representative", "mandate", "born",
          "subject", "text", "once")  # fmt: skip


@frozen(kw_only=True)
class IncomingMessage:
    """One message as it came in.

    Attributes:
        raw: its bytes.
        once: the sender's own number of it; None: none.
        body: of an e-mail the digest of what it says, attachments included; else empty.
        received: the local day; None where the file does not tell.
        right: what is asked, where the sender says so in the words of the command line.
        identifiers: kind -> values.
        attachments: how many there were; none is kept.
    """

    file: str
    raw: bytes = field(repr=False)
    name: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    subject: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    channel: str = "e-mail"
    received: date | None = None
    once: str | None = field(default=None, repr=False)
    right: str | None = None
    register: str | None = None
    activities: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    representative: str | None = field(default=None, repr=False)
    mandate: str | None = field(default=None, repr=False)
    born: date | None = field(default=None, repr=False)
    attachments: int = 0
    body: str = ""

    @property
    def known_by(self) -> tuple[str | bytes, ...]:
        """By what it is known again. A number alone is not enough: who sends an e-mail chooses its
        number, and with that of somebody else would keep that message out; and what a portal
        numbers alike may ask something else, or be of somebody else."""
        if self.body:
            return "e-mail", self.once or "", self.address.lower(), self.subject, self.body
        if self.once is None:
            return "file", self.raw
        asked = self.right or self.words
        whose = sorted(f"{kind}={value}" for kind, value in self.identifiers)
        return "portal", self.once, self.register or "", asked, *whose

    @property
    def words(self) -> str:
        """Subject and text."""
        return f"{self.subject}\n{self.text}".strip()


def message_files(folder: Path) -> tuple[Path, ...]:
    """The files of a folder that are messages, by name; no link is followed.

    Raises:
        InputFault: it is no folder, or cannot be read.
    """
    try:
        found = [one for one in folder.iterdir() if one.suffix.lower() in _SUFFIXES]
    except OSError as fault:
        raise InputFault(f"{folder} cannot be read: {fault.strerror}") from None
    return tuple(sorted(one for one in found if one.is_file() and not one.is_symlink()))


def read_message(file: Path, *, zone: str) -> IncomingMessage:
    """One message.

    Args:
        zone: the local zone, for the day of an instant.

    Raises:
        InputFault: the file is too large, or is not what its name says; no value is named.
    """
    raw = _bytes(file)
    if file.suffix.lower() == ".json":
        return _from_json(file.name, raw)
    return _from_mail(file.name, raw, ZoneInfo(zone))


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except OSError as fault:
        raise InputFault(f"{file.name} cannot be read: {fault.strerror}") from None
    if len(raw) > LARGEST:
        raise InputFault(f"{file.name} is larger than {LARGEST} bytes")
    return raw


def _from_json(name: str, raw: bytes) -> IncomingMessage:
    try:
        tree = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise InputFault(f"{name} is no JSON in UTF-8") from None
    if not isinstance(tree, dict):
        raise InputFault(f"{name} holds no JSON object")
    known = {*_TEXTS, "identifiers", "activities"}
    strange = sorted(key for key in tree if key not in known)
    if strange:
        there = ", ".join(sorted(known))
        raise InputFault(f"{name}: it has a key that is not known; there are: {there}")
    texts = {key: _text(name, key, tree[key]) for key in _TEXTS if tree.get(key) is not None}
    return IncomingMessage(
        file=name, raw=raw, identifiers=tuple(_identifiers(name, tree.get("identifiers"))),
        activities=tuple(_strings(name, "activities", tree.get("activities"))),
        name=texts.get("name", ""), subject=texts.get("subject", ""),
        text=texts.get("text", "")[:_WORDS], channel=texts.get("channel", "portal"),
        received=_day(name, "received", texts), born=_day(name, "born", texts),
        once=texts.get("once"), right=texts.get("right"), register=texts.get("register"),
        representative=texts.get("representative"), mandate=texts.get("mandate"),
    )  # fmt: skip


def _text(name: str, key: str, value: Any) -> str:
    if not isinstance(value, str):
        raise InputFault(f"{name}: {key} is a text in quotes")
    return value.strip()


def _strings(name: str, key: str, value: Any) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise InputFault(f"{name}: {key} is a list of texts")
    return value


def _identifiers(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """`{"email": "a@example.nl"}`, a list in a value, or a list of `kind=value`."""
    if value is None:
        return
    if isinstance(value, Mapping):
        for kind, given in value.items():
            for one in given if isinstance(given, list) else [given]:
                yield kind, _text(name, "identifiers", one)
        return
    for one in _strings(name, "identifiers", value):
        kind, equals, text = one.partition("=")
        if not (equals and kind.strip() and text.strip()):
            raise InputFault(f"{name}: an identifier is written kind=value")
        yield kind.strip(), text.strip()


def _day(name: str, key: str, texts: Mapping[str, str]) -> date | None:
    if key not in texts:
        return None
    try:
        if len(texts[key]) != 10:
            raise ValueError
        return date.fromisoformat(texts[key])
    except ValueError:
        raise InputFault(f"{name}: {key} is a day as YYYY-MM-DD") from None


def _from_mail(name: str, raw: bytes, zone: ZoneInfo) -> IncomingMessage:
    try:
        mail = parsed(raw)
        person, address = person_and_address(mail)
        return IncomingMessage(
            file=name, raw=raw, name=_plain(person), address=_plain(address),
            subject=_plain(mail.get("Subject", "")), text=text_of(mail)[:_WORDS],
            channel="e-mail", received=_sent(mail, zone),
            once=_plain(mail.get("Message-ID", "")) or None,
            attachments=sum(1 for _ in mail.iter_attachments()),
            identifiers=(("email", _plain(address)),) if "@" in address else (),
            body=_digest(raw),
        )  # fmt: skip
    except Exception:  # the parser of the standard library raises many things
        raise InputFault(f"{name} is no e-mail message with a sender") from None


def _digest(raw: bytes) -> str:
    """Of what comes after the headers, which each server adds to; line ends count not."""
    rest = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[2]
    return sha256(rest.strip()).hexdigest()


def _plain(text: Any) -> str:
    """A header without what no text has: line ends and control characters."""
    return "".join(sign for sign in str(text) if sign.isprintable()).strip()


def _sent(mail: EmailMessage, zone: ZoneInfo) -> date | None:
    """The local day of the last hand-over, which is the receipt; else the day of sending."""
    for stamp in (*_handed_over(mail), mail.get("Date")):
        day = _local(stamp, zone)
        if day is not None:
            return day
    return None


def _handed_over(mail: EmailMessage) -> Iterator[str]:
    """The stamp of the newest `Received` header: when our own server took it."""
    for header in mail.get_all("Received", [])[:1]:
        yield str(header).rpartition(";")[2].strip()


def _local(stamp: Any, zone: ZoneInfo) -> date | None:
    try:
        when: datetime = parsedate_to_datetime(str(stamp)[:_STAMP])
        aware = when if when.tzinfo else when.replace(tzinfo=UTC)
        return aware.astimezone(zone).date()
    except (ValueError, TypeError, LookupError, ArithmeticError):
        return None
