"""How a finding looks: the line, the caret, the cut, and what must not come through."""

from __future__ import annotations

import pytest

from avgrights.files.presenting import WIDEST, as_github, as_sarif, as_text, totals
from avgrights.files.report import Report
from avgrights.terms.finding import Finding


def finding(
    line: int = 1, column: int = 1, file: str = "x.yaml", message: str = "wrong"
) -> Finding:
    report = Report(file)
    report.add("AVG301", (line, column), message)
    return report.findings[0]


def shown(folder, text: str, column: int, line: int = 1) -> list[str]:
    (folder / "x.yaml").write_text(text, encoding="utf-8")
    return as_text([finding(line, column)], folder).split("\n")


def test_the_caret_stands_under_the_place(tmp_path):
    lines = shown(tmp_path, "naam: x\n", 7)

    assert lines[1:3] == ["     1 | naam: x", "       |       ^"]
    assert lines[1].index("x") == lines[2].index("^")


@pytest.mark.parametrize(
    ("before", "width"), [("ab", 2), ("é", 1), ("e\u0301", 1), ("漢字", 4), ("\t", 1), ("👍", 2)]
)
def test_the_caret_reckons_with_wide_and_combining_letters(before, width, tmp_path):
    lines = shown(tmp_path, f"{before}x\n", len(before) + 1)

    assert lines[2] == "       | " + " " * width + "^"


@pytest.mark.parametrize(
    ("length", "cut"), [(WIDEST - 1, False), (WIDEST, False), (WIDEST + 1, True)]
)
def test_a_line_is_cut_at_two_hundred_characters(length, cut, tmp_path):
    line = shown(tmp_path, "x" * length + "\n", 1)[1]

    assert line == "     1 | " + "x" * min(length, WIDEST) + ("…" if cut else "")


@pytest.mark.parametrize(("column", "caret"), [(WIDEST, True), (WIDEST + 1, False)])
def test_a_caret_beyond_the_cut_is_left_out(column, caret, tmp_path):
    assert any("^" in line for line in shown(tmp_path, "x" * 500, column)) == caret


@pytest.mark.parametrize("line", [2, 3, 99])
def test_a_line_that_is_blank_or_not_there_is_not_shown(line, tmp_path):
    assert len(shown(tmp_path, "x: 1\n  \n", 1, line)) == 2


def test_a_file_that_went_away_is_no_fault(tmp_path):
    assert as_text([finding(file="weg.yaml")], tmp_path).startswith("weg.yaml:1:1: AVG301 wrong")


def test_article_and_remedy_stand_below(tmp_path):
    last = shown(tmp_path, "x: 1\n", 1)[-1]

    assert last.startswith("  error. GDPR 6(1). Add 'legal_basis: 6(1)(b)'")


def test_a_message_cannot_start_a_command_of_its_own():
    """GitHub reads lines; a message that held one would speak for us."""
    line = as_github([finding(message="a\n::error::b 100%", file="a,b:c.yaml")])

    assert "\n" not in line
    assert line.startswith(
        "::error file=a%2Cb%3Ac.yaml,line=1,col=1,title=AVG301::a ::error::b 100%25. "
    )


@pytest.mark.parametrize(
    ("file", "uri"),
    [("a b/é.yaml", "a%20b/%C3%A9.yaml"), ("/srv/x.yaml", "file:///srv/x.yaml")],
)
def test_sarif_names_files_as_urls(file, uri):
    (result,) = as_sarif([finding(file=file)], "1")["runs"][0]["results"]

    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri
    assert result["message"]["text"].startswith("wrong. GDPR 6(1). Add ")


def test_totals_in_words():
    report = Report("x")
    for code in ("AVG301", "AVG301", "AVG405", "AVG608"):
        report.add(code, (1, 1), "x")

    assert totals(report.findings) == "2 errors, 1 warning, 1 note"
