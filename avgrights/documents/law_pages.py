"""A page for each procedure and each right, made from the policies, in Dutch and in English.

`avgrights law pages docs/law` writes them; a test holds that what stands there is what the
policies say.
"""

from __future__ import annotations

from collections.abc import Iterator

from avgrights.documents.law_words import WORDS, Words, conditions, decision, sources
from avgrights.law.policies import Extension, Policies, Procedure, ProcedureVersion, Term
from avgrights.law.rights import verdict
from avgrights.law.rulebook import RightPolicy, Rule
from avgrights.law.words import length_in_words
from avgrights.terms.legal_basis import BASES

LANGUAGES = ("nl", "en")
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

    def row(what: str, value: str, article: str) -> str:
        return f"| {words[what]} | {value} | {article} |"

    day = version.valid_from
    yield f"| | | {words['article']} |"
    yield "| --- | --- | --- |"
    yield row("counts", words[version.counts_from], sources(policies, version, day, words))
    yield row("term", *_term(policies, version, version.term, words))
    for fact, term in version.special_terms.items():
        yield row(fact, *_term(policies, version, term, words))
    if version.extension:
        yield row("extension", *_extension(policies, version, version.extension, words))
    for fact, extension in version.special_extensions.items():
        yield row(fact, *_extension(policies, version, extension, words))
    if version.pauses:
        kinds = ", ".join(words[kind] for kind in version.pauses.kinds)
        yield row("pauses", kinds + decision(version.pauses),
                  sources(policies, version.pauses, day, words))  # fmt: skip
    kind = policies.calendar.calendars[version.calendar]
    chosen = version.calendar_choice or kind
    yield row("calendar", kind.name.of(words["language"]) + decision(chosen),
              sources(policies, chosen, day, words))  # fmt: skip
    if version.refusal:
        yield row("refusal", *_term(policies, version, version.refusal, words))
    if version.by_post:
        yield row("by_post", *_term(policies, version, version.by_post, words))
    if version.penalty:
        applies = words["yes"] if version.penalty.applies else words["no"]
        yield row("penalty", applies + decision(version.penalty),
                  sources(policies, version.penalty, day, words))  # fmt: skip
    if version.remedy:
        target = version.remedy.procedure
        title = policies.procedures[target].title.of(words["language"])
        yield row("remedy", f"[{title}](procedure-{target}.md)",
                  sources(policies, version.remedy, day, words))  # fmt: skip
    yield from _notices(policies, version, words)


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
