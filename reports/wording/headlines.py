"""A finding in one line that names the deviation: "accepts 33 characters in Name", "answers 422 for invalid input"."""

from __future__ import annotations

import re
from dataclasses import replace
from enum import StrEnum

from reports.run.finding import Finding
from reports.wording.text import elide, one_line

_LIMIT = 120
_MEMBER = re.compile(r"(?P<member>[^\s:'\"]+): (?P<what>.+)", re.DOTALL)
_QUOTED = re.compile(r"(?P<value>'.*'|\".*\"): (?P<note>[^'\"]+)", re.DOTALL)
_SEEN = {"U+0020": "a space", "U+000A": "a line feed", "U+000D": "a carriage return", "U+0009": "a tab"}
_CHARACTER = re.compile(r"(?P<member>[^\s:'\"]+): character (?P<at>\d+) is [^(]+ \((?P<shown>.+)\)", re.DOTALL)
_BELOW = re.compile(r"(?P<value>\S+) (?P<how>is (?:below|above|more than|less than) .+)")
_SIZE = re.compile(r"(?P<member>\S+) has (?P<size>.+)")
_CALLED = re.compile(r"(?P<member>\S+) is called (?P<name>.+)")
_VERB = r"(?:is|has|are|holds|ends|begins|does)"
_CLAUSE = re.compile(rf"(?:the|an?) .+ {_VERB} .+|\S+ {_VERB} .+")
_ITEMS = re.compile(r"(?P<number>\d+ items?), not (?P<instead>.+)")
_RESOURCE = re.compile(r"because the (?P<resource>[^,]+) does not exist")
# A text between its quotation marks, if it has no character.
_NOTHING = 2
_SEQUENCE = ("the last of ", "the only request: ")
_MISSING = "does not exist"
# By what should have been answered: what was refused instead.
_INSTEAD = {
    "the resource, which was not deleted": "a resource that is there",
    "the page that the token leads to": "a token that it gave",
    "a list": "a list of what is there",
}
# How what came too early ends.
_LATER = re.compile(r"; asked again (?:[0-9.]+ s later|at once), it was right$")
_REASON = re.compile(", (?:because|since|never) ")
# What a wrong part of an answer is compared with, which the evidence has: left out of the headline.
_BESIDE = re.compile(r", that is \S+$")
_EARLIER = re.compile(r", as in the answer to \S+$")
_LISTED = (
    (re.compile(r"(?P<item>.+) is not there(?P<by> by \S+)"), "does not list {item}{by}"),
    (re.compile(r"(?P<item>.+) is not there"), "does not list {item}"),
    (re.compile(r"(?P<item>.+) is there (?P<times>\d+) times(?P<by> by \S+)"), "lists {item} {times} times{by}"),
    (re.compile(r"(?P<item>.+) is there (?P<times>\d+) times"), "lists {item} {times} times"),
    (re.compile(r"(?P<item>.+) is still listed"), "still lists {item}"),
    (re.compile(r"(?P<item>.+) is listed"), "lists {item}"),
    (re.compile(r"(?P<name>\S+) is (?P<value>.+) in the list"), "lists {name} as {value}"),
)


class Kind(StrEnum):
    """Deviations by what is wrong, in the order in which they are best repaired.

    What touches every answer comes first: until it is mended, it hides or explains much of the rest.
    """

    SILENT = "no answer"
    REFUSES = "refuses valid input"
    STATUS = "wrong status"
    UNKNOWN = "accepts what does not exist"
    ERROR = "wrong error"
    BREAKS = "server error"
    SIGNATURE = "accepts a wrong signature"
    ACCEPTS = "accepts invalid input"
    ECHO = "wrong echo"
    ANSWER = "wrong answer"


def kind(finding: Finding) -> Kind:
    """What is wrong with the answer of `finding`."""
    status, expected = finding.response.start, finding.expected
    if not status[:3].isdecimal():
        return Kind.SILENT
    if finding.pointer not in {"status", ""}:
        return _of_answer(finding)
    if status.startswith("5"):
        return Kind.BREAKS
    if status.startswith("2"):
        refused = re.match(r"[345]|any answer but", expected)
        return _acceptance(finding) if refused else Kind.STATUS
    return Kind.REFUSES if re.match(r"2\d\d(?! or )", expected) else Kind.STATUS


def headline(finding: Finding) -> str:
    """The deviation in one line, without the rule."""
    plain = replace(finding, actual=_LATER.sub("", finding.actual))
    when = "" if plain.actual == finding.actual else ", at first only"
    return elide(one_line(_line(plain)), _LIMIT - len(when)) + when


def difference(finding: Finding) -> str:
    """What sets the request apart from its control; of what does not exist, also its id and the one that exists."""
    if not finding.change or finding.control is None or not _missing(finding):
        return finding.change
    steps, known = finding.request.start.split("/"), finding.control.start.split("/")
    exchanged = [pair for pair in zip(steps, known, strict=False) if pair[0] != pair[1]]
    if len(steps) != len(known) or len(exchanged) != 1:
        return finding.change
    unknown, exists = (elide(step, _LIMIT // 3) for step in exchanged[0])
    return f"{finding.change}: {unknown}, where {exists} exists"


def told(finding: Finding) -> bool:
    """Whether the headline, or what is expected, says already in what the request differs from its control."""
    apart = difference(finding)
    found = _MEMBER.fullmatch(apart)
    what = found["what"] if found else apart
    return any(
        one_line(what.replace(", not ", " instead of ")) in text for text in (headline(finding), finding.expected)
    )


def _of_answer(finding: Finding) -> Kind:
    if finding.clause.endswith(".echo"):
        return Kind.ECHO
    return Kind.ERROR if finding.response.start.startswith(("4", "5")) else Kind.ANSWER


def _acceptance(finding: Finding) -> Kind:
    if _MISSING in finding.expected:
        return Kind.UNKNOWN
    return Kind.SIGNATURE if "signature" in finding.clause.lower() else Kind.ACCEPTS


def _line(finding: Finding) -> str:
    status = finding.response.start
    match kind(finding):
        case Kind.SILENT:
            return f"gives no answer: {status}"
        case Kind.REFUSES:
            return f"answers {status} to a valid request" + _where(finding)
        case Kind.STATUS if status.startswith("4") and not finding.expected.startswith("2"):
            return f"answers {status} for {_refused(finding)}"
        case Kind.BREAKS:
            return f"answers {status} to {_request(finding.change)}"
        case Kind.UNKNOWN if (found := _RESOURCE.search(finding.expected)) and _MISSING not in finding.change:
            article = "an" if found["resource"][0] in "aeiou" else "a"
            return f"accepts a request for {article} {found['resource']} that does not exist" + _beside(finding.change)
        case Kind.UNKNOWN | Kind.ACCEPTS | Kind.SIGNATURE:
            return f"accepts {_accepted(finding.change)}"
        case Kind.STATUS:
            return f"answers {status} instead of {wanted(finding)}"
        case _:
            return _returned(finding)


def _refused(finding: Finding) -> str:
    """What an answer refuses, in a few words."""
    return _INSTEAD.get(finding.expected, "what does not exist" if _missing(finding) else "invalid input")


def wanted(finding: Finding) -> str:
    """What should have been answered, without the reason."""
    return _REASON.split(finding.expected, maxsplit=1)[0]


def _missing(finding: Finding) -> bool:
    return _MISSING in finding.expected


def _where(finding: Finding) -> str:
    return f" in which {finding.change}" if _CLAUSE.fullmatch(finding.change) else _beside(finding.change)


def _beside(change: str) -> str:
    return f" ({change})" if change else ""


def _request(change: str) -> str:
    """A change as the object of "answers 500 to"."""
    if change.startswith(_SEQUENCE):
        return change
    return _accepted(change) if change else "a request"


def _accepted(change: str) -> str:
    """A change as the object of "accepts"."""
    if not change:
        return "an invalid request"
    if found := _CALLED.fullmatch(change):
        return f"{found['name']} instead of {found['member']}"
    if change.startswith("signed "):
        return f"a request {change}"
    if change.endswith(" is missing"):
        return f"a request without {change.removesuffix(' is missing')}"
    if change.endswith(" is null"):
        return f"null for {change.removesuffix(' is null')}"
    if found := _CHARACTER.fullmatch(change):
        return f"{_SEEN.get(found['shown'], found['shown'])} as character {found['at']} of {found['member']}"
    if found := _MEMBER.fullmatch(change):
        return f"{_value(found['what'])} in {found['member']}"
    if found := _SIZE.fullmatch(change):
        return f"{found['size']} in {found['member']}"
    return f"a request in which {change}" if _CLAUSE.fullmatch(change) else change


def _value(what: str) -> str:
    """What stands in a member; the note on a quoted value is left to the evidence, unless the value is cut short."""
    if found := _QUOTED.fullmatch(what):
        if len(found["value"]) == _NOTHING:
            return "an empty text"
        value = elide(found["value"], _LIMIT // 3)
        return value if value == found["value"] else f"{value} ({found['note']})"
    if found := _ITEMS.fullmatch(what):
        return f"{found['number']} instead of {found['instead']}"
    if found := _BELOW.fullmatch(what):
        return f"{found['value']}, which {found['how']},"
    return what + ("," if ", " in what else "")


def _returned(finding: Finding) -> str:
    """A wrong part of an answer: what stands where."""
    pointer, actual = finding.pointer, finding.actual
    if actual == "no error name":
        return f"names no error{_beside_error(finding)}"
    if pointer.startswith("header:"):
        return _sent(pointer.removeprefix("header:"), actual) + _beside_error(finding)
    for pattern, words in _LISTED:
        if found := pattern.fullmatch(actual):
            return words.format(**found.groupdict())
    place = ".".join(step for step in pointer.split("/")[1:] if step)
    value = actual.removeprefix(f"{place or 'the body'} is ")
    if value in {"missing", "absent"}:
        return f"leaves out {place or 'the body'}"
    if value.startswith("byte "):
        return f"returns a body in which {value}"
    value = _EARLIER.sub(", as in an earlier answer", _BESIDE.sub("", value))
    comma = "," if value.endswith((" gave", " answer")) else ""
    return f"returns {value}{comma} for {place}" if place else f"returns {value}"


def _beside_error(finding: Finding) -> str:
    """With which refusal a header came, where the answer is one."""
    status = finding.response.start[:3]
    return f" with {status}" if status.startswith(("4", "5")) else ""


def _sent(name: str, actual: str) -> str:
    """A wrong header of an answer."""
    if actual.startswith("no "):
        return f"sends no {name}"
    return f"sends an empty {name}" if actual == "an empty one" else f"sends {actual} as {name}"
