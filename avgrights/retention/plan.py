"""The plan of a purge: what is due, what stays and why. What runs is that plan and no other.

A plan is plain data with a digest over all of it. It holds counts, cutoffs and names from the
register, and nothing of a person, so it may be mailed, printed and kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import rfc8785
from attrs import field, frozen

from avgrights.retention.questions import Counts
from avgrights.retention.rules import DatasetRules
from avgrights.terms.errors import InputFault
from avgrights.terms.settings import Brake

#: For how many days after its `today` a plan can be approved and run, the last one included.
DAYS_VALID = 7

_KEYS = {"plan", "today", "registers", "limits", "stores", "rules", "unreachable"}


@frozen(kw_only=True)
class Plan:
    """One plan.

    Attributes:
        registers: name -> digest of its register and data map.
        limits: the brake's limits it was made under.
        stores: name -> the identity the store bears, or None.
        rules: one line a dataset, as JSON has it; see `line`.
        unreachable: store -> why it could not be asked.
    """

    today: date
    registers: Mapping[str, str]
    limits: Mapping[str, float]
    stores: Mapping[str, str | None]
    rules: tuple[Mapping[str, Any], ...]
    unreachable: Mapping[str, str] = field(factory=dict)

    @property
    def digest(self) -> str:
        """SHA-256 over the canonical JSON (RFC 8785) of everything in the plan."""
        return hashlib.sha256(rfc8785.dumps(self._document())).hexdigest()

    @property
    def braked(self) -> tuple[Mapping[str, Any], ...]:
        """The lines that meet a brake."""
        return tuple(line for line in self.rules if line["brake"])

    def as_json(self) -> dict[str, Any]:
        """The plan as commands write it."""
        return {"plan": self.digest, **self._document()}

    def expired(self, today: date) -> bool:
        """Whether it is too old to act on."""
        return today > self.today + timedelta(DAYS_VALID)

    def _document(self) -> dict[str, Any]:
        return {
            "today": self.today.isoformat(),
            "registers": dict(self.registers),
            "limits": dict(self.limits),
            "stores": dict(self.stores),
            "rules": [dict(line) for line in self.rules],
            "unreachable": dict(self.unreachable),
        }


def read_plan(document: object) -> Plan:
    """The plan that `as_json` wrote.

    Raises:
        InputFault: it is none, or it was altered since: its digest is not its own.
    """
    if not isinstance(document, dict) or set(document) != _KEYS:
        raise InputFault("this file is no plan: 'avgrights purge plan --out FILE' writes one")
    try:
        plan = Plan(
            today=date.fromisoformat(document["today"]),
            **{key: document[key] for key in ("registers", "limits", "stores", "unreachable")},
            rules=tuple(document["rules"]),
        )
        same = plan.digest == document["plan"]
    except (TypeError, ValueError, AttributeError):
        same = False
    if not same:
        raise InputFault(
            "this plan was altered after it was made: its digest is not its own",
            remedy="Make it again with 'avgrights purge plan --out FILE'.",
        )
    return plan


def line(
    rules: DatasetRules,
    counts: Counts,
    *,
    cuts: list[dict[str, Any]],
    brake: str | None,
    warnings: list[str],
) -> dict[str, Any]:
    """One line of a plan: a dataset, its rules, and where each of its rows falls."""
    days = [cut["last_day_of_trigger"] for cut in cuts]
    because = [cut["because"] for cut in cuts if cut["because"]]
    return {
        "register": rules.register,
        "rule": rules.name,
        "dataset": rules.dataset.name,
        "store": rules.dataset.store,
        "activities": list(rules.activities),
        "last_day_of_trigger": min(days) if days and all(days) else None,
        "terms": cuts,
        "examined": counts.examined,
        "due": counts.due,
        "not_due": counts.not_due,
        "held": counts.held,
        "restricted": counts.restricted,
        "undated": counts.undated,
        "parts": dict(counts.parts),
        "reasons": dict(counts.reasons),
        "brake": brake,
        "never": because[0] if because else None,
        "warnings": warnings,
    }


def limits_of(brake: Brake) -> dict[str, float]:
    """The brake's limits as a plan writes them."""
    return {
        "share": brake.share, "rows": brake.rows, "factor": brake.factor, "days": brake.days,
    }  # fmt: skip


def standing_digest(registers: Mapping[str, str], limits: Mapping[str, float]) -> str:
    """What a standing approval holds for: these very registers under these very limits."""
    both: Any = {"registers": dict(registers), "limits": dict(limits)}
    return hashlib.sha256(rfc8785.dumps(both)).hexdigest()
