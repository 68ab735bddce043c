"""A page for each procedure and each right, made from the policies, in Dutch and in English.

`avgrights law pages docs/law` writes them; a test holds that what stands there is what the
policies say.
"""

from __future__ import annotations

from collections.abc import Iterator

from avgrights.documents.law_words import WORDS, Words, conditions, decision, sources
from avgrights.law.policies import Policies
from avgrights.law.procedures import Extension, Procedure, ProcedureVersion, Term
from avgrights.law.rights import verdict
from avgrights.law.rulebook import RightPolicy, Rule
from avgrights.law.words import length_in_words
from avgrights.terms.legal_basis import BASES

LANGUAGES = ("nl", "en")
Row = tuple[str, str, str]
_MADE = "<!-- made by `avgrights law pages docs/law`; a test compares -->"


def pages(policies: Policies) -> dict[str, str]:
    """Path below docs/law -> the page's text."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        words = WORDS[language]
        names: list[str] = []
        for name, procedure in policies.procedures.items():
            names.append(f"procedure-{name}")
            found[f"{language}/{names[-1]}.md"] = _procedure(policies, name, procedure, words)
        for name, right in policies.rights.rights.items():
            names.append(f"right-{name.replace(' ', '-')}")
            found[f"{language}/{names[-1]}.md"] = _right(policies, name, right, words)
        names += ["terms", "refusals"]
        found[f"{language}/terms.md"] = _terms(policies, words)
        found[f"{language}/refusals.md"] = _refusals(policies, words)
        found[f"{language}/index.md"] = _index(names, words)
    return found


def _page(lines: Iterator[str], title: str) -> str:
    return "\n".join([_MADE, "", f"# {title}", "", *lines]).rstrip() + "\n"


def _index(names: list[str], words: Words) -> str:
    tree = ["```{toctree}", ":maxdepth: 1", "", *names, "```"]
    return _page(iter([words["index_intro"], "", *tree]), words["index"])


def _procedure(policies: Policies, name: str, procedure: Procedure, words: Words) -> str:
    def lines() -> Iterator[str]:
        yield f"`avgrights law due {name}`"
        for version in procedure.versions:
            yield from ("", f"## {_span(version, words)}", "")
            yield from _version(policies, version, words)

    return _page(lines(), procedure.title.of(words["language"]))


def _span(version: ProcedureVersion, words: Words) -> str:
    if version.valid_until is None:
        return f"{words['since']} {version.valid_from}"
    return f"{version.valid_from} {words['until']} {version.valid_until}"


def _version(policies: Policies, version: ProcedureVersion, words: Words) -> Iterator[str]:
    """One version: its term, what changes it, and what the notices must say."""
    yield f"| | | {words['article']} |"
    yield "| --- | --- | --- |"
    rows = [*_lengths(policies, version, words), *_rest(policies, version, words)]
    for what, value, article in rows:
        yield f"| {words[what]} | {value} | {article} |"
    yield from _notices(policies, version, words)


def _lengths(policies: Policies, version: ProcedureVersion, words: Words) -> Iterator[Row]:
    """Everything that has a length."""
    starts = sources(policies, version, version.valid_from, words)
    yield "counts", words[version.counts_from], starts
    terms = {"term": version.term, **version.special_terms}
    for what, term in terms.items():
        yield what, *_term(policies, version, term, words)
    extensions = {"extension": version.extension, **version.special_extensions}
    for what, extension in extensions.items():
        if extension:
            yield what, *_extension(policies, version, extension, words)
    for what, short in (("refusal", version.refusal), ("by_post", version.by_post)):
        if short:
            yield what, *_term(policies, version, short, words)


def _rest(policies: Policies, version: ProcedureVersion, words: Words) -> Iterator[Row]:
    """What suspends the term, its calendar, what a late answer costs, and what is open after."""
    day = version.valid_from
    if version.pauses:
        kinds = ", ".join(words.get(kind, kind) for kind in version.pauses.kinds)
        article = sources(policies, version.pauses, day, words)
        yield "pauses", kinds + decision(version.pauses), article
    kind = policies.calendar.calendars[version.calendar]
    chosen = version.calendar_choice or kind
    name = kind.name.of(words["language"])
    yield "calendar", name + decision(chosen), sources(policies, chosen, day, words)
    if version.penalty:
        applies = words["yes"] if version.penalty.applies else words["no"]
        article = sources(policies, version.penalty, day, words)
        yield "penalty", applies + decision(version.penalty), article
    if version.remedy:
        target = version.remedy.procedure
        title = policies.procedures[target].title.of(words["language"])
        article = sources(policies, version.remedy, day, words)
        yield "remedy", f"[{title}](procedure-{target}.md)", article


def _term(
    policies: Policies, version: ProcedureVersion, term: Term, words: Words
) -> tuple[str, str]:
    rolls = words["rolls"] if term.rolls else words["stays"]
    length = length_in_words(term.length).of(words["language"])
    return f"{length}; {rolls}{decision(term)}", sources(policies, term, version.valid_from, words)


def _extension(
    policies: Policies, version: ProcedureVersion, extension: Extension, words: Words
) -> tuple[str, str]:
    length = length_in_words(extension.adds).of(words["language"])
    condition = extension.condition
    told = f": {condition.of(words['language'])}" if condition else ""
    return f"{words['plus']} {length}{told}{decision(extension)}", sources(
        policies, extension, version.valid_from, words
    )


def _notices(policies: Policies, version: ProcedureVersion, words: Words) -> Iterator[str]:
    for name, notice in version.notice.items():
        article = sources(policies, notice, version.valid_from, words)
        yield from ("", f"**{words['notice_' + name]}** ({article}):", "")
        yield from (f"* {item}" for item in notice.of(words["language"]))


def _right(policies: Policies, name: str, right: RightPolicy, words: Words) -> str:
    def lines() -> Iterator[str]:
        quoted = f"'{name}'" if " " in name else name
        yield f"`avgrights law right {quoted} --basis BASIS`"
        yield from ("", words["matrix_intro"], "")
        yield f"| {words['basis']} | {words['verdict']} | {words['asks']} |"
        yield "| --- | --- | --- |"
        for basis in BASES:
            found = verdict(policies, name, bases=[basis])
            asked = found.question.of(words["language"]) if found.question else ""
            yield f"| {basis} | {words[found.verdict]} | {asked} |"
        for version in right.versions:
            yield from ("", f"## {words['rules']}", "", words["rules_intro"], "")
            for number, rule in enumerate(version.rules, 1):
                yield _rule(policies, number, rule, words)
        yield from _overlays(policies, name, words)

    return _page(lines(), f"{right.name.of(words['language'])} ({right.article})")


def _rule(policies: Policies, number: int, rule: Rule, words: Words) -> str:
    """One rule in a sentence: conditions, verdict, reason, article."""
    first = policies.rights.overlays[0].valid_from
    article = sources(policies, rule, first, words)
    told = f"**{words[rule.verdict]}**: {rule.because.of(words['language'])} ({article})"
    return f"{number}. {conditions(rule, words)}{told}{decision(rule)}"


def _overlays(policies: Policies, name: str, words: Words) -> Iterator[str]:
    yield from ("", f"## {words['overlays']}", "", words["overlays_intro"], "")
    for layer in policies.rights.overlays:
        rules = [rule for rule in layer.rules if not rule.rights or name in rule.rights]
        for number, rule in enumerate(rules, 1):
            yield _rule(policies, number, rule, words)


def _terms(policies: Policies, words: Words) -> str:
    """Every retention term that an act itself gives."""

    def lines() -> Iterator[str]:
        yield from (words["terms_intro"], "")
        yield f"| {words['name']} | {words['term']} | {words['starts']} | | {words['article']} |"
        yield "| --- | --- | --- | --- | --- |"
        for name, term in policies.retention.terms.items():
            length = length_in_words(term.keep).of(words["language"])
            least = words["minimum"] if term.minimum else ""
            article = sources(policies, term, term.valid_from, words)
            event = term.name.of(words["language"])
            yield f"| `{name}` | {length}{decision(term)} | {event} | {least} | {article} |"

    return _page(lines(), words["terms"])


def _refusals(policies: Policies, words: Words) -> str:
    """Every ground for refusing, and what the refusal must state."""

    def lines() -> Iterator[str]:
        yield words["refusals_intro"]
        for one in policies.refusals.refusals:
            article = sources(policies, one, one.valid_from, words)
            yield from ("", f"## {one.name.of(words['language'])}", "")
            kinds = ", ".join(words[kind] for kind in one.applies_to)
            yield f"{kinds}: {article}{decision(one)}"
            must = sources(policies, one.must_state, one.valid_from, words)
            yield from ("", f"{words['must_state']} ({must}):", "")
            yield from (f"* {item}" for item in one.must_state.of(words["language"]))

    return _page(lines(), words["refusals"])
