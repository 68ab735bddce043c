"""Made-up copies, to put into packages and pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any

from attrs import frozen

from avgrights.documents.copy import Copy, CopyActivity, CopyDataset, SearchLine, Withheld
from avgrights.documents.words import FIRST, SECOND
from avgrights.terms.legal_basis import LegalBasis
from avgrights.terms.period import Period
from avgrights.terms.register import (
    Activity,
    AutomatedDecisions,
    Contact,
    Controller,
    CountFrom,
    DataCategory,
    MonthDay,
    Recipient,
    Register,
    RetentionRule,
    Transfer,
)

DAY = date(2026, 11, 20)
_WORDS = tuple(first + second for first in FIRST[:60] for second in SECOND[:60])
#: About as compressible, further apart than deflate looks back, as what people write.
_SENTENCES = tuple(" ".join(Random(n).choices(_WORDS, k=120)) for n in range(400))

#: Everything that a register can say of an activity.
FULL = Activity(
    id="vol", name="Alles erin", purpose="Laten zien wat er kan staan.",
    legal_basis=(LegalBasis(basis="6(1)(c)", law="AWR 52(4)"),
                 LegalBasis(basis="6(1)(f)", interest="bedrijfsvoering")),
    data_subjects=("relaties",),
    data=(DataCategory(category="contactgegevens", source="een bureau"),),
    recipients=(Recipient(name="Een verwerker", country="NL"), Recipient(name="Een ander")),
    transfers=(Transfer(country="US", safeguard="modelbepalingen"),),
    automated_decisions=AutomatedDecisions(logic="Een vaste tabel.", consequences="Een boete."),
    retention=(
        RetentionRule(id="r", datasets=("d",), keep=Period(years=7), after="settled",
                      count_from=CountFrom.END_OF_BOOK_YEAR, book_year_ends=MonthDay(12, 31),
                      because="AWR 52(4)"),
        RetentionRule(id="s", datasets=("d",), keep=Period(weeks=4), after="recorded",
                      count_from=CountFrom.TRIGGER_DATE),
    ),
)  # fmt: skip
#: As little as a register may say.
BARE = Activity(
    id="kaal", name="Bijna niets", purpose="Iets", legal_basis=(LegalBasis(basis="6(1)(a)"),),
    data_subjects=("iedereen",), data=(DataCategory(category="naam"),),
)  # fmt: skip


def register(*, public_body: bool = True, bare: bool = False) -> Register:
    """A register with both activities."""
    full = Controller(name="Organisatie <b>", postal_address="Postbus 1", phone="000-0000000")
    return Register(
        name="huis", language="nl", activities=(FULL, BARE), public_body=public_body,
        controller=Controller(name="Organisatie") if bare else full,
        dpo=Contact() if bare else Contact(name="FG", email="fg@example.nl"),
        rights_desk=None if bare else Contact(email="rechten@example.nl"),
    )  # fmt: skip


@frozen
class Rows:
    """So many rows, made anew each time they are read: nothing is held in memory."""

    count: int
    width: int = 40

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for number in range(self.count):
            text = f"{number:08} " + _SENTENCES[number % len(_SENTENCES)][: self.width]
            yield {
                "key": [str(number)],
                "values": {"id": number, "text": text},
                "parts": {"notes": [{"id": number, "note": "=1+1"}]},
            }


def dataset(name: str = "tickets", count: int = 3, width: int = 40) -> CopyDataset:
    """A dataset with a part and a field that was left out."""
    return CopyDataset(
        name=name, columns={"id": "id", "text": "Tekst"}, count=count, rows=Rows(count, width),
        parts={"notes": {"id": "id", "note": "Notitie"}},
        withheld=(Withheld(field="body", rows=2, reason="others", label="Omschrijving"),),
    )  # fmt: skip


def copy(*datasets: CopyDataset, bare: bool = False) -> Copy:
    """A copy of these datasets, all used by both activities."""
    held = datasets or (dataset(),)
    lines = tuple(SearchLine(store="s", dataset=d.name, status="searched", rows=d.count)
                  for d in held)  # fmt: skip
    return Copy(
        case="R-TEST", register=register(bare=bare), prepared=DAY, received=date(2026, 11, 2),
        name="de betrokkene",
        activities=(CopyActivity(activity=FULL, datasets=held),
                    CopyActivity(activity=BARE, datasets=held)),
        searched=lines,
        not_searched=() if bare else (
            SearchLine(store="c", dataset="beelden", status="no column", rows=0, activity="Camera"),
        ),
    )  # fmt: skip
