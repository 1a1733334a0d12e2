"""An AWS API Reference page as sections of lines, from either published form: plain text or Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from spec.derive.errors import PageError
from spec.derive.page.spelling import is_ambiguous, unescaped, visible
from spec.reading.files import FileError, read_text

# The sections that state something, each once on a page.
STATING = (
    "Request Syntax",
    "URI Request Parameters",
    "Request Body",
    "Response Syntax",
    "Response Elements",
    "Errors",
    "Contents",
)
EXAMPLES = ("Example", "Examples", "Sample Request", "Sample Response")
_END = "See Also"
_HEADINGS = {*STATING, *EXAMPLES, _END}
_SECTION_LEVEL = 2
# From a line's number, which counts from 1, to the line before it.
_BEFORE = 2
_NAME = re.compile(r"[A-Za-z_][\w.-]*")
_LONGEST_NAME = 128
_DATE = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
_LINKED_EDITION = re.compile(r"/goto/[^/\s]+/[\w-]*?-(\d{4}-\d{2}-\d{2})/")
_LINKED_SERVICE = re.compile(r"/goto/boto3/([\w-]+)-\d{4}-\d{2}-\d{2}/")
_SOURCE = re.compile(r"source_url:[ \t]*(\S+)")
_HEADING = re.compile(r"(#{1,6})[ \t]+(\S.*?)(?:[ \t]+#+)?[ \t]*")
_ANCHOR = re.compile(r'<a name="([^"]*)"></a>')
# Three back-ticks open a code block where no other one is on the line: that would be a span of code.
_FENCE = re.compile(r"\s*(`{3,}|~{3,})[^`]*")
# A name in bold, with nothing else on its line: linked (to the syntax), or bare.
_LINKED = re.compile(r"\*\*[ \t]*\[([^\]]+)\]\([^)]*\)[ \t]*\*\*")
_BARE = re.compile(r"\*\*([^*]+)\*\*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of text.

    Attributes:
        text: without surrounding white space and escapes, except in code.
        number: where it stands in the file, from 1; 0 where nobody knows.
        name: the member that it may introduce, or "".
        marked: whether the form itself says that it introduces a member.
        certain: whether it has a member's own link or anchor, which a remark in bold has not.
        anchor: its anchor in the page, or "".
        code: the number of the code block that it stands in, from 1; 0 for none.
        apart: whether an empty line stands before it.
    """

    text: str
    number: int = 0
    name: str = ""
    marked: bool = False
    certain: bool = False
    anchor: str = ""
    code: int = 0
    apart: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and what stands under it."""

    heading: str
    anchor: str = ""
    lines: tuple[Line, ...] = ()

    @property
    def code(self) -> str:
        """Its first code block; the whole text in the form that marks no code."""
        block = [line.text for line in self.lines if line.code == 1] or [line.text for line in self.lines]
        return "\n".join(block).strip()

    @property
    def published(self) -> bool:
        """Whether it has what only a page as it was published has: an anchor, or a member's link."""
        return bool(self.anchor) or any(line.certain for line in self.lines)

    @property
    def blocks(self) -> int:
        """How many code blocks it has."""
        return max((line.code for line in self.lines), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page.

    Attributes:
        file: the name of its file.
        title: the action or the type.
        markdown: whether it is Markdown.
        url: its address, or "" where the page does not tell.
        edition: its date, from the name of the file or its links, or "".
        service: the service as boto3 spells it, from its links, or "".
        sections: in the order of the page.
    """

    file: str
    title: str
    markdown: bool = False
    url: str = ""
    edition: str = ""
    service: str = ""
    sections: tuple[Section, ...] = field(default=())

    def section(self, *headings: str) -> Section | None:
        """The first section with one of `headings`."""
        return next((section for section in self.sections if section.heading in headings), None)


def read(path: Path) -> Page:
    """The page in a file.

    Raises:
        PageError: the file cannot be read as text, has no section of an AWS API Reference page, has one twice, ends in
            the middle of one, or is about nothing that has a name.
    """
    text = _text(path)
    # Only line feeds end a line: a pattern may have any other character that Unicode calls a line's end.
    lines = [visible(line) for line in text.replace("\r\n", "\n").split("\n")]
    level = _level(lines)
    headings = (match for line in lines if (match := _HEADING.fullmatch(line)))
    titles = [match[2] for match in headings if len(match[1]) < max(level, _SECTION_LEVEL)]
    sections = tuple(_markdown(lines, path.name, level) if titles else _plain(lines))
    _check(path.name, sections)
    dates = _DATE.findall(path.stem) or _LINKED_EDITION.findall(text)
    url = _SOURCE.search(text) if text.startswith("---") else None
    service = _LINKED_SERVICE.search(text)
    return Page(
        file=path.name,
        title=_title(path.name, lines, titles),
        markdown=bool(titles),
        url=url[1] if url else "",
        edition=dates[-1] if dates else "",
        service=service[1] if service else "",
        sections=sections,
    )


def _text(path: Path) -> str:
    try:
        return read_text(path)
    except FileError as error:
        raise PageError(path.name, error.problem) from error


def _check(file: str, sections: Sequence[Section]) -> None:
    headings = [section.heading for section in sections]
    if not _HEADINGS & set(headings):
        raise PageError(file, "is no page of an AWS API Reference", hint="save the page as plain text or Markdown")
    for heading in STATING:
        if headings.count(heading) > 1:
            raise PageError(file, "stands twice on the page", field=heading)
    # In the published form the links to the SDKs come last.
    last = sections[-1]
    if last.heading in STATING and any(section.published for section in sections):
        hint = f"the page has no section {_END}: save it whole"
        raise PageError(file, "is where the page ends, so it may be cut off", field=last.heading, hint=hint)


def _title(file: str, lines: Sequence[str], titles: Sequence[str]) -> str:
    """The name of the action or the type: it names an operation, and stands in files and messages."""
    if titles:
        found = unescaped(_ANCHOR.sub("", titles[0])).strip()
    else:
        found = next(line.strip() for line in lines if line.strip()).split(" - ")[0]
    if not _NAME.fullmatch(found) or len(found) > _LONGEST_NAME:
        raise PageError(file, f"has a title that names no action or type: {found[:_LONGEST_NAME]!r}")
    return found


def _plain(lines: Sequence[str]) -> Iterator[Section]:
    stated = [Line(text=text.strip(), number=at) for at, text in enumerate(lines, 1) if text.strip()]
    heading, inside = "", list[Line]()
    passed: set[str] = set()
    for at, line in enumerate(stated):
        if _opens(line.text, stated, at, passed):
            if heading:
                yield Section(heading=heading, lines=tuple(inside))
            heading, inside = line.text, []
            passed.add(line.text)
        elif heading:
            inside.append(replace(line, name=line.text if _NAME.fullmatch(line.text) else ""))
    if heading:
        yield Section(heading=heading, lines=tuple(inside))


def _opens(text: str, lines: Sequence[Line], at: int, passed: set[str]) -> bool:
    """Whether a line of plain text is a heading. Plain text has no mark for one, and a member may have its name."""
    if text == "Errors":
        return not _typed_first(islice(lines, at + 1, None))
    if text == "Contents":
        return not passed
    if text in {"Example", "Examples"}:
        return "Errors" in passed
    return text in _HEADINGS


def _typed_first(lines: Iterable[Line]) -> bool:
    """Whether what follows is a member of that name: its type comes before the next status and the next section."""
    for line in lines:
        if line.text.startswith("Type:"):
            return True
        if line.text.startswith("HTTP Status Code:") or line.text in _HEADINGS:
            return False
    return False


def _markdown(lines: Sequence[str], file: str, level: int) -> Iterator[Section]:
    heading, anchor, inside = "", "", list[Line]()
    fence, blocks, passed = "", 0, set[str]()
    for number, text in enumerate(lines, 1):
        if fence:
            if text.strip().startswith(fence) and not text.strip(f"{fence[0]} \t"):
                fence = ""
            else:
                inside.append(Line(text=text, number=number, code=blocks))
        elif opening := _FENCE.fullmatch(text):
            fence, blocks = opening[1], blocks + 1
        elif (opened := _heading(text, passed, level)) is not None:
            yield Section(heading=heading, anchor=anchor, lines=tuple(inside))
            (heading, anchor), inside, blocks = opened, [], 0
            passed.add(heading)
        elif not inside and not anchor and (match := _ANCHOR.fullmatch(text.strip())):
            anchor = match[1]
        elif text.strip():
            if is_ambiguous(text.strip()):
                reason = "has backslashes outside of code, and nothing tells whether they are Markdown's"
                raise PageError(file, reason, field=heading, line=text.strip(), number=number)
            apart = number == 1 or not lines[number - _BEFORE].strip()
            inside.append(replace(_line(text, number), apart=apart))
    if fence:
        raise PageError(file, "ends in the middle of a code block: save the page whole", field=heading)
    yield Section(heading=heading, anchor=anchor, lines=tuple(inside))


def _level(lines: Sequence[str]) -> int:
    """How many number signs the headings of sections have: most pages have two."""
    stating = (found for line in lines if (found := _HEADING.fullmatch(line)) and _called(found[2]) in STATING)
    return min((len(found[1]) for found in stating), default=_SECTION_LEVEL)


def _called(heading: str) -> str:
    """What a heading says, as pages usually write it."""
    name = unescaped(_ANCHOR.sub("", heading)).strip()
    return next((known for known in _HEADINGS if known.lower() == name.lower()), name)


def _heading(text: str, passed: set[str], level: int) -> tuple[str, str] | None:
    """The heading that opens a section, and the anchor on its line; None where a line opens none.

    A heading of a lower level is a remark inside a section; only the examples, which come last, have some of their own.
    """
    match = _HEADING.fullmatch(text)
    if match is None:
        return None
    anchor = _ANCHOR.search(match[2])
    known = _called(match[2])
    below = len(match[1]) > level
    if below and not (known in EXAMPLES and passed & {"Errors", "Examples"}):
        return None
    return known, anchor[1] if anchor else ""


def _line(text: str, number: int) -> Line:
    anchor = _ANCHOR.search(text)
    bare = _ANCHOR.sub("", text) if anchor else text
    stripped = bare.strip()
    match = _LINKED.fullmatch(stripped) or _BARE.fullmatch(stripped)
    if match is None:
        plain = stripped.lstrip("#").lstrip() if stripped.startswith("#") else stripped
        return Line(text=unescaped(plain), number=number)
    name = unescaped(match[1]).strip()
    linked = match.re is _LINKED
    # Bold at the beginning of a line and without inner spaces is a remark (`**Note**`).
    marked = linked or anchor is not None or bare.startswith((" ", "\t")) or match[1].startswith(" ")
    return Line(
        text=name,
        number=number,
        name=name,
        marked=marked,
        certain=linked or anchor is not None,
        anchor=anchor[1] if anchor else "",
    )
