"""What to do about a deviation, in one line that begins with a verb: "Answer 400 instead of 422 for invalid input"."""

from __future__ import annotations

import re

from reports.run.finding import Finding
from reports.wording.headlines import Kind, headline, kind, wanted

_STATUS = re.compile(r"answers (?P<status>\d{3}) (?P<rest>.+)", re.DOTALL)
_RETURNED = re.compile(r"returns (?P<value>.+) for (?P<place>\S+)", re.DOTALL)
# What the headline says the target does, and what it should do.
_VERBS = (
    ("accepts ", "Refuse "),
    ("leaves out ", "Return "),
    ("sends no ", "Send "),
    ("sends an empty ", "Send a value in "),
    ("does not list ", "List "),
    ("still lists ", "List no longer "),
    ("gives no answer", "Answer"),
)


def repair(finding: Finding) -> str:
    """What would repair the deviation that a finding shows."""
    line = headline(finding)
    if line.startswith("names no error"):
        # Where the name may stand: `the error's name X, in x-amzn-ErrorType or as code of the body`.
        place = finding.expected.partition(", in ")[2]
        return f"Name the error{line.removeprefix('names no error')}" + (f", in {place}" if place else "")
    found = _STATUS.fullmatch(line)
    if found:
        return _answering(finding, found["status"], found["rest"])
    for does, should in _VERBS:
        if line.startswith(does):
            return should + line.removeprefix(does)
    returned = _RETURNED.fullmatch(line)
    return f"Correct {returned['place']}, which is {returned['value']}" if returned else f"Correct this: it {line}"


def _answering(finding: Finding, status: str, rest: str) -> str:
    """Another status than the one that came."""
    right = wanted(finding)
    if kind(finding) is Kind.REFUSES:
        return f"Accept {rest.removeprefix('to ')}"
    if not right[:1].isdecimal():
        otherwise = rest.removeprefix("instead of ")
        return f"Answer with {otherwise} instead of {status}" if otherwise != rest else f"Do not answer {status} {rest}"
    if rest.startswith("instead of "):
        return f"Answer {right} instead of {status}"
    # What is sent may be told with an "instead of" of its own.
    return (
        f"Answer {right}, not {status}, {rest}"
        if "instead of" in rest
        else f"Answer {right} instead of {status} {rest}"
    )
