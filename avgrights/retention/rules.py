"""From a register and its data map to what is asked of each dataset."""

from __future__ import annotations

import hashlib
from datetime import date

from attrs import frozen

from avgrights.retention.cutoff import last_day_of_trigger
from avgrights.retention.questions import Cut, Protection, Question
from avgrights.terms.data_map import DataMap, Dataset
from avgrights.terms.period import Permanent
from avgrights.terms.register import Activity, Register, RetentionRule, Then

#: Of the name of a line, in signs; the tables and the journal take 400.
_LONGEST = 200


@frozen(kw_only=True)
class DatasetRules:
    """One dataset with every rule that speaks of it: one line of a plan.

    Attributes:
        rules: each with its activity; an activity without a rule has None.
    """

    register: str
    dataset: Dataset
    rules: tuple[tuple[Activity, RetentionRule | None], ...]

    @property
    def name(self) -> str:
        """The ids of the rules, joined; one id where there is one rule.

        Never longer than a name may be: of many, the first and a digest that tells them apart.
        """
        ids = [rule.id for _, rule in self.rules if rule]
        whole = " + ".join(ids) or "no rule"
        return whole if len(whole) <= _LONGEST else _shortened(ids, whole)

    @property
    def about(self) -> tuple[str, str, str]:
        """Which line of a plan it is: register, rule and dataset."""
        return self.register, self.name, self.dataset.name

    @property
    def activities(self) -> tuple[str, ...]:
        """The ids of the activities, each once."""
        return tuple(dict.fromkeys(activity.id for activity, _ in self.rules))

    @property
    def purges(self) -> bool:
        """Whether a purge can ever remove a row: every purpose has a term that ends, and ends in
        erasure or anonymity."""
        return bool(self.rules) and not any(
            _why_never(rule, self.dataset) for _, rule in self.rules
        )

    @property
    def then(self) -> Then:
        """What happens to a due row. Where purposes differ the row is anonymised: what is no
        longer about a person satisfies the term of each (GDPR recital 26), and nothing is lost
        that one of them may keep. Where one asks for a transfer nothing happens at all."""
        asked = {rule.then for _, rule in self.rules if rule}
        return next((one for one in (Then.TRANSFER, Then.ANONYMISE) if one in asked), Then.ERASE)


def _shortened(ids: list[str], whole: str) -> str:
    tail = f" + … {hashlib.sha256(whole.encode()).hexdigest()[:12]}"
    room = _LONGEST - len(tail)
    first = next(n for n in range(len(ids), 0, -1) if n == 1 or len(" + ".join(ids[:n])) <= room)
    return " + ".join(ids[:first])[:room] + tail


def dataset_rules(register: Register, data_map: DataMap) -> tuple[DatasetRules, ...]:
    """Every dataset of the map with its rules, in the order of the map."""
    return tuple(
        DatasetRules(register=register.name, dataset=dataset, rules=_rules(register, dataset))
        for dataset in data_map.datasets
    )


def question(
    rules: DatasetRules,
    *,
    today: date,
    zone: str,
    restricted: tuple[Protection, ...] = (),
    held: tuple[Protection, ...] = (),
) -> Question:
    """What the plan asks of the store that holds the dataset."""
    return Question(
        dataset=rules.dataset,
        cuts=tuple(_cut(rules.dataset, activity, rule, today) for activity, rule in rules.rules),
        today=today,
        zone=zone,
        restricted=restricted,
        held=held,
        then=rules.then,
    )


def _rules(
    register: Register, dataset: Dataset
) -> tuple[tuple[Activity, RetentionRule | None], ...]:
    """The rules of each activity that uses the dataset; those that use it without one, too."""
    found: list[tuple[Activity, RetentionRule | None]] = []
    for activity in register.activities:
        speaking = [rule for rule in activity.retention if dataset.name in rule.datasets]
        found += [(activity, rule) for rule in speaking]
        if not speaking and activity.id in dataset.activities:
            found.append((activity, None))
    return tuple(found)


def _cut(dataset: Dataset, activity: Activity, rule: RetentionRule | None, today: date) -> Cut:
    never = _why_never(rule, dataset) or expired_list(rule, today)
    book_year = rule.book_year_ends if rule else None
    return Cut(
        rule=rule.id if rule else "",
        activity=activity.id,
        event=dataset.events.get(rule.after) if rule and rule.after else None,
        last_day=None if never or rule is None else last_day_of_trigger(rule, today),
        book_year=dataset.events.get(book_year) if isinstance(book_year, str) else None,
        because=never,
    )


def expired_list(rule: RetentionRule | None, today: date) -> str:
    """Without a valid entry of a selection list records may not be destroyed (Archiefwet 3, 5;
    Archiefbesluit 2(2)); the last day of validity counts."""
    named = rule.selection_list if rule else None
    if named is None or named.valid_until is None or today <= named.valid_until:
        return ""
    return f"the selection list was valid until {named.valid_until}"


def _why_never(rule: RetentionRule | None, dataset: Dataset) -> str:
    """Why a purge removes nothing by this rule; empty where it may."""
    if rule is None:
        return "an activity uses this dataset and has no term for it"
    if not rule.complete:
        return "the term is open: an incomplete rule purges nothing"
    if isinstance(rule.keep, Permanent):
        return "permanent retention"
    if rule.then is Then.TRANSFER:
        return f"'then: {rule.then}' is not carried out by a purge"
    if rule.then is Then.ANONYMISE and not dataset.can_be_anonymised:
        return "the data map does not say what an anonymised row holds"
    return ""
