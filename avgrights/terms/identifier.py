"""By what a person is found in the data: an e-mail address, an employee number, a BSN."""

from __future__ import annotations

from unicodedata import category

from attrs import field, frozen


def printable(text: str) -> bool:
    """Whether a text holds no control characters and nothing that UTF-8 cannot write.

    >>> printable("é, 日"), printable("a\\x1b[2J"), printable("\\udcff")
    (True, False, False)
    """
    return not any(category(sign) in ("Cc", "Cs") for sign in text)


@frozen
class Identifier:
    """A kind and a value, as the data map names kinds. The value is personal data.

    Compared exactly after trimming; an e-mail address without regard to case.

    >>> Identifier.parse("email= A@Example.nl ").comparable
    'a@example.nl'
    """

    kind: str
    value: str = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> Identifier:
        """From `kind=value`.

        Raises:
            ValueError: no `=`, nothing on one side of it, or a sign that no text has; the message
                holds no value.
        """
        kind, equals, value = text.partition("=")
        if not (equals and kind.strip() and value.strip()):
            raise ValueError("an identifier is written kind=value, such as email=a@example.nl")
        if not printable(text.strip()):
            raise ValueError("an identifier holds no control characters and no broken UTF-8")
        return cls(kind.strip(), value.strip())

    @property
    def comparable(self) -> str:
        """The value as it is compared."""
        value = self.value.strip()
        return value.lower() if self.kind == "email" else value
