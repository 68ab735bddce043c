"""Made-up people: a number each, and no name that anyone could bear."""

from __future__ import annotations

from attrs import frozen

DEPARTMENTS = (
    "Afdeling Inkoop", "Afdeling Personeel", "Afdeling Financiën", "Afdeling Communicatie",
    "Locatie Noord", "Locatie Zuid", "Locatie Oost", "Locatie West", "Bureau Directie",
    "Team Planning",
)  # fmt: skip


@frozen
class Person:
    """Somebody who works for a client and calls the help desk.

    >>> Person(42).email
    'medewerker.00042@example.nl'
    """

    number: int

    @property
    def employee_no(self) -> str:
        """Five digits; the leading zeros count."""
        return f"{self.number:05}"

    @property
    def name(self) -> str:
        """No name: a number that reads as one."""
        return f"Medewerker {self.employee_no}"

    @property
    def email(self) -> str:
        """An address in the domain that is kept for examples."""
        return f"medewerker.{self.employee_no}@example.nl"

    @property
    def phone(self) -> str:
        """Nobody's number."""
        return f"000-{self.number:07}"

    @property
    def department(self) -> str:
        """Where they work; the same for ever."""
        return DEPARTMENTS[self.number % len(DEPARTMENTS)]


#: Who asks for a copy in the story, and who asks for erasure.
ASKS_ACCESS = Person(42)
ASKS_ERASURE = Person(117)

#: At least as many as the story names.
FEWEST = 150


def of_the_story(number: int, total: int, rows: int) -> Person | None:
    """Whose row `number` of `total` is, if it is one of the story's two: each has about `rows`,
    spread over the whole history, whatever the total."""
    every = max(total // rows, 2)
    if number % every == 0:
        return ASKS_ACCESS
    return ASKS_ERASURE if number % every == every // 2 else None


def how_many(tickets: int) -> int:
    """People for that many tickets: about eighty tickets each in the course of years."""
    return max(FEWEST, tickets // 80)
