"""The bodies of a page: what the syntax shows, the members' documentation and the sample, as one OpenAPI media type."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from spec.derive.conflicts import Conflict, against_example
from spec.derive.errors import PageError
from spec.derive.fields import Field
from spec.derive.messages import Message, structure
from spec.derive.pages import Page
from spec.derive.schemas import Types, cite, describe_members, shape

_BINARY_MEDIA_TYPE = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One direction of an operation.

    Attributes:
        word: "request" or "response": how the conflicts' ids begin.
        syntax: the heading of its syntax.
        members: the heading of the section that documents its members.
        sample: the heading of its sample.
    """

    word: str
    syntax: str
    members: str
    sample: str


REQUEST = Side(word="request", syntax="Request Syntax", members="Request Body", sample="Sample Request")
RESPONSE = Side(word="response", syntax="Response Syntax", members="Response Elements", sample="Sample Response")


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body by media type, as OpenAPI's `content`, with its example and the conflicts found."""

    content: dict[str, Any]
    example: Any = None
    conflicts: tuple[Conflict, ...] = ()


def body(
    page: Page, side: Side, syntax: Message, members: Sequence[Field], types: Types, sample: Message | None
) -> Body:
    """The body on one side of an operation; without content where the syntax shows none.

    Raises:
        PageError: the skeleton in the syntax is not understood.
    """
    if not syntax.body:
        return Body(content={})
    try:
        skeleton = structure(syntax.body)
        if isinstance(skeleton, str):
            return Body(content={_BINARY_MEDIA_TYPE: {"schema": {}}})
        schema = shape(skeleton, cite("page", side.syntax, anchor=_anchor(page, side.syntax)))
    except ValueError as error:
        raise PageError(page.file, "the body is not understood", field=side.syntax, line=str(error)) from error
    if side is REQUEST:
        schema["x-sources"] = {"type": cite("page", side.members, anchor=_anchor(page, side.members))}
    sources = {member.name: cite("page", f"{side.members} › {member.name}", anchor=member.anchor) for member in members}
    path = f"{side.word}.body"
    conflicts = describe_members(schema, members, sources, types, path)
    media = {"schema": schema}
    example = _example(sample)
    if example is not None:
        media["example"] = example
        conflicts += against_example(schema, example, path, (side.syntax, side.sample))
    return Body(content={_media_type(syntax): media}, example=example, conflicts=tuple(conflicts))


def _media_type(syntax: Message) -> str:
    return syntax.header("content-type") or "application/json"


def _anchor(page: Page, heading: str) -> str:
    section = page.section(heading)
    return section.anchor if section else ""


def _example(sample: Message | None) -> Any:
    """The body of a sample; None where there is none or where it is no JSON, as shortened ones are."""
    try:
        return json.loads(sample.body) if sample else None
    except ValueError:
        return None
