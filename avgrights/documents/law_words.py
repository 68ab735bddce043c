"""The words of the law pages in both languages, and their small pieces."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from avgrights.law.links import link
from avgrights.law.policies import Policies
from avgrights.law.rulebook import Fact, Rule
from avgrights.terms.citation import Citation

Words = Mapping[str, str]

NL = {
    "language": "nl",
    "index": "De wet, per procedure en per recht",
    "index_intro": "Gemaakt uit `policies/`: wat hier staat, is waarmee gerekend wordt.",
    "since": "Vanaf", "until": "tot en met", "article": "artikel",
    "counts": "telt vanaf", "received": "de ontvangst; die dag telt niet mee",
    "announced": "de bekendmaking; die dag telt niet mee",
    "window_ends": "de laatste dag van de bezwaartermijn",
    "term": "termijn", "committee": "met een adviseur of commissie",
    "several_units": "verlenging bij meer dan één eenheid", "extension": "verlenging",
    "plus": "erbij, als één termijn vanaf de eerste dag:",
    "pauses": "opschorting door een vraag naar",
    "identity": "identiteit", "clarification": "bedoeling", "calendar": "kalender",
    "refusal": "uiterlijk melden dat het niet wordt behandeld",
    "by_post": "een tijdig geposte brief mag nog aankomen", "penalty": "dwangsom bij te laat",
    "remedy": "daarna staat open", "yes": "ja", "no": "nee",
    "rolls": "een laatste dag die geen werkdag is, schuift op",
    "stays": "de laatste dag schuift niet op",
    "notice_extension": "De melding van verlenging zegt", "notice_refusal": "De afwijzing zegt",
    "notice_pause": "De vraag zegt", "notice_decision": "Het besluit zegt",
    "notice_acknowledgement": "De ontvangstbevestiging zegt",
    "matrix_intro": "Per grondslag, als er verder niets bekend is:",
    "basis": "grondslag", "verdict": "uitkomst", "asks": "vraag",
    "applies": "geldt", "does not apply": "geldt niet", "depends": "hangt ervan af",
    "rules": "De regels", "rules_intro": "Van boven naar beneden; de eerste die past, beslist.",
    "overlays": "Wat voorgaat", "overlays_intro": "Deze regels worden eerst gelezen:",
    "terms": "Bewaartermijnen in de wet", "name": "naam", "starts": "gebeurtenis",
    "terms_intro": "`avgrights law keep NAAM --when DATUM` rekent ermee.", "minimum": "ten minste",
    "refusals": "Gronden om te weigeren",
    "refusals_intro": "Naast de uitzonderingen die bij de rechten zelf staan.",
    "request": "verzoek", "complaint": "klacht", "must_state": "De weigering vermeldt",
    "on": "bij", "if": "als", "known": "als vaststaat:", "unless": "tenzij vaststaat:",
    "and": "en", "true": "ja", "false": "nee",
}  # fmt: skip

EN = {
    "language": "en",
    "index": "The law, by procedure and by right",
    "index_intro": "Made from `policies/`: what stands here is what is computed with.",
    "since": "From", "until": "until", "article": "article",
    "counts": "counts from", "received": "receipt; that day does not count",
    "announced": "the announcement; that day does not count",
    "window_ends": "the last day of the objection term",
    "term": "term", "committee": "with an adviser or committee",
    "several_units": "extension with more than one unit", "extension": "extension",
    "plus": "added, as one period from the first day:", "pauses": "suspended by a question about",
    "identity": "identity", "clarification": "meaning", "calendar": "calendar",
    "refusal": "last to tell that nothing will be done",
    "by_post": "a letter posted in time may still arrive", "penalty": "penalty when late",
    "remedy": "open afterwards", "yes": "yes", "no": "no",
    "rolls": "a last day that is no working day moves on",
    "stays": "the last day does not move",
    "notice_extension": "The notice of extension says", "notice_refusal": "The refusal says",
    "notice_pause": "The question says", "notice_decision": "The decision says",
    "notice_acknowledgement": "The acknowledgement says",
    "matrix_intro": "By legal basis, where nothing else is known:",
    "basis": "basis", "verdict": "verdict", "asks": "question",
    "applies": "applies", "does not apply": "does not apply", "depends": "depends",
    "rules": "The rules", "rules_intro": "From top to bottom; the first that fits decides.",
    "overlays": "What comes first", "overlays_intro": "These rules are read before:",
    "terms": "Retention terms in the law", "name": "name", "starts": "event",
    "terms_intro": "`avgrights law keep NAME --when DATE` computes with them.",
    "minimum": "at least",
    "refusals": "Grounds for refusing",
    "refusals_intro": "Beside the exceptions that stand with the rights themselves.",
    "request": "request", "complaint": "complaint", "must_state": "The refusal states",
    "on": "on", "if": "if", "known": "if known:", "unless": "unless known:",
    "and": "and", "true": "yes", "false": "no",
}  # fmt: skip

WORDS: dict[str, Words] = {"nl": NL, "en": EN}


class Cited(Protocol):
    """Anything with its place in the law."""

    @property
    def source(self) -> tuple[Citation, ...]:
        """The citations."""

    @property
    def decision(self) -> str | None:
        """The decision record."""


def sources(policies: Policies, cited: Cited, day: date, words: Words) -> str:
    """The citations, each a link to the official text where it has one."""
    shown = []
    for citation in cited.source:
        address = link(policies, citation, day, words["language"])
        shown.append(f"[{citation}]({address})" if address else str(citation))
    return ", ".join(shown)


def decision(cited: Cited) -> str:
    """The number of the decision record, where the text leaves a choice."""
    return f" — *decisions/{cited.decision}*" if cited.decision else ""


def conditions(rule: Rule, words: Words) -> str:
    """What must hold for a rule, as the beginning of a sentence."""
    parts = []
    if rule.bases:
        parts.append(f"{words['on']} {', '.join(rule.bases)}")
    for name, facts in (("known", rule.known), ("if", rule.when), ("unless", rule.unless)):
        if facts:
            parts.append(f"{words[name]} {_facts(facts, words)}")
    return "; ".join(parts) + ": " if parts else ""


def _facts(facts: Mapping[str, Fact], words: Words) -> str:
    """Facts and their values, as policies/rights.yaml names them."""
    told = [
        f"`{name}` {words[str(value).lower()] if isinstance(value, bool) else value}"
        for name, value in facts.items()
    ]
    return f" {words['and']} ".join(told)
