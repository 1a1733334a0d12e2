"""The HTTP messages on a page: the two syntaxes, with placeholders for values, and the sample exchange."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from itertools import islice
from typing import Any

_REQUEST = re.compile(
    r"(?P<method>GET|PUT|POST|PATCH|DELETE|HEAD|OPTIONS) (?P<target>/(?!/)\S*) HTTP/\d(?:\.\d)?(?=\s|$)"
)
_RESPONSE = re.compile(r"HTTP/\d(?:\.\d)? (?P<status>\d{3}|\{\{\w+\}\}|[A-Za-z]\w*)(?=\s|[{\[]|$)")
_HEADER = re.compile(r"(?:^|\s)([A-Za-z][A-Za-z0-9_-]*):(?=\s)")
_PHRASES = {status.phrase.lower() for status in HTTPStatus}
_PLACEHOLDER = re.compile(r"\{\{([\w.+-]+(?: [\w.+-]+)*)\}\}")
# The names of a map's members are text: a placeholder for one is nothing else.
_NO_KEY = re.compile(r'"\{\{(?!string\}\})[^"\n]*"\s*:')
# Some older pages link each member of a syntax to what is said of it.
_LINKED = re.compile(r'"\[([^\]"]*)\]\([^)\n]*\)"')
# Other writers of Markdown mark what the published one has braces around.
_OTHERWISE = re.compile(r"`([\w.+-]+(?: [\w.+-]+)*)`|\*\*\*([\w.+-]+(?: [\w.+-]+)*)\*\*\*")
_UNION = re.compile(r"\{\s*\.\.\.\s*\}")
# What a status of success is where the page names none.
_ANY_SUCCESS = 200
# How many brackets of a message without a blank line may be where its body begins.
_STARTS = 50
_WORD = re.compile(r'"(?:[^"\\]|\\.)*"|[A-Za-z][\w-]*(?: [A-Za-z][\w-]*)*')


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """An HTTP message as the page writes it.

    Attributes:
        method: of a request, or "".
        target: path and query of a request, or "".
        status: of a response, or 0.
        varies: the member that a response's status is, where it is not always the same, or "".
        headers: in the page's case.
        body: the text behind the head, or "".
    """

    method: str = ""
    target: str = ""
    status: int = 0
    varies: str = ""
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
    return _read(text, request=request)[0]


def syntax(text: str, *, request: bool) -> Message:
    """Reads a syntax: a message whose header values are single words, so that a word behind the last one is the body.

    Raises:
        ValueError: it does not begin like a message, or has something between head and body.
    """
    found, words = _read(_OTHERWISE.sub(lambda found: f"{{{{{found[1] or found[2]}}}}}", text), request=request)
    if words and not (found.headers or found.body):
        return _only_body(found, words)
    if words:
        raise ValueError(" ".join(words)[:80])
    if not found.headers:
        return found
    *before, (name, value) = found.headers.items()
    for _, stated in before:
        if len(stated.split()) > 1:
            raise ValueError(stated[:80])
    first, *others = value.split() or [""]
    if not others:
        return found
    if found.body:
        raise ValueError(value[:80])
    return _only_body(replace(found, headers={**found.headers, name: first}), others)


def _read(text: str, *, request: bool) -> tuple[Message, list[str]]:
    """A message, and the words of its head that are neither in its first line nor in a header."""
    match = (_REQUEST if request else _RESPONSE).match(text)
    if match is None:
        raise ValueError(text.partition("\n")[0][:80])
    head, body = _split(text[match.end() :])
    between, *parts = _HEADER.split(head)
    found = match.groupdict()
    status = found.get("status") or ""
    varies = "" if status.isdecimal() else placeholder(status)[0]
    read = Message(
        method=found.get("method", ""),
        target=found.get("target", "").replace("&amp;", "&"),
        status=int(status) if status.isdecimal() else _ANY_SUCCESS if varies else 0,
        varies=varies,
        headers={name: value.strip() for name, value in zip(parts[::2], parts[1::2], strict=True)},
        body=body,
    )
    # The phrase behind a status is not part of the syntax: `204 No Content`.
    words = between.split()
    return read, [] if " ".join(words).lower() in _PHRASES else words


def _only_body(found: Message, words: Sequence[str]) -> Message:
    """The message with one word as its body, which stands for any bytes."""
    if len(words) > 1:
        raise ValueError(" ".join(words)[:80])
    return replace(found, body=words[0])


def structure(text: str) -> Any:
    """The skeleton of a body as plain data: `"string"` as it stands, a bare word such as `number` in angle brackets.

    The `{ ... }` of a union, whose members stand on its type's page only, is an empty object.

    Raises:
        ValueError: it is no skeleton, or has a name twice in one object.
    """
    unclear = _NO_KEY.search(text)
    if unclear:
        raise ValueError(unclear[0][:80])
    plain = _LINKED.sub(r'"\1"', _UNION.sub("{}", _PLACEHOLDER.sub(r"\1", text)))
    quoted = _WORD.sub(_quoted, plain)
    try:
        return json.loads(quoted, object_pairs_hook=_once)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _quoted(word: re.Match[str]) -> str:
    text = word[0]
    if not text.startswith('"'):
        return f'"<{text}>"'
    if "{" in text or "}" in text:
        raise ValueError(text[:80])  # a placeholder that has lost a brace
    return text


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def placeholder(text: str) -> tuple[str, bool]:
    """A value of a syntax without its braces, and whether it had any."""
    match = re.fullmatch(r"\{+([\w.-]+)\+?\}+", text)
    return (match[1], True) if match else (text, False)


def _split(text: str) -> tuple[str, str]:
    """Head and body. Where no blank line parts them, a bracket does: of a whole document if there is one."""
    head, blank, body = text.partition("\n\n")
    if blank:
        return head, body.strip()
    starts = [match.end() - 1 for match in islice(re.finditer(r"(?:^|\s)[{\[](?!\{)", text), _STARTS)]
    at = next((start for start in starts if _document(text[start:])), starts[0] if starts else len(text))
    return text[:at], text[at:].strip()


def _document(text: str) -> bool:
    try:
        structure(text)
    except ValueError:
        return False
    return True
