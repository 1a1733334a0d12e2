"""Schema violations as clause ids: the bridge from an operation's keywords to the catalogue."""

from __future__ import annotations

import base64
import binascii
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

import jsonschema_rs

from conformance.oracle.exact import foreign
from conformance.oracle.judgement import pointer_to
from conformance.oracle.long_lists import place, windows
from conformance.oracle.reasons import reason, shown
from spec.clauses.clause_ids import ITEMS, KEYS, VALUES
from spec.operation import Schema
from spec.patterns import anchored, is_disputed, names_space, printable
from spec.reading.contract_checks import retrieve
from spec.unbounded import bounded

_BASE64 = "base64"
_BODY = "the body"
# What nobody says of values, by the names of the allowances.
PATTERN_IN_PART, NUMBER_IN_WORDS = "pattern-in-part", "number-in-words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offence:
    """One keyword that an instance breaks.

    Attributes:
        clause: the clause's id.
        keyword: the keyword.
        pointer: where in the instance, as a JSON Pointer.
        detail: in plain words, what stands there.
        text: the value, where it is a text; else "".
        because: works out why that breaks the keyword; None where `detail` says it.
    """

    clause: str
    keyword: str
    pointer: str
    detail: str
    text: str = ""
    because: Callable[[], str] | None = field(default=None, compare=False)

    @property
    def is_of_odd_text(self) -> bool:
        """Whether it is a text with a character that may break a target by itself, where texts may stand."""
        return self.keyword != "type" and foreign(self.text)

    @property
    def reason(self) -> str:
        """In plain words, why it breaks the keyword. Only a request is told so; of an answer nobody asks."""
        return self.because() if self.because else self.detail


class Checker:
    """Finds every keyword of a schema that an instance breaks.

    A value of the wrong type breaks nothing but the type: an enum or a range says nothing about it. Likewise empty text
    that is too short matches no pattern either, and that says nothing more.
    """

    def __init__(
        self,
        prefix: str,
        schema: Schema,
        formats: Mapping[str, Callable[[str], bool]] | None = None,
        *,
        root: str = _BODY,
        allowed: Collection[str] = (),
    ) -> None:
        """Compile the schema.

        Args:
            prefix: what the ids of the clauses begin with.
            schema: the schema.
            formats: by name, whether a text has it.
            root: what the whole instance is called in plain words.
            allowed: what nobody says of values (`spec.clauses.ledger.allowances`).
        """
        self._root = root
        self._prefix = prefix
        known = {**(formats or {}), _BASE64: _is_base64}
        encoded = _with_encodings(schema)
        self._validator = _compiled(encoded, known)
        self._whole = None
        if PATTERN_IN_PART in allowed and ((whole := anchored(encoded)) != encoded or names_space(str(encoded))):
            self._whole = _compiled(whole, known)
        narrower = bounded(encoded) if NUMBER_IN_WORDS in allowed else encoded
        # Only requests are asked what is in doubt, so that it is compiled for the first of them.
        self._bounded = None if narrower == encoded else cache(partial(_compiled, narrower, known))

    def in_doubt(self, instance: Any) -> Iterator[str]:
        """What nobody says of a valid instance, by name: that it may be, although its source's words may forbid it.

        A text of which only a part matches its pattern, or only to some readers; a number that no source bounds.
        """
        if self._whole is not None and not self._whole.is_valid(instance):
            yield PATTERN_IN_PART
        if self._bounded is not None and not self._bounded().is_valid(instance):
            yield NUMBER_IN_WORDS

    def offences(self, instance: Any) -> list[Offence]:
        """What `instance` breaks, in document order; empty for a valid one. Of a long list, the first wrong part."""
        if self._validator.is_valid(instance):
            return []
        valid = True
        for number, part in enumerate(windows(instance)):
            if not self._validator.is_valid(part):
                valid = False
                if offences := self._found(instance, number, part):
                    return offences
        # What only the whole breaks, it has in no part: too many items.
        return self._found(instance, 0, instance) if valid else []

    def _found(self, instance: Any, number: int, part: Any) -> list[Offence]:
        """What one part of an instance breaks."""
        errors = [
            (tuple(error.instance_path), error)
            for error in self._validator.iter_errors(part)
            if not self._is_disputed(error)
        ]
        beside: dict[tuple[str | int, ...], set[str]] = defaultdict(set)
        for steps, error in errors:
            beside[steps].add(error.kind.name)
        return [
            self._offence(error, place(instance, number, steps))
            for steps, error in errors
            if not _idle(error, beside[steps])
        ]

    def _is_disputed(self, error: Any) -> bool:
        """Whether only some readers of a pattern find that a text breaks it, and nobody says which of them is right."""
        if self._whole is None or error.kind.name != "pattern" or not isinstance(error.instance, str):
            return False
        return is_disputed(error.kind.pattern, printable(error.instance))

    def _offence(self, error: Any, steps: list[str | int]) -> Offence:
        path, keyword = _path(error.schema_path)
        if keyword == "required":
            steps.append(error.kind.property)
            path = (*path, error.kind.property)
        if keyword == "format" and error.kind.format == _BASE64:
            keyword = "contentEncoding"
        # Members of the body are called by their names alone.
        outer = [] if self._root == _BODY and steps else [self._root]
        where = ".".join(map(str, (*outer, *steps)))
        missing = keyword == "required"
        return Offence(
            clause=".".join((self._prefix, *path, keyword)),
            keyword=keyword,
            pointer=pointer_to(steps),
            detail=f"{where} is missing" if missing else f"{where} is {shown(error.instance)}",
            text=error.instance if isinstance(error.instance, str) else "",
            because=None if missing else partial(reason, where, keyword, error.instance, error.kind),
        )


def _idle(error: Any, beside: Collection[str]) -> bool:
    """Whether another error at the same place makes this one superfluous; `beside` are the keywords of all of them."""
    keyword = error.kind.name
    if keyword != "type" and "type" in beside:
        return True
    return keyword == "pattern" and "minLength" in beside and error.instance == ""


def _path(schema_path: Sequence[str | int]) -> tuple[tuple[str, ...], str]:
    """The clause's path and keyword from the path in the schema: `properties`, `Name`, `pattern`."""
    steps, path = iter(schema_path), []
    for step in steps:
        if step == "properties":
            path.append(str(next(steps)))
        elif step in _NESTED:
            path.append(_NESTED[str(step)])
        else:
            return tuple(path), str(step)
    # The path ends at `additionalProperties: false`: it is the broken keyword itself.
    return tuple(path[:-1]), "additionalProperties"


_NESTED = {"items": ITEMS, "additionalProperties": VALUES, "propertyNames": KEYS}


def _with_encodings(schema: Schema) -> dict[str, Any]:
    """The schema with base64, which JSON Schema only notes, as a format that is checked."""

    def entries(value: Schema) -> Iterator[tuple[str, Any]]:
        for key, member in value.items():
            yield key, _converted(member)
        if value.get("contentEncoding") == _BASE64:
            yield "format", _BASE64

    def _converted(value: Any) -> Any:
        if isinstance(value, Mapping):
            return dict(entries(value))
        return [_converted(item) for item in value] if isinstance(value, list) else value

    return dict(entries(schema))


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def _compiled(schema: Mapping[str, Any], formats: Mapping[str, Callable[[str], bool]]) -> jsonschema_rs.Validator:
    """A validator that fetches nothing, whatever a schema refers to."""
    return jsonschema_rs.Draft202012Validator(
        dict(schema), formats=dict(formats), validate_formats=True, retriever=retrieve
    )
