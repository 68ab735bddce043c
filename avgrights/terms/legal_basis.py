"""On what ground a purpose may process personal data (rechtsgrond, GDPR 6(1))."""

from __future__ import annotations

from attrs import frozen

BASES = ("6(1)(a)", "6(1)(b)", "6(1)(c)", "6(1)(d)", "6(1)(e)", "6(1)(f)")


@frozen(kw_only=True)
class LegalBasis:
    """One of the six grounds of GDPR 6(1), with what that ground asks to be named.

    Attributes:
        basis: one of `BASES`.
        law: the law that obliges or empowers, for (c) and (e): GDPR 6(3).
        interest: the legitimate interest, for (f): GDPR 13(1)(d).
        consent: how consent is given, for (a).
        business_operations: for (f) of a public body: ordinary business, not its public task.
    """

    basis: str
    law: str | None = None
    interest: str | None = None
    consent: str | None = None
    business_operations: bool = False
