"""Why a clause could be judged neither way: the kind, which every stage sets, and the sentence for people."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """What keeps a clause open."""

    # Every kind has a remedy of its own in `reports.wording.remedies`.
    NOT_PROVOKED = "not provoked"
    CONTROL_REFUSED = "control refused"
    NOTHING_ACCEPTED = "nothing accepted"
    LIKE_CONTROL = "answered like its control"
    FOLLOWS = "follows from another clause"
    VALUE_REFUSED = "value refused everywhere"
    MEMBER_REFUSED = "member refused everywhere"
    NAME_TAKEN = "name taken"
    NAMED_OTHERWISE = "named otherwise"
    CONDITION = "documented condition"
    CANNED = "canned answer"
    NOTHING_REFUSED = "nothing refused"
    TOO_LARGE = "answer too large"
    NO_ANSWER = "no answer"
    HANGING = "target hangs"
    THROTTLED = "throttled"
    STOPPED = "target stopped"
    BUDGET = "budget"
    SPARED = "spared"
    TIME_LIMIT = "time limit"
    INTERRUPTED = "interrupted"
    MACHINE = "machine lacks something"
    UNREACHABLE = "unreachable"
    ACCESS_REFUSED = "access refused"
    UNKNOWN_RESOURCE = "unknown resource"
    NOT_OFFERED = "not offered"
    WRONG_TARGET = "wrong target"
    EXAMPLE_REFUSED = "example refused"
    UNRECORDED = "unrecorded"
    NOT_CREATED = "not created"
    NOT_CALLED_FOR = "not called for"
    NOT_THERE = "not there"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one clause is open.

    Attributes:
        why: the kind, for programs.
        text: the sentence, for people: `the time limit of 5 s was reached`.
    """

    why: Why
    text: str

    def __str__(self) -> str:
        """The sentence."""
        return self.text
