"""Every kind of letter, from every sort of case, in both languages: whole, sound, and as it was.

The expected letters stand under tests/documents/letters; to write them anew, and read them before
they are committed: `python -m tests.documents.test_every_letter`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve, fields, has

from avgrights.cases.assessment import Because
from avgrights.cases.plan import Why
from avgrights.cases.rights import Right
from avgrights.documents.letters import samples as made_up
from avgrights.documents.letters.blocks import blocks
from avgrights.documents.letters.decision import Decision
from avgrights.documents.letters.facts import Letter
from avgrights.documents.letters.kinds import KINDS
from avgrights.documents.letters.rendering import page
from avgrights.documents.letters.samples import OUTCOMES, RIGHTS, samples
from avgrights.documents.letters.saying import missing
from avgrights.documents.letters.text import WIDTH, text

EXPECTED = Path(__file__).parent / "letters"
LANGUAGES = ("nl", "en")
EVERY = [(kind, language) for kind in KINDS for language in LANGUAGES]


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_a_letter_is_whole_whatever_the_case(kind: str, language: str) -> None:
    """No placeholder left open, nothing from elsewhere, every element closed, all said that the
    law wants said."""
    for letter in samples(kind):
        shown = page(letter, language)

        assert f'<html lang="{language}">' in shown
        assert shown.count("<h1>") == 1
        assert not re.search(r"\{\{|\}\}|\{%|%\}|Undefined", shown)
        assert "None" not in shown
        assert not re.search(r"(?:src|href)=\"(?!#)|url\(|@import|<script|https?://", shown)
        for tag in ("p", "ul", "ol", "li", "dl", "dd", "h2", "h3", "div", "main"):
            assert len(re.findall(rf"<{tag}[ >]", shown)) == shown.count(f"</{tag}>"), tag
        assert not re.search(r"<(li|p|dd|h2|h3)>\s*</\1>", shown), "an empty element"
        assert not list(missing(letter, shown, language))


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_the_text_says_what_the_page_says_in_lines_that_fit(kind: str, language: str) -> None:
    for letter in samples(kind):
        shown = page(letter, language)
        told = text(shown)

        assert max(map(len, told.split("\n"))) <= WIDTH
        assert not re.search(r"[ \t]$|\n{4}| [.,;:](\s|$)|\.\.(\s|$)", told, re.MULTILINE), told
        assert " ".join(told.split()).count("  ") == 0
        for block in blocks(shown):
            for run in block.runs:
                assert " ".join(run.text.split()) in " ".join(told.split())


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_every_field_has_a_value_in_some_letter(kind: str, language: str) -> None:
    """Else a placeholder that is broken would pass unseen."""
    filled: set[str] = set()
    for letter in samples(kind):
        filled |= set(_filled(letter))

    assert set(_fields(KINDS[kind])) - filled - _of_others(kind) == set()


def test_the_made_up_letters_know_every_word_that_cases_know() -> None:
    """A new reason, verdict or right has its sentence tried too."""
    lines = [line for letter in samples("decision") if isinstance(letter, Decision)
             for line in letter.activities]  # fmt: skip
    kept = {one.why for line in lines for one in line.kept}
    refused = {line.because for line in lines}

    assert kept == {why.value for why in Why} - {Why.OPEN.value}
    assert refused >= {"", Because.LAW.value, Because.DUTY_TO_KEEP.value, Because.ANSWER.value,
                       Because.NO_DECISIONS.value}  # fmt: skip
    assert {right.value for right in Right} == set(RIGHTS)


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_the_letter_reads_as_it_did(kind: str, language: str) -> None:
    """Checked in as text: a change of words is seen by whoever reads the change."""
    for name, letter in _chosen(kind):
        expected = EXPECTED / f"{name}.{language}.txt"

        assert text(page(letter, language)) == expected.read_text("utf-8"), expected.name


#: What somebody might put into a name, a reason or a value.
PAYLOADS = (
    "{{ 7 * 191 }}", "{% for x in range(9) %}1337{% endfor %}", "{{ letter.sender }}",
    "{{ ''.__class__.__mro__ }}", "{{ self._TemplateReference__context }}", "${7*191}",
    "#{7*191}", "<%= 7*191 %>", "*{7*191}", "{{config}}", "{%print(1337)%}",
    "{% include '/etc/passwd' %}", "{% import 'os' as os %}", "{# 1337 #}", "{{ cycler.__init__ }}",
    "{{ lipsum.__globals__ }}", "<script>alert(1337)</script>", "<img src=x onerror=alert(1337)>",
    "</p></body><h1>x</h1>", "&lt;b&gt;", "\"><svg onload=alert(1337)>", "javascript:alert(1337)",
    "#set page(width: 1pt)", "#eval(\"1337\")", "#import \"x.typ\"", "#read(\"/etc/passwd\")",
    "$ 7 * 191 $", "= Kop", "*vet* _schuin_ `code`", "\\u{1337} @ref <label>",
)  # fmt: skip


assert len(set(PAYLOADS)) == 30


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_value_is_never_taken_for_an_instruction(payload: str) -> None:
    """Facts:   30 payloads, as name, reason, value and answer, in every kind of letter.
    Holding: None is evaluated: each stands in page and text as it was given.
    """
    for kind in KINDS:
        letter = _with(next(iter(samples(kind))), payload)
        shown = page(letter, "nl")
        told = " ".join(text(shown).split())

        assert "1337" not in shown.replace(_escaped(payload), "")
        assert "root:" not in shown
        assert "<script" not in shown and "<img" not in shown and "<svg" not in shown
        assert shown.count("<h1>") == 1
        assert " ".join(payload.split()) in told, kind


def _with(letter: Letter, payload: str) -> Letter:
    """The letter with the payload wherever a person or a handler writes."""
    words = ("name", "because", "to", "review", "explained")
    known = {one.name for one in fields(type(letter))}
    letter = evolve(letter, **{word: payload for word in words if word in known})
    for word in ("question", "paragraphs", "places"):
        if word in known:
            letter = evolve(letter, **{word: (payload,)})
    if "person" in known:
        person = evolve(letter.person, name=payload)  # type: ignore[attr-defined]
        letter = evolve(letter, person=person)
    if isinstance(letter, Decision):
        letter = evolve(letter, activities=tuple(
            evolve(line, name=payload, explained=payload) for line in letter.activities
        ))  # fmt: skip
    return letter


def _escaped(payload: str) -> str:
    from markupsafe import escape

    return str(escape(payload))


def _of_others(kind: str) -> set[str]:
    """A letter to another body goes by way of nobody."""
    others = ("recipient-notice", "public-notice", "new-controller")
    return {"letter.representative", "letter.acting_as"} if kind in others else set()


def _chosen(kind: str) -> Iterator[tuple[str, Letter]]:
    """The letters that are kept as expected: of decisions one a right and outcome, else the first
    and, where it differs, the one of which least is known."""
    every = list(samples(kind))
    if kind != Decision.kind:
        yield kind, every[0]
        yield f"{kind}-least", every[-1]
        return
    for right in RIGHTS:
        for outcome in OUTCOMES:
            body = next(
                one for one in every
                if isinstance(one, Decision) and (one.right, one.outcome) == (right, outcome)
                and one.activities
            )  # fmt: skip
            yield f"decision-{right.replace(' ', '-')}-{outcome}", body


def _filled(value: Any, path: str = "letter") -> Iterator[str]:
    for one in fields(type(value)):
        held, name = getattr(value, one.name), f"{path}.{one.name}"
        if held in (None, "", (), False, 0):
            continue
        yield name
        for part in held if isinstance(held, tuple) else (held,):
            if has(type(part)) and type(part).__module__.startswith(made_up.__package__ or ""):
                yield from _filled(part, name)


def _fields(kind: Any, path: str = "letter") -> Iterator[str]:
    from avgrights.documents.letters.placeholders import element, member

    for one in fields(kind):
        name, held = f"{path}.{one.name}", member(kind, one.name)
        yield name
        inner = element(held) if getattr(held, "__origin__", None) is tuple else held
        if (
            isinstance(inner, type)
            and has(inner)
            and inner.__module__.startswith("avgrights.documents.letters")
        ):
            yield from _fields(inner, name)


def _write() -> None:
    EXPECTED.mkdir(exist_ok=True)
    for old in EXPECTED.glob("*.txt"):
        old.unlink()
    for kind, language in EVERY:
        for name, letter in _chosen(kind):
            (EXPECTED / f"{name}.{language}.txt").write_text(text(page(letter, language)), "utf-8")


if __name__ == "__main__":
    _write()
