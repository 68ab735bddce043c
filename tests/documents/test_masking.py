"""What points to others is made unreadable; what is the person's own stays (GDPR 15(4))."""

from __future__ import annotations

import re
from string import ascii_lowercase
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from avgrights.documents.masking import MASK, Masker, eleven_test

OWN = Masker(own=("De Betrokkene", "ik@example.nl", "06-12345678", "NL91ABNA0417164300", "2511 CV"))


@pytest.mark.parametrize(
    "other",
    [
        "ander@elders.example.nl", "a.b+c@x.nl", "ANDER@EXAMPLE.NL", "ander%40example.nl",
        "ander [at] example.nl", "ander@localhost", "xik@example.nl", "ik@example.nl.elders.nl",
        "jos\u00e9@example.nl", "\uff41\uff4e\uff44@example.nl", "and\u200ber@exa\u00admple.nl",
        "06-87654321", "06 87 65 43 21", "0687654321", "(020) 123 45 67", "088 - 123 45 67",
        "+31 6 87654321", "0031687654321", "+31 (0)6 87654321", "+49 30 1234567", "00 32 2 5551234",
        "111222333", "1112.22.333", "111 222 333", "11122233\u200b3",
        "NL20INGB0001234567", "nl20 ingb 0001 2345 67", "NL00 BANK 0417 1643 99",
        "DE89 3704 0044 0532 0130 00", "GB82WEST12345698765432", "BE71 0961 2345 6769",
        "1234 AB", "1234AB", "1234 ab", "9999zz",
    ],
)  # fmt: skip
def test_each_form_that_points_to_somebody(other: str) -> None:
    """Alone, in a sentence, between brackets, before a full stop."""
    for text in ("{}", "gebeld met {} gisteren", "({})", "zie {}.", "{}, en verder", "x: {}\ny"):
        masked = OWN.masked(text.format(other))
        assert MASK in masked
        assert other not in masked
        left = re.sub(r"[^0-9a-z@]", "", masked.replace(MASK, "").casefold())
        assert not re.search(r"\d{2}|@", left), masked


@pytest.mark.parametrize(
    "own",
    [
        "de betrokkene", "De Betrokkene", "ik@example.nl", "IK@Example.NL", "06-12345678",
        "+31 6 12345678", "0612345678", "NL91 ABNA 0417 1643 00", "nl91abna0417164300", "2511CV",
        "op 01-02-2026 12:30 uur", "2026-01-02 10:00:00", "in 2025 en 2026", "1200 km",
        "3000 of 4000", "1.000.000.000 rijen", "ticket 123456789", "0900-1234", "€ 12.345,67",
        "100 %", "", "versie 1.2.3.4.5.6.7.8", "1234567890123",
    ],
)  # fmt: skip
def test_what_is_ones_own_or_nobodys_stays(own: str) -> None:
    assert OWN.masked(own) == own


def test_words_of_the_reviewer_are_found_whatever_they_look_like() -> None:
    """Case, accents, width and white space make no difference; a short word stands by itself."""
    masker = Masker(words=("Ander Mens", "Jo", "Café"), forms=False)
    assert masker.masked("ANDER  MENS, ander\nmens, \uff41nder mens") == "██, ██, ██"
    assert masker.masked("jo sprak over jozef, Jo's cafe en CAFE\u0301") == (
        "██ sprak over jozef, ██'s ██ en ██"
    )
    assert masker.masked("a@example.nl 1234 AB") == "a@example.nl 1234 AB"


def test_the_person_is_not_masked_by_a_word_of_the_reviewer() -> None:
    """The reviewer masks a family name that the person bears too."""
    masker = Masker(own=("Voor Achternaam", "voor.achternaam@example.nl"), words=("Achternaam",))
    assert masker.masked("Voor Achternaam en Zus Achternaam") == "Voor Achternaam en Zus ██"
    assert masker.masked("voor.achternaam@example.nl") == "voor.achternaam@example.nl"


def test_what_stands_beside_it_in_the_row_is_shown_anyway() -> None:
    assert Masker().masked("bel 0687654321 of 0611111111", shown=("06 87654321",)) == (
        "bel 0687654321 of ██"
    )


@pytest.mark.parametrize(
    ("value", "masked"),
    [
        (None, None), (True, True), (5, 5), (111222333, MASK), (1.5, 1.5),
        ({"van": "b@x.nl", "n": 1}, {"van": MASK, "n": 1}),
        (["b@x.nl", "niets"], [MASK, "niets"]),
    ],
)  # fmt: skip
def test_values_that_are_no_text(value: Any, masked: Any) -> None:
    assert Masker().masked_value(value) == masked


def test_the_eleven_test() -> None:
    """Of all numbers of nine digits one in eleven passes, and none of noughts alone."""
    assert sum(eleven_test(f"{n:09}") for n in range(1, 110_001)) in range(9_990, 10_011)
    assert not eleven_test("000000000")
    assert eleven_test("10000008") == eleven_test("010000008")


WORD = st.text(ascii_lowercase, min_size=4, max_size=12)


@given(before=st.text(max_size=40), after=st.text(max_size=40), name=WORD, house=WORD)
def test_an_address_between_anything_is_masked(
    before: str, after: str, name: str, house: str
) -> None:
    """Whatever stands around it, and whatever signs that are."""
    address = f"{name}@{house}.nl"
    masked = Masker().masked(f"{before} {address} {after}")
    assume(address not in f"{before} {after}")
    assert address not in masked


@given(text=st.text(max_size=200), word=WORD)
def test_masking_twice_is_masking_once(text: str, word: str) -> None:
    """What was masked holds nothing to mask, and nothing is added or moved."""
    masker = Masker(words=(word,))
    once = masker.masked(f"{text} {word} {text}")
    assert masker.masked(once) == once
    assert word not in once.casefold()


@pytest.mark.parametrize(
    "text",
    ["a" * 200_000 + "@", "a.b" * 60_000, "nl12 " * 20_000, "0 " * 20_000, "[ at ] " * 20_000],
)
def test_a_hostile_text_costs_no_more_than_its_length(text: str) -> None:
    """Each of these takes hours where every sign is a fresh start."""
    assert Masker(words=("een ander",)).masked(text) is not None
