"""Letters of a case or a message beside the decision: which fit now, and their files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import IO, Any

from attrs import frozen

from avgrights.desk import casebook, messages
from avgrights.desk.delivering import Delivery
from avgrights.desk.desk import Desk
from avgrights.desk.letter_kinds import Errand, Words, builder, onward
from avgrights.documents.letters import kinds, rendering
from avgrights.documents.letters.facts import Letter, sender_of
from avgrights.terms.errors import InputFault


@frozen(kw_only=True)
class Sent:
    """What was written.

    Attributes:
        replaced: files of an earlier letter that were replaced.
    """

    kind: str
    files: tuple[Path, ...]
    replaced: tuple[str, ...] = ()


def letter_for(desk: Desk, id: str, kind: str, words: Words | None = None) -> Letter:
    """The letter of that kind about a case (`R-…`) or a message (`M-…`).

    Raises:
        InputFault: there is no such case, message or kind, or words of the handler are missing.
        Refused: the letter would say what is not so (yet).
    """
    given = words or Words()
    if id.startswith("M-"):
        return _message_letter(desk, id, kind, given)
    build = builder(kind)
    with desk.database.read() as connection:
        file = casebook.read_file(desk, connection, id)
    loaded = desk.register(file.case.register)
    return build(Errand(desk=desk, loaded=loaded, case=file.case, events=file.events, words=given))


def write(desk: Desk, letter: Letter, *, out: Path, formats: Sequence[str]) -> Sent:
    """Writes one letter into a folder, in each of these formats (`html`, `text`, `pdf`).

    Raises:
        InputFault: `out` cannot be used or holds something else, or PDF is asked for without its
            extra.
    """
    return write_all(desk, [(letter.kind, letter)], case=letter.case, out=out, formats=formats)


def write_all(
    desk: Desk,
    letters: Iterable[tuple[str, Letter]],
    *,
    case: str,
    out: Path,
    formats: Sequence[str],
) -> Sent:
    """Writes letters under these names, all of them or none."""
    named = list(letters)
    content = {
        f"{name}.{rendering.ENDING[form]}": rendering.written(
            letter, desk.language, form, desk.settings.templates
        )
        for name, letter in named
        for form in formats
    }
    delivery = Delivery.into(out, case, marked=tuple(f"{name}.html" for name, _ in named))
    try:
        for file, bytes_ in content.items():
            delivery.write(file, _fill(bytes_))
    except BaseException:
        delivery.drop()
        raise
    kind = named[0][1].kind if named else ""
    return Sent(kind=kind, files=tuple(delivery.place()), replaced=tuple(delivery.replaced))


def _fill(content: bytes) -> Callable[[IO[bytes]], None]:
    def fill(out: IO[bytes]) -> None:
        out.write(content)

    return fill


def _message_letter(desk: Desk, id: str, kind: str, words: Words) -> Letter:
    """The answer to a general question, or where it was sent on."""
    message = messages.read(desk, id)
    loaded = desk.register(message.line.register)
    head: dict[str, Any] = {
        "case": id, "sender": sender_of(loaded.register), "day": desk.clock.today,
        "name": message.sender or message.address, "received": message.line.received,
    }  # fmt: skip
    if kind == "answer":
        if not words.text:
            raise InputFault("this letter needs words of your own", remedy='Give --text "…".')
        return kinds.Answer(**head, paragraphs=words.text)
    if kind == "forwarding":
        return kinds.Forwarding(**head, **onward(words, desk.clock.today))
    raise InputFault("about a message there are two kinds of letter: answer, forwarding")
