"""What the law asks of a register beyond its form: controller, activities, legal bases."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

from avgrights.files.lint import Lint
from avgrights.terms.legal_basis import LegalBasis
from avgrights.terms.register import Activity, Contact, Controller, Register

#: Laws that no longer hold, as registers of before the GDPR name them.
_REPEALED = re.compile(r"\bWbp\b|Wet bescherming persoonsgegevens", re.IGNORECASE)
_BSN = re.compile(r"\bBSN\b|burgerservicenummer", re.IGNORECASE)
#: Words that usually mean a special category (GDPR 9(1)).
_SPECIAL = re.compile(
    r"gezondheid|medisch|ziekte|\bras\b|etnisch|godsdienst|geloof|vakbond|biometri|genetisch"
    r"|seksue|politieke opvatting|\bhealth|medical|ethnic|religio|trade union|biometric|genetic"
    r"|sexual|political opinion",
    re.IGNORECASE,
)
#: The European Economic Area: the member states of the Union, and Iceland, Liechtenstein, Norway.
_EEA = re.compile(
    "AT|BE|BG|HR|CY|CZ|DK|EE|FI|FR|DE|GR|HU|IE|IT|LV|LT|LU|MT|NL|PL|PT|RO|SK|SI|ES|SE|IS|LI|NO|EU"
)
_OBLIGED = ("6(1)(c)", "6(1)(e)")


def lint_register(register: Register, lint: Lint, today: date | None) -> None:
    """Findings on the register's own keys and on each activity.

    Args:
        today: None: nothing that depends on the day is looked at.
    """
    _controller(register, register.controller, lint)
    for joint in register.joint_controllers:
        _controller(register, joint, lint)
    _contacts(register, lint)
    if not register.activities and lint.holds(register, "activities"):
        lint.add("AVG332", register, "activities", "the register has no activities", of_key=True)
    _twice(register.activities, lint)
    for activity in register.activities:
        lint_activity(register, activity, lint, today)


def _controller(register: Register, controller: Controller, lint: Lint) -> None:
    reached = (controller.address, controller.postal_address, controller.phone,
               controller.email, controller.website)  # fmt: skip
    if controller.name and not any(reached):
        message = f"'{controller.name}' has no contact details"
        lint.add("AVG319", controller, None, message)


def _contacts(register: Register, lint: Lint) -> None:
    dpo, desk = register.dpo, register.rights_desk
    if not _reached(dpo) and lint.holds(register, "dpo"):
        lint.add("AVG320", register, "dpo", "the DPO has no contact details", of_key=True)
    if desk is None or not _reached(desk):
        message = "the register names no desk where a person sends a request"
        lint.add("AVG331", register, "rights_desk", message, of_key=True)
    elif desk.email and dpo.email and desk.email.lower() == dpo.email.lower():
        lint.add("AVG321", desk, "email", "requests go to the address of the DPO")


def _reached(contact: Contact) -> bool:
    return bool(contact.email or contact.address or contact.phone)


def _twice(activities: tuple[Activity, ...], lint: Lint) -> None:
    seen = Counter[str]()
    for activity in activities:
        seen[activity.id] += 1
        if activity.id and seen[activity.id] == 2:
            message = f"a second activity with the id '{activity.id}'"
            lint.add("AVG323", activity, "id", message)


def lint_activity(register: Register, activity: Activity, lint: Lint, today: date | None) -> None:
    """Findings on one activity, its retention aside (see `lint_retention`)."""
    _bases(register, activity, lint)
    _laws(activity, lint)
    _described(activity, lint)
    _categories(activity, lint)
    _special(activity, lint)
    _recipients(activity, lint)
    _automated(register, activity, lint)
    _reviewed(activity, lint, today)
    for number, point in enumerate(activity.open):
        message = f"{_of(activity)}: still open: {point}"
        lint.member("AVG324", activity, ("open", number), message)


def _of(activity: Activity) -> str:
    return f"activity '{activity.id or activity.name}'"


def _bases(register: Register, activity: Activity, lint: Lint) -> None:
    for number, basis in enumerate(activity.legal_basis):
        code, message = _basis(register, basis)
        if code:
            _at_basis(activity, basis, number, lint, code, f"{_of(activity)}: {message}")


def _basis(register: Register, basis: LegalBasis) -> tuple[str, str]:
    """The finding on one basis: code and message; both empty where it is in order."""
    if basis.basis in _OBLIGED and not basis.law:
        return "AVG303", f"{basis.basis} stands on a law, and none is named"
    if basis.basis == "6(1)(a)" and not basis.consent:
        return "AVG306", "6(1)(a) does not say how consent is given"
    if basis.basis == "6(1)(f)" and register.public_body and not basis.business_operations:
        return "AVG305", "6(1)(f) is closed to a public body for its tasks"
    if basis.basis == "6(1)(f)" and not basis.interest:
        return "AVG304", "6(1)(f) does not name the interest"
    return "", ""


def _at_basis(
    activity: Activity, basis: LegalBasis, number: int, lint: Lint, code: str, message: str
) -> None:
    """At the basis where it is a mapping, at its bare text in the list, or at the bare text."""
    if id(basis) in lint.sheet.origins:
        lint.add(code, basis, "basis", message)
    else:
        lint.member(code, activity, ("legal_basis", number), message)


def _laws(activity: Activity, lint: Lint) -> None:
    """No law that was repealed, wherever a law can be named."""
    named: list[tuple[object, str, str | None]]
    named = [(basis, "law", basis.law) for basis in activity.legal_basis]
    named += [(special, "law", special.law) for special in activity.special_categories]
    named += [
        (use, "law", use.law) for use in (activity.national_id, activity.criminal_data) if use
    ]
    if activity.automated_decisions:
        named.append((activity.automated_decisions, "law", activity.automated_decisions.law))
    named += [(rule, "because", rule.because) for rule in activity.retention]
    for thing, key, law in named:
        if law and _REPEALED.search(law):
            message = f"{_of(activity)} rests on the Wbp, which is repealed"
            lint.add("AVG307", thing, key, message)


def _described(activity: Activity, lint: Lint) -> None:
    if not activity.data_subjects and lint.holds(activity, "data_subjects"):
        message = f"{_of(activity)} does not say whom the data is about"
        lint.add("AVG317", activity, "data_subjects", message, of_key=True)
    if not activity.data and lint.holds(activity, "data"):
        message = f"{_of(activity)} does not say which data"
        lint.add("AVG318", activity, "data", message, of_key=True)
    if not activity.security:
        message = f"{_of(activity)} says nothing about security measures"
        lint.add("AVG316", activity, "security", message, of_key=True)


def _categories(activity: Activity, lint: Lint) -> None:
    for category in activity.data:
        words = (category.category, *category.items)
        if not (category.source or category.provided_by_subject):
            message = f"{_of(activity)}: the source of '{category.category}' is not named"
            lint.add("AVG322", category, None, message)
        lawless = activity.national_id is None and not lint.holds(activity, "national_id")
        if lawless and any(_BSN.search(word) for word in words):
            message = f"{_of(activity)} holds a BSN in '{category.category}'"
            lint.add("AVG309", category, "category", message)


def _special(activity: Activity, lint: Lint) -> None:
    sensitive = bool(activity.special_categories or activity.criminal_data)
    if sensitive and not activity.dpia:
        lint.add("AVG333", activity, "dpia", f"{_of(activity)} names no impact assessment",
                 of_key=True)  # fmt: skip
    if lint.holds(activity, "special_categories") and activity.special_categories:
        return
    for category in activity.data:
        for word in (category.category, *category.items):
            if _SPECIAL.search(word):
                message = f"{_of(activity)}: '{word}' looks like a special category"
                lint.add("AVG311", category, None, message)


def _recipients(activity: Activity, lint: Lint) -> None:
    if not lint.says(activity, "recipients"):
        message = f"{_of(activity)} says nothing about recipients"
        lint.add("AVG315", activity, "recipients", message)
    abroad = {transfer.country for transfer in activity.transfers}
    for recipient in activity.recipients:
        country = recipient.country
        if country and _outside(country) and country not in abroad:
            message = f"{_of(activity)}: '{recipient.name}' is in {country}, outside the EEA"
            lint.add("AVG314", recipient, "country", message)
    for transfer in activity.transfers:
        if not transfer.safeguard and not lint.holds(transfer, "safeguard"):
            message = f"{_of(activity)}: the transfer to {transfer.country} names no safeguard"
            lint.add("AVG313", transfer, None, message)


def _outside(country: str) -> bool:
    """Only two-letter codes can be told; a name in words is taken as it is."""
    return len(country) == 2 and country.isupper() and not _EEA.fullmatch(country)


def _automated(register: Register, activity: Activity, lint: Lint) -> None:
    decisions = activity.automated_decisions
    regime = activity.regime or register.regime
    if regime != "avg" and not lint.says(activity, "automated_decisions"):
        message = f"{_of(activity)} falls under the {regime.capitalize()} and does not say whether "
        lint.add("AVG327", activity, None, message + "profiling is used")
    if decisions is None:
        return
    if not (decisions.law or decisions.human_review):
        message = f"{_of(activity)}: automated decisions name no law and no way to a person"
        lint.add("AVG325", decisions, None, message)
    if decisions.profiling and decisions.law and re.search(r"UAVG\s*(art\.?\s*)?40", decisions.law):
        message = f"{_of(activity)}: UAVG 40(1) does not allow decisions based on profiling"
        lint.add("AVG326", decisions, "law", message)


def _reviewed(activity: Activity, lint: Lint, today: date | None) -> None:
    if activity.reviewed is None and not lint.holds(activity, "reviewed"):
        lint.add("AVG329", activity, None, f"{_of(activity)} was never reviewed")
    elif activity.reviewed and today and activity.reviewed > today:
        message = f"{_of(activity)} was reviewed on {activity.reviewed}, a day still to come"
        lint.add("AVG328", activity, "reviewed", message)
