"""An e-mail message (RFC 5322) taken apart, whatever somebody made of it, in bounded time.

The parser of the standard library reads many headers, parts and pages in time that grows with the
square of their length: a hundred kilobytes keep it busy for minutes. Here every length is bounded
before it reads, and tags are taken off in one pass.
"""

from __future__ import annotations

import re
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr
from html import unescape
from typing import Any

#: Most signs that are read of one header; the text of a request stands in its body.
_HEADER = 2_000
#: Most parts, most of them that hold others, and most lines; each is looked at for each level.
_PARTS = 1_000
_LEVELS = 50
_LINES = 600_000
_HOLDS_OTHERS = re.compile(rb"boundary\s*\*?\d*\*?\s*=", re.IGNORECASE)
_READ_APART = ("from", "subject")
#: Encodings of Python that no mail program writes; some take time by the square of the length.
_NO_CHARSETS = re.compile(r"punycode|idna|undefined|.*escape", re.IGNORECASE)
_ADDRESS = re.compile(r"<\s*([^<>\s]+@[^<>\s]+)\s*>\s*$")
_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9]{0,20})")


class _Bounded(policy.EmailPolicy):
    """Reads of a header so much and no more; what is only shown or compared is read as it is."""

    def header_fetch_parse(self, name: str, value: Any) -> Any:
        """See `email.policy.Policy`."""
        if hasattr(value, "name"):
            return value
        short = "".join(str(value)[:_HEADER].splitlines())
        kind = name.lower()
        if kind in _READ_APART or kind.startswith("content-"):
            return super().header_fetch_parse(name, short)
        return short


def parsed(raw: bytes) -> EmailMessage:
    """A message, of which nothing was read yet.

    Raises:
        ValueError: it holds too many parts, levels or lines.
    """
    if raw.count(b"\n") > _LINES or len(_HOLDS_OTHERS.findall(raw)) > _LEVELS:
        raise ValueError
    made = 0

    def one_more(*given: Any, **named: Any) -> EmailMessage:
        nonlocal made
        made += 1
        if made > _PARTS:
            raise ValueError
        return EmailMessage(*given, **named)

    mail = BytesParser(policy=_Bounded(message_factory=one_more)).parsebytes(raw)
    if not isinstance(mail, EmailMessage):
        raise TypeError
    return mail


def person_and_address(mail: EmailMessage) -> tuple[str, str]:
    """Who sends it: a name, and an address. A name that looks like an address stays a name.

    Raises:
        ValueError: it says not, or names several.
    """
    raw = [str(value) for name, value in mail.raw_items() if name.lower() == "from"]
    header: Any = mail["From"]
    if len(raw) != 1 or len(header.addresses) > 1:
        raise ValueError
    one = header.addresses[0] if header.addresses else None
    last = _ADDRESS.search(raw[0][:_HEADER])
    if one and one.domain and (last is None or last[1] == one.addr_spec):
        return one.display_name, one.addr_spec
    person, address = ("", last[1]) if last else parseaddr(str(header))
    if not (person or address):
        raise ValueError
    return person, address


def text_of(mail: EmailMessage) -> str:
    """What the message says, without tags; empty where it says nothing."""
    part: Any = mail.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    text = _content(part)
    return without_tags(text) if part.get_content_type() == "text/html" else text.strip()


def _content(part: EmailMessage) -> str:
    """The text of a part; one in an encoding that is none is read as UTF-8 as far as that goes."""
    charset = part.get_content_charset("ascii")
    if not _NO_CHARSETS.fullmatch(charset):
        try:
            return str(part.get_content())
        except (LookupError, ValueError):
            pass
    plain: Any = part.get_payload(decode=True)
    return plain.decode("utf-8", "replace") if plain else ""


def without_tags(page: str) -> str:
    """The words of a page, without scripts, styles and comments; one pass.

    >>> without_tags("<style>p{}</style><p>Graag&nbsp;<b>inzage</b><!-- x --> 1 < 2</p>")
    'Graag inzage 1 < 2'
    """
    low, ends = page.lower(), (page.rfind(">"), page.rfind("-->"))
    said: list[str] = []
    at = 0
    while 0 <= at < len(page):
        tag = page.find("<", at)
        if not 0 <= tag <= ends[0]:
            said.append(page[at:])
            break
        said.append(page[at:tag])
        at = _after(page, low, tag, ends[1])
        said.append("<" if at == tag + 1 else " ")
    return " ".join(_unescaped("".join(said)).split())


def _after(page: str, low: str, tag: int, last_comment: int) -> int:
    """Where the words go on after what begins at `tag`: at the next sign where that is no tag; -1:
    nowhere, since a script has no end. Some tag ends after `tag`."""
    if page.startswith("<!--", tag) and tag < last_comment:
        return page.find("-->", tag) + 3
    name = _NAME.match(page, tag)
    if name is None and page[tag + 1] not in ("!", "?", "/"):
        return tag + 1
    if name and name[1].lower() in ("script", "style") and page[tag + 1] != "/":
        tag = low.find(f"</{name[1].lower()}", tag)
    end = page.find(">", tag) if tag >= 0 else -1
    return end + 1 if end >= 0 else -1


def _unescaped(text: str) -> str:
    try:
        return unescape(text)
    except ValueError:  # a number of thousands of digits
        return text
