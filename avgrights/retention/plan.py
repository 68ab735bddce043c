"""The plan of a purge: what is due, what stays and why. What runs is that plan and no other.

A plan is plain data with a digest over all of it. It holds counts, cutoffs and names from the
register, and nothing of a person, so it may be mailed, printed and kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import rfc8785
from attrs import field, frozen

from avgrights.retention.questions import Counts
from avgrights.retention.rules import DatasetRules
from avgrights.terms.errors import InputFault
from avgrights.terms.moments import reckonable
from avgrights.terms.settings import Brake

#: For how many days after its `today` a plan can be approved and run, the last one included.
DAYS_VALID = 7

_KEYS = {"plan", "today", "time_zone", "registers", "limits", "stores", "rules", "unreachable",
         "desk"}  # fmt: skip
_STATES = ("undated", "not_due", "restricted", "held", "due")


@frozen(kw_only=True)
class Plan:
    """One plan.

    Attributes:
        time_zone: whose days count, as in avgrights.yaml.
        registers: name -> digest of its register and data map.
        limits: the brake's limits it was made under.
        stores: name -> the identity the store bears, or None.
        rules: one line a dataset, as JSON has it; see `line`.
        unreachable: store -> why it could not be asked.
        desk: what the night will do with the desk's own data; no run of a plan does.
    """

    today: date
    time_zone: str
    registers: Mapping[str, str]
    limits: Mapping[str, float]
    stores: Mapping[str, str | None]
    rules: tuple[Mapping[str, Any], ...]
    unreachable: Mapping[str, str] = field(factory=dict)
    desk: tuple[Mapping[str, Any], ...] = ()

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
        return (today - self.today).days > DAYS_VALID

    def _document(self) -> dict[str, Any]:
        return {
            "today": self.today.isoformat(),
            "time_zone": self.time_zone,
            "registers": dict(self.registers),
            "limits": dict(self.limits),
            "stores": dict(self.stores),
            "rules": [dict(line) for line in self.rules],
            "unreachable": dict(self.unreachable),
            "desk": [dict(line) for line in self.desk],
        }


def read_plan(document: object) -> Plan:
    """The plan that `as_json` wrote.

    Raises:
        InputFault: it is none, or it was altered since: its digest is not its own.
    """
    if not isinstance(document, dict) or set(document) != _KEYS:
        raise InputFault("this file is no plan: 'avgrights purge plan --out FILE' writes one")
    plan = _read(document) if _well_formed(document) else None
    if plan is None or plan.digest != document["plan"]:
        raise InputFault(
            "this plan was altered after it was made: its digest is not its own",
            remedy="Make it again with 'avgrights purge plan --out FILE'.",
        )
    return plan


def _read(document: Mapping[str, Any]) -> Plan | None:
    """The plan, or None where a value cannot be one."""
    names = ("time_zone", "registers", "limits", "stores", "unreachable")
    try:
        plan = Plan(
            today=date.fromisoformat(document["today"]),
            **{name: document[name] for name in names},
            rules=tuple(document["rules"]),
            desk=tuple(document["desk"]),
        )
        _ = plan.digest
    except (ValueError, TypeError, RecursionError):
        return None
    return plan if reckonable(plan.today) else None


def _well_formed(document: Mapping[str, Any]) -> bool:
    """Whether everything is of its kind, so that nothing later stumbles over it."""
    lines = document["rules"]
    return (
        isinstance(document["today"], str)
        and isinstance(document["time_zone"], str)
        and all(_texts(document[name]) for name in ("registers", "unreachable"))
        and _of(document["stores"], lambda value: value is None or isinstance(value, str))
        and _of(document["limits"], lambda value: type(value) in (int, float))
        and isinstance(lines, list)
        and isinstance(document["desk"], list)
        and all(isinstance(one, dict) for one in document["desk"])
        and all(isinstance(one, dict) and _is_line(one) for one in lines)
        and len({about(one) for one in lines}) == len(lines)
    )


def _is_line(one: Mapping[str, Any]) -> bool:
    known = {"apart": 0, **one}  # a plan of an earlier version does not say it
    return set(known) == set(_LINE) and all(fits(known[name]) for name, fits in _LINE.items())


def _of(value: object, fits: Callable[[Any], bool]) -> bool:
    return isinstance(value, dict) and all(map(fits, value.values()))


def _text(value: object) -> bool:
    return isinstance(value, str)


def _texts(value: object) -> bool:
    return _of(value, _text)


def _count(value: object) -> bool:
    return type(value) is int and value >= 0


def _counts(value: object) -> bool:
    return _of(value, _count)


def _maybe(value: object) -> bool:
    return value is None or isinstance(value, str)


def _list(value: object) -> bool:
    return isinstance(value, list)


#: What stands in a line, and what each of it may be.
_LINE: Mapping[str, Callable[[Any], bool]] = {
    "register": _text, "rule": _text, "dataset": _text, "store": _text, "activities": _list,
    "then": _text,
    "last_day_of_trigger": _maybe, "terms": _list, "examined": _count,
    **dict.fromkeys(_STATES, _count), "apart": _count, "parts": _counts,
    "reasons": _counts, "brake": _maybe, "never": _maybe, "fault": _maybe, "warnings": _list,
}  # fmt: skip


def about(line: Mapping[str, Any]) -> tuple[str, str, str]:
    """Which line of a plan it is: register, rule and dataset."""
    return line["register"], line["rule"], line["dataset"]


def counts_of(line: Mapping[str, Any]) -> Counts:
    """The counts of a line of a plan."""
    return Counts(examined=line["examined"], **{name: line[name] for name in _STATES})


def line(
    rules: DatasetRules,
    counts: Counts,
    *,
    cuts: list[dict[str, Any]],
    brake: str | None,
    warnings: list[str],
    fault: str | None = None,
    apart: int = 0,
) -> dict[str, Any]:
    """One line of a plan: a dataset, its rules, and where each of its rows falls.

    Args:
        fault: why it could not be counted, where a night leaves it out and goes on with others.
        apart: rows that lie apart for a restriction (GDPR 18(2)), in none of the other counts.
    """
    days = [cut["last_day_of_trigger"] for cut in cuts]
    because = [cut["because"] for cut in cuts if cut["because"]]
    return {
        "register": rules.register,
        "rule": rules.name,
        "dataset": rules.dataset.name,
        "store": rules.dataset.store,
        "activities": list(rules.activities),
        "then": rules.then.value,
        "last_day_of_trigger": min(days) if days and all(days) else None,
        "terms": cuts,
        "examined": counts.examined,
        "due": counts.due,
        "not_due": counts.not_due,
        "held": counts.held,
        "restricted": counts.restricted,
        "undated": counts.undated,
        "apart": apart,
        "parts": dict(counts.parts),
        "reasons": dict(counts.reasons),
        "brake": brake,
        "never": because[0] if because else None,
        "fault": fault,
        "warnings": warnings,
    }


def limits_of(brake: Brake) -> dict[str, float]:
    """The brake's limits as a plan writes them."""
    return {
        "share": brake.share, "rows": brake.rows, "factor": brake.factor, "days": brake.days,
    }  # fmt: skip


def standing_digest(
    registers: Mapping[str, str], limits: Mapping[str, float], time_zone: str
) -> str:
    """What a standing approval holds for: these registers, under these limits, in this zone."""
    all_of_it: Any = {"registers": dict(registers), "limits": dict(limits), "zone": time_zone}
    return hashlib.sha256(rfc8785.dumps(all_of_it)).hexdigest()
