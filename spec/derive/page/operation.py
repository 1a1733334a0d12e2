"""The OpenAPI operation of an action page: parameters, bodies, answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

from spec.derive.page.exchanges import Message, placeholder
from spec.derive.page.fields import Error, Field
from spec.derive.sources import Source, cite
from spec.error_names import invalid_first
from spec.headers import DIRECTING, SENDERS

URI = "URI Request Parameters"
_MARK = "{{"
_MARKED = re.compile(r"\{\{([\w.-]+)\+?\}\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Slot:
    """A value of the request's head: where it goes, under which name, and what the syntax writes for it.

    Of the query, it may be a name alone.
    """

    where: str
    name: str
    value: str
    alone: bool = False


def path_template(syntax: Message, members: Iterable[Field]) -> str:
    """The path with `{name}` for every placeholder.

    Where the form marks placeholders, only those are; elsewhere the documented names tell, but not those of the query.
    """
    path, _, query = syntax.target.partition("?")
    asked = {value or name for name, value in parse_qsl(query, keep_blank_values=True)}
    elsewhere = asked | set(syntax.headers.values())
    named = set() if _MARK in syntax.target else {member.name for member in members} - elsewhere
    parts = path.split("/")
    # Of two equal words (`/version/version`) the first is fixed: a value follows the word that announces it.
    return "/".join(_segment(part, named - set(parts[at:])) for at, part in enumerate(parts, start=1))


def _segment(text: str, named: set[str]) -> str:
    """A segment of the path; of several placeholders in one (`{{a}}:{{b}}`), each is one."""
    if _MARK in text:
        return _MARKED.sub(lambda match: f"{{{match[1]}}}", text)
    name = text.removesuffix("+")  # of a parameter that takes the rest of the path
    return f"{{{name}}}" if name in named else text


def parameters(syntax: Message, members: Sequence[Field], sample: Message | None) -> list[dict[str, Any]]:
    """The OpenAPI parameters of a request: every slot of its head, with what is documented about it."""
    template = path_template(syntax, members)
    documented = {member.name: member for member in members}
    shown = path_values(template, sample.target) if sample else {}
    return [_parameter(slot, documented, shown) for slot in _slots(syntax, template)]


def unplaced(syntax: Message, members: Sequence[Field]) -> list[str]:
    """Documented parameters that the syntax has no slot for."""
    slots = list(_slots(syntax, path_template(syntax, members)))
    used = {name for slot in slots for name in (slot.name, placeholder(slot.value)[0])}
    return [member.name for member in members if member.name not in used]


def undocumented(syntax: Message, members: Sequence[Field]) -> list[str]:
    """Slots of the syntax that take a value, and of which the page says nothing."""
    named = {member.name for member in members}
    return [
        slot.name
        for slot in _slots(syntax, path_template(syntax, members))
        if (slot.where == "path" or _taking(slot)) and not {slot.name, placeholder(slot.value)[0]} & named
    ]


def _taking(slot: _Slot) -> bool:
    """Whether a slot takes a value: it is marked, or called like what it stands in (`X-Orchard-Key: OrchardKey`).

    What a Content-Type has, which is no media type, is one in any case.
    """
    value, marked = placeholder(slot.value)
    bare = _plain(value)
    if slot.where == "header" and slot.name.lower() == "content-type":
        return True
    return marked or (bool(bare) and not slot.alone and _plain(slot.name).endswith(bare))


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name).lower()


def _slots(syntax: Message, template: str) -> Iterator[_Slot]:
    for name in re.findall(r"\{([^}]+)\}", template):
        yield _Slot(where="path", name=name, value=name)
    for name, value in parse_qsl(syntax.target.partition("?")[2], keep_blank_values=True):
        # A name alone stands for a map, each key of which is a parameter: `?{{filters}}`.
        yield _Slot(where="query", name=placeholder(name)[0], value=value or name, alone=not value)
    for name, value in syntax.headers.items():
        if name.lower() in SENDERS | DIRECTING:
            continue
        # A fixed Content-Type is OpenAPI's media type of the body; one that a client chooses is a parameter.
        if name.lower() != "content-type" or "/" not in value:
            yield _Slot(where="header", name=name, value=value)


def _parameter(slot: _Slot, documented: Mapping[str, Field], shown: Mapping[str, str]) -> dict[str, Any]:
    value, marked = placeholder(slot.value)
    member = documented.get(value) or documented.get(slot.name)
    source = cite("page", f"{URI} › {member.name}", anchor=member.anchor) if member else cite("page", "Request Syntax")
    stated: dict[str, Any] = dict(member.schema) if member else {}
    fixed = member is None and not marked and slot.where != "path"
    if fixed:
        stated = {"type": "string", "enum": ["" if slot.alone else slot.value]}
    spread = slot.alone and not fixed
    if spread:
        stated = {"type": "object", "propertyNames": {}, "additionalProperties": {}, **stated}
    required = fixed or slot.where == "path" or bool(member and member.required)
    if slot.where == "path" and "type" not in stated and {"minLength", "maxLength", "pattern", "enum"} & stated.keys():
        # A part of a path is one value, so what has a length or a pattern is text.
        stated = {"type": "string", **stated}
    sources = dict.fromkeys([*(key for key in stated if key != "x-unread"), "required"], source)
    if spread or (member and member.implied):
        sources["type"] = {**source, "evidence": "inferred"}
    schema = {**stated, "x-sources": sources}
    form = {"style": "form", "explode": True} if spread else {}
    parameter: dict[str, Any] = {"name": slot.name, "in": slot.where, "required": required, **form, "schema": schema}
    example = shown.get(slot.name)
    return parameter if example is None else {**parameter, "example": example}


def path_values(template: str, target: str) -> dict[str, str]:
    """What a request's path has in the places of a template; nothing where the two do not fit."""
    path = target.partition("?")[0].split("/")
    parts = template.split("/")
    if len(path) != len(parts):
        return {}
    return {part[1:-1]: unquote(text) for part, text in zip(parts, path, strict=True) if part.startswith("{")}


def untold(syntax: Message, members: Iterable[Field]) -> list[str]:
    """Headers of an answer of which the page says nothing; a fixed Content-Type is the media type of the body."""
    named = {member.name for member in members}
    return [
        name
        for name, value in syntax.headers.items()
        if (name.lower() != "content-type" or "/" not in value) and not {name, placeholder(value)[0]} & named
    ]


def headers(syntax: Message, members: Sequence[Field], sample: Message | None) -> dict[str, Any]:
    """The response's headers: those of the syntax, and the service's own that only the sample shows.

    That a header is documented does not say that every answer carries it.
    """
    documented = {member.name: member for member in members}
    found: dict[str, Any] = {
        name: _header(documented.get(placeholder(value)[0]) or documented.get(name))
        for name, value in syntax.headers.items()
        if name.lower() != "content-type" or "/" not in value
    }
    known = {name.lower() for name in found}
    own = [name for name in (sample.headers if sample else ()) if name.lower().startswith("x-")]
    seen = {"schema": {"type": "string"}, "x-sources": {"required": cite("example", "Sample Response")}}
    return {**found, **{name: seen for name in own if name.lower() not in known and not _way(name)}}


def _way(header: str) -> bool:
    """Whether a header is of what stands between a service and its clients."""
    return header.lower().startswith(_WAYS)


_WAYS = ("x-amz-apigw-", "x-amzn-trace-", "x-amz-cf-", "x-amzn-remapped-", "x-cache", "x-edge-", "x-amz-date")


def _header(member: Field | None) -> dict[str, Any]:
    if member is None:
        return {"schema": {}}
    source = cite("page", f"Response Elements › {member.name}", anchor=member.anchor)
    sources: dict[str, Source] = dict.fromkeys((key for key in member.schema if key != "x-unread"), source)
    if member.implied:
        sources["type"] = {**source, "evidence": "inferred"}
    return {"schema": {**member.schema, **({"x-sources": sources} if sources else {})}}


def errors(documented: Iterable[Error]) -> dict[str, Any]:
    """The error responses by status; where several errors share one, `x-errors` lists them."""
    by_status: dict[str, list[Error]] = {}
    for error in documented:
        by_status.setdefault(str(error.status), []).append(error)
    return {status: _error(found) for status, found in by_status.items()}


def _error(found: Sequence[Error]) -> dict[str, Any]:
    names = invalid_first(error.name for error in found)
    source: Source = cite("page", f"Errors › {', '.join(names)}", anchor=found[0].anchor)
    return {
        "description": ", ".join(names),
        "x-errors": names,
        "x-sources": {"status": source},
    }
