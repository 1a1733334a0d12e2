"""Schema violations as clause ids: the bridge from the operation's keywords to the catalogue."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jsonschema_rs

from spec.operation import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Offence:
    """One keyword that an instance breaks.

    Attributes:
        clause: the clause's id.
        pointer: where in the instance, as a JSON Pointer.
        detail: in plain words.
    """

    clause: str
    pointer: str
    detail: str


class Checker:
    """Finds every keyword of a schema that an instance breaks.

    A value of the wrong type breaks nothing but the type: an enum or a range says nothing about it.
    """

    def __init__(
        self,
        prefix: str,
        schema: Schema,
        formats: Mapping[str, Callable[[str], bool]] | None = None,
        *,
        root: str = "the body",
    ) -> None:
        """Compile the schema; `root` is how the whole instance is called in plain words."""
        self._root = root
        self._prefix = prefix
        self._validator = jsonschema_rs.Draft202012Validator(
            dict(schema), formats=dict(formats or {}), validate_formats=True
        )

    def offences(self, instance: Any) -> list[Offence]:
        """What `instance` breaks, in document order; empty for a valid one."""
        if self._validator.is_valid(instance):
            return []
        errors = list(self._validator.iter_errors(instance))
        mistyped = {tuple(error.instance_path) for error in errors if error.kind.name == "type"}
        return [
            self._offence(error)
            for error in errors
            if error.kind.name == "type" or tuple(error.instance_path) not in mistyped
        ]

    def _offence(self, error: Any) -> Offence:
        steps = list(error.instance_path)
        keyword = error.kind.name
        if keyword == "required":
            steps.append(error.kind.property)
        path = ["items" if isinstance(step, int) else step for step in steps]
        return Offence(
            clause=".".join((self._prefix, *path, keyword)),
            pointer="".join(f"/{step}" for step in steps),
            detail=_detail(keyword, steps, error, self._root),
        )


def _detail(keyword: str, steps: list[str | int], error: Any, root: str) -> str:
    where = ".".join(str(step) for step in steps) or root
    if keyword == "required":
        return f"{where} is missing"
    return f"{where} is {shown(error.instance)}"


def shown(value: Any, limit: int = 80) -> str:
    """A JSON value in ASCII, cut to `limit` characters."""
    text = json.dumps(value)
    return text if len(text) <= limit else f"{text[: limit - 3]}..."
