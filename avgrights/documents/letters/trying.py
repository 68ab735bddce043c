"""An organisation's own templates, tried on made-up letters before a person gets one.

Each is parsed, its placeholders are looked up, and every letter that it has a part in is written
out, from every sort of case, and read for what the law wants it to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from avgrights.documents.letters.kinds import KINDS
from avgrights.documents.letters.placeholders import element, member
from avgrights.documents.letters.samples import samples
from avgrights.documents.letters.saying import missing
from avgrights.documents.pages import LETTERS, environment

if TYPE_CHECKING:
    from jinja2 import nodes

LANGUAGES = ("nl", "en")
#: Names that the parts of a letter share.
_SHARED = {"letter", "words", "reasons", "right", "self", "super", "loop", "caller", "varargs",
           "kwargs"}  # fmt: skip
_FILE = re.compile(r"(?P<name>[\w-]+)\.(?P<language>nl|en)\.html")
#: The frame of every letter, in any language: its head, and its style.
_FRAME = "page.html"
#: What would be fetched from elsewhere when the letter is opened, and tell that it was.
_FETCHED = re.compile(
    r"""<(?:script|link|iframe|object|embed)\b|\bsrc\s*=\s*(?!["']?data:)\S+|@import"""
    r"""|url\((?!\s*["']?(?:data:|\#))[^)]*""",
    re.IGNORECASE,
)
#: A template that is longer is none.
_LONGEST = 200_000


class Fault(StrEnum):
    """What can be wrong with a template."""

    STRANGE = "strange"
    BROKEN = "broken"
    UNKNOWN = "unknown"
    SILENT = "silent"
    REACHES = "reaches"


@frozen(kw_only=True)
class Flaw:
    """One thing wrong with one template.

    Attributes:
        line: from 1.
        article: for `silent`: the article that wants it said.
    """

    file: Path
    line: int
    fault: Fault
    what: str
    article: str = ""


def flaws(folder: Path) -> list[Flaw]:
    """Everything that is wrong with the templates of a folder, file by file."""
    files = sorted(file for file in folder.iterdir() if file.is_file())
    found = [flaw for file in files for flaw in _of_file(file)]
    broken = {flaw.file for flaw in found if flaw.fault is not Fault.STRANGE}
    own = [file for file in files if _known(file) and file not in broken]
    if own and not broken:
        found += _tried(folder, own)
    return list(dict.fromkeys(found))


def _of_file(file: Path) -> Iterator[Flaw]:
    from jinja2 import TemplateError

    if not _known(file):
        yield Flaw(file=file, line=1, fault=Fault.STRANGE, what="no letter uses this file")
        return
    language = LANGUAGES[0] if file.name == _FRAME else file.name.split(".")[-2]
    try:
        text = file.read_text("utf-8")
        if len(text) > _LONGEST:
            raise ValueError
        made = environment(language)
        made.compile(text)
        tree = made.parse(text)
    except TemplateError as fault:
        line = getattr(fault, "lineno", None) or 1
        yield Flaw(file=file, line=line, fault=Fault.BROKEN, what=fault.message or "cannot be read")
    except (OSError, ValueError):
        yield Flaw(
            file=file, line=1, fault=Fault.BROKEN, what="is no text in UTF-8 of a fit length"
        )
    else:
        kinds = [KINDS[kind] for kind in _kinds(file.name)]
        yield from (Flaw(file=file, line=line, fault=Fault.UNKNOWN, what=name)
                    for line, name in _unknown(tree, kinds))  # fmt: skip


def _known(file: Path) -> bool:
    """Whether a template of the package has that name."""
    named = _FILE.fullmatch(file.name)
    return file.name == _FRAME or (named is not None and (LETTERS / file.name).is_file())


def _unknown(tree: nodes.Template, kinds: Iterable[Any]) -> Iterator[tuple[int, str]]:
    """Names and attributes that no letter of these kinds has, with their lines."""
    from jinja2 import meta, nodes

    free = meta.find_undeclared_variables(tree) - _SHARED
    for name in tree.find_all(nodes.Name):
        if name.ctx == "load" and name.name in free:
            yield name.lineno, name.name
    scopes = [_scope(tree, kind) for kind in kinds]
    for chain in tree.find_all(nodes.Getattr):
        if scopes and all(_type(chain, scope) is None for scope in scopes):
            yield chain.lineno, _spelled(chain)


def _scope(tree: nodes.Template, kind: Any) -> dict[str, Any]:
    """The type of the letter, and of every name that a loop gives to its parts."""
    from jinja2 import nodes

    scope: dict[str, Any] = {"letter": kind}
    for loop in tree.find_all(nodes.For):
        if isinstance(loop.target, nodes.Name):
            held = _type(loop.iter, scope)
            before = scope.get(loop.target.name)
            scope[loop.target.name] = element(held) if held and before is None else Any
    for bound in (*tree.find_all(nodes.Assign), *tree.find_all(nodes.Macro)):
        for name in bound.find_all(nodes.Name):
            if name.ctx in ("store", "param"):
                scope[name.name] = Any
    return scope


def _type(expression: nodes.Node, scope: dict[str, Any]) -> Any:
    """The type of `letter.sender.name`; Any where it cannot be told, None where there is none."""
    from jinja2 import nodes

    if isinstance(expression, nodes.Name):
        return scope.get(expression.name, Any)
    if isinstance(expression, nodes.Getattr):
        held = _type(expression.node, scope)
        return None if held is None else member(held, expression.attr)
    return Any


def _spelled(expression: nodes.Node) -> str:
    from jinja2 import nodes

    if isinstance(expression, nodes.Getattr):
        return f"{_spelled(expression.node)}.{expression.attr}"
    return expression.name if isinstance(expression, nodes.Name) else "…"


def _tried(folder: Path, own: list[Path]) -> Iterator[Flaw]:
    """Writes every letter in which one of these has a part, and reads it."""
    from jinja2 import TemplateError

    for language in LANGUAGES:
        mine = [one for one in own if one.name.endswith((f".{language}.html", _FRAME))]
        made = environment.__wrapped__(language, folder)  # files may have changed since
        for kind in KINDS:
            parts = [file for file in mine if kind in _kinds(file.name)]
            if not parts:
                continue
            blame = next((one for one in parts if one.name.startswith(f"{kind}.")), parts[0])
            for letter in samples(kind):
                try:
                    page = made.get_template(f"{kind}.{language}.html").render(letter=letter)
                except (TemplateError, TypeError, ValueError, KeyError) as fault:
                    yield _failed(fault, own, blame)
                    break
                for what, article in missing(letter, page, language):
                    yield Flaw(file=blame, line=1, fault=Fault.SILENT, what=what, article=article)
                reached = _FETCHED.search(page)
                if reached:
                    yield Flaw(file=blame, line=1, fault=Fault.REACHES, what=reached.group())


def _failed(fault: Exception, own: list[Path], blame: Path) -> Flaw:
    """The flaw with the innermost line of a template of ours in the traceback."""
    file, line = blame, 1
    trace = fault.__traceback__
    while trace is not None:
        there = Path(trace.tb_frame.f_code.co_filename)
        if there in own:
            file, line = there, trace.tb_lineno
        trace = trace.tb_next
    return Flaw(file=file, line=line, fault=Fault.UNKNOWN, what=str(fault))


@cache
def _kinds(name: str) -> tuple[str, ...]:
    """The kinds of letter that a template of ours has a part in."""
    stem, _, language = name.removesuffix(".html").rpartition(".")
    if name == _FRAME:
        return tuple(KINDS)
    if stem in KINDS:
        return (stem,)
    return tuple(kind for kind in KINDS if name in _parts(f"{kind}.{language}.html"))


@cache
def _parts(name: str) -> frozenset[str]:
    """The names of all templates that one of ours takes in, itself included."""
    found: set[str] = set()
    waiting = {name}
    while waiting:
        found |= waiting
        waiting = {other for one in waiting for other in _taken_in(one)} - found
    return frozenset(found)


@cache
def _taken_in(name: str) -> frozenset[str]:
    """The names that stand in one template of ours."""
    from jinja2 import meta

    language = name.removesuffix(".html").rpartition(".")[2]
    if language not in LANGUAGES:
        return frozenset()
    tree = environment(language).parse((LETTERS / name).read_text("utf-8"))
    named = set(meta.find_referenced_templates(tree))
    if None in named:  # a name that is put together while writing: the parts of each right
        named |= {one.name for one in LETTERS.glob(f"_right-*.{language}.html")}
    return frozenset(one for one in named if one is not None)
