"""Answers of the law as plain data and as text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from avgrights.files.law_cases import Result
    from avgrights.law.policies import Policies
    from avgrights.law.topics import Answer


def told(found: Answer, policies: Policies, day: date, language: str) -> dict[str, Any]:
    """The answer and its derivation as JSON shows them, each step with links to the text."""
    steps = []
    for step in found.derivation:
        links = _links(step.article, policies, day, language)
        steps.append({**step.told(language), "links": links})
    answer = dict(found.values)
    if found.question is not None:
        answer["question"] = found.question.of(language)
    return {"answer": answer, "derivation": steps}


def answered(topic: str, found: Answer, policies: Policies, day: date, language: str) -> str:
    """The answer, then its way, then where the articles stand."""
    values = {key: value for key, value in found.values.items() if value not in (None, [])}
    if found.question is not None:
        values["question"] = found.question.of(language)
    wide = max(map(len, values), default=0)
    lines = [f"{key.replace('_', ' '):{wide}}  {_shown(value)}" for key, value in values.items()]
    lines += ["", *_steps(found, language)]
    links = [link for step in found.derivation
             for link in _links(step.article, policies, day, language)]  # fmt: skip
    return "\n".join([*lines, "", *dict.fromkeys(links)]).rstrip()


def _steps(found: Answer, language: str) -> list[str]:
    """One line a step: its number, what was done, what came out, the article."""
    rows = [(step.what.of(language), _shown(step.value), step) for step in found.derivation]
    wide = min(max((len(what) for what, _, _ in rows), default=0), 70)
    lines = []
    for number, (what, value, step) in enumerate(rows, 1):
        mark = "!" if step.warning else "."
        record = f"  (docs/decisions/{step.decision})" if step.decision else ""
        lines.append(f"{number:2}{mark} {what:{wide}}  {value:12}  {step.article}{record}".rstrip())
    return lines


def _links(article: str, policies: Policies, day: date, language: str) -> list[str]:
    """The official text of every citation of a step, as it stood on that day."""
    from avgrights.law.links import cited, link

    found = (link(policies, cited(part), day, language) for part in article.split("; "))
    return [one for one in found if one]


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def case_line(result: Result) -> str:
    """One case on one line."""
    word = "PASS" if result.passed else "FAIL"
    parts = [f"given {_flat(result.given)}", f"expected {_flat(result.expected)}"]
    parts.append(f"fault: {result.fault}" if result.fault else f"got {_flat(result.got)}")
    return f"{word} {result.id} {result.file}:{result.line}: {'; '.join(parts)}"


def closing_line(passed: int, failed: int) -> str:
    """How many passed and failed."""
    return f"{passed} passed, {failed} failed"


def _flat(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, default=str)
