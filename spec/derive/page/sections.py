"""An AWS API Reference page as sections of lines, from either published form: plain text or Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from pathlib import Path

from spec.derive.errors import PageError

_HEADINGS = {
    "Request Syntax",
    "URI Request Parameters",
    "Request Body",
    "Response Syntax",
    "Response Elements",
    "Errors",
    "Contents",
    "Example",
    "Examples",
    "Sample Request",
    "Sample Response",
    "See Also",
}
_NAME = re.compile(r"[A-Za-z_][\w.-]*")
_DATE = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
_LINKED_EDITION = re.compile(r"/goto/[^/\s]+/[\w-]*?-(\d{4}-\d{2}-\d{2})/")
_LINKED_SERVICE = re.compile(r"/goto/boto3/([\w-]+)-\d{4}-\d{2}-\d{2}/")
_SOURCE = re.compile(r"source_url:\s*(\S+)")
_TITLE = re.compile(r"# +(\S.*)")
_HEADING = re.compile(r"#{2,6} +(\S.*)")
_ANCHOR = re.compile(r'<a name="([^"]*)"></a>')
# Bold at the beginning of a line and without inner spaces is a remark (`**Note**`); older pages indent their members.
_FIELD = re.compile(
    r"(?:\s*\*\* |\s+\*\*)(?:\[(?P<linked>[^\]]+)\]\([^)]*\)|(?P<bare>[^*]+?)) ?\*\*\s*(?:<a [^>]*></a>)?\s*"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of text.

    Attributes:
        text: without surrounding white space, except in code.
        name: the member that it may introduce, or "".
        marked: whether the form itself says that it introduces a member.
        anchor: its anchor in the page, or "".
        code: whether it stands in a code block.
    """

    text: str
    name: str = ""
    marked: bool = False
    anchor: str = ""
    code: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and what stands under it."""

    heading: str
    anchor: str = ""
    lines: tuple[Line, ...] = ()

    @property
    def code(self) -> str:
        """Its code block; the whole text in the form that marks no code."""
        block = [line.text for line in self.lines if line.code] or [line.text for line in self.lines]
        return "\n".join(block).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page.

    Attributes:
        file: the name of its file.
        title: the action or the type.
        url: its address, or "" where the page does not tell.
        edition: its date, from the name of the file or its links, or "".
        service: the service as boto3 spells it, from its links, or "".
        sections: in the order of the page.
    """

    file: str
    title: str
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
        PageError: the file cannot be read as text or has no section of an AWS API Reference page.
    """
    text = _text(path)
    lines = text.splitlines()
    markdown = any(_TITLE.fullmatch(line) for line in lines)
    sections = tuple(_markdown(lines) if markdown else _plain(lines))
    if not any(section.heading in _HEADINGS for section in sections):
        raise PageError(path.name, "is no page of an AWS API Reference", hint="save the page as plain text or Markdown")
    dates = _DATE.findall(path.stem) or _LINKED_EDITION.findall(text)
    url = _SOURCE.search(text) if text.startswith("---") else None
    service = _LINKED_SERVICE.search(text)
    return Page(
        file=path.name,
        title=_title(lines, markdown=markdown),
        url=url[1] if url else "",
        edition=dates[-1] if dates else "",
        service=service[1] if service else "",
        sections=sections,
    )


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise PageError(path.name, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise PageError(path.name, "is no text in UTF-8") from error


def _title(lines: Sequence[str], *, markdown: bool) -> str:
    if markdown:
        return next(match[1].strip() for line in lines if (match := _TITLE.fullmatch(line)))
    first = next(line.strip() for line in lines if line.strip())
    return first.split(" - ")[0]


def _plain(lines: Iterable[str]) -> Iterator[Section]:
    stated = [line.strip() for line in lines if line.strip()]
    section: Section | None = None
    passed: set[str] = set()
    for text, following in zip_longest(stated, stated[1:], fillvalue=""):
        if _opens(text, following, passed):
            if section:
                yield section
            section = Section(heading=text)
            passed.add(text)
        elif section:
            name = text if _NAME.fullmatch(text) else ""
            section = replace(section, lines=(*section.lines, Line(text=text, name=name)))
    if section:
        yield section


def _opens(text: str, following: str, passed: set[str]) -> bool:
    """Whether a line of plain text is a heading. Plain text marks none, and a member may be called like one."""
    if text == "Errors":
        return following.startswith("For information about the errors")
    if text == "Contents":
        return not passed
    if text in {"Example", "Examples"}:
        return "Errors" in passed
    return text in _HEADINGS


def _markdown(lines: Iterable[str]) -> Iterator[Section]:
    section = Section(heading="")
    code = False
    for text in lines:
        if text.lstrip().startswith("```"):
            code = not code
        elif not code and (match := _HEADING.fullmatch(text)):
            yield section
            section = Section(heading=match[1].strip())
        elif not code and not section.lines and (match := _ANCHOR.fullmatch(text.strip())):
            section = replace(section, anchor=match[1])
        elif code or text.strip():
            section = replace(section, lines=(*section.lines, _line(text, code=code)))
    yield section


def _line(text: str, *, code: bool) -> Line:
    match = None if code else _FIELD.fullmatch(text)
    if match is None:
        return Line(text=text if code else text.strip(), code=code)
    anchor = _ANCHOR.search(text)
    name = match["linked"] or match["bare"]
    return Line(text=name, name=name, marked=True, anchor=anchor[1] if anchor else "")
