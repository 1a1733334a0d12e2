"""The sample exchange of a page. It binds nobody: a sample that cannot be read is a conflict, not an error."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from spec.derive.conflicts import Conflict
from spec.derive.page.exchanges import Message, message
from spec.derive.page.sections import Page
from spec.derive.page.sides import REQUEST, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One message of the sample exchange.

    Attributes:
        message: the message, or None where the page has none that can be read.
        body: its JSON body, or None.
        conflicts: why it cannot be read.
    """

    message: Message | None = None
    body: Any = None
    conflicts: tuple[Conflict, ...] = ()


def sample(page: Page, side: Side) -> Sample:
    """The first sample of one side of an operation."""
    section = page.section(side.sample)
    if section is None:
        return Sample()
    try:
        found = _message(section.code, side)
        return Sample(message=found, body=_document(found.body) if found.body else None)
    except ValueError as error:
        conflict = Conflict(
            id=f"{side.word}.example-unreadable",
            place=side.syntax,
            says="an HTTP message with a JSON body",
            against=side.sample,
            reads=str(error),
        )
        return Sample(conflicts=(conflict,))


def _message(text: str, side: Side) -> Message:
    """The message; some pages show the body of an answer alone."""
    if side is not REQUEST and text.startswith(("{", "[")):
        return Message(body=text)
    return message(text, request=side is REQUEST)


def _document(text: str) -> Any:
    """The JSON document at the beginning; in plain text the next sample's introduction follows on another line."""
    try:
        document, end = json.JSONDecoder().raw_decode(text)
        return document if text[end:].startswith("\n") else json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
