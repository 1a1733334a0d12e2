"""Clauses: the normative statements of an edition, each with its level, its evidence and its place in the page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How binding a clause is; see design.md, "Words"."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    MAY = "MAY"


class Evidence(StrEnum):
    """What a clause rests on."""

    PAGE = "page"
    EXAMPLE = "example"
    LINKED = "linked"
    PROTOCOL = "protocol"
    MODEL = "model"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One normative statement of an edition.

    Attributes:
        id: reads like a path: `request.body.ParticipantPhoneNumbers.items.pattern`.
        section: the part of the report it belongs to, for example "Request body".
        level: MUST decides the verdict, SHOULD warns, MAY is only observed.
        evidence: where the statement comes from.
        place: where in the documentation it stands, for example "Request Body › Name".
        url: a link to that place.
        sentence: the statement in plain words of our own.
        checks: the names of the checks that test it; empty exactly when `excluded` says why there are none.
        excluded: the reason why it cannot be tested, or "".
        note: a decision on a conflict, or a disagreement between sources, or "".
    """

    id: str
    section: str
    level: Level
    evidence: Evidence
    place: str
    url: str
    sentence: str
    checks: tuple[str, ...] = ()
    excluded: str = ""
    note: str = ""
