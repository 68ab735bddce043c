"""The password of a package."""

from __future__ import annotations

from math import log2

from avgrights.documents.words import FIRST, SECOND, WORDS, new_password


def test_six_words_hold_at_least_77_bits() -> None:
    """Each pair of halves gives another word, so every draw counts in full."""
    words = {first + second for first in FIRST for second in SECOND}

    assert len(words) == len(FIRST) * len(SECOND)
    assert WORDS * log2(len(words)) >= 77


def test_words_are_easy_to_say_and_to_type() -> None:
    for half in (*FIRST, *SECOND):
        assert half.isascii()
        assert half.isalpha()
        assert half == half.lower()
        assert 2 < len(half) < 9


def test_no_two_passwords_are_alike() -> None:
    made = {new_password() for _ in range(2000)}

    assert len(made) == 2000
    assert all(len(password.split("-")) == 6 for password in made)
