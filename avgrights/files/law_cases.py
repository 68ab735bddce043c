"""Worked cases of law: reads a file of them, asks the law each question, compares exactly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from attrs import field, frozen

from avgrights.files.reading import Document, read
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
    """Runs every case of a file, in its order.

    Raises:
        InputFault: the file cannot be read, or holds no list of cases.
    """
    document = read(path)
    cases = document.tree.get("cases") if isinstance(document.tree, dict) else None
    unknown = [key for key in document.tree if key != "cases"] if cases else []
    if not isinstance(cases, list) or unknown:
        raise InputFault(
            f"{path}: a file of cases holds one list under 'cases'"
            + (f", and not {', '.join(map(repr, unknown))}" if unknown else ""),
            remedy="The README beside the cases describes the form.",
        )
    ids = Counter(case.get("id") for case in cases if isinstance(case, dict))
    for place, case in enumerate(cases):
        yield _run(policies, document, case, place, ids)


def _run(
    policies: Policies, document: Document, case: Any, place: int, ids: Counter[Any]
) -> Result:
    """One case: PASS only where every expected value is exactly what the law answers."""
    line = document.place(("cases", place))[0]
    name = case.get("id") if isinstance(case, dict) else None
    named = str(name) if name is not None else f"case {place + 1}"
    try:
        _check_form(case, ids)
        expected = _plain(case["expect"])
        found = _plain(answer(policies, case["topic"], case["given"]).values)
    except (InputFault, ValueError) as fault:
        given = case.get("given") if isinstance(case, dict) else None
        expects = case.get("expect") if isinstance(case, dict) else None
        return Result(id=named, passed=False, file=document.name, line=line, fault=str(fault),
                      given=_shown(given), expected=_shown(expects))  # fmt: skip
    got = {key: found[key] for key in expected}
    return Result(
        id=named,
        passed=_same(expected, got),
        file=document.name,
        line=line,
        given=_plain(case["given"]),
        expected=expected,
        got=got,
    )


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
