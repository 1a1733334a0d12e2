"""One edition's OpenAPI description, loaded, with the few look-ups that everything else needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

EDITIONS = ("2018-05-01", "2022-08-03")
DEFAULT_EDITION = EDITIONS[0]
JSON_MEDIA_TYPE = "application/json"

Schema = Mapping[str, Any]


class UnknownEditionError(ValueError):
    """There is no description of that edition."""

    def __init__(self, edition: str) -> None:
        super().__init__(f"unknown edition {edition!r}; known: {', '.join(EDITIONS)}")
        self.edition = edition


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One schema inside a body: a member, an item or the root.

    Attributes:
        path: member names from the root, `items` for array items: `("GeoMatchParams", "AreaCode")`.
        schema: the node's JSON Schema.
        required: whether its parent requires it; None for the root and for array items.
    """

    path: tuple[str, ...]
    schema: Schema
    required: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """The OpenAPI description of one operation in one edition.

    Attributes:
        edition: for example `2018-05-01`.
        document: the whole OpenAPI document.
        method: the HTTP method in upper case.
        template: the path with `{parameter}` segments.
        operation: the operation object.
    """

    edition: str
    document: Mapping[str, Any]
    method: str
    template: str
    operation: Mapping[str, Any]

    @property
    def parameter(self) -> Mapping[str, Any]:
        """The path parameter."""
        parameter: Mapping[str, Any] = self.operation["parameters"][0]
        return parameter

    @property
    def request_schema(self) -> Schema:
        """The JSON Schema of the request body."""
        schema: Schema = self.operation["requestBody"]["content"][JSON_MEDIA_TYPE]["schema"]
        return schema

    @property
    def request_example(self) -> Any:
        """The documentation's own request body, or None where the edition shows none."""
        return self.operation["requestBody"]["content"][JSON_MEDIA_TYPE].get("example")

    @property
    def success_status(self) -> int:
        """The documented status of success."""
        return next(int(code) for code in self.operation["responses"] if code.startswith("2"))

    @property
    def response(self) -> Mapping[str, Any]:
        """The response object of success."""
        response: Mapping[str, Any] = self.operation["responses"][str(self.success_status)]
        return response

    @property
    def response_schema(self) -> Schema:
        """The JSON Schema of the response body."""
        schema: Schema = self.response["content"][JSON_MEDIA_TYPE]["schema"]
        return schema

    @property
    def errors(self) -> dict[str, int]:
        """The documented errors: name to status."""
        return {
            response["x-error"]: int(code)
            for code, response in self.operation["responses"].items()
            if "x-error" in response
        }

    @property
    def documentation_url(self) -> str:
        """The address of the page."""
        url: str = self.document.get("externalDocs", {}).get("url", "")
        return url


@cache
def load(edition: str = DEFAULT_EDITION) -> Description:
    """The committed description of `edition`.

    Raises:
        UnknownEditionError: there is none.
    """
    if edition not in EDITIONS:
        raise UnknownEditionError(edition)
    text = files(__package__).joinpath("data", f"{edition}.openapi.yaml").read_bytes()
    return describe(edition, yaml.load(text, Loader=yaml.CSafeLoader))


def describe(edition: str, document: Mapping[str, Any]) -> Description:
    """The only operation of an OpenAPI `document`."""
    ((template, item),) = document["paths"].items()
    ((method, operation),) = item.items()
    return Description(
        edition=edition, document=document, method=method.upper(), template=template, operation=operation
    )


def walk(schema: Schema, path: tuple[str, ...] = (), *, required: bool | None = None) -> Iterator[Node]:
    """Every node of `schema`, parents first."""
    yield Node(path=path, schema=schema, required=required)
    needed = schema.get("required", ())
    for name, member in schema.get("properties", {}).items():
        yield from walk(member, (*path, name), required=name in needed)
    if "items" in schema:
        yield from walk(schema["items"], (*path, "items"))


def types(schema: Schema) -> tuple[str, ...]:
    """The JSON types that `schema` allows, as a tuple; empty when it states none."""
    stated = schema.get("type", ())
    return (stated,) if isinstance(stated, str) else tuple(stated)
