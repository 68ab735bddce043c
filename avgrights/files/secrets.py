"""Passwords that stand in a file where they should not: found, and never shown."""

from __future__ import annotations

import re

_URL = re.compile(r"(://[^/\s:@]*:)((?!\$\{)\S+)(@)")
_QUERY = re.compile(r"([?&](?:password|passwd|pwd|secret|token|key)=)((?!\$\{)[^&\s\"'}]+)()", re.I)


def holds_password(url: str) -> bool:
    """Whether a URL has a password in clear, before its host or among its parameters."""
    return bool(_URL.search(url) or _QUERY.search(url))


def masked(text: str) -> str:
    """The text with every such password as asterisks, as long as it was.

    >>> masked("url: postgresql://me:secret@db/x?token=abc")
    'url: postgresql://me:******@db/x?token=***'
    """
    for pattern in (_URL, _QUERY):
        text = pattern.sub(lambda found: found[1] + "*" * len(found[2]) + found[3], text)
    return text
