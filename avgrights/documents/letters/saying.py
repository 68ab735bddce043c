"""What a letter must say, whoever wrote its template: the texts that have to be found in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from avgrights.documents import wording
from avgrights.documents.letters import kinds
from avgrights.documents.letters.blocks import BREAK, Block, blocks, plain
from avgrights.documents.letters.decision import ActivityLine, Decision
from avgrights.documents.letters.facts import Letter, Remedies

#: What must be said, with its article, and the texts of which one must be found.
Must = tuple[str, str, tuple[str, ...]]
_AP = ("the complaint to the supervisory authority", "GDPR 12(4)",
       ("Autoriteit Persoonsgegevens",))  # fmt: skip


def missing(letter: Letter, page: str, language: str) -> Iterator[tuple[str, str]]:
    """What the page should say and does not, with the article that asks for it."""
    said = " ".join(_words(blocks(page)).split()).casefold()
    for what, article, texts in _musts(letter, language):
        wanted = [" ".join(text.split()).casefold() for text in texts if text]
        if wanted and not any(text in said for text in wanted):
            yield what, article


def _musts(letter: Letter, language: str) -> Iterator[Must]:
    yield "who writes", "GDPR 12(1)", (letter.sender.name,)
    if letter.case:
        yield "the reference", "GDPR 12(1)", (letter.case,)
    remedies = getattr(letter, "remedies", None)
    if isinstance(remedies, Remedies):
        yield from _remedies(letter, remedies, language)
    if isinstance(letter, Decision):
        for line in letter.activities:
            yield from _line(line, language)
        for name in (*letter.not_searched, *letter.recipients):
            yield "activities that were not searched, and recipients, by name", "GDPR 19", (name,)
    else:
        yield from _own(letter, language)


def _remedies(letter: Letter, remedies: Remedies, language: str) -> Iterator[Must]:
    yield _AP
    unit = "weken" if language == "nl" else "weeks"
    counted = wording.counted(remedies.weeks, language)
    weeks = (f"{counted} {unit}", f"{remedies.weeks} {unit}")
    if letter.sender.public_body and remedies.weeks:
        days = _day(remedies.until, language)
        yield "objection (bezwaar)", "Awb 3:45", ("bezwaar",)
        yield "the term for objection", "Awb 3:45", (*days, *weeks)
        yield "where an objection goes", "Awb 3:45", (letter.sender.address,)
    court = ("rechtbank", "rechter", "court")
    yield "the way to the court", "GDPR 12(4)", court
    if not letter.sender.public_body and remedies.weeks:
        yield "the term for the court", "UAVG 35(2)", weeks


def _line(line: ActivityLine, language: str) -> Iterator[Must]:
    """A refusal with its reason and its article; what was left out; until when the rest stays."""
    yield "each activity by name", "GDPR 12(1)", (line.name,)
    if line.because:
        yield "the reason of a refusal", "GDPR 12(4)", (line.explained.rstrip(" ."),)
        for citation in line.citations:
            yield "the article of a refusal", "GDPR 12(4)", (wording.cited(citation, language),)
        for stated in line.stated:
            yield f"{stated.what}", "UAVG 41(2)", (stated.text.rstrip(" ."),)
    else:
        for kept in line.kept:
            yield "until when data is kept", "GDPR 12(4)", _day(kept.until, language)
    for label in line.withheld:
        yield "what was left out of a copy", "GDPR 12(4)", (label,)
    for change in line.changes if line.done else ():
        yield "what was corrected", "GDPR 16", (change.label,)


def _own(letter: Letter, language: str) -> Iterator[Must]:
    """What the other kinds are for."""
    if isinstance(letter, kinds.Acknowledgement):
        yield "the last day for the answer", "Wjsg 21(1)", _day(letter.due, language)
        yield _AP
    elif isinstance(letter, kinds.IdentityAsked | kinds.Reminder):
        yield "by when an answer is awaited", "GDPR 12(6)", _day(letter.answer_by, language)
    elif isinstance(letter, kinds.ClarificationAsked):
        yield "the question", "GDPR 12(2)", (letter.question[0],)
    elif isinstance(letter, kinds.Extension):
        yield "the reasons of the extension", "GDPR 12(3)", (letter.because,)
        yield "the new last day", "GDPR 12(3)", _day(letter.due, language)
        yield _AP
    elif isinstance(letter, kinds.RestrictionLifted):
        yield "from when the data is used again", "GDPR 18(3)", _day(letter.lifted_on, language)
    elif isinstance(letter, kinds.RecipientsTold):
        for line in letter.lines:
            yield "each recipient", "GDPR 19", (line.recipient,)
    else:
        yield from _to_others(letter)


def _to_others(letter: Letter) -> Iterator[Must]:
    if isinstance(letter, kinds.RecipientNotice | kinds.PublicNotice | kinds.NewController):
        yield "whose data it is", "GDPR 19", (letter.person.name,)
    if isinstance(letter, kinds.RecipientNotice):
        for name in letter.activities:
            yield "for what the data was received", "GDPR 19", (name,)
        for change in letter.changes:
            yield "what was corrected", "GDPR 19", (change.label,)
    elif isinstance(letter, kinds.PublicNotice):
        for place in letter.places:
            yield "where the data was public", "GDPR 17(2)", (place,)
    elif isinstance(letter, kinds.Answer):
        yield "the answer", "GDPR 12(2)", (letter.paragraphs[0],)
    elif isinstance(letter, kinds.Forwarding):
        yield "to whom it was sent on", "Awb 2:3", (letter.to,)


def _day(day: date | None, language: str) -> tuple[str, ...]:
    return () if day is None else (wording.spoken(day, language), day.isoformat())


def _words(found: tuple[Block, ...]) -> str:
    """All text that is seen."""
    said = []
    for block in found:
        said.append(plain(block.runs))
        said += [plain(cell) for row in (block.header, *block.rows) for cell in row]
    return " ".join(said).replace(BREAK, " ")
