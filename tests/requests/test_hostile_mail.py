"""Messages made to stop, delay, suppress or mislead the intake."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from avgrights.desk import requests
from avgrights.desk.intake import answer, take_in
from avgrights.desk.own_data import purge_own_data
from avgrights.files.mail import without_tags
from avgrights.files.messages import read_message
from avgrights.terms.errors import AvgRightsError, InputFault
from avgrights.terms.identifier import Identifier
from tests.requests.house import PERSON, House

HEAD = b"From: a@example.nl\r\nMessage-ID: <1@example.nl>\r\n"
HTML = HEAD + b"Content-Type: text/html\r\n\r\n"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """An empty folder."""
    folder = tmp_path / "in"
    folder.mkdir()
    return folder


def _mail(folder: Path, name: str, raw: bytes) -> Path:
    file = folder / name
    file.write_bytes(raw)
    return file


def _read(folder: Path, raw: bytes) -> Any:
    return read_message(_mail(folder, "m.eml", raw), zone="Europe/Amsterdam")


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(HTML + b"<p>Graag inzage</p><![foo[ bar", id="a section of no kind"),
        pytest.param(HEAD + b"Date: 31 Dec 9999 23:59:00 -1200\r\n\r\ninzage", id="year 10000"),
        pytest.param(HEAD + b"Date: 1 Jan 99999999999999999999 00:00\r\n\r\ninzage", id="a year"),
        pytest.param(HEAD + b"Date: 1 Jan 2026 00:00 +9999999999\r\n\r\ninzage", id="an offset"),
        pytest.param(HEAD + b"Content-Type: text/plain; charset=x-no\r\n\r\ninzage", id="charset"),
        pytest.param(HEAD + b"Content-Type: text/plain; charset=zip\r\n\r\ninzage", id="a codec"),
        pytest.param(
            b"From: a@example.nl\r\nMessage-ID: <[\r\n\r\ninzage", id="a number of no form"
        ),
        pytest.param(HTML + b"inzage &#" + b"1" * 5_000 + b";", id="a sign of thousands of digits"),
    ],
)
def test_no_message_stops_the_folder(house: House, inbox: Path, raw: bytes) -> None:
    """Holding: The message itself is taken in as far as it can be read, and so is the next."""
    _mail(inbox, "a.eml", raw)
    _mail(inbox, "b.eml", b"From: b@example.nl\r\n\r\nGraag inzage")
    with house.desk() as desk:
        found = take_in(desk, inbox)
    assert [one.file for one in found.taken] == ["a.eml", "b.eml"]
    assert [len(one.opened) for one in found.taken] == [1, 1]


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"From: " + b"a," * 200_000 + b"\r\n\r\nx", id="senders"),
        pytest.param(b'From: "' + b'"' * 100_000 + b"<a@example.nl>\r\n\r\nx", id="quotes"),
        pytest.param(HEAD + b"Subject: " + b"=?utf-8?q?a?= " * 100_000 + b"\r\n\r\nx", id="words"),
        pytest.param(HEAD + b"Content-Type: text/plain" + b";a*0=b" * 30_000 + b"\r\n\r\nx",
                     id="parameters"),
        pytest.param(HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
                     + b"--x\r\n\r\n\r\n" * 300_000, id="parts"),
        pytest.param(HEAD + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n"
                                     % (n, n) for n in range(3_000)), id="levels"),
        *(pytest.param(HTML + tag * 400_000, id=f"html {tag!r}")
          for tag in (b"<a ", b"<!--", b"<!", b"</", b"<?", b"<a b='", b"<script>", b"<p><!--")),
        pytest.param(HEAD + b"Content-Type: text/plain; charset=punycode\r\n\r\n" + b"a-" * 300_000,
                     id="punycode"),
    ],
)  # fmt: skip
def test_no_message_keeps_the_intake_busy(inbox: Path, raw: bytes) -> None:
    """Facts: each of these kept the parser of the standard library busy for minutes."""
    begun = time.process_time()
    with suppress(InputFault):
        _read(inbox, raw)
    assert time.process_time() - begun < 2


def test_the_number_of_another_message_suppresses_none(house: House, inbox: Path) -> None:
    """Facts:   Somebody sends a message under the number of a person's request, before it.
    Holding: Both are taken in; the same message by another way is not taken in twice.
    """
    asked = HEAD.replace(b"a@", b"betrokkene@") + b"Subject: AVG\r\n\r\nGraag inzage.\r\n"
    _mail(inbox, "a.eml", HEAD + b"Subject: AVG\r\n\r\nNiets.\r\n")
    _mail(inbox, "b.eml", HEAD.replace(b"a@", b"betrokkene@") + b"Subject: AVG\r\n\r\nNiets.\r\n")
    _mail(inbox, "c.eml", asked)
    _mail(inbox, "d.eml", b"Received: from x; Fri, 20 Nov 2026 09:00:00 +0100\r\n" + asked)
    with house.desk() as desk:
        found = take_in(desk, inbox).taken
    assert [one.before for one in found] == [False, False, False, True]
    assert [len(one.opened) for one in found] == [0, 0, 1, 0]


def test_a_mail_under_the_number_of_a_portal_suppresses_nothing(house: House, inbox: Path) -> None:
    """Facts: the numbers of a portal can be guessed."""
    _mail(inbox, "a.eml", b"From: a@example.nl\r\nMessage-ID: P-1001\r\n\r\nNiets.")
    for name, right, who in (("b", "access", PERSON.value), ("c", "erasure", PERSON.value),
                             ("d", "access", "een.ander@example.nl")):  # fmt: skip
        tree = {"right": right, "identifiers": {"email": who}, "name": "x", "once": "P-1001",
                "received": "2026-11-02"}  # fmt: skip
        (inbox / f"{name}.json").write_text(json.dumps(tree))
    with house.desk() as desk:
        found = take_in(desk, inbox)
        assert [one.before for one in found.taken] == [False] * 4
        assert len(requests.list_cases(desk)) == 3


@pytest.mark.parametrize("empty", ["", "  ", "\u2003"])
def test_nobody_is_looked_for_by_nothing(house: House, inbox: Path, empty: str) -> None:
    """Facts:   A request by an empty e-mail address: it fits every row without one.
    Holding: Refused, from a file and from Python.
    """
    tree = {"right": "access", "identifiers": {"email": empty}, "name": "x"}
    (inbox / "a.json").write_text(json.dumps(tree))
    with house.desk() as desk:
        assert [file for file, _ in take_in(desk, inbox).refused] == ["a.json"]
        with pytest.raises(InputFault, match="empty"):
            requests.receive(
                desk, right="access", identifiers=[Identifier("email", empty)], name="x",
                channel="letter", received=date(2026, 11, 2),
            )  # fmt: skip


def test_a_number_used_for_another_request_is_refused(house: House) -> None:
    """Facts:   The same `once`, for another right or another person.
    Holding: Refused: the first case would be given back as if it were this one.
    """

    def ask(right: str, who: str) -> requests.Standing:
        with house.desk() as desk:
            return requests.receive(
                desk, right=right, identifiers=[Identifier("email", who)], name="x",
                channel="portal", received=date(2026, 11, 2), once="P-7",
            )  # fmt: skip

    first = ask("access", PERSON.value)
    assert ask("access", PERSON.value.upper()).case.id == first.case.id
    for right, who in (("erasure", PERSON.value), ("access", "een.ander@example.nl")):
        with pytest.raises(InputFault, match="once"):
            ask(right, who)


@pytest.mark.parametrize(
    ("sender", "address"),
    [
        (b"=?utf-8?q?betrokkene=40example=2Enl?= <kwaad@example.nl>", "kwaad@example.nl"),
        (b'"betrokkene@example.nl" <kwaad@example.nl>', "kwaad@example.nl"),
        (b"betrokkene@example.nl <kwaad@example.nl>", "kwaad@example.nl"),
        (b"betrokkene@example.nl, kwaad@example.nl", None),
        (b"kwaad@example.nl\r\nFrom: betrokkene@example.nl", None),
    ],
)
def test_a_name_that_looks_like_an_address_is_none(
    inbox: Path, sender: bytes, address: str | None
) -> None:
    raw = b"From: " + sender + b"\r\n\r\nGraag inzage"
    if address is None:
        with pytest.raises(InputFault, match="no e-mail message"):
            _read(inbox, raw)
    else:
        assert _read(inbox, raw).address == address


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("a<br>b <b>c</b>", "a b c"),
        ("x<script>if (1 < 2) kwaad()</script>y", "x y"),
        ("x<!-- <b>weg</b> -->y", "x y"),
        ("1 < 2 &amp; 3 > 2", "1 < 2 & 3 > 2"),
        ("nog een < en klaar", "nog een < en klaar"),
        ("<p>open <b", "open <b"),
        ("<p>Graag</p><!-- inzage", "Graag"),
    ],
)
def test_tags_are_taken_off(page: str, words: str) -> None:
    assert without_tags(page).startswith(words)


ODD = (
    b"From: a@example.nl", b"Subject: =?utf-8?q?=?=", b"Date: 99 x +99", b"", b"--x", b"--x--",
    b"Content-Type: multipart/alternative; boundary=x", b"<![a[", b"Message-ID: <@>", b"\xff\xfe=",
    b"Content-Type: text/html; charset=utf-16", b"Content-Transfer-Encoding: base64",
    b"Received: ; 1 Jan 1 0:0 +9", b"Content-Type: message/rfc822",
)  # fmt: skip


@given(st.lists(st.sampled_from(ODD), max_size=14))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_lines_are_a_message_or_a_clear_fault(inbox: Path, lines: list[bytes]) -> None:
    try:
        _read(inbox, b"From: a@example.nl\r\n" + b"\r\n".join(lines))
    except AvgRightsError as fault:
        assert "m.eml" in str(fault)


def test_what_was_destroyed_does_not_come_back_from_the_folder(house: House, inbox: Path) -> None:
    """
    Facts:   A request and a question, dealt with; their files stay in the folder for years.
    Law:     GDPR 5(1)(e): what was destroyed after its term stays destroyed.
    Holding: After the term they are named and not taken in; before it they are known.
    """
    tree = {"right": "access", "identifiers": {"email": PERSON.value}, "name": "x", "once": "P-1",
            "received": "2026-11-02"}  # fmt: skip
    (inbox / "a.json").write_text(json.dumps(tree))
    _mail(inbox, "b.eml", b"From: a@example.nl\r\nDate: Mon, 2 Nov 2026 10:00:00 +0100\r\n\r\nHoe?")
    with house.desk() as desk:
        request, question = take_in(desk, inbox).taken
        case = request.opened[0].case.id
        requests.withdraw(desk, case)
        requests.close(desk, case)
        answer(desk, question.message.message, by="medewerker 1")
    with house.desk(date(2027, 11, 1)) as desk:
        purge_own_data(desk)
        assert all(one.before for one in take_in(desk, inbox).taken)
    with house.desk(date(2035, 1, 2)) as desk:
        purge_own_data(desk)
        found = take_in(desk, inbox)
        assert (found.taken, len(found.refused)) == ((), 2)
        assert [one.status for one in requests.list_cases(desk)] == ["destroyed"]
