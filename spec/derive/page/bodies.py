"""The bodies of a page: what the syntax shows, the members' documentation and the sample, as one OpenAPI media type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from spec.derive.conflicts import Conflict, against_example
from spec.derive.errors import PageError
from spec.derive.page.exchanges import Message, structure
from spec.derive.page.fields import Field
from spec.derive.page.schemas import Schema, Types, describe_members, shape
from spec.derive.page.sections import Page
from spec.derive.page.sides import REQUEST, Side
from spec.derive.sources import cite

_BINARY: dict[str, Any] = {"application/octet-stream": {"schema": {}}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body by media type, as OpenAPI's `content`, with the conflicts found."""

    content: dict[str, Any]
    conflicts: tuple[Conflict, ...] = ()


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
        PageError: the syntax is not understood, or a member of a request does not say whether it is required.
    """
    if not syntax.body:
        return Body(content={})
    schema = _shown(page, side, syntax)
    if schema is None:
        return Body(content=_BINARY)
    for member in members:
        if side is REQUEST and member.required is None:
            raise PageError(page.file, "does not say whether it is required", field=member.name)
    cited = {member.name: cite("page", f"{side.members} › {member.name}", anchor=member.anchor) for member in members}
    path = f"{side.word}.body"
    conflicts = describe_members(schema, members, cited, types, path)
    media = {"schema": schema}
    if example is not None:
        media["example"] = example
        conflicts += against_example(schema, example, path, (side.syntax, side.sample))
    media_type = syntax.header("content-type") or "application/json"
    return Body(content={media_type: media}, conflicts=tuple(conflicts))


def _shown(page: Page, side: Side, syntax: Message) -> Schema | None:
    """The schema of the skeleton; None where the body is a bare word, which stands for any bytes."""
    try:
        skeleton = structure(syntax.body)
        if isinstance(skeleton, str):
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
