"""Answers of the law as plain data and as text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from avgrights.cli.law_words import word

if TYPE_CHECKING:
    from avgrights.files.law_cases import Result
    from avgrights.law.policies import Policies
    from avgrights.law.topics import Answer

#: A step with more words than this has its outcome on a line of its own.
_WIDEST = 60


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


def answered(found: Answer, policies: Policies, day: date, language: str) -> str:
    """The answer, then its way, then where the articles stand."""
    values = {key: value for key, value in found.values.items() if value not in (None, [])}
    if found.question is not None:
        values["question"] = found.question.of(language)
        values["asks"] = "--" + str(values["asks"]).replace("_", "-")  # the option that answers
    names = {key: word(key, language) for key in values}
    wide = max(map(len, names.values()), default=0)
    lines = [f"{names[key]:{wide}}  {_shown(value, language)}" for key, value in values.items()]
    lines += ["", *_steps(found, language)]
    links = [link for step in found.derivation
             for link in _links(step.article, policies, day, language)]  # fmt: skip
    return "\n".join([*lines, "", *dict.fromkeys(links)]).rstrip()


def _steps(found: Answer, language: str) -> Iterator[str]:
    """A line a step: its number, what was done, what came out, the article; two for a long one."""
    told = [step.what.of(language) for step in found.derivation]
    wide = max((len(what) for what in told if len(what) <= _WIDEST), default=0)
    for number, (what, step) in enumerate(zip(told, found.derivation, strict=True), 1):
        mark = "!" if step.warning else "."
        record = f"  (docs/decisions/{step.decision})" if step.decision else ""
        outcome = f"{_shown(step.value, language):12}  {step.article}{record}"
        if len(what) > _WIDEST:
            yield f"{number:2}{mark} {what}"
            yield f"    {outcome}"
        else:
            yield f"{number:2}{mark} {what:{wide}}  {outcome}"


def _links(article: str, policies: Policies, day: date, language: str) -> list[str]:
    """The official text of every citation of a step, as it stood on that day."""
    from avgrights.law.links import cited, link

    found = (link(policies, cited(part), day, language) for part in article.split("; "))
    return [one for one in found if one]


def _shown(value: Any, language: str) -> str:
    if isinstance(value, list):
        return ", ".join(word(str(one), language) for one in value)
    if isinstance(value, bool):
        return word("yes" if value else "no", language)
    return word(value, language) if isinstance(value, str) else str(value)


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
