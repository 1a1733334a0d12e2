"""Values beyond a bound: numbers too small or too great, lists, texts and objects too short or too long."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from spec.clauses.schemas import LARGEST
from spec.operation import Schema
from spec.words import counted
from strategies.values import texts
from strategies.values.ordinary import entry, ordinary
from strategies.values.wrong.value import Wrong

# From so many items or characters on, one more than allowed is all that is sent.
_MANY_ITEMS, _MANY_CHARACTERS = 200, 20_000
# So many items of a long list differ.
_DISTINCT = 8


def below(schema: Schema) -> Iterator[Wrong]:
    """Numbers below the minimum."""
    least = schema["minimum"]
    for name, value in (
        ("one-below", least - 1),
        ("ten-below", least - 10),
        ("far-below", -(2**31)),
        ("minus-one", -1),
        ("negative", -60),
        ("beyond-32-bits-below", -(2**40)),
    ):
        if value < least:
            yield Wrong(name, f"{value} is below the minimum of {least}", value)
    yield Wrong("one-below-as-float", f"{float(least - 1)} is below the minimum of {least}", float(least - 1))


def above(schema: Schema) -> Iterator[Wrong]:
    """Numbers above the maximum."""
    most = schema["maximum"]
    for name, value in (("one-above", most + 1), ("far-above", most + 2**20)):
        yield Wrong(name, f"{value} is above the maximum of {most}", value)


def beyond(keyword: str, name: str, by: int) -> Callable[[Schema], Iterator[Wrong]]:
    """What finds the numbers that an exclusive bound excludes: the bound itself, and one `by` beyond it."""

    def found(schema: Schema) -> Iterator[Wrong]:
        bound = schema[keyword]
        yield Wrong("bound", f"{bound} itself, which is not allowed", bound)
        yield Wrong(name, f"{bound + by}, which is beyond {bound}", bound + by)

    return found


def too_few_items(schema: Schema) -> Iterator[Wrong]:
    """Lists with fewer items than are asked for."""
    least = schema["minItems"]
    items = schema.get("items", {})
    usual = [ordinary(items, turn, 1) for turn in range(least)]
    # Every smaller number of items, where there are few.
    for count in sorted({*range(max(0, least - 3), least), *((0,) if least else ())}, reverse=True):
        yield Wrong(f"{count}-items", f"{counted(count, 'item')}, not at least {least}", usual[:count])
    if least > 1:
        words = f"{counted(least - 1, 'item')}, not at least {least}"
        yield Wrong(f"{least - 1}-items-last", words, usual[1:])


def too_many_items(schema: Schema) -> Iterator[Wrong]:
    """Lists with more items than are allowed."""
    most, items = schema["maxItems"], schema.get("items", {})
    for count in (most + 1, most + 2, most * 2 + 1, most + 100):
        if count > LARGEST["body"]["maxItems"] + 1 or (most >= _MANY_ITEMS and count > most + 1):
            continue
        # The first items again: a target that counts only different items must be caught as well.
        distinct = [ordinary(items, turn, 1) for turn in range(min(count, _DISTINCT))]
        found = [distinct[turn % len(distinct)] for turn in range(count)]
        yield Wrong(f"{count}-items", f"{count} items, not at most {most}", found)
    if most < _MANY_ITEMS:
        usual = [ordinary(items, turn % _DISTINCT, 1) for turn in range(most)]
        yield Wrong("first-again", f"{most + 1} items, the first one twice", [*usual, *usual[:1]] or [ordinary(items)])


def too_short(schema: Schema) -> Iterator[Wrong]:
    """Texts with fewer characters than are asked for."""
    least = schema["minLength"]
    if least:
        text = texts.of_length(schema, least - 1)
        short = "a" * (least - 1) if text is None else text
        yield Wrong("one-short", f"{counted(least - 1, 'character')}, not at least {least}", short)


def too_long(schema: Schema) -> Iterator[Wrong]:
    """Texts with more characters than are allowed."""
    most = schema["maxLength"]
    if most >= _MANY_CHARACTERS:
        text = texts.of_length(schema, most + 1, LARGEST["body"]["maxLength"] + 1)
        if text is not None:
            yield Wrong("one-over", f"{most + 1:,} characters, not at most {most:,}", text)
        return
    for name, extra in (("one-over", 1), ("far-over", 1000)):
        text = texts.of_length(schema, most + extra)
        if text is not None:
            yield Wrong(name, f"{counted(most + extra, 'character')}, not at most {most:,}", text)
    if texts.of_length(schema, most + 1) is not None:
        # Characters beyond the basic plane: one each, but two UTF-16 units and four bytes.
        yield Wrong("emoji-over", f"{most + 1:,} emoji, not at most {most:,} characters", "\U0001f600" * (most + 1))


def too_few_keys(schema: Schema) -> Iterator[Wrong]:
    """Objects with fewer keys than are asked for."""
    least = schema["minProperties"]
    if least:
        yield Wrong("empty", f"no key, not at least {least}", {})


def too_many_keys(schema: Schema) -> Iterator[Wrong]:
    """Objects with more keys than are allowed."""
    most = schema["maxProperties"]
    if most <= LARGEST["body"]["maxProperties"] and "additionalProperties" in schema:
        found = dict(entry(schema, turn, 1) for turn in range(most + 1))
        if len(found) == most + 1:
            yield Wrong("one-over", f"{most + 1} keys, not at most {most}", found)


def between_steps(schema: Schema) -> Iterator[Wrong]:
    """A number between two multiples of the step."""
    step = schema["multipleOf"]
    yield Wrong("between", f"{step * 1.5}, which is no multiple of {step}", step * 1.5)


def repeated(schema: Schema) -> Iterator[Wrong]:
    """A list that has an item twice."""
    if schema["uniqueItems"]:
        item = ordinary(schema.get("items", {}), 0, 1)
        yield Wrong("twice", "the same item twice", [item] * max(2, schema.get("minItems", 2)))
