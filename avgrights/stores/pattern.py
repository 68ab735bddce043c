"""File names as data: `{camera}/{recorded:%Y-%m-%dT%H%M}.mp4`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from attrs import field, frozen

from avgrights.terms.errors import InputFault

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)(?::([^{}]+))?\}")
#: What a directive of strptime may stand for in a name, and so how long it can be.
_DIRECTIVES = {
    "%Y": r"\d{4}", "%m": r"\d{2}", "%d": r"\d{2}", "%H": r"\d{2}", "%M": r"\d{2}",
    "%S": r"\d{2}", "%f": r"\d{1,6}", "%j": r"\d{3}", "%y": r"\d{2}", "%z": r"[+-]\d{4}|Z",
}  # fmt: skip


@frozen
class FileName:
    """One file of a dataset.

    Attributes:
        path: from the store's folder, with slashes.
        values: placeholder -> its text in the name; personal data may be among them.
        formats: placeholder -> its time format, for those that have one.
    """

    path: str = field(repr=False)
    values: Mapping[str, str] = field(repr=False)
    formats: Mapping[str, str]

    def day(self, name: str, *, zone: ZoneInfo | None, local: ZoneInfo) -> date | None:
        """The local day that a placeholder holds; None where it cannot be read."""
        form = self.formats.get(name)
        if form is None:
            return None
        try:
            moment = datetime.strptime(self.values[name], form)  # noqa: DTZ007
            if moment.tzinfo is None and zone is not None:
                moment = moment.replace(tzinfo=zone)
            return moment.date() if moment.tzinfo is None else moment.astimezone(local).date()
        except (KeyError, ValueError, OverflowError):
            return None


@frozen
class Pattern:
    """A pattern of file names, ready to read them.

    Attributes:
        names: the placeholders.
        depth: how many folders deep the files lie.
    """

    names: tuple[str, ...]
    formats: Mapping[str, str]
    depth: int
    exact: re.Pattern[str]
    loose: re.Pattern[str]

    @classmethod
    @lru_cache(maxsize=64)
    def parse(cls, text: str) -> Pattern:
        """The pattern that a data map writes.

        Raises:
            InputFault: a stray brace, a directive that is not known, a name twice, or a path that
                leaves the folder.
        """
        found = list(_PLACEHOLDER.finditer(text))
        names = tuple(one[1] for one in found)
        rest = _PLACEHOLDER.sub("", text)
        if "{" in rest or "}" in rest or len(set(names)) < len(names):
            raise _fault(text, "write placeholders as {name} or {name:%Y-%m-%d}, each name once")
        if text.startswith("/") or {"..", "."} & set(text.split("/")) or "\\" in text:
            raise _fault(text, "a pattern is a path below the store's folder, with slashes")
        formats = {one[1]: one[2] for one in found if one[2]}
        exact, loose = (re.compile(_regex(text, found, strict)) for strict in (True, False))
        return cls(names, formats, _PLACEHOLDER.sub("", text).count("/"), exact, loose)

    def read(self, path: str) -> FileName | None:
        """The file of that path, if it is of this pattern.

        A name that fits but for its time is a file of the dataset all the same: undated.
        """
        found = self.exact.fullmatch(path) or self.loose.fullmatch(path)
        return FileName(path, found.groupdict(), self.formats) if found else None


def _regex(text: str, found: list[re.Match[str]], strict: bool) -> str:
    """The pattern as a regular expression; not strict: any text may stand where a time should."""
    out, at = [], 0
    for one in found:
        out.append(re.escape(text[at : one.start()]))
        timed = one[2] is not None and strict
        out.append(f"(?P<{one[1]}>{_time(text, one[2]) if timed else '[^/]+?'})")
        at = one.end()
    return "".join(out) + re.escape(text[at:])


def _time(text: str, form: str) -> str:
    out, at = [], 0
    for one in re.finditer(r"%.", form):
        if one[0] not in _DIRECTIVES:
            raise _fault(text, f"the directive {one[0]} is not known; use {' '.join(_DIRECTIVES)}")
        out += [re.escape(form[at : one.start()]), f"(?:{_DIRECTIVES[one[0]]})"]
        at = one.end()
    return "".join(out) + re.escape(form[at:])


def _fault(text: str, what: str) -> InputFault:
    return InputFault(f"the file pattern {text[:80]!r} cannot be read: {what}")
