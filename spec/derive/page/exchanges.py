"""The HTTP messages on a page: the two syntaxes, with placeholders for values, and the sample exchange."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

_REQUEST = re.compile(r"(?P<method>[A-Z]+) (?P<target>\S+) HTTP/\d(?:\.\d)?(?=\s|$)")
_RESPONSE = re.compile(
    r"HTTP/\d(?:\.\d)? (?P<status>\d{3})(?: (?P<reason>[A-Za-z][A-Za-z ]*?))?(?=\s+[\w-]+:\s|\s*[\n{\[]|\s*$)"
)
_HEADER = re.compile(r"(?:^|\s)([A-Za-z][A-Za-z0-9-]*):(?=\s)")
_PLACEHOLDER = re.compile(r"\{\{([\w.+-]+(?: [\w.+-]+)*)\}\}")
_UNION = re.compile(r"\{\s*\.\.\.\s*\}")
_WORD = re.compile(r'"(?:[^"\\]|\\.)*"|[A-Za-z][\w-]*(?: [A-Za-z][\w-]*)*')


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """An HTTP message as the page writes it.

    Attributes:
        method: of a request, or "".
        target: path and query of a request, or "".
        status: of a response, or 0.
        headers: in the page's case.
        body: the text behind the head, or "".
    """

    method: str = ""
    target: str = ""
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""

    def header(self, name: str) -> str:
        """The value of a header in any case, or ""."""
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), "")

    @property
    def words(self) -> frozenset[str]:
        """The words of the head, among them the names of its placeholders."""
        return frozenset(re.findall(r"[\w.-]+", " ".join([self.target, *self.headers, *self.headers.values()])))


def message(text: str, *, request: bool) -> Message:
    """Reads an HTTP request or response, also one whose lines the page has run together.

    Raises:
        ValueError: it does not begin like one.
    """
    match = (_REQUEST if request else _RESPONSE).match(text)
    if match is None:
        raise ValueError(text.partition("\n")[0][:80])
    head, body = _split(text[match.end() :])
    found = match.groupdict()
    return Message(
        method=found.get("method", ""),
        target=found.get("target", ""),
        status=int(found.get("status", 0)),
        headers=_headers(head),
        body=body,
    )


def syntax(text: str, *, request: bool) -> Message:
    """Reads a syntax: a message whose header values are single words, so that a word behind the last one is the body.

    Raises:
        ValueError: it does not begin like a message.
    """
    found = message(text, request=request)
    name, value = [("", ""), *found.headers.items()][-1]
    words = value.split()
    if found.body or len(words) != 2:
        return found
    return replace(found, headers={**found.headers, name: words[0]}, body=words[1])


def structure(text: str) -> Any:
    """The skeleton of a body as plain data: `"string"` as it stands, a bare word such as `number` in angle brackets.

    The `{ ... }` of a union, whose members stand on its type's page only, is an empty object.

    Raises:
        ValueError: it is no skeleton.
    """
    plain = _UNION.sub("{}", _PLACEHOLDER.sub(r"\1", text))
    return json.loads(_WORD.sub(lambda word: word[0] if word[0].startswith('"') else f'"<{word[0]}>"', plain))


def placeholder(text: str) -> tuple[str, bool]:
    """A value of a syntax without its braces, and whether it had any."""
    match = re.fullmatch(r"\{+([\w.-]+)\+?\}+", text)
    return (match[1], True) if match else (text, False)


def _split(text: str) -> tuple[str, str]:
    """Head and body. Where no blank line parts them, a bracket does: of a whole document if there is one."""
    head, blank, body = text.partition("\n\n")
    if blank:
        return head, body.strip()
    starts = [match.end() - 1 for match in re.finditer(r"(?:^|\s)[{\[](?!\{)", text)]
    at = next((start for start in starts if _document(text[start:])), starts[0] if starts else len(text))
    return text[:at], text[at:].strip()


def _document(text: str) -> bool:
    try:
        structure(text)
    except ValueError:
        return False
    return True


def _headers(text: str) -> dict[str, str]:
    _, *parts = _HEADER.split(text)
    return {name: value.strip() for name, value in zip(parts[::2], parts[1::2], strict=True)}
