"""What is wrong with the instants of one object for one reason, by which of their clauses it is told.

An example. A target writes every instant as an HTTP date. CreatedTimestamp and UpdatedTimestamp both break their
format: the former tells it. Another one has a clock that is a day slow. Neither is now, and again the former tells it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from conformance.oracle.answer.members import instances, split
from conformance.oracle.answer.timestamps import Instant, parse
from conformance.oracle.judgement import Judgement
from conformance.oracle.schemas import Offence
from spec.clauses.clause import Clause, Level
from spec.clauses.status import Status

_DIGITS, _LETTERS = re.compile(r"\d+"), re.compile(r"[^\W\d_]+")


def of_notation(offences: Iterable[Offence], levels: Mapping[str, Level]) -> dict[str, str]:
    """By each clause on a format whose cause another one tells, that other one: of the members of one object.

    Args:
        offences: what an answer breaks.
        levels: of the clauses, by id.
    """
    told: dict[str, str] = {}
    speaking: dict[tuple[str, str], str] = {}
    formats = [offence for offence in offences if offence.keyword == "format"]
    for offence in sorted(formats, key=lambda one: levels[one.clause] is not Level.MUST):
        alike = offence.pointer.rpartition("/")[0], _notation(offence.text)
        first = speaking.setdefault(alike, offence.clause)
        if first != offence.clause:
            told[offence.clause] = first
    return told


def _notation(text: str) -> str:
    """How a text is written, whatever it says: `a, 9 a 9 9:9:9 a` of an HTTP date; all without a digit are words."""
    shape = _LETTERS.sub("a", _DIGITS.sub("9", text))
    return shape if "9" in shape else "a"


def of_clock(judgements: Iterable[Judgement], clauses: Mapping[str, Clause], document: Any) -> dict[str, str]:
    """By each clause on instants whose cause another one tells, that other one.

    Two that are off by the same are off for one reason. One that is off says nothing of which was first. A clause that
    binds less tells nothing for one that binds more.

    Args:
        judgements: on how the members of one answer fit each other and the time.
        clauses: those that they are on, by id.
        document: the answer's body.
    """
    failing = [judgement for judgement in judgements if judgement.status is Status.FAIL]
    now = [judgement for judgement in failing if clauses[judgement.clause].check == "now"]
    off = sorted(now, key=lambda judgement: clauses[judgement.clause].level is not Level.MUST)
    paths = {split(clauses[judgement.clause].arguments["member"]) for judgement in off}
    values = {pointer: value for path in paths for pointer, value in instances(document, path)}
    instants = {judgement.pointer: parse(values[judgement.pointer]) for judgement in off}
    told: dict[str, str] = {}
    for place, judgement in enumerate(off):
        clause = clauses[judgement.clause]
        slack = timedelta(seconds=clause.arguments["seconds"])
        alike = (other for other in off[:place] if _off_alike(judgement.pointer, other.pointer, instants, slack))
        first = next(alike, judgement).clause
        if first != clause.id:
            told[clause.id] = told.get(first, first)
    wrong = {judgement.pointer: told.get(judgement.clause, judgement.clause) for judgement in off}
    for judgement in failing:
        clause = clauses[judgement.clause]
        if clause.check == "order":
            around = judgement.pointer.rpartition("/")[0]
            ends = [f"{around}/{split(clause.arguments[end])[-1]}" for end in ("earlier", "later")]
            telling = (wrong[end] for end in ends if end in wrong)
            by = next((one for one in telling if not clauses[one].level.binds_less(clause.level)), None)
            if by is not None:
                told[clause.id] = by
    return told


def _off_alike(one: str, other: str, instants: Mapping[str, Instant | None], slack: timedelta) -> bool:
    """Whether two members of one object, both wrong, are the same instant or are both none."""
    if one.rpartition("/")[0] != other.rpartition("/")[0]:
        return False
    first, second = instants[one], instants[other]
    if first is None or second is None:
        return first is second
    return abs(first.moment - second.moment) <= slack
