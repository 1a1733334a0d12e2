"""The bodies of a page: what the syntax shows, the members' documentation and the sample, as one OpenAPI media type."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from spec.derive.conflicts import Conflict, against_example
from spec.derive.errors import PageError
from spec.derive.media_types import BYTES, EVENTS, JSON
from spec.derive.page.blocks import Kind
from spec.derive.page.exchanges import Message, structure
from spec.derive.page.fields import Field
from spec.derive.page.schemas import Reading, Schema, Types, describe_root, is_payload, shape
from spec.derive.page.sections import Page
from spec.derive.page.sides import REQUEST, Side
from spec.derive.sources import cite

_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+")
_OF_JSON = re.compile(r"application/(?:[\w.-]+\+)?json\b.*")
_ANY_JSON = "<JSON value>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body by media type, as OpenAPI's `content`, with the conflicts found and what no page given says."""

    content: dict[str, Any]
    conflicts: tuple[Conflict, ...] = ()
    gaps: tuple[str, ...] = ()


def body(page: Page, side: Side, syntax: Message, members: Sequence[Field], types: Types, example: Any) -> Body:
    """The body on one side of an operation; without content where the syntax shows none.

    Args:
        page: the page.
        side: which side.
        syntax: the side's syntax.
        members: what the page says of the body's members.
        types: the type pages.
        example: the JSON body of the sample, or None.

    Raises:
        PageError: the syntax is not understood, a member that it shows is not documented, a documented one has no body
            to be in, or a member of a request does not say whether it is required.
    """
    if not syntax.body:
        for member in members:
            raise PageError(page.file, f"is documented, but the {side.syntax} has no body", field=member.name)
        return Body(content={})
    schema = _shown(page, side, syntax)
    if schema is None:
        return _bytes(page, side, syntax, members)
    if side is REQUEST:
        for member in members:
            if member.required is None and member.kind is Kind.TYPED:
                raise PageError(page.file, "does not say whether it is required", field=member.name)
    _refuse_fewer(page, side, schema, members)
    if any("x-exception" in member.schema for member in members):
        gap = f"{side.word}.body: an exception among the members tells of a stream of events, which is not written out"
        return Body(content={EVENTS: {"schema": {}}}, gaps=(gap,))
    path = f"{side.word}.body"
    reading = Reading(types=types)
    sources = {member.name: cite("page", f"{side.members} › {member.name}", anchor=member.anchor) for member in members}
    conflicts = describe_root(schema, members, sources, reading, path)
    media = {"schema": schema}
    if example is not None:
        media["example"] = example
        conflicts += against_example(schema, example, path, (side.syntax, side.sample))
    media_type = _media_type(page, side, syntax)
    if "/" in media_type and not _OF_JSON.fullmatch(media_type):
        raise PageError(page.file, "is no media type of JSON, which the body is", field=side.syntax, line=media_type)
    gaps = tuple(dict.fromkeys(reading.gaps))
    return Body(content={media_type if "/" in media_type else JSON: media}, conflicts=tuple(conflicts), gaps=gaps)


def _refuse_fewer(page: Page, side: Side, schema: Schema, members: Sequence[Field]) -> None:
    """A member that the syntax shows and nobody documents is one that was not recognised."""
    documented = {member.name for member in members}
    shown = schema.get("properties", {})
    if is_payload(schema, members):
        return
    for name in shown:
        if name not in documented:
            reason = f"stands in the {side.syntax}, and {side.members} says nothing of it"
            raise PageError(page.file, reason, field=name)


def _bytes(page: Page, side: Side, syntax: Message, members: Sequence[Field]) -> Body:
    """A body that is a bare word: any bytes, with what is documented of their number."""
    if len(members) > 1:
        reason = f"is documented, but the body in the {side.syntax} is one of bytes"
        raise PageError(page.file, reason, field=members[1].name)
    schema: Schema = {}
    for member in members:
        if member.kind is Kind.TYPED and member.schema.get("type") in ("object", "array"):
            reason = f"is a member of JSON, but the body in the {side.syntax} is a bare word"
            raise PageError(page.file, reason, field=member.name)
        bounds = {key: value for key, value in member.schema.items() if key in {"minLength", "maxLength"}}
        if bounds:
            source = cite("page", f"{side.members} › {member.name}", anchor=member.anchor)
            schema = {**bounds, "x-sources": dict.fromkeys(bounds, source)}
    media_type = _media_type(page, side, syntax)
    known = media_type if "/" in media_type and media_type.lower() != JSON else BYTES
    return Body(content={known: {"schema": schema}})


def _media_type(page: Page, side: Side, syntax: Message) -> str:
    """What the syntax gives as the body's media type: that, a placeholder, or ""."""
    stated = syntax.header("content-type")
    if "/" in stated and not _MEDIA_TYPE.fullmatch(stated):
        raise PageError(page.file, "is no media type", field=side.syntax, line=stated)
    return stated


def _shown(page: Page, side: Side, syntax: Message) -> Schema | None:
    """The schema of the skeleton; None where the body is a bare word, which stands for any bytes."""
    if syntax.body.startswith("<"):
        raise PageError(page.file, "shows a body in XML: it is a page of another protocol", field=side.syntax)
    try:
        skeleton = structure(syntax.body)
        if isinstance(skeleton, str) and skeleton != _ANY_JSON:
            return None
        schema = shape(skeleton, cite("page", side.syntax, anchor=_anchor(page, side.syntax)))
    except ValueError as error:
        raise PageError(page.file, "the body is not understood", field=side.syntax, line=str(error)) from error
    if side is REQUEST:
        schema["x-sources"] = {"type": cite("page", side.members, anchor=_anchor(page, side.members))}
    return schema


def _anchor(page: Page, heading: str) -> str:
    section = page.section(heading)
    return section.anchor if section else ""
