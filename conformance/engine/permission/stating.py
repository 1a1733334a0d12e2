"""Which names a contract says itself: they may be those of something, and the contract may be a stranger's."""

from __future__ import annotations

from typing import Any

from conformance.engine.permission.known import shared
from spec.operation import Schema
from strategies.values.ordinary import ordinary
from strategies.values.texts import another

# A pattern that allows fewer names than so many says each of them.
_CHOICES = 8
# A number that is out of bounds is so by so much at most.
_BESIDE = 1_000
# Longer names are no contract's own.
_LONGEST = 256


def is_stated(name: str, schema: Schema) -> bool:
    """Whether a contract says this name: as an example, or by a pattern that allows few others."""
    return name in _stated(schema) or (len(name) <= _LONGEST and name in _few(name, schema))


def is_like_stated(name: str, schema: Schema) -> bool:
    """Whether a name is one that the contract says, or that becomes one by a change of a character or of case.

    What the suite sends instead of a right name is made of it in such a way.
    """
    stated = [text for text in _stated(schema) if isinstance(text, str)]
    stated += _few(str(ordinary(schema)), schema) if "pattern" in schema else ()
    beside = [schema[bound] for bound in ("minimum", "maximum") if bound in schema]
    number = int(name) if name.isdecimal() and len(name) <= _LONGEST else None
    return any(_differ_by_one(name.casefold(), text.casefold()) for text in stated) or (
        number is not None and any(abs(number - bound) <= _BESIDE for bound in beside)
    )


def _stated(schema: Schema) -> list[Any]:
    single = [schema[name] for name in ("const", "default", "example") if name in schema]
    return [*single, *schema.get("enum", ()), *schema.get("examples", ())]


def _few(name: str, schema: Schema) -> set[str]:
    """The names that a pattern allows beside this one, and it; none where the pattern leaves a choice."""
    found = {another(name, schema, number) for number in range(_CHOICES)} if schema.get("pattern") else set()
    return found if len(found) < _CHOICES else set()


def _differ_by_one(name: str, other: str) -> bool:
    """Whether two texts are equal but for one character, which may be missing."""
    before = shared(name, other)
    after = shared(name[before:][::-1], other[before:][::-1])
    return before + after >= max(len(name), len(other)) - 1
