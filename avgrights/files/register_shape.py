"""The description of register.yaml: every key, read into terms and into a JSON Schema."""

from __future__ import annotations

import re
from typing import Any

from avgrights.files.records import Key, Record
from avgrights.files.shapes import (
    As,
    Choice,
    Day,
    Either,
    Flag,
    ListOf,
    Parsed,
    Text,
    choice,
)
from avgrights.terms.legal_basis import BASES, LegalBasis
from avgrights.terms.period import parse_keep
from avgrights.terms.register import (
    Activity,
    AutomatedDecisions,
    Contact,
    Controller,
    CountFrom,
    DataCategory,
    LawReference,
    MonthDay,
    Recipient,
    Register,
    RetentionRule,
    SelectionList,
    SpecialCategory,
    Then,
    Transfer,
)

TEXT = Text()
TEXTS = ListOf(TEXT)
FLAG = Flag()
DAY = Day()
#: Ids and names that end up in commands, paths and file names.
#: A letter of the Latin script, a digit or `_`, spelled out: `\w` means less to an editor.
WORD = r"0-9A-Za-z_\u00C0-\u024F"
NAME_PATTERN = rf"[{WORD}](?:[{WORD} .-]{{0,98}}[{WORD}.])?"
NAME = Text(NAME_PATTERN, "AVG208", "letters, digits, spaces, '-', '_' and '.', at most 100")
EXCEPTIONS = tuple(f"9(2)({letter})" for letter in "abcdefghij")

_UNIT = (
    r"(?:[Yy][Ee][Aa][Rr][Ss]?|[Jj][Aa][Aa][Rr]|[Jj][Aa][Rr][Ee][Nn]"
    r"|[Mm][Oo][Nn][Tt][Hh][Ss]?|[Mm][Aa][Aa][Nn][Dd](?:[Ee][Nn])?"
    r"|[Ww][Ee][Ee][Kk][Ss]?|[Ww][Ee][Kk][Ee][Nn]|[Dd][Aa][Yy][Ss]?|[Dd][Aa][Gg](?:[Ee][Nn])?)"
)
_COUNT = rf"\d{{1,4}}\s+{_UNIT}"
KEEP_PATTERN = (
    r"^\s*(?:[Pp][Ee][Rr][Mm][Aa][Nn][Ee][Nn][Tt]|[Bb][Ll][Ii][Jj][Vv][Ee][Nn][Dd]"
    r"|P(?=\d)(?:\d{1,4}Y)?(?:\d{1,4}M)?(?:\d{1,4}W)?(?:\d{1,4}D)?"
    rf"|{_COUNT}(?:\s+(?:(?:en|and)\s+)?{_COUNT})*)\s*$"
)
KEEP = Parsed(parse_keep, "AVG205", KEEP_PATTERN, "a period such as '2 years' or '4 weken'")

_MONTH_DAY = re.compile(r"(\d{2})-(\d{2})")
_LONGEST_MONTHS = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}


def book_year_end(text: str) -> MonthDay | str:
    """The end of book years: a month and a day, or the name of an event.

    Raises:
        ValueError: a month and a day that do not exist.

    >>> book_year_end("12-31")
    MonthDay(month=12, day=31)
    """
    found = _MONTH_DAY.fullmatch(text)
    if found is None:
        if not text or text[0].isdigit():
            raise ValueError(f"{text[:40]!r} is no month and day, such as 12-31, and no event")
        return text
    month, day = int(found[1]), int(found[2])
    if not (1 <= month <= 12 and 1 <= day <= _LONGEST_MONTHS.get(month, 31)):
        raise ValueError(f"{text!r} is no day of the year")
    return MonthDay(month, day)


BOOK_YEAR_END = Parsed(
    book_year_end,
    "AVG207",
    r"^\s*(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)"
    r"|02-(?:0[1-9]|[12]\d)|[^\s\d].*)\s*$",
    "a month and day such as 12-31, or the name of an event",
)

_BASIS = Choice({basis: basis for basis in BASES}, "AVG302")
_LONG_BASIS = Record(
    LegalBasis,
    {
        "basis": Key(_BASIS, "One of 6(1)(a) to 6(1)(f).", True, missing="AVG302"),
        "law": Key(TEXT, "The law that obliges or empowers; required for (c) and (e)."),
        "interest": Key(TEXT, "The legitimate interest, for (f)."),
        "consent": Key(TEXT, "How consent is given, for (a)."),
        "business_operations": Key(
            FLAG, "For (f) of a public body: ordinary business, not its public task."
        ),
    },
    more=tuple(
        {
            "if": {"properties": {"basis": {"const": basis}}, "required": ["basis"]},
            "then": {"required": [needed], "properties": {needed: {"type": "string"}}},
        }
        for basis, needed in (("6(1)(c)", "law"), ("6(1)(e)", "law"))
    ),
)
#: Read bare, every ground; offered bare, those that need nothing beside them.
_BARE = Choice(
    {basis: LegalBasis(basis=basis) for basis in BASES},
    "AVG302",
    tuple(basis for basis in BASES if basis not in ("6(1)(c)", "6(1)(e)")),
)
_BASIS_FORMS = Either({str: _BARE, dict: _LONG_BASIS}, "6(1)(b), or a mapping with 'basis'")
_ALONE = As(_BASIS_FORMS, lambda basis: (basis,))
LEGAL_BASIS = Either(
    {str: _ALONE, dict: _ALONE, list: ListOf(_BASIS_FORMS, filled=True, empty="AVG301")},
    "a legal basis such as 6(1)(b), or a list of them",
)

_CONTROLLER = Record(
    Controller,
    {
        "name": Key(TEXT, "The name of the body.", True),
        "address": Key(TEXT, "Where it can be visited."),
        "postal_address": Key(TEXT, "Where it receives post."),
        "phone": Key(TEXT, "Telephone number, between quotes."),
        "email": Key(TEXT, "E-mail address."),
        "website": Key(TEXT, "Website."),
    },
)
_CONTACT = Record(
    Contact,
    {
        "name": Key(TEXT, "Function or desk, better than a person's name."),
        "email": Key(TEXT, "E-mail address."),
        "address": Key(TEXT, "Postal address."),
        "phone": Key(TEXT, "Telephone number, between quotes."),
    },
)
_CATEGORY = Record(
    DataCategory,
    {
        "category": Key(TEXT, "The category; the data map's fields refer to it.", True),
        "items": Key(TEXTS, "What is in it."),
        "source": Key(TEXT, "Where it comes from, if not from the person: GDPR 14(2)(f)."),
        "provided_by_subject": Key(FLAG, "Whether the person provided it: GDPR 20(1)."),
    },
)


def _law(what: str, code: str) -> Record:
    """A law that a use rests on."""
    return Record(
        LawReference,
        {
            "law": Key(TEXT, f"The law that allows {what}.", True, missing=code),
            "description": Key(TEXT, "What it is used for."),
        },
    )


_SPECIAL = Record(
    SpecialCategory,
    {
        "category": Key(TEXT, "Which special category: GDPR 9(1).", True),
        "exception": Key(
            choice(*EXCEPTIONS, code="AVG310"), "The exception of GDPR 9(2).", True,
            missing="AVG310",
        ),
        "law": Key(TEXT, "The law beside it, such as UAVG 30."),
    },
)  # fmt: skip
_RECIPIENT = Record(
    Recipient,
    {
        "name": Key(TEXT, "The recipient, or the category of recipients.", True),
        "role": Key(TEXT, "processor, controller, joint controller, …"),
        "country": Key(TEXT, "Where it is established, such as NL."),
    },
)


def _transfer(country: str, safeguard: str = "") -> Transfer:
    return Transfer(country=country, safeguard=safeguard)


_TRANSFER = Record(
    _transfer,
    {
        "country": Key(TEXT, "The country or international organisation.", True),
        "safeguard": Key(TEXT, "Adequacy decision, standard clauses, …: GDPR 44-49."),
    },
)
_AUTOMATED = Record(
    AutomatedDecisions,
    {
        "logic": Key(TEXT, "How the decision is reached: GDPR 15(1)(h).", True),
        "consequences": Key(TEXT, "What it means for the person.", True),
        "law": Key(TEXT, "The law that allows it: GDPR 22(2)(b), UAVG 40."),
        "profiling": Key(FLAG, "Whether it is based on profiling."),
        "human_review": Key(TEXT, "How a person has somebody look: GDPR 22(3)."),
        "solely": Key(FLAG, "Whether nobody takes part in the decision: GDPR 22(1); absent: true."),
        "contract_necessary": Key(FLAG, "Whether a contract needs it: GDPR 22(2)(a)."),
        "explicit_consent": Key(FLAG, "Whether it rests on explicit consent: GDPR 22(2)(c)."),
    },
)
_SELECTION_LIST = Record(
    SelectionList,
    {
        "list": Key(TEXT, 'Where the list stands, such as "Stcrt. 2011, 22764".', True),
        "category": Key(TEXT, "The number of the entry."),
        "valid_until": Key(DAY, "The last day on which the list is valid."),
    },
)


def _any_of(enum: type[CountFrom] | type[Then]) -> Choice:
    return Choice({member.value: member for member in enum})


_RULE_CORE = ("datasets", "keep", "after", "count_from")
RULE = Record(
    RetentionRule,
    {
        "id": Key(NAME, "The rule's name in plans and certificates.", True),
        "datasets": Key(ListOf(NAME), "The datasets of the data map that it holds for."),
        "keep": Key(KEEP, "2 years, 2 jaar, 4 weken, P2Y, permanent."),
        "after": Key(TEXT, "The event that starts the term, as the data map names it."),
        "count_from": Key(
            _any_of(CountFrom), "From the event's day, or the end of its calendar or book year."
        ),
        "book_year_ends": Key(BOOK_YEAR_END, "12-31, or the name of an event."),
        "minimum": Key(FLAG, "Whether a law obliges to keep it at least this long."),
        "hold_reasons": Key(TEXTS, "Reasons for a hold beside those of policies/retention.yaml."),
        "then": Key(_any_of(Then), "What happens when the term is over."),
        "because": Key(TEXT, "The rule that allows this term."),
        "selection_list": Key(_SELECTION_LIST, "The entry of the selection list."),
        "open": Key(TEXTS, "What the source leaves open; an incomplete rule purges nothing."),
    },
    more=(
        {
            "anyOf": [
                {
                    "required": list(_RULE_CORE),
                    "properties": {
                        **{name: {"not": {"type": "null"}} for name in _RULE_CORE},
                        "datasets": {"type": "array", "minItems": 1},
                    },
                },
                {"required": ["open"], "properties": {"open": {"type": "array", "minItems": 1}}},
            ]
        },
    ),
)

ACTIVITY = Record(
    Activity,
    {
        "id": Key(NAME, "The activity's name in commands and plans.", True),
        "name": Key(TEXT, "What it is called.", True),
        "purpose": Key(TEXT, "What the data is processed for: GDPR 30(1)(b).", True),
        "description": Key(TEXT, "More about it."),
        "legal_basis": Key(LEGAL_BASIS, "GDPR 6(1): one ground or more.", True, blank=(),
                           missing="AVG301"),
        "data_subjects": Key(TEXTS, "Whom the data is about: GDPR 30(1)(c).", True, blank=()),
        "data": Key(ListOf(_CATEGORY), "Which data: GDPR 30(1)(c).", True, blank=()),
        "regime": Key(choice("avg", "wjsg", "wpg"), "The law that applies, if not the register's."),
        "national_id": Key(_law("the use of a BSN", "AVG308"), "UAVG 46; null: none."),
        "special_categories": Key(ListOf(_SPECIAL), "GDPR 9."),
        "criminal_data": Key(_law("it", "AVG312"), "GDPR 10, UAVG 31-33; null: none."),
        "recipients": Key(ListOf(_RECIPIENT), "GDPR 30(1)(d); an empty list: none."),
        "transfers": Key(ListOf(_TRANSFER), "Outside the EEA: GDPR 30(1)(e)."),
        "made_public": Key(ListOf(TEXT), "Where its data is made public: GDPR 17(2)."),
        "automated_processing": Key(FLAG, "GDPR 20(1)(b)."),
        "direct_marketing": Key(FLAG, "GDPR 21(2)."),
        "automated_decisions": Key(_AUTOMATED, "GDPR 22; null: none."),
        "retention": Key(ListOf(RULE), "How long the data is kept: GDPR 30(1)(f)."),
        "open": Key(TEXTS, "What the source leaves open."),
        "security": Key(TEXTS, "Measures in general terms: GDPR 30(1)(g)."),
        "dpia": Key(TEXT, "Reference of the impact assessment: GDPR 35."),
        "owner": Key(TEXT, "The department that answers for it."),
        "publish": Key(FLAG, "Whether it stands in the public register."),
        "reviewed": Key(DAY, "The day of the last review."),
    },
    one_of=(("retention", "open"),),
)  # fmt: skip


def _register(**given: Any) -> Register:
    return Register(**given)


REGISTER = Record(
    _register,
    {
        "register": Key(NAME, "The register's name in commands.", True, attribute="name"),
        "language": Key(choice("nl", "en"), "The language it is written in.", True),
        "regime": Key(choice("avg", "wjsg", "wpg"), "The law that applies; activities may differ."),
        "public_body": Key(FLAG, "Whether the controller is a public body."),
        "controller": Key(_CONTROLLER, "Who decides on purpose and means: GDPR 4(7).", True,
                          blank=Controller(name="")),
        "joint_controllers": Key(ListOf(_CONTROLLER), "GDPR 26."),
        "dpo": Key(_CONTACT, "The data protection officer (FG): GDPR 37.", True, blank=Contact()),
        "rights_desk": Key(_CONTACT, "Where requests go."),
        "activities": Key(ListOf(ACTIVITY), "The processing activities.", True, blank=()),
    },
)  # fmt: skip
