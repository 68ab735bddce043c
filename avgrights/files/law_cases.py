"""Worked cases of law: reads a file of them, asks the law each question, compares exactly."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from attrs import field, frozen

from avgrights.files.reading import Document, Unreadable, scan
from avgrights.files.report import Report
from avgrights.law.policies import Policies
from avgrights.law.topics import TOPICS, answer
from avgrights.terms.errors import InputFault

_KEYS = ("id", "topic", "given", "expect", "law", "because", "reading")


@frozen(kw_only=True)
class Result:
    """One case, run.

    Attributes:
        expected, got: plain values, dates as ISO text; only the keys that the case expects.
        fault: why the case could not be answered; empty where it could.
        line: where the case stands in its file, from 1.
    """

    id: str
    passed: bool
    file: str
    line: int
    given: Mapping[str, Any] = field(factory=dict)
    expected: Mapping[str, Any] = field(factory=dict)
    got: Mapping[str, Any] = field(factory=dict)
    fault: str = ""

    def told(self) -> dict[str, Any]:
        """The case as JSON shows it."""
        plain = {"id": self.id, "passed": self.passed, "file": self.file, "line": self.line,
                 "expected": self.expected, "got": self.got}  # fmt: skip
        return {**plain, "fault": self.fault} if self.fault else plain


def run_file(policies: Policies, path: Path) -> Iterator[Result]:
    """Runs every case of a file, in its order. A case with a value that cannot be read fails.

    Raises:
        InputFault: the file as a whole cannot be read, or holds no list of cases.
    """
    report = Report(str(path))
    document = scan(path, report.file, report)
    if document is None:
        raise Unreadable(report.findings)
    cases = _cases(document, report)
    ids = Counter(case.get("id") for case in cases if isinstance(case, dict))
    lines = [document.place(("cases", place))[0] for place in range(len(cases))]
    faults = _faults(lines, report)
    for place, case in enumerate(cases):
        run = _Run(policies=policies, file=document.name, line=lines[place], ids=ids)
        yield run.result(case, f"case {place + 1}", faults.get(place, ""))


def _cases(document: Document, report: Report) -> list[Any]:
    """The list of cases, which is all that the file may hold."""
    tree = document.tree
    cases = tree.get("cases") if isinstance(tree, dict) else None
    unknown = [key for key in tree if key != "cases"] if cases else []
    if isinstance(cases, list) and not unknown:
        return cases
    if report.errors:
        raise Unreadable(report.findings)
    raise InputFault(
        f"{document.name}: a file of cases holds one list under 'cases'"
        + (f", and not {', '.join(map(repr, unknown))}" if unknown else ""),
        remedy="The README beside the cases describes the form.",
    )


def _faults(lines: list[int], report: Report) -> dict[int, str]:
    """Number of a case -> the first thing in it that could not be read."""
    faults: dict[int, str] = {}
    for error in report.errors:
        place = bisect_right(lines, error.line) - 1
        if place < 0:
            raise Unreadable(report.findings)
        faults.setdefault(place, f"line {error.line}: {error.code} {error.message}")
    return faults


@frozen(kw_only=True)
class _Run:
    """What one case is run with, and where it stands."""

    policies: Policies
    file: str
    line: int
    ids: Counter[Any]

    def result(self, case: Any, number: str, fault: str) -> Result:
        """PASS only where every expected value is exactly what the law answers."""
        name = case.get("id") if isinstance(case, dict) else None
        named = name if isinstance(name, str) else number
        if fault:
            return Result(id=named, passed=False, file=self.file, line=self.line, fault=fault)
        try:
            _check_form(case, self.ids)
            expected = _plain(case["expect"])
            found = _plain(answer(self.policies, case["topic"], case["given"]).values)
        except (InputFault, ValueError) as refused:
            return self._refused(named, case, str(refused))
        got = {key: found[key] for key in expected}
        return Result(id=named, passed=_same(expected, got), file=self.file, line=self.line,
                      given=_plain(case["given"]), expected=expected, got=got)  # fmt: skip

    def _refused(self, named: str, case: Any, fault: str) -> Result:
        """A case that cannot be asked, or that the law refuses to answer."""
        known = case if isinstance(case, dict) else {}
        return Result(id=named, passed=False, file=self.file, line=self.line, fault=fault,
                      given=_shown(known.get("given")),
                      expected=_shown(known.get("expect")))  # fmt: skip


def _check_form(case: Any, ids: Counter[Any]) -> None:
    """The form of a case; its given values are checked where they are used."""
    if not isinstance(case, dict):
        raise InputFault("a case is a mapping with id, topic, given and expect")
    for key in case:
        if key not in _KEYS:
            raise InputFault(f"unknown key {key!r}; a case has {', '.join(_KEYS)}")
    for key, kind in (("id", str), ("topic", str), ("given", dict), ("expect", dict)):
        if not isinstance(case.get(key), kind) or not case[key]:
            raise InputFault(f"{key!r} is missing or empty")
    if ids[case["id"]] > 1:
        raise InputFault(f"the id {case['id']!r} is used {ids[case['id']]} times")
    if case.get("reading") not in (None, "ours"):
        raise InputFault(f"reading: {case['reading']!r} is not accepted; there is: ours")
    _check_expected(case)


def _check_expected(case: dict[str, Any]) -> None:
    topic = TOPICS.get(case["topic"])
    if topic is None:
        return  # the question itself says which topics there are
    for key in case["expect"]:
        if key not in topic.expect:
            answers = ", ".join(topic.expect)
            raise InputFault(f"unknown key {key!r} is expected; {case['topic']} answers {answers}")


def _plain(value: Any) -> Any:
    """Days as ISO text, tuples as lists; everything else as it is."""
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def _shown(value: Any) -> Mapping[str, Any]:
    """Something given, for a message, whatever its form."""
    plain = _plain(value)
    return plain if isinstance(plain, dict) else {}


def _same(one: Any, other: Any) -> bool:
    """Equal, and of the same kind: 1 is not true."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return type(one) is type(other) and bool(one == other)
