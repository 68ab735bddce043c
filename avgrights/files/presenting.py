"""Findings for people and for machines: text, JSON, GitHub annotations, SARIF."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from attrs import asdict, define, field

from avgrights.files.codes import catalogue
from avgrights.files.gate import HIDDEN, MOST_BYTES
from avgrights.files.secrets import masked
from avgrights.terms.finding import Finding, Severity

#: The longest source line that is shown, in characters.
WIDEST = 200
_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


def as_json(findings: Iterable[Finding]) -> dict[str, Any]:
    """The findings as `check --format json` prints them."""
    return {"findings": [asdict(finding) for finding in findings]}


def as_text(findings: Iterable[Finding], here: Path) -> str:
    """Each finding with its line, a caret, its article and what to do."""
    sources = Sources(here)
    return "\n\n".join(_one(finding, sources) for finding in findings)


def as_github(findings: Iterable[Finding]) -> str:
    """A workflow command a finding: GitHub shows them beside the lines."""
    level = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
    return "\n".join(
        f"::{level[f.severity]} file={_property(f.file)},line={f.line},col={f.column},"
        f"title={f.code}::{_data(_sentence(f))}"
        for f in findings
    )


def as_sarif(findings: Sequence[Finding], version: str) -> dict[str, Any]:
    """A SARIF 2.1.0 log of one run."""
    used = {finding.code for finding in findings}
    driver = {
        "name": "avgrights",
        "version": version,
        "rules": [
            {
                "id": code.code,
                "shortDescription": {"text": code.title},
                "fullDescription": {"text": code.why},
                "help": {"text": code.remedy},
            }
            for code in catalogue().values()
            if code.code in used
        ],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding) for finding in findings],
    }
    return {"$schema": _SARIF, "version": "2.1.0", "runs": [run]}


def _result(finding: Finding) -> dict[str, Any]:
    region = {"startLine": finding.line, "startColumn": finding.column}
    scheme = "file://" if finding.file.startswith("/") else ""
    artifact = {"uri": scheme + quote(finding.file)}
    return {
        "ruleId": finding.code,
        "level": str(finding.severity),
        "message": {"text": _sentence(finding)},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
    }


def totals(findings: Iterable[Finding]) -> str:
    """How many of each kind, in words.

    >>> totals([])
    'no findings'
    """
    counted = Counter(finding.severity for finding in findings)
    words = [f"{n} {kind}{'s' if n != 1 else ''}" for kind in Severity if (n := counted[kind])]
    return ", ".join(words) or "no findings"


def _one(finding: Finding, sources: Sources) -> str:
    where = f"{finding.file}:{finding.line}:{finding.column}"
    lines = [f"{where}: {finding.code} {finding.message}", *sources.shown(finding)]
    last = ". ".join(part for part in (str(finding.severity), finding.article) if part)
    lines.append(f"  {last}. {finding.remedy}".rstrip())
    return "\n".join(lines)


def _sentence(finding: Finding) -> str:
    parts = (finding.message, finding.article, finding.remedy)
    return " ".join(part if part.endswith(".") else f"{part}." for part in parts if part)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


@define
class Sources:
    """The lines of the files that findings are about, each file read once."""

    here: Path
    _lines: dict[str, list[str]] = field(factory=dict)

    def shown(self, finding: Finding) -> list[str]:
        """The source line and a caret under its place; nothing where there is no such line."""
        lines = self._of(finding.file)
        if finding.line > len(lines) or not lines[finding.line - 1].strip():
            return []
        line = safe(lines[finding.line - 1])
        number = f"{finding.line:>6} | "
        shown = [number + line[:WIDEST] + ("…" if len(line) > WIDEST else "")]
        if finding.column <= WIDEST:
            shown.append(" " * 6 + " | " + " " * width(line[: finding.column - 1]) + "^")
        return shown

    def _of(self, file: str) -> list[str]:
        if file not in self._lines:
            self._lines[file] = _lines_of(self.here / file)
        return self._lines[file]


def _lines_of(path: Path) -> list[str]:
    try:
        if not path.is_file():
            return []
        with path.open("rb") as stream:
            text = stream.read(MOST_BYTES).decode("utf-8-sig", "replace")
    except (OSError, ValueError):
        return []
    return text.split("\n")


def safe(line: str) -> str:
    """A source line that does nothing to a terminal and shows no password, length kept.

    >>> safe("url: postgresql://me:secret@db/x")
    'url: postgresql://me:******@db/x'
    """
    plain = HIDDEN.sub("\N{REPLACEMENT CHARACTER}", line.rstrip("\r")).replace("\t", " ")
    return masked(plain)


def width(text: str) -> int:
    """Columns that a text takes on a terminal: wide letters take two, combining ones none."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide - sum(unicodedata.combining(letter) != 0 for letter in text)
