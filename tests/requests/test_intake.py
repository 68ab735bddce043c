"""A folder of messages: what opens a case, what waits for somebody, and that nothing is lost."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from avgrights.desk import intake, messages, requests
from avgrights.desk.deciding import decide
from avgrights.desk.doing import carry_out
from avgrights.desk.intake import take_in
from avgrights.desk.objecting import against
from avgrights.desk.own_data import purge_own_data
from avgrights.files.messages import read_message
from avgrights.terms.errors import AvgRightsError, InputFault, Refused
from tests.requests.house import PERSON, House

MAIL = """From: "de betrokkene" <betrokkene@example.nl>
To: fg@example.nl
Subject: {subject}
Date: Mon, 2 Nov 2026 23:30:00 +0000
Message-ID: <1@example.nl>
Content-Type: text/plain; charset=utf-8

{text}
"""


def _json(folder: Path, name: str = "a.json", **more: Any) -> Path:
    tree = {"right": "access", "identifiers": {"email": PERSON.value}, "name": "de betrokkene",
            "received": "2026-11-02", **more}  # fmt: skip
    file = folder / name
    file.write_text(json.dumps(tree), encoding="utf-8")
    return file


def _mail(folder: Path, text: str, subject: str = "vraag", name: str = "m.eml") -> Path:
    file = folder / name
    file.write_text(MAIL.format(subject=subject, text=text), encoding="utf-8")
    return file


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """An empty folder."""
    folder = tmp_path / "in"
    folder.mkdir()
    return folder


def test_what_a_portal_says_opens_a_case(house: House, inbox: Path) -> None:
    _json(inbox)
    with house.desk() as desk:
        (taken,) = take_in(desk, inbox).taken
        (standing,) = taken.opened
        assert (standing.case.right, standing.case.received) == ("access", date(2026, 11, 2))
        assert standing.clock.due == date(2026, 12, 2)
        assert standing.case.identity is None


def test_a_mail_may_ask_for_two_rights_and_each_is_a_case(house: House, inbox: Path) -> None:
    """Facts:   Sent at 23:30 UTC on 2 November, which is half past midnight on the 3rd here.
    Holding: Two cases, received on the local day.
    """
    _mail(inbox, "Ik wil inzage in mijn gegevens. Daarna wissen alstublieft.")
    with house.desk() as desk:
        (taken,) = take_in(desk, inbox).taken
    assert [one.case.right.value for one in taken.opened] == ["access", "erasure"]
    assert {one.case.received for one in taken.opened} == {date(2026, 11, 3)}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Hoe lang bewaart u camerabeelden?", "question"),
        ("Ik heb een klacht over de behandeling.", "complaint"),
        ("Hierbij een bezwaarschrift tegen uw besluit.", "objection"),
        ("Hierbij stel ik u in gebreke.", "notice of default"),
        ("Een klacht, en ik stel u in gebreke!", "notice of default"),
    ],
)
def test_what_is_no_request_waits_for_somebody(
    house: House, inbox: Path, text: str, kind: str
) -> None:
    """Holding: No case is opened; the message is named for what would cost most if overlooked."""
    _mail(inbox, text)
    with house.desk() as desk:
        (taken,) = take_in(desk, inbox).taken
        assert (taken.message.kind, taken.message.status, taken.opened) == (kind, "open", ())
        assert requests.list_cases(desk) == ()
        assert messages.read(desk, taken.message.message).text == text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Graag inzage. Ook heb ik een klacht over het wachten.", "complaint"),
        ("Graag inzage. Hierbij een bezwaarschrift tegen uw besluit.", "objection"),
        ("Graag inzage. En ik stel u in gebreke.", "notice of default"),
    ],
)
def test_what_a_request_says_besides_still_waits_for_somebody(
    house: House, inbox: Path, text: str, kind: str
) -> None:
    """Law:     Awb 4:17(3), 6:15, 9:1. Facts: one mail asks for access, and says more.
    Holding: The case is opened and its clock runs; the message stays open for the rest.
    """
    _mail(inbox, text)
    with house.desk() as desk:
        (taken,) = take_in(desk, inbox).taken
        assert [one.case.right.value for one in taken.opened] == ["access"]
        (waiting,) = messages.lines(desk, open=True)
        assert (waiting.kind, waiting.case) == (kind, taken.opened[0].case.id)
        intake.route(desk, waiting.message, to="het andere bureau", by="medewerker 1")
        assert messages.lines(desk, open=True) == ()


def test_a_message_that_names_a_case_is_put_beside_it(house: House, inbox: Path) -> None:
    case = house.case("access")
    _mail(inbox, f"Bezwaarschrift tegen uw besluit {case}, en R-AAAAAAAAAA ook.")
    with house.desk() as desk:
        (taken,) = take_in(desk, inbox).taken
        assert messages.read(desk, taken.message.message).cases == (case,)


@pytest.mark.parametrize("again", ["same file", "other name", "other bytes, same number"])
def test_a_hundred_replays_have_one_effect(house: House, inbox: Path, again: str) -> None:
    """Reliability: the same request twice. Facts: the folder is taken in again and again."""
    file = _json(inbox, once="P-7")
    with house.desk() as desk:
        take_in(desk, inbox)
    if again == "other name":
        file.rename(inbox / "z.json")
    elif again == "other bytes, same number":
        _json(inbox, once="P-7", text="nog eens")
    with house.desk() as desk:
        for _ in range(100):
            (taken,) = take_in(desk, inbox).taken
            assert (taken.before, taken.opened) == (True, ())
        assert len(requests.list_cases(desk)) == 1
        assert len(messages.lines(desk)) == 1


def test_a_run_that_was_broken_off_opens_no_second_case(
    house: House, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Facts: killed between the case and the message."""
    _json(inbox)

    def killed(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with house.desk() as desk, monkeypatch.context() as patch:
        patch.setattr(messages, "write", killed)
        with pytest.raises(KeyboardInterrupt):
            take_in(desk, inbox)
    with house.desk() as desk:
        (taken,) = take_in(desk, inbox).taken
        assert len(requests.list_cases(desk)) == 1
        assert taken.opened[0].again


def test_a_file_at_fault_stops_no_other(house: House, inbox: Path) -> None:
    _json(inbox, "a.json", right="acces")
    _json(inbox, "b.json", strange=1)
    _json(inbox, "c.json", received="2027-01-01")
    _json(inbox, "d.json", identifiers={"passport": "geheim"})
    (inbox / "e.json").write_bytes(b"[" * 100_000)
    (inbox / "f.eml").write_bytes(b"\xff\x00 geheim")
    _json(inbox, "g.json")
    with house.desk() as desk:
        found = take_in(desk, inbox)
    assert [file for file, _ in found.refused] == [f"{n}" for n in (
        "a.json", "b.json", "c.json", "d.json", "e.json", "f.eml")]  # fmt: skip
    assert [one.file for one in found.taken] == ["g.json"]
    assert "geheim" not in str(found.refused)


def test_a_question_becomes_a_request_only_with_consent(house: House, inbox: Path) -> None:
    """Holding: It counts from the day of the message, not from that of the consent."""
    _mail(inbox, "Wat weet u van mij?")
    with house.desk() as desk:
        (taken,) = take_in(desk, inbox).taken
        id = taken.message.message
        with pytest.raises(InputFault, match="only if the asker agrees"):
            intake.turn(desk, id, right="access", consent=" ", by="medewerker 1")
        turned = intake.turn(desk, id, right="access", consent="per e-mail", by="medewerker 1")
        assert turned.case.received == date(2026, 11, 3)
        with pytest.raises(Refused, match="dealt with before"):
            intake.answer(desk, id, by="medewerker 1")


def test_what_was_passed_on_says_to_whom(house: House, inbox: Path) -> None:
    _mail(inbox, "Ik heb een klacht.")
    with house.desk() as desk:
        (taken,) = take_in(desk, inbox).taken
        intake.route(desk, taken.message.message, to="klachtencoördinator", by="medewerker 1")
        (note,) = messages.read(desk, taken.message.message).notes
        assert (note["to"], note["by"]) == ("klachtencoördinator", "medewerker 1")
        assert messages.lines(desk, open=True) == ()


def test_nothing_of_a_message_lies_in_clear(house: House, inbox: Path) -> None:
    """Facts: a mail with a name, an address and words. Holding: `var/` holds none of them."""
    _mail(inbox, "Hoe lang bewaart u kanariewoord?")
    with house.desk() as desk:
        take_in(desk, inbox)
    for file in (house.root / "var").rglob("*"):
        if file.is_file():
            held = file.read_bytes()
            for word in (b"kanariewoord", b"betrokkene@example.nl", b"de betrokkene"):
                assert word not in held, file.name


def test_attachments_are_counted_and_not_kept(inbox: Path) -> None:
    """A copy of an identity document is not kept, also where somebody sends one."""
    (inbox / "m.eml").write_text(
        "From: a@example.nl\nSubject: inzage\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; boundary="x"\n\n'
        "--x\nContent-Type: text/html\n\n<style>p{}</style><p>Graag&nbsp;<b>inzage</b></p>\n"
        '--x\nContent-Type: image/png\nContent-Disposition: attachment; filename="paspoort.png"\n'
        "\nAAAA\n--x--\n",
        encoding="utf-8",
    )
    found = read_message(inbox / "m.eml", zone="Europe/Amsterdam")
    assert (found.text, found.attachments) == ("Graag inzage", 1)
    assert "AAAA" not in found.text


def test_links_in_the_folder_are_not_followed(house: House, inbox: Path, tmp_path: Path) -> None:
    _json(tmp_path, "elders.json")
    (inbox / "link.json").symlink_to(tmp_path / "elders.json")
    with house.desk() as desk:
        assert take_in(desk, inbox).taken == ()


@given(raw=st.binary(max_size=300), suffix=st.sampled_from([".json", ".eml"]))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_a_message_or_a_clear_fault(inbox: Path, raw: bytes, suffix: str) -> None:
    file = inbox / f"x{suffix}"
    file.write_bytes(b"From: a@example.nl\n" + raw if suffix == ".eml" else raw)
    try:
        read_message(file, zone="Europe/Amsterdam")
    except AvgRightsError as fault:
        assert file.name in str(fault)


def test_a_message_that_was_dealt_with_goes_after_its_term(house: House, inbox: Path) -> None:
    """Facts:   Two questions of 20 November 2026, one answered that day; the term is a year.
    Law:     GDPR 5(1)(e); registers/avgrights/register.yaml.
    Holding: On the anniversary it is still there, the day after it is gone; the open one stays.
    """
    _mail(inbox, "Hoe lang bewaart u kanariewoord?", name="a.eml")
    (inbox / "b.eml").write_text("From: b@example.nl\nSubject: wat nu?\n\nEn dit?\n")
    with house.desk() as desk:
        first, second = take_in(desk, inbox).taken
        intake.answer(desk, first.message.message, by="medewerker 1")
    for today, left in ((date(2027, 11, 20), 2), (date(2027, 11, 21), 1)):
        with house.desk(today) as desk:
            (line,) = [one for one in purge_own_data(desk) if one["rule"] == "messages"]
            assert (line["open"], line["done"]) == (1, 2 - left)
            assert len(messages.lines(desk)) == left
            assert desk.logbook.verify().failure is None
    with house.desk(date(2027, 11, 22)) as desk:
        assert messages.lines(desk)[0].message == second.message.message


@pytest.mark.parametrize(
    ("today", "in_time"),
    [
        pytest.param(date(2027, 1, 4), True, id="the last day: in time"),
        pytest.param(date(2027, 1, 5), False, id="the day after: too late"),
    ],
)
def test_an_objection_against_a_decision_is_held_against_its_term(
    house: House, inbox: Path, tmp_path: Path, today: date, in_time: bool
) -> None:
    """Facts:   A request decided on 20 November 2026; a notice of objection that names the case.
    Law:     Awb 6:7, 6:8(1), 6:9(1); Awt 1(1): six weeks end on Friday 1 January, a holiday.
    Holding: Monday 4 January is in time.
    """
    case = house.case("access")
    with house.desk() as desk:
        carry_out(desk, case)
        decide(desk, case, out=tmp_path / "uit")
    file = inbox / "b.json"
    said = {"name": "x", "text": f"Bezwaarschrift tegen uw besluit, zaak {case}.",
            "received": today.isoformat(), "channel": "portal"}  # fmt: skip
    file.write_text(json.dumps(said), encoding="utf-8")
    with house.desk(today) as desk:
        (taken,) = take_in(desk, inbox).taken
        (found,) = against(desk, messages.read(desk, taken.message.message))
    assert (found.case, found.last_day, found.in_time) == (case, date(2027, 1, 4), in_time)
