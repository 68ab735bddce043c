"""`avgrights request` from outside: JSON keys, exit statuses, what stands on which stream."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from avgrights.cli.main import main
from tests.conftest import MakeWorkspace
from tests.requests.house import DATA_MAP, LEDGER, REGISTER, TICKETS, TODAY, House, entry, ticket
from tests.requests.opening import data, opened

DONE, INPUT, PARTLY, REFUSED = 0, 2, 3, 4


class Line:
    """One command line after another, in one workspace."""

    def __init__(self, house: House, capsys: pytest.CaptureFixture[str]) -> None:
        self.house, self._capsys = house, capsys
        self.said = ""

    def __call__(self, *words: str, status: int = DONE, today: str = str(TODAY)) -> Any:
        """What the command printed as JSON; None where it printed nothing."""
        given = ["--workspace", str(self.house.root), "--today", today, "--format", "json"]
        with pytest.raises(SystemExit) as ended:
            main([*given, *words])
        out, self.said = self._capsys.readouterr()
        assert ended.value.code == status, self.said
        assert "Traceback" not in self.said
        return json.loads(out) if out else None

    def received(self, right: str = "access", **more: str) -> str:
        """The id of a new case."""
        given = {"identifier": "email=betrokkene@example.nl", "name": "de betrokkene",
                 "channel": "e-mail", "received": "2026-11-10", **more}  # fmt: skip
        options = [word for name, value in given.items() for word in (f"--{name}", value)]
        return str(self("request", "receive", "--right", right, *options)["case"])

    def identified(self, right: str = "access", **more: str) -> str:
        """The id of a new case with identity."""
        case = self.received(right, **more)
        self("request", "identify", case, *IDENTITY)
        return case


IDENTITY = ("--method", "desk", "--level", "high", "--by", "medewerker 1")


@pytest.fixture
def line(house: House, capsys: pytest.CaptureFixture[str]) -> Line:
    """The command line of the house."""
    return Line(house, capsys)


def test_a_request_from_receipt_to_closing(line: Line, tmp_path: Path) -> None:
    """The contract, step by step."""
    line.house.put(TICKETS, ticket(1, "2026-01-01"))
    began = line(
        "request", "receive", "--right", "access", "--identifier", "email=betrokkene@example.nl",
        "--name", "de betrokkene", "--channel", "letter", "--received", "2026-11-10",
    )  # fmt: skip
    case = began["case"]
    assert {key: began[key] for key in ("right", "status", "received", "due")} == {
        "right": "access", "status": "received", "received": "2026-11-10", "due": "2026-12-10",
    }  # fmt: skip
    assert began["next"][0] == "identify"
    assert set(case) <= set("-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")

    assert line("request", "identify", case, *IDENTITY)["status"] == "identified"
    assessed = line("request", "assess", case)
    assert {one["activity"]: one["verdict"] for one in assessed["activities"]} == {
        "service-desk": "applies", "administration": "applies",
        "relations": "applies", "newsletter": "applies",
        "cameras": "does not apply",
    }  # fmt: skip
    assert assessed["activities"][1]["grounds"] == ["no data found"]
    assert "GDPR 15(1)" in assessed["activities"][0]["citations"]

    plan = line("request", "carry-out", case, "--plan")
    done = line("request", "carry-out", case, "--expect", plan["plan"])
    assert done == plan
    assert done["results"][0] == {
        "activity": "service-desk", "dataset": "tickets", "found": 1, "done": 1, "kept": 0,
        "reasons": [],
        "fields": ["id", "name", "email", "subject", "notes.written_on"],
        "withheld": [
            {"field": name, "reason": f"{why} (GDPR 15(4)); withheld{unless}"}
            for name, why, unless in (
                ("body", "may hold data of others", " unless reviewed"),
                ("helper", "holds data of others", ""),
                ("notes.text", "may hold data of others", " unless reviewed"),
            )
        ],
    }  # fmt: skip
    assert {"store": "one", "dataset": "tickets", "status": "searched", "rows": 1} in done[
        "searched"
    ]
    assert done["open"] == []

    decided = line("request", "decide", case, "--out", str(tmp_path / "uit"), "--password-to-file")
    assert decided == {
        "case": case, "outcome": "partly",
        "files": [str(tmp_path / "uit" / n) for n in ("letter.html", "package.zip",
                                                      "password.txt")],
    }  # fmt: skip
    words = (tmp_path / "uit" / "password.txt").read_text().strip()
    assert words not in line.said
    assert data(opened(tmp_path / "uit"))["case"] == case

    assert line("request", "close", case)["status"] == "closed"
    assert [one["case"] for one in line("request", "list")["cases"]] == [case]
    assert line("request", "list", "--open") == {"cases": []}
    line("journal", "verify")


def test_the_words_are_shown_once_and_not_in_the_json(line: Line, tmp_path: Path) -> None:
    line.house.put(TICKETS, ticket(1, "2026-01-01"))
    case = line.identified()
    line("request", "carry-out", case)

    decided = line("request", "decide", case, "--out", str(tmp_path / "uit"))

    (words,) = [word for word in line.said.split() if word.count("-") == 5]
    assert words not in json.dumps(decided)
    opened(tmp_path / "uit", words)


def test_before_identity_every_step_that_looks_is_refused(line: Line, tmp_path: Path) -> None:
    case = line.received()
    for step in (("assess",), ("carry-out",), ("carry-out", "--plan"),
                 ("decide", "--out", str(tmp_path / "uit"))):  # fmt: skip
        line("request", step[0], case, *step[1:], status=REFUSED)
        assert "before identity is recorded" in line.said
        assert "request identify" in line.said
    line("request", "close", case, status=REFUSED)
    assert "decide it, or record that it was withdrawn, first" in line.said


def test_a_question_is_named_and_its_answer_settles_it(line: Line) -> None:
    line.house.put(TICKETS, ticket(1, "2026-01-01"))
    case = line.identified("erasure")
    (asked,) = [a for a in line("request", "assess", case)["activities"] if a["question"]]
    assert (asked["activity"], asked["verdict"]) == ("service-desk", "depends")

    line("request", "carry-out", case, status=REFUSED)
    assert f"service-desk depends on an answer: {asked['question']}" in line.said
    answer = ("--because", "niet meer nodig", "--by", "FG")
    line("request", "assess", case, "--activity", "administration", "--decide", "applies",
         *answer, status=REFUSED)  # fmt: skip
    line("request", "assess", case, "--activity", "nope", "--decide", "applies", *answer,
         status=INPUT)  # fmt: skip
    line("request", "assess", case, "--activity", "service-desk", "--decide", "applies",
         status=INPUT)  # fmt: skip
    line("request", "assess", case, "--activity", "service-desk", "--decide", "applies", *answer)
    assert line("request", "carry-out", case)["results"][0]["done"] == 1


def test_kept_rows_have_a_reason_and_a_last_day(line: Line) -> None:
    line.house.put(LEDGER, entry(1, "2024-03-01"), entry(2, "2010-03-01"), entry(3, None))
    case = line.identified("erasure")

    results = line("request", "carry-out", case)["results"]

    (ledger,) = [one for one in results if one["dataset"] == "ledger"]
    assert (ledger["found"], ledger["done"], ledger["kept"]) == (3, 1, 2)
    assert sorted((r["rows"], r["until"]) for r in ledger["reasons"] if r["until"]) == [
        (1, "2031-12-31")
    ]


def test_a_store_that_is_down_is_named_and_the_status_says_partly(
    line: Line, tmp_path: Path
) -> None:
    line.house.put(LEDGER, entry(1, "2010-03-01"))
    case = line.identified("erasure")
    (tmp_path / "two.db").rename(tmp_path / "two.away")

    done = line("request", "carry-out", case, status=PARTLY)
    assert done["open"] == ["two"]
    assert "not reached: two" in line.said
    line("request", "assess", line.identified("erasure"), status=PARTLY)

    (tmp_path / "two.away").rename(tmp_path / "two.db")
    assert line("request", "carry-out", case)["open"] == []
    assert line.house.left(LEDGER) == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--identifier", "bsn=123456782"), "the kinds of identifier there are: email, phone"),
        (("--identifier", "nonsense"), "written kind=value"),
        (("--activity", "nope"), "has no activity 'nope'; there are: service-desk"),
        (("--received", "2026-11-21"), "lies in the future"),
        (("--received", "10-11-2026"), "write YYYY-MM-DD"),
        (("--register", "elders"), "there is no register 'elders'"),
        (("--right", "nonsense"), "Invalid value"),
        (("--representative", "x"), "give both or neither"),
        (("--name", "  "), "the name"),
    ],
)
def test_bad_input_is_a_sentence_and_opens_no_case(
    line: Line, words: tuple[str, ...], sentence: str
) -> None:
    given = ["--right", "access", "--identifier", "email=a@example.nl", "--name", "x",
             "--channel", "desk", "--received", "2026-11-10"]  # fmt: skip

    line("request", "receive", *given, *words, status=INPUT)

    assert sentence in line.said
    assert "123456782" not in line.said
    assert line("request", "list") == {"cases": []}


def test_no_such_case(line: Line) -> None:
    for step in (("show",), ("assess",), ("carry-out",), ("close",), ("withdraw",)):
        line("request", step[0], "R-NIETS", status=INPUT)
        assert "there is no case 'R-NIETS'" in line.said


def test_the_same_request_again_is_shown_and_still_a_case(line: Line) -> None:
    """Repetition is shown, never refused by itself (GDPR 12(5))."""
    first = line.received()
    again = line(
        "request", "receive", "--right", "access", "--identifier", "email= BETROKKENE@example.nl ",
        "--name", "x", "--channel", "desk", "--received", "2026-11-10",
    )  # fmt: skip

    assert again["earlier"] == [first]
    assert again["case"] != first
    assert "earlier" not in line("request", "show", line.received(received="2026-11-09"))


def test_with_two_registers_one_must_be_named(
    workspace: MakeWorkspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    urls = {name: f"sqlite:///{tmp_path}/{name}.db" for name in ("one", "two", "three")}
    stores = {**{name: {"url": url} for name, url in urls.items()}, "cameras": {"folder": "x"}}
    other = REGISTER.replace("register: huis", "register: ander")
    root = workspace(
        stores=stores, registers={"huis": (REGISTER, DATA_MAP), "ander": (other, DATA_MAP)}
    )
    line = Line(House(root, urls), capsys)
    given = ["--right", "access", "--identifier", "email=a@example.nl", "--name", "x",
             "--channel", "desk", "--received", "2026-11-10"]  # fmt: skip

    line("request", "receive", *given, status=INPUT)
    assert "--register is needed" in line.said
    line("request", "receive", *given, "--register", "huis")


def test_a_step_on_what_is_over_is_refused(line: Line, tmp_path: Path) -> None:
    case = line.received()
    line("request", "withdraw", case)
    line("request", "identify", case, *IDENTITY, status=REFUSED)
    assert "was withdrawn; what is left is to close it" in line.said
    line("request", "close", case)
    for step in (("withdraw",), ("close",), ("pause", "--for", "identity"),
                 ("extend", "--because", "x")):  # fmt: skip
        line("request", step[0], case, *step[1:], status=REFUSED)
        assert "is closed" in line.said


def test_carry_out_on_a_finished_case_does_nothing_and_is_no_fault(
    line: Line, tmp_path: Path
) -> None:
    line.house.put(LEDGER, entry(1, "2010-03-01"))
    case = line.identified("erasure")
    first = line("request", "carry-out", case)
    line.house.put(LEDGER, entry(1, "2010-03-01"))

    assert line("request", "carry-out", case) == first
    line("request", "decide", case, "--out", str(tmp_path / "uit"))
    assert line("request", "carry-out", case) == first
    line("request", "close", case)
    assert line("request", "carry-out", case) == first
    assert line.house.left(LEDGER) == [1]


def test_another_plan_than_the_one_shown_is_refused(line: Line) -> None:
    line.house.put(LEDGER, entry(1, "2010-03-01"))
    case = line.identified("erasure")
    shown = line("request", "carry-out", case, "--plan")["plan"]
    line.house.put(LEDGER, entry(2, "2010-03-01"))

    line("request", "carry-out", case, "--expect", shown, status=REFUSED)
    assert line.house.left(LEDGER) == [1, 2]


def test_the_purge_waits_for_the_answer(line: Line, tmp_path: Path) -> None:
    """Rows found for an open request for access count as held until the case is closed."""
    line.house.put(TICKETS, ticket(1, "2020-01-01"), ticket(2, "2020-01-01", email="x@example.nl"))

    def held() -> tuple[int, int]:
        (rule,) = [r for r in line("purge", "plan")["rules"] if r["dataset"] == "tickets"]
        return rule["held"], rule["due"]

    assert held() == (0, 2)
    case = line.received()
    assert held() == (1, 1)
    line("request", "identify", case, *IDENTITY)
    line("request", "carry-out", case)
    line("request", "decide", case, "--out", str(tmp_path / "uit"))
    assert held() == (1, 1)
    line("request", "close", case)
    assert held() == (0, 2)


def test_out_that_is_a_file_or_may_not_be_written(line: Line, tmp_path: Path) -> None:
    case = line.identified()
    line("request", "carry-out", case)
    (tmp_path / "bestand").write_text("x")

    line("request", "decide", case, "--out", str(tmp_path / "bestand"), status=INPUT)
    line("request", "decide", case, "--out", str(tmp_path / "bestand" / "x"), status=INPUT)
    assert "cannot be used" in line.said


def test_the_desk_itself_may_stand_on_postgresql(
    workspace: MakeWorkspace,
    tmp_path: Path,
    postgres_url: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The same steps with the cases and the journal in PostgreSQL."""
    urls = {name: f"sqlite:///{tmp_path}/{name}.db" for name in ("one", "two", "three")}
    stores = {**{name: {"url": url} for name, url in urls.items()}, "cameras": {"folder": "x"}}
    root = workspace(desk=postgres_url, stores=stores, registers={"huis": (REGISTER, DATA_MAP)})
    line = Line(House(root, urls), capsys)
    line.house.put(LEDGER, entry(1, "2010-03-01"), entry(2, "2024-03-01"))
    case = line.identified("erasure")

    assert line("request", "carry-out", case)["open"] == []
    assert line("request", "decide", case, "--out", str(tmp_path / "uit"))["outcome"] == "partly"
    line("request", "close", case)
    assert line.house.left(LEDGER) == [2]
    line("journal", "verify")
