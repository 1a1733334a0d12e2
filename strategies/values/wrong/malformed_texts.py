"""Texts that miss a pattern, a format or an encoding."""

from __future__ import annotations

from collections.abc import Iterator

from spec.operation import Schema, types
from strategies.values import texts
from strategies.values.kinds import kind
from strategies.values.near_misses import near_misses
from strategies.values.wrong.value import Wrong


def missing_pattern(schema: Schema) -> Iterator[Wrong]:
    """Texts that miss the pattern narrowly."""
    for miss in near_misses(schema["pattern"]):
        yield Wrong(miss.name, f"{_cut(miss.text)}: {miss.change}", miss.text)


def _cut(text: str) -> str:
    shown = ascii(text) if not text.isascii() or not text.isprintable() else repr(text)
    return shown if len(shown) <= 50 else f"{shown[:47]}..."


def no_instants(schema: Schema) -> Iterator[Wrong]:
    """Texts that are no instant in time, where an instant may be a text."""
    if not texts.is_timestamp(schema) or (types(schema) and "string" not in types(schema)):
        return
    for name, text in (
        ("word", "yesterday"),
        ("empty", ""),
        ("month-13", "2023-13-14T22:13:20Z"),
        ("day-32", "2023-11-32T22:13:20Z"),
        ("hour-25", "2023-11-14T25:13:20Z"),
        ("american-date", "11/14/2023"),
    ):
        yield Wrong(name, f"{text!r} is no instant in time", text)


def misencoded(schema: Schema) -> Iterator[Wrong]:
    """Texts that are no base64."""
    if schema["contentEncoding"] == "base64" and kind(schema) == "string":
        for name, text in (("signs", "!!!!"), ("unpadded", "dGV4d"), ("space", "dGV4 dGV4")):
            yield Wrong(name, f"{text!r} is no base64", text)
