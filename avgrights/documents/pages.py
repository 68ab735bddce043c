"""The one place where templates meet data: sandboxed, strict, and escaped by default.

A template's text comes from this package or from the workspace's own folder of templates, never
from data; data is only ever a value in it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from avgrights.documents import wording
from avgrights.terms.citation import Citation

if TYPE_CHECKING:
    from jinja2 import BaseLoader, Template
    from jinja2.sandbox import ImmutableSandboxedEnvironment

TEMPLATES = Path(__file__).parent / "templates"


#: Letters, and the parts that they share.
LETTERS = TEMPLATES / "letters"
#: Under this name a template of the workspace reaches the package's template of the same name.
OURS = "avgrights"


@cache
def environment(language: str, own: Path | None = None) -> ImmutableSandboxedEnvironment:
    """The environment of one language. A name that a template asks for and lacks is an error.

    Args:
        own: the workspace's folder of templates; a file there wins over the package's.
    """
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    made = ImmutableSandboxedEnvironment(
        loader=_loader(own),
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
    made.filters["article"] = lambda text: wording.article(str(text), language)
    made.filters["counted"] = lambda number: wording.counted(number, language)
    return made


def _loader(own: Path | None) -> BaseLoader:
    from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader

    ours = FileSystemLoader([LETTERS, TEMPLATES])
    prefixed = PrefixLoader({OURS: ours})
    if own is None:
        return ChoiceLoader([ours, prefixed])
    return ChoiceLoader([FileSystemLoader(own), ours, prefixed])


def template(name: str, language: str, own: Path | None = None) -> Template:
    """The template of a document: `decision` and `nl` are decision.nl.html."""
    return environment(language, own).get_template(f"{name}.{language}.html")


def render(name: str, language: str, *, own: Path | None = None, **values: Any) -> str:
    """The whole document as text."""
    return template(name, language, own).render(**values)
