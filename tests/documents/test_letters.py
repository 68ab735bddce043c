"""Every letter and page, in both languages, filled from every kind of case."""

from __future__ import annotations

import re
from datetime import date
from itertools import product

import pytest
from attrs import evolve

from avgrights.cases.assessment import Because
from avgrights.cases.plan import Why
from avgrights.documents.letters.decision import ActivityLine, Decision, KeptLine
from avgrights.documents.letters.facts import Remedies, sender_of
from avgrights.documents.letters.rendering import page as page_of
from avgrights.documents.overview import SHOWN, overview
from avgrights.terms.citation import Citation
from tests.documents.copies import DAY, copy, dataset, register

DUTY = (Citation("GDPR", "17(3)(b)"),)
#: One line for each reason that a row can have for staying.
KEPT = tuple(
    KeptLine(why=why.value, rows=2, detail="Nieuwsbrief", until=date(2031, 12, 31), citations=DUTY)
    for why in Why
)
LINES = (
    ActivityLine(name="Alles", purpose="Van alles.", found=9, done=7, kept=KEPT,
                 withheld=("Omschrijving",)),
    ActivityLine(name="Een", purpose="x", found=1, done=1,
                 kept=(KeptLine(why="held", rows=1, first=DAY, until=date(2030, 1, 1)),)),
    *(ActivityLine(name=b.value, purpose="x", found=2, done=0, because=b.value, citations=DUTY,
                   explained="omdat het moet.", kept=KEPT[:1]) for b in Because),
    ActivityLine(name="Wjsg", purpose="x", found=1, done=0, because="law", route_to="wjsg"),
)  # fmt: skip


def _letter(**given: object) -> Decision:
    known = {
        "case": "R-TEST", "right": "erasure", "outcome": "partly", "sender": sender_of(register()),
        "day": DAY, "received": date(2026, 11, 2), "name": "de betrokkene", "activities": LINES,
        "not_searched": ("Camera",), "nothing_found": ("Niets",), 
        "remedies": Remedies(weeks=6, until=date(2027, 1, 4)),
    }  # fmt: skip
    return Decision(**{**known, **given})  # type: ignore[arg-type]


ALL = list(product(
    ("nl", "en"), ("access", "erasure"), ("granted", "partly", "refused"), (True, False),
    (True, False),
))  # fmt: skip


@pytest.mark.parametrize(("language", "right", "outcome", "public", "bare"), ALL)
def test_every_kind_of_letter_is_whole(
    language: str, right: str, outcome: str, public: bool, bare: bool
) -> None:
    """No placeholder is left open, nothing is fetched from elsewhere, every remedy is told."""
    letter = _letter(
        right=right, outcome=outcome, sender=sender_of(register(public_body=public, bare=bare)),
        representative=None if bare else "een gemachtigde", extended=None if bare else DAY,
        package=right == "access" and outcome != "refused", activities=() if bare else LINES,
        not_searched=() if bare else ("Camera",), nothing_found=() if bare else ("A", "B"),
    )  # fmt: skip

    page = page_of(letter, language)

    _is_a_sound_page(page, language)
    assert "None" not in page
    assert "autoriteitpersoonsgegevens.nl" in page
    assert ("zes weken" if language == "nl" else "six weeks") in page
    assert ("bezwaar maken.</strong>" in page or "object (bezwaar)" in page) is public
    assert ("package.zip" in page) is letter.package


def test_the_letter_says_what_is_kept_why_and_until_when() -> None:
    """One sentence for each reason, with its article and its day, in Dutch."""
    page = " ".join(page_of(_letter(), "nl").split())

    assert (
        "De wet verplicht ons om deze gegevens te bewaren (artikel 17, lid 3, onder b, AVG). "
        "Wij bewaren ze tot en met 31 december 2031." in page
    )
    assert "nog nodig voor een ander doel: Nieuwsbrief." in page
    assert "De bewaartermijn is nog niet begonnen." in page
    assert "dan is 4 januari 2027 de laatste dag." in page


def test_why_something_is_held_is_not_told_in_the_letter() -> None:
    """Who is under investigation is not warned by a letter (UAVG 41(1)(d))."""
    line = evolve(LINES[0], kept=(KeptLine(why="held", rows=1, detail=""),))

    page = page_of(_letter(activities=(line,)), "nl")

    assert "Het vernietigen ervan is voorlopig stopgezet" in page


@pytest.mark.parametrize("bare", [True, False])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_overview_tells_all_that_article_15_asks(language: str, bare: bool) -> None:
    page = "".join(overview(copy(bare=bare), language))

    _is_a_sound_page(page, language)
    for told in ("een bureau", "Een verwerker", "modelbepalingen", "Een vaste tabel", "AWR 52(4)",
                 "autoriteitpersoonsgegevens.nl"):  # fmt: skip
        assert told in page
    assert ("artikel 6, lid 1, onder c, AVG" if language == "nl" else "6(1)(c) GDPR") in page
    assert ("7 jaar" if language == "nl" else "7 years") in page


def test_a_long_overview_shows_the_first_rows_and_says_so() -> None:
    page = "".join(overview(copy(dataset(count=SHOWN + 1)), "nl"))

    assert f"Hier staan de eerste {SHOWN} van {SHOWN + 1}" in page
    assert page.count('class="row"') == 2 * SHOWN


def _is_a_sound_page(page: str, language: str) -> None:
    assert f'<html lang="{language}">' in page
    assert '<meta name="viewport"' in page
    assert "<title>" in page
    assert page.count("<h1>") == 1
    assert not re.search(r"\{\{|\}\}|\{%|%\}|Undefined", page)
    assert not re.search(r"(?:src|href)=\"(?!#)|url\(|@import|<script|https?://", page)
    for tag in ("p", "ul", "ol", "li", "dl", "dd", "table", "section", "div", "main"):
        assert len(re.findall(rf"<{tag}[ >]", page)) == page.count(f"</{tag}>"), tag
