"""Writes pages of operations in the published Markdown grammar, from a model: what such a page says is known exactly.

The prose is the model's own, turned into Markdown: it is as long, as odd and as full of lists, remarks and words that
look like constraints as that of real pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from spec.derive.model import Service
from tests.spec.derive.constraint_lines import constraints
from tests.spec.derive.prose import prose

Shape = Mapping[str, Any]

_SCALARS = {
    "string": "String",
    "character": "String",
    "integer": "Integer",
    "long": "Long",
    "short": "Short",
    "byte": "Byte",
    "float": "Float",
    "double": "Double",
    "boolean": "Boolean",
    "timestamp": "Timestamp",
    "blob": "Base64-encoded binary data object",
    "biginteger": "BigInteger",
    "bigdecimal": "BigDecimal",
}
_NOTE = " **Note: **This object is a Union. Only one member of this object can be specified or returned."
_FIRST = "**Note**\nIn the following list, the required parameters are described first."
_UNION = "This data type is a UNION, so only one of the following members can be specified when used or returned."
_SHOWN = {"string": '"string"', "character": '"string"', "boolean": "boolean", "blob": "blob"}


@dataclass(slots=True, kw_only=True)
class Writer:
    """Writes the pages of one operation.

    Attributes:
        service: the model.
        name: the operation.
        types: the pages of types that were linked to, by name; filled while writing.
    """

    service: Service
    name: str
    types: dict[str, str] = field(default_factory=dict)

    def page(self) -> str:
        """The page of the action."""
        operation = self.service.operations[self.name]
        asked, answered = self._shape(operation, "input"), self._shape(operation, "output")
        status = operation["http"].get("responseCode", 200)
        sections = {
            "Request Syntax": self._fenced(self._request(operation, asked)),
            "URI Request Parameters": "\n\n".join(self._parameters(asked))
            or "The request does not use any URI parameters.",
            "Request Body": self._body(asked, "The request accepts the following", "request"),
            "Response Syntax": self._fenced(self._response(answered, status)),
            "Response Elements": self._elements(answered, status),
            "Errors": "\n\n".join(self._errors(operation)) or "None.",
            "See Also": f"+  [SDK](https://docs.example.invalid/goto/boto3/{self.service.metadata['uid']}/{self.name})",
        }
        head = f'# {self.name}\n<a name="API_{self.name}"></a>\n\n{prose(operation.get("documentation", ""))}\n'
        return head + "".join(
            f'\n## {heading}\n<a name="API_{self.name}_{heading.replace(" ", "")}"></a>\n\n{text}\n'
            for heading, text in sections.items()
        )

    def _shape(self, operation: Shape, side: str) -> Shape:
        name = operation.get(side, {}).get("shape")
        return self.service.shapes[name] if name else {"members": {}}

    def _fenced(self, text: str) -> str:
        return f"```\n{text}\n```"

    def _at(self, shape: Shape, *locations: str) -> dict[str, Shape]:
        return {name: stated for name, stated in shape["members"].items() if stated.get("location") in locations}

    def _holder(self, shape: Shape) -> Shape:
        """The structure whose members the body shows: a member that is the whole body is not told of itself."""
        if "payload" not in shape or self._raw(shape):
            return shape
        held: Shape = self.service.shapes[shape["members"][shape["payload"]]["shape"]]
        return held

    def _inside(self, shape: Shape) -> dict[str, Shape]:
        """The members of the body."""
        if self._raw(shape):
            return {shape["payload"]: shape["members"][shape["payload"]]}
        return {name: stated for name, stated in self._holder(shape)["members"].items() if "location" not in stated}

    def _raw(self, shape: Shape) -> bool:
        """Whether the body is bytes or text."""
        name = shape.get("payload")
        return bool(name) and self.service.shapes[shape["members"][name]["shape"]]["type"] in {"blob", "string"}

    def _request(self, operation: Shape, shape: Shape) -> str:
        path, _, fixed = operation["http"]["requestUri"].partition("?")
        path = re.sub(r"\{([^}]+)\}", r"{{\1}}", path)
        query = [self._asked(name, stated) for name, stated in self._at(shape, "querystring").items()]
        target = "?".join(filter(None, [path, "&".join([*filter(None, [fixed]), *query])]))
        lines = [f"{operation['http']['method']} {target} HTTP/1.1"]
        lines += [f"{wire(name, stated)}: {{{{{name}}}}}" for name, stated in self._at(shape, "header").items()]
        return self._message(lines, shape, braces=True)

    def _asked(self, name: str, stated: Shape) -> str:
        """A part of the query; the keys of a map have no name in common."""
        mapped = self.service.shapes[stated["shape"]]["type"] == "map"
        return f"{{{{{name}}}}}" if mapped else f"{wire(name, stated)}={{{{{name}}}}}"

    def _response(self, shape: Shape, status: int) -> str:
        varying = [f"{{{{{name}}}}}" for name in self._at(shape, "statusCode")]
        lines = [f"HTTP/1.1 {next(iter(varying), status)}"]
        lines += [f"{wire(name, stated)}: {{{{{name}}}}}" for name, stated in self._at(shape, "header").items()]
        return self._message(lines, shape, braces=False)

    def _message(self, lines: list[str], shape: Shape, *, braces: bool) -> str:
        inside = self._inside(shape)
        if not inside:
            return "\n".join(lines)
        if self._raw(shape):
            return "\n".join([*lines, "", f"{{{{{shape['payload']}}}}}"])
        body = self._object(inside, 0, (), braces=braces)
        return "\n".join([*lines, "Content-type: application/json", "", body])

    def _object(self, members: Mapping[str, Shape], depth: int, stack: tuple[str, ...], *, braces: bool) -> str:
        pad = "   " * (depth + 1)
        inner = ",\n".join(
            f'{pad}"{wire(name, stated)}": {self._skeleton(stated, depth + 1, stack, braces=braces)}'
            for name, stated in sorted(members.items())
        )
        return f"{{\n{inner}\n{'   ' * depth}}}"

    def _skeleton(self, reference: Shape, depth: int, stack: tuple[str, ...], *, braces: bool) -> str:
        name = reference["shape"]
        shape = self.service.shapes[name]
        kind = shape["type"]
        if kind == "timestamp" and (reference.get("timestampFormat") or shape.get("timestampFormat")) == "iso8601":
            kind = "string"
        if kind == "structure":
            if shape.get("document"):
                return "JSON value"
            if name in stack:
                return f'"{name}"'
            return (
                "{ ... }"
                if shape.get("union")
                else self._object(shape["members"], depth, (*stack, name), braces=braces)
            )
        if kind == "list":
            item = self._skeleton(shape["member"], depth + 1, (*stack, name), braces=braces)
            return f"[ {item} ]"
        if kind == "map":
            value = self._skeleton(shape["value"], depth + 1, (*stack, name), braces=braces)
            key = "{{string}}" if braces else "string"
            return f'{{ "{key}" : {value} }}'
        plain = _SHOWN.get(kind, "number")
        if not braces:
            return plain
        return '"{{string}}"' if plain == '"string"' else f"{{{{{plain}}}}}"

    def _parameters(self, shape: Shape) -> Iterator[str]:
        found = self._at(shape, "uri", "querystring", "header")
        if found:
            yield "The request uses the following URI parameters."
        for name, stated in sorted(found.items()):
            required = stated["location"] == "uri" or name in shape.get("required", ())
            lines = [*constraints(self.service.shapes, stated), *(["Required: Yes"] if required else [])]
            # What a message names in the path, the page names as the message does; elsewhere as the model does.
            shown = wire(name, stated) if stated["location"] == "uri" else name
            yield self._field(shown, stated, "request-uri", lines)

    def _body(self, shape: Shape, opening: str, side: str) -> str:
        inside = self._inside(shape)
        if not inside:
            return "The request does not have a request body."
        if self._raw(shape):
            (name,) = inside
            required = ["Required: Yes"] if name in shape.get("required", ()) else []
            lines = [line for line in constraints(self.service.shapes, inside[name]) if line.startswith("Length")]
            kind = "string" if self.service.shapes[inside[name]["shape"]]["type"] == "string" else "binary"
            return f"{opening} {kind} data.\n\n{self._field(name, inside[name], side, [*lines, *required])}"
        return f"{opening} data in JSON format.\n\n" + "\n\n".join(self._members(self._holder(shape), inside, side))

    def _members(self, shape: Shape, members: Mapping[str, Shape], side: str) -> Iterator[str]:
        needed = shape.get("required", ()) if side != "response" else ()
        for name, stated in sorted(members.items(), key=lambda item: (item[0] not in needed, item[0])):
            required = f"Required: {'Yes' if name in needed else 'No'}"
            lines = [*self._typed(stated), *([required] if side != "response" else [])]
            yield self._field(wire(name, stated), stated, side, lines)

    def _elements(self, shape: Shape, status: int) -> str:
        inside, headers = self._inside(shape), self._at(shape, "header")
        codes = self._at(shape, "statusCode")
        empty = "" if inside or headers or codes else " with an empty HTTP body"
        parts = [
            "If the action is successful, the service sends back the following HTTP response."
            if codes
            else f"If the action is successful, the service sends back an HTTP {status} response{empty}."
        ]
        parts += [self._field(name, stated, "response", []) for name, stated in codes.items()]
        if headers:
            parts.append("The response returns the following HTTP headers.")
            parts += [
                self._field(name, stated, "response", constraints(self.service.shapes, stated))
                for name, stated in headers.items()
            ]
        if inside and self._raw(shape):
            (name,) = inside
            parts += ["The response returns the following as the HTTP body."]
            parts += [self._field(name, inside[name], "response", [])]
        elif inside:
            parts.append("The following data is returned in JSON format by the service.")
            parts += self._members(self._holder(shape), inside, "response")
        return "\n\n".join(parts)

    def _errors(self, operation: Shape) -> Iterator[str]:
        for stated in operation.get("errors", ()):
            shape = self.service.shapes[stated["shape"]]
            error = shape.get("error", {})
            status = error.get("httpStatusCode", 500 if shape.get("fault") else 400)
            members = "".join(
                f"\n ** {name} **\n{prose(member.get('documentation', ''))}"
                for name, member in shape["members"].items()
            )
            name = error.get("code", stated["shape"])
            yield f" ** {name} **\n{prose(shape.get('documentation', ''))}{members}\nHTTP Status Code: {status}"

    def _field(self, name: str, stated: Shape, side: str, lines: list[str]) -> str:
        documentation = prose(stated.get("documentation", ""))
        shown = name.replace("_", "\\_")
        head = f' ** [{shown}](#API_{self.name}_Syntax) **   <a name="x-{self.name}-{side}-{name}"></a>'
        return "\n".join([head, documentation, *lines])

    def _typed(self, reference: Shape) -> list[str]:
        name, shape = reference["shape"], self.service.shapes[reference["shape"]]
        if shape.get("exception"):
            return ["Type: Exception", f"HTTP Status Code: {shape.get('error', {}).get('httpStatusCode', 400)}"]
        if name == "Unit":
            return ["Type: Structure"]
        union = [_NOTE] if shape["type"] == "structure" and shape.get("union") else []
        self._link(name)
        return [f"Type: {self._words(name)}", *union, *constraints(self.service.shapes, reference)]

    def _words(self, name: str, *, plural: bool = False) -> str:
        shape = self.service.shapes[name]
        kind = shape["type"]
        end = "s" if plural else ""
        if kind == "structure":
            return f"JSON value{end}" if shape.get("document") else f"[{name}](API_{name}.md) object{end}"
        if kind == "list":
            words = f"Array of {self._words(shape['member']['shape'], plural=True)}"
            return f"arrays{words[5:]}" if plural else words
        if kind == "map":
            value = self._words(shape["value"]["shape"])
            lowered = value if value.startswith("[") else value[0].lower() + value[1:]
            return f"{'string' if plural else 'String'} to {lowered} map{end}"
        word = _SCALARS[kind]
        return f"{word[0].lower()}{word[1:]}s" if plural else word

    def _link(self, name: str) -> None:
        """Writes the pages of the types that a type leads to."""
        shape = self.service.shapes[name]
        if shape["type"] == "list":
            self._link(shape["member"]["shape"])
        elif shape["type"] == "map":
            self._link(shape["value"]["shape"])
        elif shape["type"] == "structure" and not shape.get("document") and name not in self.types:
            self.types[name] = ""
            members = "\n\n".join(self._members(shape, shape["members"], "Type"))
            first = f"{_FIRST}\n\n" if 0 < len(shape.get("required", ())) < len(shape["members"]) else ""
            union = f"{first}**Important**\n{_UNION}\n\n" if shape.get("union") else first
            self.types[name] = (
                f'# {name}\n<a name="API_{name}"></a>\n\n{prose(shape.get("documentation", ""))}\n\n'
                f'## Contents\n<a name="API_{name}_Contents"></a>\n\n{union}{members}\n\n'
                f'## See Also\n<a name="API_{name}_SeeAlso"></a>\n'
            )


def wire(name: str, stated: Shape) -> str:
    """The name that a member has in a message."""
    return str(stated.get("locationName", name))
