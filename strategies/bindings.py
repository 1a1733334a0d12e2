"""Where the values of a planned request come from when it is sent: ids that were created, and values never used before.

A planned request names an id that another operation creates by its placeholder, literally: `/things/{thingId}`. Braces
never occur in a percent-encoded path, so a placeholder is never mistaken for a value. `bound` puts the id in its place.

A value that must be new for every request (`x-fresh`) stands in the plan as an ordinary one. `Fresh.renewed` exchanges
it for another of the same length and alphabet. The same seed and counter always give the same value, so that a run can
be repeated.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import quote, unquote

from spec.nodes import walk
from spec.operation import Operation, Schema, operations
from spec.relations.links import IN_BODY, supplied
from strategies.changes.mutations import Path, changed
from strategies.request import Request, dump
from strategies.values.ids import alike, exchanged, shortened
from strategies.values.ordinary import ordinary
from strategies.values.texts import another

# From a fresh value and its schema to what takes its place.
Make = Callable[[str, Schema], str]
_PLACEHOLDER = re.compile(r"\{([^{}:]+)(?::([a-z-]+))?\}")
# A placeholder that is the whole text of a member.
_IN_BODY = re.compile(rb'"\{(body\.[A-Za-z0-9_.-]+)\}"')


def created(operation: Operation) -> frozenset[str]:
    """What `operation` takes from others that create, by the document's links: parameters, and `body.arn`."""
    return supplied(operation, operations(operation.contract, operation.document))


def awaited(operation: Operation, known: Collection[str] = ()) -> dict[str, str]:
    """The placeholders of the body's members that another operation creates, but for those that are `known`."""
    return {name: f"{{{name}}}" for name in created(operation) if name.startswith(IN_BODY) and name not in known}


def is_awaited(text: str) -> bool:
    """Whether a text in a body is the placeholder of something that another operation creates."""
    return _PLACEHOLDER.fullmatch(text) is not None and text[1:].startswith(IN_BODY)


def awaits(body: bytes) -> bool:
    """Whether a body has such a placeholder."""
    return _IN_BODY.search(body) is not None


def new(operation: Operation) -> frozenset[str]:
    """The parameters of the path that name what `operation` makes: their values are new in every request."""
    return frozenset(parameter.name for parameter in operation.at("path") if parameter.fresh)


def chosen(operation: Operation) -> dict[str, str]:
    """A name for what `operation` makes, by parameter of its path; it stands for the new one of each request."""
    return {item.name: str(ordinary(item.schema)) for item in operation.at("path") if item.name in new(operation)}


def unbound(request: Request) -> tuple[str, ...]:
    """The names of the placeholders that a request still has, in its path, its query, its headers and its body."""
    texts = [request.path, *(value for _, value in request.headers)]
    names = [name for text in texts for name, _ in _PLACEHOLDER.findall(text)]
    return tuple(dict.fromkeys([*names, *(name.decode() for name in _IN_BODY.findall(request.body))]))


def bound(request: Request, bindings: Mapping[str, str]) -> Request:
    """`request` with the placeholders that `bindings` knows replaced by their values.

    Args:
        request: a planned request.
        bindings: the values by the parameter's name, as they are; in the path and the query string they are
            percent-encoded. In the body a placeholder is the whole text of a member.
    """
    if not bindings:
        return request
    path = _filled(request.path, bindings, encode=True)
    headers = tuple((name, _filled(value, bindings)) for name, value in request.headers)
    body = _IN_BODY.sub(lambda match: _told(match, bindings), request.body)
    if (path, headers, body) == (request.path, request.headers, request.body):
        return request
    return replace(request, path=path, headers=headers, body=body)


def _told(match: re.Match[bytes], bindings: Mapping[str, str]) -> bytes:
    name = match[1].decode()
    return dump(bindings[name]) if name in bindings else match[0]


def _filled(text: str, values: Mapping[str, str], *, encode: bool = False) -> str:
    def value(match: re.Match[str]) -> str:
        if match[1] not in values:
            return match[0]
        found = variant(values[match[1]], match[2]) if match[2] else values[match[1]]
        return quote(found, safe="") if encode else found

    return _PLACEHOLDER.sub(value, text)


# Ids that no resource has, by what they are made of an id that one has; the placeholder `{thingId:shorter}` stands for
# one of a created id.
VARIANTS = {
    "same-alphabet": "an unknown id of the same length",
    "last-character": "the known id with another last character",
    "first-character": "the known id with another first character",
    "middle-character": "the known id with another character in the middle",
    "shorter": "an unknown id that is shorter",
    "longer": "the known id with a character more",
    "prefixed": "the known id after another character",
}
# The same for what is only read: what changes or deletes by such an id may change or delete all that there is.
PATTERNS = {"wildcards": "an underscore for each character of the known id, as SQL has it"}


def variant(known: str, name: str) -> str:
    """The id that `VARIANTS` or `PATTERNS` describes by this name, or the known one in `upper-case`; not by chance."""
    plain = [at for at, char in enumerate(known) if char.isalnum()] or [0]
    middle = min(plain, key=lambda at: abs(at - len(known) // 2))
    made = {
        "same-alphabet": lambda: alike(known),
        "last-character": lambda: exchanged(known, len(known) - 1),
        "first-character": lambda: exchanged(known, 0),
        "middle-character": lambda: exchanged(known, middle),
        "shorter": lambda: shortened(known),
        "longer": lambda: f"{known}a",
        "prefixed": lambda: f"a{known}",
        "wildcards": lambda: "_" * len(known),
        "upper-case": known.upper,
    }
    return made[name]()


@dataclass(frozen=True)
class Fresh:
    """The values of one operation's requests that must be new for every request.

    Attributes:
        operation: the operation.
        seed: runs with different seeds do not share values.
    """

    operation: Operation
    seed: int

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._members or any(self._parameters.values()))

    def renewed(self, request: Request, counter: int) -> Request:
        """`request` with each of its fresh values exchanged for the one that is this `counter`'s.

        A value keeps its length and its alphabet, and whether it matches its pattern. What is no text, stands in
        another path, or has no other value of its kind stays as it is.
        """
        number = self._first + counter
        return self._exchanged(request, lambda text, schema: another(text, schema, number))

    def unnamed(self, request: Request) -> Request:
        """`request` with each of its fresh values blotted out: those that differ in nothing else are equal."""
        return self._exchanged(request, lambda text, _schema: "x" * len(text))

    def _exchanged(self, request: Request, make: Make) -> Request:
        if not self:
            return request
        path, mark, query = request.path.partition("?")
        pairs = [self._pair(pair, make) for pair in query.split("&")]
        return replace(
            request,
            path=f"{self._path(path, make)}{mark}{'&'.join(pairs)}",
            headers=tuple((name, self._header(name, value, make)) for name, value in request.headers),
            body=self._body(request.body, make),
        )

    @cached_property
    def _first(self) -> int:
        return int.from_bytes(hashlib.sha256(f"fresh {self.seed}".encode()).digest()[:6])

    @cached_property
    def _parameters(self) -> Mapping[str, Mapping[str, Schema]]:
        found: dict[str, dict[str, Schema]] = {"path": {}, "query": {}, "header": {}}
        for parameter in self.operation.parameters:
            if parameter.fresh:
                name = parameter.name.lower() if parameter.location == "header" else parameter.name
                found[parameter.location][name] = parameter.schema
        return found

    @cached_property
    def _members(self) -> tuple[tuple[Path, Schema], ...]:
        fresh = [node for node in walk(self.operation.request_schema) if node.schema.get("x-fresh") and node.path]
        return tuple((_place(node.path), node.schema) for node in fresh if "items" not in node.path[:-1])

    def _path(self, path: str, make: Make) -> str:
        steps, template = path.split("/"), self.operation.template.partition("?")[0].split("/")
        if len(steps) != len(template):
            return path
        names = [_PLACEHOLDER.fullmatch(step) for step in template]
        fresh = self._parameters["path"]
        return "/".join(
            _encoded(step, fresh[name[1]], make) if name and name[1] in fresh else step
            for step, name in zip(steps, names, strict=True)
        )

    def _pair(self, pair: str, make: Make) -> str:
        name, equals, value = pair.partition("=")
        schema = self._parameters["query"].get(unquote(name))
        return pair if schema is None else f"{name}{equals}{_encoded(value, schema, make)}"

    def _header(self, name: str, value: str, make: Make) -> str:
        schema = self._parameters["header"].get(name.lower())
        return value if schema is None else make(value, schema)

    def _body(self, body: bytes, make: Make) -> bytes:
        if not self._members or not body:
            return body
        try:
            document = json.loads(body)
        except (ValueError, RecursionError):
            return body
        # A body that is written in another way than ours keeps its way.
        plain = dump(document) == body
        for path, schema in self._members:
            old = _at(document, path)
            if isinstance(old, str):
                new = make(old, schema)
                document = changed(document, path, new)
                body = body.replace(dump(old), dump(new))
        return dump(document) if plain else body


def _encoded(raw: str, schema: Schema, make: Make) -> str:
    """A percent-encoded value renewed; a placeholder, and what is encoded in an unusual way, stays."""
    text = unquote(raw)
    return quote(make(text, schema), safe="") if quote(text, safe="") == raw else raw


def _place(path: Path) -> Path:
    """Where the value stands: of a list that names one thing, its first item is new."""
    return (*path[:-1], 0) if len(path) > 1 and path[-1] == "items" else path


def _at(document: Any, path: Path) -> Any:
    for step in path:
        inside = isinstance(document, list) and step == 0 and document
        if not inside and not (isinstance(document, dict) and step in document):
            return None
        document = document[step]
    return document
