"""What every answer of the law is made of: sentences in two languages, steps with an article."""

from __future__ import annotations

from datetime import date

from attrs import frozen

Value = str | int | bool | date | None


@frozen(kw_only=True)
class Text:
    """One sentence, or a few words, in Dutch and in English."""

    nl: str
    en: str

    def of(self, language: str) -> str:
        """The text in `nl` or `en`; English for any other language."""
        return self.nl if language == "nl" else self.en


@frozen(kw_only=True)
class Step:
    """One step of a derivation: what was done, what came out, under which article.

    Attributes:
        value: the outcome of this step: a day (that day included), a number, a word.
        article: where it stands, such as `GDPR 12(3)`; several are joined by `; `.
        decision: number of the decision record, where the text leaves a choice.
        warning: whether the step tells of something that is not known for sure.
    """

    what: Text
    value: Value
    article: str
    decision: str | None = None
    warning: bool = False

    def told(self, language: str) -> dict[str, Value]:
        """The step as plain data, its sentence in that language."""
        plain: dict[str, Value] = {
            "what": self.what.of(language),
            "value": self.value.isoformat() if isinstance(self.value, date) else self.value,
            "article": self.article,
        }
        if self.decision:
            plain["decision"] = self.decision
        if self.warning:
            plain["warning"] = True
        return plain


Derivation = tuple[Step, ...]
