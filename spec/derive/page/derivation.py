"""An action page and its type pages, put together into one OpenAPI document with the conflicts found on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spec.derive.conflicts import Conflict, of_order
from spec.derive.dependent import dependent
from spec.derive.errors import PageError
from spec.derive.media_types import JSON
from spec.derive.page import operation
from spec.derive.page.blocks import Kind
from spec.derive.page.bodies import Body, body
from spec.derive.page.constraints import labelled
from spec.derive.page.exchanges import Message, placeholder, syntax
from spec.derive.page.fields import Field, errors, fields, is_union
from spec.derive.page.samples import Sample, sample
from spec.derive.page.schemas import Schema, TypePage, Types, unread
from spec.derive.page.sections import EXAMPLES, Page, Section, read
from spec.derive.page.sides import REQUEST, RESPONSE, Side
from spec.derive.writing.documents import Derivation, Described, assembled

_SUCCESS = re.compile(r"If the action is successful, the service sends back an HTTP (\d{3}) response")


_MARKED = re.compile(r"\{\{[^{}]+\}\}")
_OF_MEDIA_TYPES = {"content-type", "accept"}
_MEMBERS = {operation.URI, REQUEST.members, RESPONSE.members, "Errors"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Half:
    """One direction of the operation, as the page's sections give it."""

    side: Side
    syntax: Message
    members: tuple[Field, ...]
    sample: Sample


def derive(*pages: Path, types: Sequence[Path] = ()) -> Derivation:
    """Derives an OpenAPI description from AWS API Reference action pages, one operation from each.

    Args:
        pages: the pages, as plain text or Markdown.
        types: pages of the types that they link to.

    Raises:
        PageError: a file is no such page, or has a line that is not understood.
    """
    found, _ = read_actions(pages, types=types)
    return assembled(found)


def read_actions(pages: Sequence[Path], *, types: Sequence[Path] = ()) -> tuple[list[Described], tuple[str, ...]]:
    """The operations of pages, and the names of all files.

    Args:
        pages: pages of actions, and of types that they link to, in any order.
        types: more pages of types.

    Raises:
        PageError: a file is no such page, or has a line that is not understood.
    """
    read_pages = [read(page) for page in pages]
    actions = [page for page in read_pages if not _is_type(page)] or read_pages
    for action in actions:
        _refuse_other(action)
    others = [page for page in read_pages if page not in actions]
    linked = dict(_type_page(page) for page in (*others, *map(read, types)))
    halves = [(action, _half(action, REQUEST), _half(action, RESPONSE)) for action in actions]
    members = [member for _, *both in halves for half in both for member in half.members]
    _refuse_unused(actions[0], linked, members)
    _refuse_twice(actions)
    described = [_described(action, request, response, linked) for action, request, response in halves]
    return described, tuple(path.name for path in (*pages, *types))


def _is_type(page: Page) -> bool:
    return page.section("Contents") is not None and page.section("Request Syntax") is None


def _refuse_twice(actions: Sequence[Page]) -> None:
    titles = [action.title for action in actions]
    for action in actions:
        if titles.count(action.title) > 1:
            raise PageError(action.file, f"another page is about {action.title} as well", hint="give one of the two")


def _refuse_other(page: Page) -> None:
    if any(section.heading == "Request Parameters" for section in page.sections):
        hint = "contracts are derived from actions of REST-JSON only"
        raise PageError(page.file, "is a page of another protocol: it has a section Request Parameters", hint=hint)
    for heading in ("Request Syntax", "Response Syntax", "Errors"):
        if page.section(heading) is None:
            hint = "this is a type's page: give it beside its action's" if page.section("Contents") else ""
            raise PageError(page.file, f"is no action page: it has no section {heading}", hint=hint)
    for section in page.sections:
        _refuse_stray(page, section)


def _refuse_stray(page: Page, section: Section) -> None:
    """What is stated under a heading that nobody knows, or behind a syntax, would be lost."""
    if section.heading in {"Request Syntax", "Response Syntax"} and section.blocks > 1:
        raise PageError(page.file, "has more than one code block", field=section.heading)
    if section.heading in _MEMBERS or section.heading in EXAMPLES:
        return
    prose = section.heading in {"", page.title}
    for line in section.lines:
        stated = not prose and not line.code and labelled(line.text)[0] in {"Type", "Required", "HTTP Status Code"}
        if (line.certain or stated) and page.markdown:
            reason = "this line stands in a section that states no members"
            raise PageError(page.file, reason, field=section.heading, line=line.text, number=line.number)


def _type_page(page: Page) -> tuple[str, TypePage]:
    if page.section("Contents") is None:
        raise PageError(page.file, "is no type page: it has no section Contents")
    label = f"{page.title} ({page.edition})" if page.edition else page.title
    union = is_union(_section(page, "Contents"))
    return page.title, TypePage(label=label, url=page.url, fields=_fields(page, "Contents"), union=union)


def _refuse_unused(page: Page, types: Types, members: Sequence[Field]) -> None:
    linked = [member for found in types.values() for member in found.fields]
    used = {name for member in (*members, *linked) for name in _type_names(member.schema)}
    for name in types:
        if name not in used:
            raise PageError(page.file, f"no member has the type {name}", hint="leave out the page of this type")


def _type_names(schema: Schema) -> list[str]:
    children = [schema[child] for child in ("items", "additionalProperties") if child in schema]
    return [*([schema["x-type"]] if "x-type" in schema else []), *(n for child in children for n in _type_names(child))]


def _half(page: Page, side: Side) -> _Half:
    shown = _syntax(page, side)
    members = _fields(page, side.members, shown=shown.words)
    return _Half(side=side, syntax=shown, members=members, sample=sample(page, side))


def _syntax(page: Page, side: Side) -> Message:
    try:
        found = syntax(_section(page, side.syntax).code, request=side is REQUEST)
    except ValueError as error:
        raise PageError(page.file, f"is no HTTP {side.word}", field=side.syntax, line=str(error)) from error
    if re.search(r"[{}]", _MARKED.sub("", found.target)):
        raise PageError(page.file, "has half a placeholder", field=side.syntax, line=found.target)
    for name, value in found.headers.items():
        if value.lower() == JSON and name.lower() not in _OF_MEDIA_TYPES:
            raise PageError(page.file, "is no header of a media type", field=side.syntax, line=f"{name}: {value}")
    return found


def _fields(page: Page, heading: str, *, typed: bool = True, shown: frozenset[str] = frozenset()) -> tuple[Field, ...]:
    return fields(_section(page, heading), page.file, typed=typed, shown=shown)


def _section(page: Page, heading: str) -> Section:
    """A section; an empty one where an operation needs none."""
    return page.section(heading) or Section(heading=heading)


def _described(page: Page, request: _Half, response: _Half, types: Types) -> Described:
    uri = _parameters(page, request.syntax)
    asked, answered = _body(page, request, types), _body(page, response, types)
    definition = {
        "operationId": page.title,
        "parameters": operation.parameters(request.syntax, uri, request.sample.message),
        **_request_body(request, asked),
        "responses": {**_answer(response, answered), **operation.errors(errors(_section(page, "Errors"), page.file))},
    }
    said = {member.name: member.prose for member in (*uri, *request.members)}
    intro = " ".join(line.text for section in page.sections if section.heading == page.title for line in section.lines)
    definition.update(dependent({"": intro, **said}, {name: name for name in said}, definition))
    gaps = [*_unread(definition), *asked.gaps, *answered.gaps]
    if gaps:
        definition["x-gaps"] = gaps
    found = (
        *(conflict for half in (request, response) for conflict in half.sample.conflicts),
        *_status(page, response.syntax),
        *asked.conflicts,
        *answered.conflicts,
        *of_order(request.sample.body, response.sample.body, "response.body"),
    )
    return Described(
        name=page.title,
        method=request.syntax.method.lower(),
        template=operation.path_template(request.syntax, uri),
        definition=definition,
        conflicts=found,
        url=page.url,
        edition=page.edition,
        service=page.service,
    )


def _unread(definition: Mapping[str, Any]) -> Iterator[str]:
    """Lines on what is outside of the bodies that say nothing, taken out of the schemas that they stand in."""
    named = [(f"request.{stated['in']}.{stated['name']}", stated) for stated in definition["parameters"]]
    for answer in definition["responses"].values():
        named += [(f"response.header.{name}", header) for name, header in answer.get("headers", {}).items()]
    for path, stated in named:
        for line in stated["schema"].pop("x-unread", ()):
            yield f"{path}: {unread(line)}"


def _parameters(page: Page, syntax: Message) -> tuple[Field, ...]:
    """What is documented of the path, the query and the headers, each of which has its place in the syntax."""
    if page.section(operation.URI) is None:
        hint = "without it, nobody can tell which words of the path are parameters"
        raise PageError(page.file, f"is no whole action page: it has no section {operation.URI}", hint=hint)
    uri = _fields(page, operation.URI, typed=False, shown=syntax.words)
    for name in operation.unplaced(syntax, uri):
        raise PageError(page.file, "is documented, but the Request Syntax has no place for it", field=name)
    for name in operation.undocumented(syntax, uri):
        raise PageError(page.file, f"stands in the Request Syntax, and {operation.URI} says nothing of it", field=name)
    return uri


def _status(page: Page, syntax: Message) -> Iterator[Conflict]:
    """The status of success stands on the page twice."""
    for line in _section(page, RESPONSE.members).lines:
        match = _SUCCESS.match(line.text)
        if match and int(match[1]) != syntax.status:
            yield Conflict(
                id="response.status",
                place=RESPONSE.syntax,
                says=str(syntax.status),
                against=RESPONSE.members,
                reads=match[1],
            )


def _body(page: Page, half: _Half, types: Types) -> Body:
    """The half's body; members that are no part of one are documented in the same section."""
    elsewhere = _in_head(half.syntax)
    members = [
        member
        for member in half.members
        if member.kind in {Kind.TYPED, Kind.BYTES} and not (member.kind is Kind.BYTES and member.name in elsewhere)
    ]
    for member in half.members:
        if member.kind in {Kind.HEADERS, Kind.STATUS} and member.name not in elsewhere:
            reason = f"is documented, but the {half.side.syntax} has no place for it"
            raise PageError(page.file, reason, field=member.name)
    if half.side is RESPONSE and page.section(RESPONSE.members):
        for name in operation.untold(half.syntax, half.members):
            reason = f"stands in the {RESPONSE.syntax}, and {RESPONSE.members} says nothing of it"
            raise PageError(page.file, reason, field=name)
    return body(page, half.side, half.syntax, members, types, half.sample.body)


def _in_head(syntax: Message) -> set[str]:
    named = {name for header, value in syntax.headers.items() for name in (header, placeholder(value)[0])}
    return {*named, syntax.varies}


def _request_body(half: _Half, asked: Body) -> dict[str, Any]:
    if not asked.content:
        return {}
    whole = any(member.required for member in half.members if member.kind is Kind.BYTES)
    required = whole or any(media["schema"].get("required") for media in asked.content.values())
    return {"requestBody": {"required": required, "content": asked.content}}


def _answer(response: _Half, answered: Body) -> dict[str, Any]:
    status = str(response.syntax.status)
    headers = operation.headers(response.syntax, response.members, response.sample.message)
    parts: Mapping[str, Any] = {"headers": headers, "content": answered.content}
    # Where the status is data of the operation, another one of success may be right.
    varies = {"x-status-varies": True} if response.syntax.varies else {}
    return {status: {"description": "Success.", **{name: part for name, part in parts.items() if part}, **varies}}
