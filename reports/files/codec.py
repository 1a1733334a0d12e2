"""Dataclasses to JSON and back, by msgspec: the record, its exchanges, and whatever processes tell one another."""

from __future__ import annotations

import json
from typing import Any, TypeVar

import msgspec

_T = TypeVar("_T")


class CodecError(ValueError):
    """A JSON text does not hold what it should; the message says what is wrong, and where in it."""


def plain(value: Any) -> Any:
    """A dataclass as dictionaries, lists, texts and numbers."""
    return msgspec.to_builtins(value)


def typed(document: Any, kind: type[_T]) -> _T:
    """The inverse of `plain`: the value of type `kind` that `document` states.

    Raises:
        CodecError: it states none.
    """
    try:
        return msgspec.convert(document, kind)
    except msgspec.ValidationError as error:
        raise CodecError(str(error)) from error
    except UnicodeError as error:
        # Half a surrogate pair in the place of something that is no text.
        raise CodecError("a text stands where none may") from error


def dumps(value: Any, *, indent: int | None = None) -> str:
    """A dataclass as JSON in ASCII, so that any text has a form, half a surrogate pair too."""
    return json.dumps(plain(value), indent=indent, allow_nan=False)


def loads(text: str | bytes, kind: type[_T]) -> _T:
    """The value of type `kind` that `text` states.

    Raises:
        CodecError: it is no JSON, or states no such value.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CodecError("it is no JSON") from error
    return typed(document, kind)
