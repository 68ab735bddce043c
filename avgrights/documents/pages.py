"""The one place where templates meet data: sandboxed, strict, and escaped by default.

A template's text comes from this package, never from data; data is only ever a value in it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from avgrights.documents import wording
from avgrights.terms.citation import Citation

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.sandbox import ImmutableSandboxedEnvironment

TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment(language: str) -> ImmutableSandboxedEnvironment:
    """The environment of one language. A name that a template asks for and lacks is an error."""
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    made = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["day"] = lambda day: wording.spoken(day, language)
    made.filters["cite"] = lambda citation: wording.cited(citation, language)
    made.filters["basis"] = lambda basis: wording.cited(Citation("GDPR", basis), language)
    made.filters["term"] = lambda text: wording.term(str(text), language)
    made.filters["count_from"] = lambda text: wording.count_from(str(text), language)
    made.filters["plain"] = lambda text: str(text).rstrip(" .")
    made.filters["counted"] = lambda number: wording.counted(number, language)
    return made


def template(name: str, language: str) -> Template:
    """The template of a document: `letter` and `nl` are letter.nl.html."""
    return environment(language).get_template(f"{name}.{language}.html")


def render(name: str, language: str, **values: Any) -> str:
    """The whole document as text."""
    return template(name, language).render(**values)
