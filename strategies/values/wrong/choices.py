"""Values outside the choices of a schema: not in its enumeration, not its constant, not one branch of its union."""

from __future__ import annotations

import json
from collections.abc import Iterator

from spec.operation import Schema
from strategies.values.kinds import branches_of
from strategies.values.ordinary import ordinary
from strategies.values.spelling import respelled
from strategies.values.wrong.value import Wrong

# So many values of a long enumeration are respelled.
_RESPELLED = 6


def outside_enum(schema: Schema) -> Iterator[Wrong]:
    """Texts that an enumeration does not list: unknown ones, and listed ones in another spelling."""
    found = [value for value in schema["enum"] if isinstance(value, str)]
    if not found:
        return
    first, last = found[0], found[-1]
    seen = set(found)
    yield Wrong("unknown", "an unknown value", "Unknown")
    yield Wrong("empty", "the empty string", "")
    for value in found[:_RESPELLED]:
        for name, other in (
            ("lower-case", value.lower()),
            ("upper-case", value.upper()),
            ("swapped-case", value.swapcase()),
            ("capitalised", value.capitalize()),
            *respelled(value).items(),
        ):
            if other not in seen:
                seen.add(other)
                yield Wrong(f"{name}-{value}", f"{other!r} instead of {value!r}: another spelling", other)
    for name, other, what in (
        ("space-before", f" {first}", "a space before"),
        ("space-after", f"{first} ", "a space after"),
        ("newline-after", f"{last}\n", "a line break after"),
        ("tab-after", f"{last}\t", "a tab after"),
        ("nul-after", f"{first}\x00", "a NUL after"),
        ("no-break-space-after", f"{last}\u00a0", "a no-break space after"),
    ):
        yield Wrong(name, f"{what} a known value: {other!r}", other)
    yield Wrong("plural", f"an s after a known value: '{first}s'", f"{first}s")
    yield Wrong("cut", f"a known value without its last character: {first[:-1]!r}", first[:-1])
    yield Wrong("joined", "all known values in one string, joined by |", "|".join(found))
    yield Wrong("comma", "all known values in one string, joined by commas", ",".join(found))
    yield Wrong("number", "the position of a value, as a string", "0")
    lookalike = last.replace("e", "\u0435").replace("o", "\u043e").replace("S", "\u0405")
    if lookalike != last:
        yield Wrong("lookalike", "a known value with a Cyrillic letter that looks like a Latin one", lookalike)


def other_constants(schema: Schema) -> Iterator[Wrong]:
    """Another value than the only one that is allowed."""
    value = schema["const"]
    other = f"{value}x" if isinstance(value, str) else not value if isinstance(value, bool) else 7
    if other != value:
        yield Wrong("other", f"{json.dumps(other)} instead of {json.dumps(value)}", other)


def outside_union(schema: Schema) -> Iterator[Wrong]:
    """Objects with none or with two of the members of a union."""
    names = branches_of(schema)
    usual = {name: ordinary(schema["properties"][name], 0, 1) for name in names[:2]}
    if usual:
        yield Wrong("none", "none of the members of the union", {})
    if len(usual) > 1:
        yield Wrong("two", f"two members of the union: {' and '.join(usual)}", usual)
