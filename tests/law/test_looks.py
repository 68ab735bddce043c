"""What looks like personal data: names of columns, and values by their own checks."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from avgrights.files.policies import load_policies
from avgrights.law.looks import (
    ColumnLook,
    is_bsn,
    is_email,
    is_iban,
    is_phone,
    is_postcode,
    kind_of_name,
    same_name,
    shares,
)

TODAY = date(2026, 11, 21)
LOOKING = load_policies().looks.on(TODAY)


def look(name: str, values: list[str], *, text: bool = True):
    column = ColumnLook(name, LOOKING, TODAY, text)
    for value in values:
        column.take(value)
    return column.seen()


def kind(name: str, values: list[str], **how) -> str | None:
    seen = look(name, values, **how)
    return seen and seen.kind


def bsns(number: int, seed: int = 1) -> list[str]:
    chance = random.Random(seed)
    found = (f"{chance.randrange(10**8, 10**9)}" for _ in range(10**6))
    return [one for one, _ in zip(filter(is_bsn, found), range(number), strict=False)]


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("111222333", True), ("123456782", True), ("1234.56.782", True), ("12345673", False),
        ("010464554", True), ("10464554", True), ("123456789", False), ("000000000", False),
        ("00000000", False), ("1234567820", False), ("1234567", False), ("12345678２", False),
        ("-23456782", False), ("", False),
    ],
)  # fmt: skip
def test_a_bsn_passes_the_check_of_eleven(text, fits):
    assert is_bsn(text) is fits


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("NL91ABNA0417164300", True), ("nl91 abna 0417 1643 00", True),
        ("DE89370400440532013000", True), ("NL91ABNA0417164301", False),
        ("NL19ABNA0417164300", False), ("NL91", False), ("ORDER00000000000000000", False),
    ],
)  # fmt: skip
def test_an_iban_leaves_one_by_97(text, fits):
    assert is_iban(text) is fits


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("0612345678", True), ("06-12345678", True), ("06 12 34 56 78", True),
        ("+31612345678", True), ("0031 20 123 4567", True), ("+31 (0)20 123 4567", True),
        ("020-1234567", True), ("612345678", False), ("0012345678", False), ("06123456", False),
        ("061234567890", False), ("+32 470 12 34 56", False), ("2024-01-01", False),
    ],
)  # fmt: skip
def test_a_dutch_telephone_number(text, fits):
    assert is_phone(text) is fits


@pytest.mark.parametrize(
    ("text", "fits"),
    [("1234 AB", True), ("1234ab", True), ("0123 AB", False), ("1234 SS", False),
     ("1234", False), ("1234 ABC", False)],
)  # fmt: skip
def test_a_dutch_postcode(text, fits):
    assert is_postcode(text) is fits


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("a@example.nl", True), ("a.b+c@mail.example.nl", True), ("a@b", False),
        ("@example.nl", False), ("a @example.nl", False), ("schrijf a@example.nl", False),
        ("a@" + "b" * 300 + ".nl", False),
    ],
)  # fmt: skip
def test_an_email_address(text, fits):
    assert is_email(text) is fits


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("naam", "name"), ("klant_naam", "name"), ("ContactName", "name"), ("voornaam2", "name"),
        ("E-mail", "email"), ("requester_email", "email"), ("emailAdres", "email"),
        ("telefoonnummer", "phone"), ("tel", "phone"), ("geboorte_datum", "birth"),
        ("BSN", "bsn"), ("bsn_nr", "bsn"), ("sofi_nummer", "bsn"), ("iban", "iban"),
        ("rekening_nr", "iban"), ("kenteken", "number plate"), ("straat", "address"),
        ("huisnr", "address"), ("woonplaats", "place"), ("paspoort_nr", "identity document"),
        ("id", None), ("no", None), ("file_name", None), ("bestandsnaam", None),
        ("afdeling_naam", None), ("hotel", None), ("mailing", None), ("telling", None),
        ("amount", None), ("naamloos", None), ("", None), ("123", None),
    ],
)  # fmt: skip
def test_names_of_columns(name, expected):
    assert kind_of_name(name, LOOKING) == expected


def test_values_tell_whatever_the_column_is_called():
    assert kind("x", bsns(50)) == "bsn"
    assert kind("x", ["a@example.nl", "b@example.nl", "onbekend"]) == "email"
    assert kind("x", ["NL91ABNA0417164300"]) == "iban"
    assert kind("x", ["06-12345678"] * 3) == "phone"
    assert kind("x", ["1234 AB", "5678 cd", "9999ZZ"]) == "postcode"
    assert look("bsn", bsns(50)).because == "name and values"


@pytest.mark.parametrize("seed", range(50))
def test_random_numbers_of_nine_digits_are_no_bsns(seed):
    """One in eleven passes the check by chance: that share is no proof."""
    chance = random.Random(seed)
    numbers = [f"{chance.randrange(10**8, 10**9)}" for _ in range(chance.choice([8, 20, 200]))]

    assert kind("order_no", numbers) is None


def test_a_few_numbers_that_pass_prove_nothing_but_a_name_does():
    assert kind("x", bsns(3)) is None
    assert kind("bsn", bsns(3)) == "bsn"


def test_a_flag_or_a_counter_by_a_personal_name_is_none():
    assert kind("email_sent", ["0", "1", "1", "0"]) is None
    assert kind("naam_tonen", ["true"] * 5, text=False) is None
    assert kind("tel", ["3", "4", "5", "6"]) is None
    assert kind("email", []) == "email", "an empty column will hold what it is named for"


def test_days_of_birth_lie_far_back_and_far_apart():
    chance = random.Random(1)
    births = [date(1940, 1, 1) + timedelta(chance.randrange(60 * 365)) for _ in range(100)]
    made = [date(2005, 1, 1) + timedelta(chance.randrange(20 * 365)) for _ in range(100)]

    assert kind("d", [day.isoformat() for day in births], text=False) == "birth"
    assert kind("d", [f"{day} 00:00:00" for day in births], text=False) == "birth"
    assert kind("created", [day.isoformat() for day in made], text=False) is None
    assert kind("d", ["1980-01-01"] * 100, text=False) is None, "one day for all is a default"
    assert kind("d", [f"{day} 12:31:07" for day in births], text=False) is None


def test_an_address_within_prose_is_told_apart():
    notes = ["gebeld, stuurt het na aan a@example.nl voor vrijdag"] + [
        "niets bijzonders te melden"
    ] * 9

    assert kind("opmerking", notes) == "text"
    assert kind("opmerking", notes[1:]) is None


def test_the_share_counts_values_that_are_there():
    seen = look("x", ["a@example.nl", "", "  ", "b@example.nl", "n/a"])

    assert (seen.kind, seen.share) == ("email", 0.67)


def test_columns_named_alike():
    assert same_name("employee_no", "EmployeeNo") and same_name("e-mail", "email")
    assert not same_name("id", "ID") and not same_name("no", "no")


def test_values_shared_with_a_subject_column_need_number_and_share():
    assert shares({"0": 5}, 10, LOOKING) == {"0": 0.5}
    assert shares({"0": 4}, 4, LOOKING) == {}
    assert shares({"0": 5}, 100, LOOKING) == {}
