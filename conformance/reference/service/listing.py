"""Lists of resources: what in a request filters, bounds and continues them, and which members show them."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.reference.service.answers.samples import satisfies, text
from conformance.reference.service.store import Filters, Resource
from spec.operation import Operation, Schema, types

DEFAULT_SIZE = 100
_TOKEN = re.compile("token|marker|cursor")
_SIZE = re.compile("max|limit|size|count")


def _plain(name: str) -> str:
    """A name without its convention: `next-token` and `NextToken` are the same."""
    return re.sub("[^a-z0-9]", "", name.lower())


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """How an operation lists resources.

    Attributes:
        items: the answer's member with the resources.
        token: the answer's member with the token of the next page, or "".
        asked_token: the query parameter that takes it, or "".
        asked_size: the query parameter that bounds a page, or "".
        filters: the other query parameters or members of the request, each with the member that it selects by.
        token_schema: of the token.
    """

    items: str
    token: str
    asked_token: str
    asked_size: str
    filters: Mapping[str, str]
    token_schema: Schema

    @classmethod
    def of(cls, operation: Operation, items: str) -> Listing:
        """What the operation's parameters and answer say by their names and types."""
        schema = operation.response_schema
        shown = schema["properties"][items]["items"].get("properties", {})
        members = {_plain(name): name.lower() for name in shown}
        texts = [name for name, member in schema["properties"].items() if "string" in types(member)]
        asked = {parameter.name: parameter.schema for parameter in operation.at("query")}
        asked |= operation.request_schema.get("properties", {})
        integers = [name for name, member in asked.items() if "integer" in types(member)]
        named = {name: _selecting(name, member, members) for name, member in asked.items()}
        token = _first(_TOKEN, texts)
        return cls(
            items=items,
            token=token,
            token_schema=schema["properties"].get(token, {}),
            asked_token=_first(_TOKEN, asked),
            asked_size=_first(_SIZE, integers),
            filters={name: member for name, member in named.items() if member},
        )

    def chosen(self, given: Mapping[str, Any]) -> Filters:
        """The filters that a request sets: members and the values of which they must have one."""
        return tuple((member, _values(given[name])) for name, member in self.filters.items() if name in given)

    def fitting(self, chance: str) -> str:
        """A token of the documented form, made of a random text."""
        if satisfies(self.token_schema, chance):
            return chance
        return text(self.token_schema, random.Random(chance))  # noqa: S311 - the chance is in the text

    def size(self, given: Mapping[str, Any]) -> int:
        """How many resources a page has at most."""
        asked = given.get(self.asked_size)
        return asked if isinstance(asked, int) and asked > 0 else DEFAULT_SIZE


def _selecting(name: str, schema: Schema, members: Mapping[str, str]) -> str:
    """The member that a part of a request selects by: `arn` for `arn`, and for the list `arns`; or ""."""
    if "array" in types(schema):
        return members.get(_plain(name).removesuffix("s"), "")
    return "" if "object" in types(schema) else members.get(_plain(name), "")


def _values(given: Any) -> tuple[str, ...]:
    return tuple(map(str, given)) if isinstance(given, list) else (str(given),)


def _first(pattern: re.Pattern[str], names: Iterable[str]) -> str:
    """The first name that the pattern is found in, or ""."""
    return next((name for name in names if pattern.search(_plain(name))), "")


def matching(resources: Iterable[Resource], filters: Filters) -> list[Resource]:
    """The resources that have these values."""
    return [one for one in resources if all(str(one.facts.get(member)) in values for member, values in filters)]
