"""Erasure (GDPR 17): through the one engine that deletes, and by its evidence."""

from __future__ import annotations

from collections import Counter

from attrs import evolve

from avgrights.cases.plan import PlannedDataset, Reason, Result, Why
from avgrights.cases.planning import Guard, User, plan_erasure
from avgrights.desk.erasing import erase
from avgrights.desk.guarding import guard_of
from avgrights.desk.handling.interface import Errand
from avgrights.desk.handling.mapped import mapped
from avgrights.desk.handling.outcomes import kept_anyway
from avgrights.desk.searching import Found, rows_of, usable
from avgrights.terms.data_map import Dataset
from avgrights.terms.register import Then

#: What evidence and journal name as the ground of an erasure on request.
GROUND = "GDPR 17"
#: The same, where the data map has rows made anonymous instead.
ANONYMISED = "GDPR 17, anonymised"


class Erasure:
    """See `Handling`."""

    def plan(self, errand: Errand, found: Found, users: tuple[User, ...]) -> PlannedDataset:
        """See `Handling`."""
        desk, register = errand.desk, errand.case.register
        guard = guard_of(desk, register, found.dataset) if found.rows else Guard()
        planned = plan_erasure(found.dataset, found.rows, users, guard, desk.clock.today)
        return _anonymised(planned) if found.dataset.erase == "anonymise" else planned

    def do(self, errand: Errand, planned: PlannedDataset) -> tuple[Result, ...]:
        """See `Handling`."""
        if not planned.keys:
            return planned.results
        case = errand.case
        dataset = mapped(errand, planned)
        erase(
            errand.desk, work=case.id, register=case.register, dataset=dataset, keys=planned.keys,
            rule=ANONYMISED if planned.anonymised else GROUND,
            then=Then.ANONYMISE if planned.anonymised else Then.ERASE,
            whose=usable(case.identifiers, dataset), progress=errand.progress,
        )  # fmt: skip
        return _as_evidenced(errand, dataset, planned)


def _anonymised(planned: PlannedDataset) -> PlannedDataset:
    """The plan, where what goes is made anonymous: a row about nobody is personal data no more
    (GDPR recital 26)."""
    results = tuple(evolve(one, anonymised=bool(one.done)) for one in planned.results)
    return evolve(planned, anonymised=True, results=results)


def _as_evidenced(errand: Errand, dataset: Dataset, planned: PlannedDataset) -> tuple[Result, ...]:
    """The results as the store's evidence has them, whatever run or process it was that did it."""
    case = errand.case
    done = sum(
        one.rows
        for one in errand.desk.store(planned.store).evidence(case.id)
        if one.dataset == planned.dataset and one.register == case.register
    )
    stays = _left(errand, dataset, planned) if done < len(planned.keys) else ()
    return tuple(
        kept_anyway(result, done, stays) if result.done else result for result in planned.results
    )


def _left(errand: Errand, dataset: Dataset, planned: PlannedDataset) -> tuple[Reason, ...]:
    """Why rows that were to go are still there: protected since the plan, or changed."""
    wanted = set(planned.keys)
    there = [row.key for row in rows_of(errand.desk, errand.case, dataset) if row.key in wanted]
    guard = guard_of(errand.desk, errand.case.register, dataset)
    reasons = Counter(guard.reason(key) or (Why.CHANGED, "") for key in there)
    return tuple(
        Reason(why=why, detail=detail, rows=rows) for (why, detail), rows in reasons.items()
    )
