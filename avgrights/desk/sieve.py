"""What of a row goes into the copy: the mapped fields, save what is of others (GDPR 15(4))."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from math import isfinite
from typing import Any

from attrs import define, field

from avgrights.cases.case import Case
from avgrights.cases.reviews import FieldView, Why, marks, view
from avgrights.documents.copy import Withheld
from avgrights.documents.masking import Masker
from avgrights.stores.interface import FoundRow
from avgrights.terms.data_map import Dataset, FieldUse

#: A longer value is a text about something, not what somebody is known by.
_LONGEST_OWN = 200


@define
class Sieve:
    """Lets the mapped fields of a dataset through, as the data map and the reviews allow."""

    case: Case
    dataset: Dataset
    columns: dict[str, str] = field(init=False)
    parts: dict[str, dict[str, str]] = field(init=False)
    _views: dict[str, FieldView] = field(init=False)
    _maskers: dict[str, Masker] = field(init=False)
    _closed: dict[str, tuple[str, ...]] = field(factory=dict)
    _left_out: Counter[str] = field(factory=Counter)
    _masked: Counter[str] = field(factory=Counter)

    def __attrs_post_init__(self) -> None:
        key = ("file",) if self.dataset.files else self.dataset.key
        self._views = {name: view(self.case, self.dataset, name) for name in marks(self.dataset)}
        self._maskers = {name: self._masker(one) for name, one in self._views.items() if one.masks}
        self.columns = self._columns("", key, self.dataset.fields)
        self.parts = {
            part.table: self._columns(f"{part.table}.", part.key, part.fields)
            for part in self.dataset.parts
        }

    def shown(self, row: FoundRow) -> dict[str, Any]:
        """One row as the copy has it."""
        beside = self._beside("", self.dataset.fields, row.values)
        return {
            "key": list(row.key),
            "values": self._shown("", self.columns, row.values, beside),
            "parts": {
                part.table: [
                    self._shown_part(part.table, part.fields, one, beside)
                    for one in row.parts.get(part.table, ())
                ]
                for part in self.dataset.parts
            },
        }

    def withheld(self) -> tuple[Withheld, ...]:
        """What was left out, in how many rows; a field that was empty throughout is not named."""
        left_out = [
            self._withheld(name, rows, self._views[name].withheld or Why.MARKED)
            for name, rows in self._left_out.items()
        ]
        masked = [self._withheld(name, rows, Why.MASKED) for name, rows in self._masked.items()]
        return (*left_out, *masked)

    def _withheld(self, name: str, rows: int, why: Why) -> Withheld:
        return Withheld(
            field=name, rows=rows, reason=why.under(self.case.right), label=self._label(name),
            masked=why is Why.MASKED,
        )  # fmt: skip

    def _label(self, name: str) -> str:
        labels = {f"{part.table}.{one}": use.label or one
                  for part in self.dataset.parts for one, use in part.fields.items()}  # fmt: skip
        labels |= {one: use.label or one for one, use in self.dataset.fields.items()}
        return labels[name]

    def _masker(self, one: FieldView) -> Masker:
        own = (self.case.name, *(known.value for known in self.case.identifiers))
        return Masker(own=own, words=one.words, forms=one.mask)

    def _columns(
        self, prefix: str, key: tuple[str, ...], fields: Mapping[str, FieldUse]
    ) -> dict[str, str]:
        """What is shown: the key and the mapped fields, each with its label."""
        closed = tuple(name for name in fields if self._views[prefix + name].withheld)
        self._closed[prefix] = closed
        shown = {name: name for name in key if name not in closed}
        return shown | {n: use.label or n for n, use in fields.items() if n not in closed}

    def _shown_part(
        self, table: str, fields: Mapping[str, FieldUse], values: Mapping[str, Any],
        beside: tuple[str, ...],
    ) -> dict[str, Any]:  # fmt: skip
        prefix = f"{table}."
        near = (*beside, *self._beside(prefix, fields, values))
        return self._shown(prefix, self.parts[table], values, near)

    def _shown(
        self,
        prefix: str,
        columns: Mapping[str, str],
        values: Mapping[str, Any],
        beside: tuple[str, ...],
    ) -> dict[str, Any]:
        for name in self._closed[prefix]:
            if values.get(name) not in (None, ""):
                self._left_out[prefix + name] += 1
        if not self._maskers:
            return {name: _number(values.get(name)) for name in columns}
        return {name: self._value(prefix + name, values.get(name), beside) for name in columns}

    def _value(self, name: str, value: Any, beside: tuple[str, ...]) -> Any:
        masker = self._maskers.get(name)
        if masker is None:
            return _number(value)
        masked = masker.masked_value(value, beside)
        if masked != value:
            self._masked[name] += 1
        return _number(masked)

    def _beside(
        self, prefix: str, fields: Mapping[str, FieldUse], values: Mapping[str, Any]
    ) -> tuple[str, ...]:
        """What the person sees in the same row anyway; asked only where something is masked."""
        if not self._maskers:
            return ()
        texts = [values.get(name) for name, use in fields.items() if use.third_party is None]
        return tuple(
            str(one) for one in texts if one not in (None, "") and len(str(one)) <= _LONGEST_OWN
        )


def _number(value: Any) -> Any:
    """JSON has no word for infinity or for what is not a number; a text does."""
    return str(value) if isinstance(value, float) and not isfinite(value) else value
