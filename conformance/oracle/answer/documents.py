"""The JSON document in an answer's body, or what is wrong with it."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from conformance.oracle import exact
from conformance.oracle.judgement import Judgement, failed, passed
from conformance.oracle.reasons import shown
from conformance.wire.exchange import Answer
from spec.operation import JSON_MEDIA_TYPE, Schema, types

# Numbers of more digits than the standard library reads, and escapes of half a character.
_UNUSUAL = re.compile(r"\d{400}|\\u[dD][89a-fA-F]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What an answer's body says.

    Attributes:
        document: the JSON document; None where there is a problem.
        problem: why there is none, or "".
        ours: the body is larger or deeper than this suite reads, which is no matter of the target.
    """

    document: Any = None
    problem: str = ""
    ours: bool = False


def is_json(answer: Answer) -> bool:
    """Whether an answer says that it is JSON; any parameter may follow."""
    media = (answer.header("content-type") or "").partition(";")[0]
    return media.strip().lower() == JSON_MEDIA_TYPE


def content_type(clause: str, answer: Answer) -> Judgement:
    """Whether an answer says that it is JSON, as a judgement on `clause`."""
    if is_json(answer):
        return passed(clause)
    value = answer.header("content-type")
    actual = "no Content-Type" if value is None else shown(value)
    return failed(clause, JSON_MEDIA_TYPE, actual, "header:Content-Type")


@lru_cache(maxsize=8)
def parse(answer: Answer) -> Parsed:
    """The JSON document in an answer's body, or what is wrong with it.

    Several judges read the same answer one after the other; none of them changes the document.
    """
    if answer.truncated:
        return Parsed(problem="a body of more than 1 MiB", ours=True)
    if not answer.body:
        return Parsed(problem="an empty body")
    try:
        return Parsed(document=_read(answer.body.decode()))
    except UnicodeDecodeError as error:
        return Parsed(problem=f"byte {error.start} is not UTF-8")
    except RecursionError:
        return Parsed(problem="JSON nested too deep to be read", ours=True)
    except ValueError as error:
        return Parsed(problem=f"no JSON: {error}")


def resembles(answer: Answer, members: Collection[str]) -> bool:
    """Whether an answer is an operation's own, whatever its status: an object with one of the operation's members.

    Where the operation answers with no member at all, it may be nothing, or an object, which then says too much.
    """
    if not members and not answer.body.strip():
        return True
    document = parse(answer).document
    return isinstance(document, dict) and not (members and document.keys().isdisjoint(members))


def structured_like(answer: Answer, members: Mapping[str, Schema]) -> bool:
    """Whether an answer has an object or a list under the name of a member that is one."""
    document = parse(answer).document
    if not isinstance(document, dict):
        return False
    return any(_kind(value) in types(members[name]) for name, value in document.items() if name in members)


def _kind(value: object) -> str:
    """The JSON type of a structure; "" for any other value."""
    return "object" if isinstance(value, dict) else "array" if isinstance(value, list) else ""


def _read(text: str) -> Any:
    """The document, by the quick way where that reads all of it alike."""
    if _UNUSUAL.search(text):
        return exact.loads(text)
    return exact.bounded(text, json.loads(text, parse_constant=exact.constant))
