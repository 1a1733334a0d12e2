"""Clauses: the normative statements of a contract, each with its level, its evidence and its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Level(StrEnum):
    """How binding a clause is: MUST decides the verdict, SHOULD warns, MAY is only observed."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    MAY = "MAY"

    def binds_less(self, other: Level) -> bool:
        """Whether a finding of this level may not tell one of another level: nothing but a MUST tells a MUST."""
        return other is Level.MUST and self is not Level.MUST


class Evidence(StrEnum):
    """What a clause rests on."""

    PAGE = "page"
    EXAMPLE = "example"
    LINKED = "linked"
    PROTOCOL = "protocol"
    MODEL = "model"
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One normative statement of a contract.

    Attributes:
        id: reads like a path: `request.body.ParticipantPhoneNumbers.items.pattern`.
        operation: the name of the operation that it is about.
        section: the part of the report it belongs to, for example "Request body".
        level: MUST decides the verdict, SHOULD warns, MAY is only observed.
        evidence: where the statement comes from.
        place: where in the documentation it stands, for example "Request Body › Name".
        url: a link to that place.
        sentence: the statement in plain words of our own.
        check: the name of the check that tests it, by `spec.clauses.checks`; "" for none.
        arguments: what the check has to know: members, values, bounds.
        checks: the kinds of exchange that the check needs; empty exactly when `excluded` says why there are none.
        excluded: the reason why it cannot be tested, or "".
        pattern: the regular expression that is documented, where the clause is about one; else "".
        note: a decision on a conflict, or a disagreement between sources, or "".
        if_there: it is about a part of an answer that an answer may lack: where all lack it, nothing was tested.
    """

    id: str
    operation: str
    section: str
    level: Level
    evidence: Evidence
    place: str
    url: str
    sentence: str
    check: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict, hash=False)
    checks: tuple[str, ...] = ()
    excluded: str = ""
    pattern: str = ""
    note: str = ""
    if_there: bool = False
