"""One parameter of an operation: what a request carries outside its body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

# What says of a text which form it has.
_FORMS = frozenset({"enum", "pattern", "maxLength", "format"})
Location = Literal["path", "query", "header"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A value that a request carries outside its body.

    Attributes:
        name: as it stands in the path template, the query string or the headers.
        location: `path`, `query` or `header`.
        required: whether a request must have it; always true in a path.
        schema: its JSON Schema; without `type` where no source states one.
        definition: the whole OpenAPI parameter object.
    """

    name: str
    location: Location
    required: bool
    schema: Mapping[str, Any]
    definition: Mapping[str, Any]

    @property
    def example(self) -> Any:
        """The documentation's own value, or None."""
        return self.definition.get("example")

    @property
    def fresh(self) -> bool:
        """Whether every request needs a new value (`x-fresh`): in a path, the name of what the request creates."""
        return bool(self.schema.get("x-fresh") or self.definition.get("x-fresh"))

    @property
    def may_be_wrong(self) -> bool:
        """Whether some request has it wrong: any text is right where nothing is said of its form."""
        if self.location == "path":
            return self.fresh
        item = self.schema.get("items", self.schema)
        free = item.get("type", "string") == "string" and not _FORMS & item.keys() and item.get("minLength", 0) <= 1
        return self.required or not free
