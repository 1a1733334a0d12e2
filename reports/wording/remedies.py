"""What would make an inconclusive clause conclusive: one sentence for every kind of reason."""

from __future__ import annotations

import re
from typing import Final

from spec.clauses.reason import Why

REMEDIES: Final = {
    Why.NOT_PROVOKED: "Repair what fails first: it can keep a clause open. If nothing fails, ask more with --depth.",
    Why.CONTROL_REFUSED: "Make the target accept the control, the same request without the violation.",
    Why.NOTHING_ACCEPTED: "Make the target accept a plain valid request first.",
    Why.LIKE_CONTROL: "Make the target answer the control as documented: it gave the same answer to that.",
    Why.FOLLOWS: "Repair the deviation that the reason names: it is the cause of this one.",
    Why.VALUE_REFUSED: "Make the target accept this value of the member, or look at the member's own clause.",
    Why.MEMBER_REFUSED: "Give what the member needs with --parameter, or make the target accept the member.",
    Why.NAME_TAKEN: "Empty the target, or start it anew: names of an earlier run are still taken there.",
    Why.NAMED_OTHERWISE: "Give a name that exists with --parameter body.NAME=VALUE: words say which ways go together.",
    Why.CONDITION: "Read what is said of that error, and give what the request needs with --parameter.",
    Why.CANNED: "Judge a target that follows its requests: this one gives a fixed answer.",
    Why.NOTHING_REFUSED: "Make the target refuse any violation of the body: then its acceptance counts.",
    Why.TOO_LARGE: "Make the target's answer shorter or less deeply nested: the suite reads no more of it.",
    Why.NO_ANSWER: "Give it longer with --timeout, or find out what keeps the target from answering.",
    Why.HANGING: "Make the target answer such requests, or give it longer with --timeout.",
    Why.THROTTLED: "Send more slowly with --rate, or raise the target's limit.",
    Why.STOPPED: "Find out what that request does to the target, restart it, and run again.",
    Why.BUDGET: "Allow more with --max-sessions.",
    Why.SPARED: "Name something of your own with --parameter, or verify a target on this machine.",
    Why.TIME_LIMIT: "Allow more time with --time-limit, or ask less with --depth.",
    Why.INTERRUPTED: "Let the run end.",
    Why.MACHINE: "Give this machine what the sentence names, and run again.",
    Why.UNREACHABLE: "Start the target, or correct --target.",
    Why.ACCESS_REFUSED: "Correct the credentials, --auth, or the headers that the target wants.",
    Why.NOT_OFFERED: "Make the target offer them, or name those that it has with --operation.",
    Why.UNKNOWN_RESOURCE: "Create the resource at the target, or name one that exists; and check the path of --target.",
    Why.WRONG_TARGET: "Correct --target: what answered there is not the service itself.",
    Why.EXAMPLE_REFUSED: "Make the target accept the documentation's own example; its answer says why it does not.",
    Why.UNRECORDED: "Run against the target itself: the recording has no answer to this request.",
    Why.NOT_CREATED: "Make the target create what this operation works on, or give one with --parameter.",
    Why.NOT_THERE: "Nothing has to be done: an answer may lack the member, and was not judged by it.",
    Why.NOT_CALLED_FOR: "Nothing can: any answer to such a request is right.",
}
# The failing clause that a reason names.
_HIDDEN = re.compile(r"hidden by (?P<clause>\S+), which fails")
_UNKNOWN: Final = "Run again: the record does not say what kept the clause open."


def advice(reason: str, why: Why | None) -> str:
    """What to do about a clause that was left open, or "" where the reason says it itself, in a sentence of its own."""
    if clause := hiding(reason, why):
        return f"Repair {clause} first."
    return "" if ". " in reason else remedy(why)


def hiding(reason: str, why: Why | None) -> str:
    """The failing clause that keeps another one undecided, by its id; "" where the reason names none."""
    found = _HIDDEN.search(reason) if why is Why.FOLLOWS else None
    return found["clause"] if found else ""


def remedy(why: Why | None) -> str:
    """What to do about a clause that was left open; records of earlier versions do not say why."""
    return _UNKNOWN if why is None else REMEDIES[why]
