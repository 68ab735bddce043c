"""The keys and words of an answer in Dutch, for text; JSON keeps the English words."""

from __future__ import annotations

NL = {
    "nominal": "nominaal einde", "due": "uiterlijk", "first_due": "eerste termijn tot",
    "extension": "verlenging", "extended_due": "verlengd tot",
    "suspended_days": "dagen opgeschort", "status": "stand", "remaining_days": "dagen over",
    "refuse_by": "weigeren uiterlijk", "other_calendar": "andere kalender",
    "in_time": "op tijd", "last_receipt": "uiterlijk te ontvangen",
    "days": "dagen", "euros": "euro", "first_day": "eerste dag", "last_day": "laatste dag",
    "fixed_by": "vaststellen uiterlijk", "reason": "reden",
    "older_than_one_year": "ouder dan een jaar", "duty_to_continue": "plicht tot behandeling",
    "must_register": "registreren", "may_decline": "mag buiten behandeling",
    "check_as_objection": "nagaan of het bezwaar is",
    "check_as_notice_of_default": "nagaan of het een ingebrekestelling is",
    "keep_until": "bewaren tot en met", "purge_from": "wissen vanaf",
    "purge_allowed": "wissen mag", "blocked_by": "tegengehouden door", "finding": "bevinding",
    "transfer_due": "over te brengen vanaf", "transfer_latest": "over te brengen uiterlijk",
    "verdict": "uitkomst", "balancing": "afweging", "substitute": "in de plaats",
    "route_to": "regime", "grounds": "gronden", "citations": "artikelen", "asks": "feit",
    "answered_by": "te beantwoorden door", "question": "vraag",
    "days_left": "dagen over", "late_by": "dagen te laat", "possible": "nog mogelijk",
    "late": "te laat", "decided": "besloten", "withdrawn": "ingetrokken",
    "not received": "niet ontvangen",
    "may_act": "mag handelen", "age": "leeftijd", "strict": "strikt", "awt": "awt",
    "applies": "geldt", "does not apply": "geldt niet", "depends": "hangt ervan af",
    "valid": "geldig", "too late": "te laat", "not provided": "kent de wet niet",
    "running": "loopt", "suspended": "opgeschort", "expired": "verstreken", "over": "voorbij",
    "not started": "niet begonnen", "permanent": "blijvend", "unknown": "onbekend",
    "never": "nooit", "blocked": "tegengehouden", "no notice": "geen ingebrekestelling",
    "premature notice": "voortijdige ingebrekestelling", "late hold": "te late opschorting",
    "trigger missing": "gebeurtenis ontbreekt", "permanent retention": "blijvend te bewaren",
    "restriction lift not notified": "opheffing van de beperking niet gemeld",
    "subject": "betrokkene", "representative": "vertegenwoordiger", "open": "open",
    "controller": "verwerkingsverantwoordelijke", "data subject": "betrokkene", "DPO": "FG",
    "yes": "ja", "no": "nee",
}  # fmt: skip


def word(text: str, language: str) -> str:
    """A key or a word of an answer in that language; what is no word of ours stays as it is."""
    return NL.get(text, text.replace("_", " ")) if language == "nl" else text.replace("_", " ")
