"""The lines of a section, split into what is said of each member: prose first, then constraints."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum

from spec.derive.errors import PageError
from spec.derive.page.constraints import BOUNDS, LABELS, labelled
from spec.derive.page.kinds import is_kind
from spec.derive.page.sections import Line

# Words on a line of their own that begin a remark; behind a complete member they are a member's name.
_REMARKS = {"Note", "Important", "Warning", "Caution", "Tip"}
# What only a constraint that is not known looks like: `Smell Constraints: Strong.`
_CAPITALISED = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]+)+:(?: |$).*")
# What looks like one as well, and like prose: `Uniqueness: Yes`.
_LABEL_LIKE = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]+)*: \S+(?: \S+){0,2}")
_VALUES_LIKE = re.compile(r"[Vv]alid values: `[^`]+ \| [^`]+`\.?")
_LABEL = "|".join(sorted(LABELS, key=len, reverse=True))
_DISGUISED = re.compile(rf"(?:<\w+>|\W)*(?:{_LABEL})(?:</\w+>|[^\w`])*[:\uff1a|]")
# A constraint without its colon, or behind other words: `Pattern = ...`, `Also, Valid Range: Minimum value of 1.`
_GAP = r"`?(?:</?\w+>|&#?\w+;|[^A-Za-z0-9`]| (?:is|are) )*"
_MEASURED = "|".join(LABELS - {"Type", "Default", "Required"})
_UNMARKED = re.compile(
    rf"(?<![A-Za-z0-9])(?:Required{_GAP}(?:Yes|No)\.?$"
    rf"|(?:{_MEASURED}|VALID VALUES){_GAP}(?:`[^`]+`\.?$|(?:Minimum|Maximum|Fixed) \w+ of \d))"
)
_INSIDE = re.compile(r"(?<!\w)(?:[A-Z]\w+ )*[A-Z]\w+: ?(?:Minimum|Maximum|Fixed) (?:length|value|number) of \d")
# A member's link to the syntax, on a line of its own.
_LINK = re.compile(r"[*\s]*\[[^\]]+\]\(#[^)]*(?:Request|Response)Syntax\)[*\s]*")
_INTRODUCTIONS = (
    ("The request accepts the following data in JSON format", "json"),
    ("The following data is returned in JSON format", "json"),
    ("The request accepts the following binary data", "bytes"),
    ("The request accepts the following string data", "bytes"),
    ("The response returns the following as the HTTP body", "bytes"),
    ("The response returns the following HTTP headers", "headers"),
    ("If the action is successful, the service sends back the following HTTP response", "status"),
)
_OTHER_FORMAT = re.compile(r"The (?:request accepts the following data|following data is returned) in (?!JSON)(\w+)")


class Kind(Enum):
    """What members that are introduced together are."""

    TYPED = "json"
    BYTES = "bytes"
    HEADERS = "headers"
    STATUS = "status"
    UNTYPED = "parameters"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One member.

    Attributes:
        line: its name.
        kind: what it is introduced as.
        prose: the lines that describe it.
        constraints: the lines that constrain it, in the order of the page.
        doubtful: lines that look like constraints and are taken for prose, or are contradicted by a later one.
    """

    line: Line
    kind: Kind
    prose: tuple[Line, ...]
    constraints: tuple[Line, ...]
    doubtful: tuple[Line, ...] = ()


@dataclass(slots=True, kw_only=True)
class _Group:
    """Members that are introduced together."""

    kind: Kind
    lines: list[Line] = field(default_factory=list)


def blocks(
    lines: Sequence[Line], place: tuple[str, str], *, typed: bool, shown: Collection[str] = frozenset()
) -> Iterator[Block]:
    """The members that lines tell of.

    Args:
        lines: those of a section.
        place: file and section, for errors.
        typed: whether members state a `Type:` where the section does not tell; those of the URI do not.
        shown: the words of the syntax. A member without type may have no constraint at all, and then only its place in
            the syntax tells plain text that a word on a line of its own is the next member.

    Raises:
        PageError: a line belongs to no member, or is a constraint that is not understood.
    """
    certain = any(line.certain for line in lines)
    for group in _groups(lines, place, typed=typed, certain=certain):
        begins = _certain if certain else _beginning(shown, typed=group.kind is Kind.TYPED)
        for name, inside in _members(group.lines, begins, place, typed=group.kind is Kind.TYPED):
            yield _block(name, inside, group.kind, place[0])


def _groups(lines: Sequence[Line], place: tuple[str, str], *, typed: bool, certain: bool) -> Iterator[_Group]:
    group = _Group(kind=Kind.TYPED if typed else Kind.UNTYPED)
    for before, line in zip((None, *lines), lines, strict=False):
        # A member's own prose may say the same words, in its first line.
        if certain and before and before.certain:
            group.lines.append(line)
            continue
        other = _OTHER_FORMAT.match(line.text)
        if other:
            reason = f"is not about JSON but {other[1]}: it is a page of another protocol"
            raise PageError(place[0], reason, field=place[1])
        kind = next((kind for words, kind in _INTRODUCTIONS if line.text.startswith(words)), None)
        if kind is None:
            group.lines.append(line)
        else:
            yield group
            group = _Group(kind=Kind(kind))
    yield group


def _certain(line: Line, *, complete: bool) -> bool:  # noqa: ARG001 - one of two ways to tell
    return line.certain


def _beginning(shown: Collection[str], *, typed: bool) -> Callable[..., bool]:
    """Whether a line begins a member: it is marked, the syntax has it, or the one before is complete."""

    def begins(line: Line, *, complete: bool) -> bool:
        if line.marked or (line.name in shown and not typed):
            return bool(line.name)
        return bool(line.name) and complete

    return begins


def _members(
    lines: Sequence[Line], begins: Callable[..., bool], place: tuple[str, str], *, typed: bool
) -> Iterator[tuple[Line, list[Line]]]:
    name: Line | None = None
    inside: list[Line] = []
    for line in lines:
        if not line.name and not line.code and _LINK.fullmatch(line.text):
            raise PageError(place[0], "this line is not understood", field=place[1], line=line.text, number=line.number)
        # Plain text: a word on its own begins a member only where the one before has had its last line.
        complete = _complete(inside, typed=typed) if name else line.name not in _REMARKS
        if begins(line, complete=complete):
            if name:
                yield name, inside
            name, inside = line, []
        elif name is None and _opens(line.text, typed=typed) and not line.code:
            reason = "this line belongs to no member"
            raise PageError(place[0], reason, field=place[1], line=line.text, number=line.number)
        else:
            inside.append(line)
    if name:
        yield name, inside


def _complete(inside: Sequence[Line], *, typed: bool) -> bool:
    return any(_opens(line.text, typed=typed) for line in inside)


def _opens(text: str, *, typed: bool) -> bool:
    """Whether a line begins constraints: with a type where members have one, else with any of them."""
    label, _ = labelled(text)
    return label in {"Type", "Required"} if typed else label in LABELS or bool(_CAPITALISED.fullmatch(text))


def _block(name: Line, inside: Sequence[Line], kind: Kind, file: str) -> Block:
    lines = [line for line in inside if not line.code]
    start = _typed_start(lines) if kind is Kind.TYPED else _untyped_start(lines, name, file)
    prose, constraints = lines[:start], lines[start:]
    doubtful = [line for line in _run(prose) if _strict(line.text)]
    doubtful += [line for line in prose[-1:] if line not in doubtful and _like_constraint(line.text)]
    if kind is not Kind.TYPED:
        constraints, repeated = _last_of_each(constraints)
        doubtful += repeated
    return Block(line=name, kind=kind, prose=tuple(prose), constraints=tuple(constraints), doubtful=tuple(doubtful))


def _like_constraint(text: str) -> bool:
    """Whether the last line of prose looks like a constraint that nobody knows, or one that is misspelt."""
    return bool(_LABEL_LIKE.fullmatch(text) or _CAPITALISED.fullmatch(text) or _VALUES_LIKE.fullmatch(text))


def _typed_start(lines: Sequence[Line]) -> int:
    """Where the constraints begin: at the last type, as prose may quote one; of two in one run, neither is prose."""
    labels = [labelled(line.text)[0] for line in lines]
    last = max((at for at, label in enumerate(labels) if label == "Type"), default=None)
    if last is None:
        return next((at for at, label in enumerate(labels) if label == "Required"), len(lines))
    first = last
    while first and labels[first - 1] in LABELS and labels[first - 1] != "Required":
        first -= 1
    quoted = [at for at in range(first, last) if labels[at] == "Type" and is_kind(labelled(lines[at].text)[1])]
    return quoted[0] if quoted else last


def _untyped_start(lines: Sequence[Line], name: Line, file: str) -> int:
    """Where the constraints begin: they end the block, each with a known label."""
    known = [labelled(line.text)[0] in LABELS for line in lines]
    start = len(lines) - len(_run(lines))
    for at, line in enumerate(lines[:start]):
        beside = (at + 1 < len(lines) and known[at + 1]) or (at > 0 and known[at - 1])
        bounded = BOUNDS.fullmatch(line.text.partition(":")[2].strip())
        unknown = not known[at] and bool(bounded or (beside and _CAPITALISED.fullmatch(line.text)))
        if unknown or _is_disguised(line.text) or (known[at] and (_strict(line.text) or _is_cut(line.text))):
            # In front of prose, or beside real ones: a constraint would be lost if this were taken for prose.
            raise PageError(file, "this line is not understood", field=name.name, line=line.text, number=line.number)
    return start


def _is_disguised(text: str) -> bool:
    """Whether a line has a constraint that is spelt as none is: in bold, in a table, behind other words."""
    disguised = _DISGUISED.match(text) if not labelled(text)[0] else None
    unmarked = _UNMARKED.search(text) if labelled(text)[0] not in LABELS else None
    return bool(disguised or unmarked or _INSIDE.search(text, 1))


def _is_cut(text: str) -> bool:
    """Whether a line with a known label is only the beginning of a constraint: its value stands on the next line."""
    value = labelled(text)[1]
    return not value or value.endswith("|") or value.count("`") % 2 == 1


def _run(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines at the end that all have a known label."""
    start = len(lines)
    while start and labelled(lines[start - 1].text)[0] in LABELS:
        start -= 1
    return lines[start:]


def _last_of_each(constraints: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The last line of each label, and those before it that say something else: prose may quote a constraint."""
    last = {labelled(line.text)[0]: line for line in constraints}
    kept = [line for line in constraints if last[labelled(line.text)[0]] is line]
    others = [line for line in constraints if line.text != last[labelled(line.text)[0]].text]
    return kept, others


def _strict(text: str) -> bool:
    """Whether a line is a constraint in every detail, and not prose that begins with one's label."""
    label, value = labelled(text)
    if label == "Required":
        return value == "Yes"
    if label in {"Pattern", "Valid Values"}:
        return value.startswith("`") and value.endswith("`")
    return bool(BOUNDS.fullmatch(value))
