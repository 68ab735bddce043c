"""By what a person is found in the data: an e-mail address, an employee number, a BSN."""

from __future__ import annotations

from attrs import field, frozen


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
            ValueError: no `=`, or nothing on one side of it; the message holds no value.
        """
        kind, equals, value = text.partition("=")
        if not (equals and kind.strip() and value.strip()):
            raise ValueError("an identifier is written kind=value, such as email=a@example.nl")
        return cls(kind.strip(), value.strip())

    @property
    def comparable(self) -> str:
        """The value as it is compared."""
        value = self.value.strip()
        return value.lower() if self.kind == "email" else value
