"""Overlays, reviews, mandates and second checks from the command line: words and exit statuses."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from avgrights.cli.main import main
from tests.requests.house import TICKETS, House, ticket

DONE, USAGE, REFUSED = 0, 2, 4
WEIGHED = tuple(word for letter in "abcdefgh" for word in ("--weigh", f"{letter}=gewogen {letter}"))
WHY = ("--because", "een reden", "--by", "medewerker 2")


@pytest.fixture
def line(house: House, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs a command; gives its JSON and what it said."""
    house.put(TICKETS, ticket(1, "2026-01-02"))

    def run(*words: str, status: int = DONE) -> Any:
        given = ["--workspace", str(house.root), "--today", "2026-11-20", "--format", "json"]
        with pytest.raises(SystemExit) as ended:
            main([*given, "request", *words])
        out, said = capsys.readouterr()
        assert ended.value.code == status, said
        return json.loads(out) if out else said

    return run


def received(line: Any, *more: str) -> str:
    return str(line(
        "receive", "--right", "access", "--identifier", "email=betrokkene@example.nl", "--name",
        "de betrokkene", "--channel", "letter", "--received", "2026-11-10", *more,
    )["case"])  # fmt: skip


def identified(line: Any) -> str:
    case = received(line)
    line("identify", case, "--method", "desk", "--level", "low", "--by", "medewerker 1")
    return case


def test_an_overlay_is_invoked_shown_and_taken_back(line: Any) -> None:
    case = identified(line)
    found = line("assess", case, "--overlay", "UAVG 41", "--activity", "service-desk", "--ground",
                 "d", *WEIGHED, "--keep-from-subject", "yes", *WHY)  # fmt: skip
    (desk,) = [one for one in found["activities"] if one["activity"] == "service-desk"]
    assert (desk["verdict"], desk["grounds"]) == ("does not apply", ["UAVG 41(1)(d)"])
    assert desk["overlay"] == "UAVG 41" and len(desk["must_state"]) == 3
    (kept,) = line("show", case)["overlays"]
    assert kept["weighed"] == {letter: f"gewogen {letter}" for letter in "abcdefgh"}
    assert (kept["because"], kept["by"], kept["kept_from_subject"]) == (
        "een reden", "medewerker 2", True,
    )  # fmt: skip
    back = line("assess", case, "--withdraw-overlay", "UAVG 41", "--activity", "service-desk", *WHY)
    assert back["overlays"] == []
    assert {one["overlay"] for one in back["activities"]} == {None}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--overlay", "12(5)"), "--overlay takes --because and --by"),
        (("--overlay", "12(5)", "--decide", "applies", *WHY), "--decide does not go with"),
        (("--overlay", "12(5)", "--withdraw-overlay", "12(5)", *WHY), "does not go with --overlay"),
        (("--withdraw-overlay", "12(5)", "--refuse", *WHY), "--refuse does not go with"),
        (("--withdraw-overlay", "12(5)", *WHY), "was not invoked there; invoked: nothing"),
        (("--refuse", *WHY), "an answer takes"),
        (("--overlay", "UAVG 41", "--ground", "d", "--weigh", "a", *WHY), "--weigh is written"),
        (("--overlay", "UAVG 41", "--ground", "d", *WHY), "not weighed: a, b, c, d, e, f, g, h"),
        (("--overlay", "regime", *WHY), "is no overlay"),
    ],
)
def test_what_does_not_go_together(line: Any, words: tuple[str, ...], said: str) -> None:
    assert said in line("assess", identified(line), *words, status=USAGE)


def test_before_identity_nothing_is_set_aside_and_nothing_reviewed(line: Any) -> None:
    case = received(line)
    said = line("assess", case, "--overlay", "12(5)", "--refuse", *WHY, status=REFUSED)
    assert "nothing is looked up before identity" in said
    look = ("review", case, "--dataset", "tickets", "--field", "body", "--show", "--by", "een")
    assert "nothing is looked up before identity" in line(*look, status=REFUSED)


def test_a_review_from_the_command_line(line: Any) -> None:
    case = identified(line)
    look = ("review", case, "--dataset", "tickets", "--field")
    line(*look, "body", "--show", "--by", " Medewerker 1", status=REFUSED)
    line(*look, "helper", "--show", "--by", "medewerker 3", status=USAGE)
    line(*look, "body", "--by", "medewerker 3", status=USAGE)
    line(*look, "body", "--withhold", "--mask", "x", "--by", "medewerker 3", status=USAGE)
    line("assess", case)
    left = line(*look, "body", "--show", "--by", "medewerker 3")
    assert left["review"] == [{"dataset": "tickets", "field": "notes.text"}]
    assert left["next"][:2] == ["carry-out", "review"]
    planned = line("carry-out", case, "--plan")["results"][0]
    assert "body" in planned["fields"]
    assert [one["field"] for one in planned["withheld"]] == ["helper", "notes.text"]
    assert "review" not in line(*look, "notes.text", "--withhold", "--by", "medewerker 3")["next"]


def test_a_mandate_and_a_second_check_from_the_command_line(line: Any) -> None:
    by = ("--representative", "de ouder", "--mandate", "gezien", "--acting-as", "parent")
    assert "--born" in line(
        "receive", "--right", "access", "--identifier", "email=a@example.nl", "--name", "x",
        "--channel", "desk", "--received", "2026-11-10", *by, status=USAGE,
    )  # fmt: skip
    case = received(line, *by, "--born", "2015-01-01", "--mandate-until", "2026-11-10",
                    "--mandate-for", "access")  # fmt: skip
    who = ("identify", case, "--method", "desk", "--level", "low", "--by", "medewerker 1",
           "--address-changed", "2026-11-19")  # fmt: skip
    assert "--second-check METHOD" in line(*who, status=REFUSED)
    line(*who, "--second-check", "known-account")
    shown = line("show", case)
    assert shown["mandate"] == {
        "shown_by": "gezien", "acting_as": "parent", "for": ["access"], "until": "2026-11-10",
    }  # fmt: skip
    assert shown["identity"]["second_check"] == "known-account"


def test_each_new_command_explains_itself() -> None:
    """The help names the articles and what is refused."""
    from avgrights.cli.request import request

    for command, words in (("review", "15(4)"), ("assess", "41(2)"), ("identify", "copy")):
        assert words in CliRunner().invoke(request, [command, "--help"]).output
