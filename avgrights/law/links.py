"""From a citation to the official text, as it stood on the day asked about."""

from __future__ import annotations

import re
from datetime import date

from avgrights.law.policies import Policies
from avgrights.terms.citation import Citation


def link(policies: Policies, citation: Citation, day: date, language: str = "nl") -> str | None:
    """The address of the official text on that day; None for what has no number of its own.

    Dutch acts: wetten.overheid.nl by BWB number and date. Union acts: EUR-Lex by CELEX number.
    """
    act = policies.acts.get(citation.act)
    if act is None:
        return None
    if act.celex:
        return (
            f"https://eur-lex.europa.eu/legal-content/{language.upper()}/TXT/?uri=CELEX:{act.celex}"
        )
    article = re.match(r"[0-9a-z:]+", citation.article)
    anchor = f"#Artikel{article.group()}" if article else ""
    return f"https://wetten.overheid.nl/{act.bwb}/{day.isoformat()}{anchor}"


def cited(text: str) -> Citation:
    """The citation that a text such as `Awb 9:8(1)(b)` writes: the act, then the article.

    >>> cited("1182/71 3(2)(c)").article
    '3(2)(c)'
    """
    act, _, article = text.strip().partition(" ")
    return Citation(act, article.strip())
