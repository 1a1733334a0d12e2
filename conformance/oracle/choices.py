"""How a target answers where several ways are right: the form of set and unset members, orders, defaults.

A contract's ledger says under `observations` what is worth telling of its answers, by the operation's name:

    ID: {question: TEXT, form: FORM, member: MEMBER, ...}

`form` is one of the functions below, which say what else they take; `unset` takes no member, as it is about all that
may be unset. For another operation the questions follow from its schema: see `questions`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.oracle.answer.documents import parse
from conformance.oracle.answer.echoes import given as given_for
from conformance.oracle.answer.members import split, unset
from conformance.oracle.answer.timestamps import parse as parse_instant
from conformance.oracle.expectation import Expectation
from conformance.wire.exchange import Answer
from spec.error_names import ERROR_NAME_HEADER, ERROR_NAME_MEMBERS
from spec.nodes import walk
from spec.operation import BAD_REQUEST, Operation, types
from spec.relations.echo import Echo, echoes
from spec.relations.expressions import ABSENT, find

# A member's name as programmers choose them; other names are not counted as choices.
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,40}")
_LONGEST = 40
_DIGIT = re.compile("[0-9]")
_ISO = re.compile(
    r"[0-9]{4}(?P<hyphen>-?)[0-9]{2}(?P=hyphen)[0-9]{2}(?P<between>[Tt ])"
    r"[0-9]{2}(?P<colon>:?)[0-9]{2}(?P=colon)[0-9]{2}(?P<fraction>[.,][0-9]+)?(?P<zone>[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?"
)
# So many places of a fraction are told apart.
_FINEST = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something about answers that is worth telling.

    Attributes:
        id: its name.
        text: the question in plain words.
        form: how an answer is read.
        path: the member that it is about.
        echo: how the member repeats the request, if it does.
        more: what else the form takes.
    """

    id: str
    text: str
    form: str
    path: tuple[str, ...] = ()
    echo: Echo | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


# From the question, the answer's member and the request's value for it (each ABSENT where it is not there) to the
# choice; None where this answer shows none.
Form = Callable[[Question, Any, Any], str | None]


def _unset(question: Question, value: Any, wanted: Any) -> str | None:
    """`form: unset`: how a member that is not set comes back; an empty text that was given is set."""
    schema = question.echo.schema if question.echo else None
    if wanted == "" or not unset(wanted) or not unset(value, schema):
        return None
    return "absent" if value is ABSENT else "null" if value is None else "empty text" if value == "" else "empty"


def _instant(_question: Question, value: Any, _wanted: Any) -> str | None:
    """`form: instant`: how an instant is written."""
    if isinstance(value, str):
        return _spelt(value) if parse_instant(value) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return "a number with a fraction" if isinstance(value, float) else "a whole number"


def _spelt(instant: str) -> str:
    """The form of a text that is an instant: `text in the form YYYY-MM-DDThh:mm:ss.sssZ`."""
    found = _ISO.fullmatch(instant)
    if found is None:
        return f"text like {_DIGIT.sub('9', instant)[:_LONGEST]}"
    fraction, zone = found["fraction"] or "", found["zone"] or ""
    hyphen, colon = found["hyphen"], found["colon"]
    form = f"YYYY{hyphen}MM{hyphen}DD{found['between']}hh{colon}mm{colon}ss"
    form += fraction[:1] + "s" * min(len(fraction) - 1, _FINEST)
    form += re.sub(r"[0-9]{2}$", "mm", re.sub(r"[0-9]{2}", "hh", zone, count=1))
    return f"text in the form {form}" + ("" if zone else ", without a time zone")


def _default(_question: Question, value: Any, wanted: Any) -> str | None:
    """`form: default`: what stands for a number that was not given."""
    if wanted is not ABSENT:
        return None
    if unset(value):
        return "none"
    return str(value)[:_LONGEST] if isinstance(value, int) else None


def _value(question: Question, value: Any, _wanted: Any) -> str | None:
    """`form: value` with `values`: which of them comes."""
    return value if isinstance(value, str) and value in question.more["values"] else None


def _prefix(question: Question, value: Any, wanted: Any) -> str | None:
    """`form: prefix`: whether a text that was given without its optional prefix comes back with it."""
    prefix = question.echo.prefix if question.echo else ""
    given = wanted if isinstance(wanted, list) else []
    if all(str(item).startswith(prefix) for item in given):
        return None
    echoed = _texts(question, value)
    if echoed is None:
        return None
    kept = not all(item.startswith(prefix) for item in echoed)
    return "comes back as given" if kept else f"comes back with {prefix}"


def _alike(question: Question, value: Any, _wanted: Any) -> str | None:
    """`form: alike` with `each`: whether two items have the same value."""
    texts = _texts(question, value)
    if texts is None or len(texts) != 2:
        return None
    if not any(texts):
        return "none yet"
    return "one for both" if texts[0] == texts[1] else "one for each"


def _order(question: Question, value: Any, wanted: Any) -> str | None:
    """`form: order`: whether the items come back in the order in which they were given."""
    prefix = question.echo.prefix if question.echo else ""
    if not isinstance(wanted, list) or len(wanted) < 2:
        return None
    given = [str(item).removeprefix(prefix) for item in wanted]
    texts = _texts(question, value)
    if texts is None or len(set(given)) < len(given):
        return None
    answered = [text.removeprefix(prefix) for text in texts]
    if given == answered:
        return "as given"
    return "another one" if sorted(answered) == sorted(given) else None


def _repeated(_question: Question, value: Any, wanted: Any) -> str | None:
    """`form: repeated`: what becomes of an item that was given twice."""
    asked = wanted if isinstance(wanted, list) else []
    if not isinstance(value, list) or len({repr(item) for item in asked}) == len(asked):
        return None
    return "kept" if len(value) == len(asked) else "merged"


def _extra(question: Question, value: Any, _wanted: Any) -> str | None:
    """`form: extra`: members beyond the documented ones."""
    if not isinstance(value, dict):
        return None
    extra = sorted(value.keys() - set(question.more["known"]))
    named = [name for name in extra if _NAME.fullmatch(name)]
    return ", ".join(named) or ("unusually named ones" if extra else "none")


_FORMS: Mapping[str, Form] = {
    "unset": _unset,
    "instant": _instant,
    "default": _default,
    "value": _value,
    "prefix": _prefix,
    "alike": _alike,
    "order": _order,
    "repeated": _repeated,
    "extra": _extra,
}
ERROR_NAME = Question(id="error-name", text="where an error is named", form="")


def questions(operation: Operation, stated: Mapping[str, Mapping[str, Any]] | None) -> tuple[Question, ...]:
    """What is worth telling of an operation's answers.

    Args:
        operation: the operation.
        stated: the questions of the contract's ledger; None where it has none, so that they follow from the schema.
    """
    by_path = {echo.path: echo for echo in echoes(operation.response_schema)}
    if stated is None:
        return (*_following(operation, by_path), *_extras(operation))
    own = (question for name, entry in stated.items() for question in _stated(name, entry, by_path))
    return (*own, *_extras(operation))


def _stated(name: str, entry: Mapping[str, Any], by_path: Mapping[tuple[str, ...], Echo]) -> Iterator[Question]:
    """What a ledger asks about one member, or about every member that may be unset."""
    if entry["form"] == "unset":
        yield from _of_unset(name, entry["question"], by_path)
        return
    path = split(entry["member"])
    yield Question(id=name, text=entry["question"], form=entry["form"], path=path, echo=by_path.get(path), more=entry)


def _of_unset(name: str, text: str, by_path: Mapping[tuple[str, ...], Echo]) -> Iterator[Question]:
    """One question for every member that comes back unset where the request leaves it out: all are counted as one."""
    for path, echo in by_path.items():
        if echo.unset:
            yield Question(id=name, text=text, form="unset", path=path, echo=echo)


def _following(operation: Operation, by_path: Mapping[tuple[str, ...], Echo]) -> Iterator[Question]:
    """The questions that any schema raises."""
    yield from _of_unset("unset-members", "how a member that is not set comes back", by_path)
    times = (node.path for node in walk(operation.response_schema) if node.schema.get("format") == "timestamp")
    instant = next((path for path in times if "items" not in path), None)
    if instant:
        yield Question(id="timestamps", text="how instants are written", form="instant", path=instant)
    listed = next((echo for echo in by_path.values() if "array" in types(echo.schema)), None)
    if listed:
        yield Question(
            id="order", text="the order of what was given as a list", form="order", path=listed.path, echo=listed
        )


def _extras(operation: Operation) -> Iterator[Question]:
    """What stands beside the documented members of the answer's main object."""
    schema = operation.response_schema
    path: tuple[str, ...] = ()
    inner = schema.get("properties", {})
    if len(inner) == 1:
        ((name, only),) = inner.items()
        if "properties" in only:
            schema, path = only, (name,)
    if "properties" in schema:
        known = {"known": tuple(schema["properties"])}
        text = "members beyond the documented ones"
        yield Question(id="extra-members", text=text, form="extra", path=path, more=known)


def choices(answer: Answer, expectation: Expectation, asked: tuple[Question, ...]) -> Iterator[tuple[str, str]]:
    """The choices that one answer shows, each with the name of its question.

    Args:
        answer: what came back.
        expectation: of its request.
        asked: what is worth telling.
    """
    document = parse(answer).document
    if answer.status == expectation.success and expectation.document is not None and not expectation.breaches:
        for question in asked if isinstance(document, dict) else ():
            if question.path and not isinstance(find(document, question.path[:-1]), dict):
                continue
            wanted = given_for(question.echo, expectation) if question.echo else ABSENT
            choice = _FORMS[question.form](question, find(document, question.path), wanted)
            if choice is not None:
                yield question.id, choice
    elif answer.status == BAD_REQUEST:
        members = [name for name in ERROR_NAME_MEMBERS if isinstance(document, dict) and name in document]
        header = [f"header {ERROR_NAME_HEADER}"] if answer.header(ERROR_NAME_HEADER) else []
        yield ERROR_NAME.id, ", ".join([*header, *(f"body {name}" for name in members)]) or "nowhere"


def _texts(question: Question, value: Any) -> list[str] | None:
    """The items of a list as text: themselves, or the member of each that counts."""
    each = question.more.get("each") or (question.echo.each if question.echo else "")
    if not isinstance(value, list):
        return None
    if not each:
        return [str(item) for item in value]
    return [str(item.get(each) or "") for item in value] if all(isinstance(item, dict) for item in value) else None
