"""From a request to what the answer's members must repeat of it, as the contract's `x-echo` says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from conformance.oracle.answer.members import at_or_below, instances, told, unset
from conformance.oracle.expectation import Expectation
from conformance.oracle.judgement import Judgement, failed, follows, passed, undecided
from conformance.oracle.request.parameters import value_of
from conformance.wire.showing.redaction import HIDDEN
from spec.clauses import clause_ids
from spec.operation import Operation, Schema, types
from spec.relations.alternatives import alternatives, of_query
from spec.relations.echo import Echo, echoes
from spec.relations.expressions import ABSENT, find

_EXACT = 2**53


class EchoRules:
    """Knows, for one operation, which members of an answer repeat the request.

    Attributes:
        echoes: what the operation's answers repeat.
    """

    def __init__(self, operation: Operation) -> None:
        self.echoes = tuple(echoes(operation.response_schema))
        self._ways = {"body": alternatives(operation.request_schema), "query": of_query(operation)}
        self._ids = {
            (echo.path, keyword): operation.clause_id(clause_ids.response_member(echo.path, keyword))
            for echo in self.echoes
            for keyword in ("echo", "unset")
        }
        self._of = {
            clause: echo for echo in self.echoes for (path, _), clause in self._ids.items() if path == echo.path
        }

    def judge(self, expectation: Expectation, document: Any, offended: Mapping[str, str]) -> Iterator[Judgement]:
        """Every echo of one answer.

        Args:
            expectation: of the request; its document is what the request sets, unambiguously.
            document: the answer's body.
            offended: pointers of members that are missing or of a wrong type, with the clauses that say so: what holds
                them cannot be compared.
        """
        places = sorted(offended)
        for echo in self.echoes:
            wanted = given(echo, expectation)
            # What an empty list stands for is left open, and which of two names counts where a thing has both.
            if wanted == [] or (expectation.named_otherwise and self._ambiguous(echo, expectation)):
                continue
            for pointer, actual in instances(document, echo.path):
                near = at_or_below(places, pointer)
                spoilt = next((offended[place] for place in near if _compares(echo, pointer, place)), None)
                if spoilt is not None:
                    # What is wrong with the member itself explains by its name why it is not compared.
                    if pointer not in offended and wanted is not ABSENT:
                        yield undecided(self._ids[echo.path, "echo"], follows(spoilt))
                    continue
                if wanted is not ABSENT:
                    yield self._echo(echo, wanted, actual, pointer)
                elif echo.unset:
                    yield self._unset(echo, actual, pointer)

    def _ambiguous(self, echo: Echo, expectation: Expectation) -> bool:
        """Whether an echo repeats one of several names that a request gives one thing."""
        source = echo.source
        named = expectation.parameters if source.location == "query" else expectation.document or {}
        groups = self._ways.get(source.location, ()) if len(source.steps) == 1 else ()
        return any(source.name in group and len(group.intersection(named)) > 1 for group in groups)

    def covers(self, judgement: Judgement, place: str) -> bool:
        """Whether what is at a place, by its pointer, is part of what a judgement on an echo compared."""
        return _compares(self._of[judgement.clause], judgement.pointer, place)

    def _echo(self, echo: Echo, wanted: Any, actual: Any, pointer: str) -> Judgement:
        clause = self._ids[echo.path, "echo"]
        if returned(echo, wanted, actual):
            return passed(clause)
        words = f"{echo.path[-1]} as given: {told(wanted)}"
        if echo.source.location != "body":
            words = f"{echo.path[-1]} {told(wanted)}"
        return failed(clause, words, told(actual), pointer)

    def _unset(self, echo: Echo, actual: Any, pointer: str) -> Judgement:
        clause = self._ids[echo.path, "unset"]
        if unset(actual, echo.schema):
            return passed(clause)
        return failed(clause, f"{echo.path[-1]} not set", told(actual), pointer)

    def with_empty_lists(self, expectation: Expectation, document: Any) -> Any:
        """The document, with each list that was given empty and is not set in the answer put back as an empty one."""
        for echo in self.echoes:
            if given(echo, expectation) == []:
                document = _filled(document, echo.path)
        return document


def _compares(echo: Echo, pointer: str, place: str) -> bool:
    """Whether what is at a place is part of what an echo at a pointer compares: of items, perhaps one member only."""
    inside = place.removeprefix(f"{pointer}/")
    if inside == place:
        return place == pointer
    _item, _, member = inside.partition("/")
    return not echo.each or member.partition("/")[0] in ("", echo.each)


def given(echo: Echo, expectation: Expectation) -> Any:
    """What a request gives for an echo, or ABSENT."""
    source = echo.source
    if source.location == "body":
        value = find(expectation.document or {}, source.steps)
        return ABSENT if value is None else value
    value = expectation.parameters.get(source.name, "" if source.location == "path" else ABSENT)
    # A path says a number by its digits.
    return value_of(value, echo.schema) if isinstance(value, str) else value


def returned(echo: Echo, wanted: Any, actual: Any) -> bool:
    """Whether a value comes back as given; what is given as empty may come back as not set."""
    if unset(wanted, echo.schema) and unset(actual, echo.schema):
        return True
    if wanted == "" and echo.inferred:
        return True  # an empty text may count as not given, and be filled in
    if echo.compare == "multiset":
        return _same_items(wanted, _each(actual, echo.each), echo.prefix)
    if echo.prefix and isinstance(wanted, str) and actual == echo.prefix + wanted:
        return not wanted.startswith(echo.prefix)
    return _COMPARISONS[echo.compare](wanted, actual, echo.schema)


def _filled(document: Any, path: tuple[str, ...]) -> Any:
    """`document` with an empty list at `path`, where its parent is there and it is not set itself."""
    if not isinstance(document, dict):
        return document
    if len(path) == 1:
        return document if document.get(path[0]) is not None else {**document, path[0]: []}
    inner = document.get(path[0])
    return {**document, path[0]: _filled(inner, path[1:])} if isinstance(inner, dict) else document


def _same(wanted: Any, actual: Any, _schema: Schema) -> bool:
    return type(wanted) is type(actual) and _alike(wanted, actual)


def _alike(wanted: Any, actual: Any) -> bool:
    """Whether two values are equal; what was hidden in an answer, as a secret that is a common word, fits any text."""
    if isinstance(wanted, str) and isinstance(actual, str) and HIDDEN in actual:
        return _fits(wanted, actual.split(HIDDEN))
    if isinstance(wanted, dict) and isinstance(actual, dict):
        # A member that is null is one that is not set.
        given, shown = ({name: item for name, item in of.items() if item is not None} for of in (wanted, actual))
        return given.keys() == shown.keys() and all(_alike(value, shown[name]) for name, value in given.items())
    if isinstance(wanted, list) and isinstance(actual, list):
        return len(wanted) == len(actual) and all(map(_alike, wanted, actual))
    return bool(wanted == actual)


def _fits(text: str, pieces: list[str]) -> bool:
    """Whether a text has these pieces in this order, the first at its start and the last at its end."""
    first, *between, last = pieces
    place = len(first)
    for piece in between:
        found = text.find(piece, place)
        if found < 0:
            return False
        place = found + len(piece)
    return text.startswith(first) and text.endswith(last) and len(text) - len(last) >= place


def _same_number(wanted: Any, actual: Any, _schema: Schema) -> bool:
    """The number itself; beyond what a double holds exactly, JSON promises no more than some number."""
    if isinstance(wanted, bool) or not isinstance(wanted, int | float):
        return _same(wanted, actual, _schema)
    number = isinstance(actual, int | float) and not isinstance(actual, bool)
    return abs(wanted) > _EXACT or (number and bool(wanted == actual))


def _same_set(wanted: Any, actual: Any, _schema: Schema) -> bool:
    texts = isinstance(actual, list) and all(isinstance(item, str) for item in actual)
    return texts and isinstance(wanted, list) and set(map(str, wanted)) == set(actual)


def _same_list(wanted: Any, actual: Any, _schema: Schema) -> bool:
    return isinstance(wanted, list) and _alike(wanted, actual)


def _same_object(wanted: Any, actual: Any, schema: Schema) -> bool:
    """Member by member; what was given as empty may come back as not set."""
    if not isinstance(actual, dict) or not isinstance(wanted, dict):
        return False
    known = schema.get("properties")
    if known is None:
        return _alike(wanted, actual)
    return all(
        unset(actual.get(name), known[name])
        if unset(wanted.get(name), known[name])
        else _COMPARISONS["object" if "object" in types(known[name]) else "equal"](
            wanted[name], actual.get(name, ABSENT), known[name]
        )
        for name in known
    )


def _with_what_was_given(wanted: Any, actual: Any, schema: Schema) -> bool:
    """What was given, item by item and member by member, in any order; other members may have been filled in."""
    if isinstance(wanted, dict) and isinstance(actual, dict):
        inner = schema.get("properties")
        if inner is None:
            return _alike(wanted, actual)
        return all(
            unset(value, inner.get(name)) or _with_what_was_given(value, actual.get(name), inner.get(name, {}))
            for name, value in wanted.items()
        )
    if isinstance(wanted, list) and isinstance(actual, list):
        return _matched(wanted, actual, schema.get("items", {}))
    return _same_number(wanted, actual, schema)


def _matched(wanted: list[Any], actual: list[Any], schema: Schema) -> bool:
    """Whether every item comes back and nothing else does; an item that was given twice may be merged."""
    found = [[_with_what_was_given(want, item, schema) for item in actual] for want in wanted]
    again = len({repr(item) for item in wanted}) < len(wanted)
    whole = len(actual) <= len(wanted) if again else len(actual) == len(wanted)
    return whole and all(map(any, found)) and all(any(row[index] for row in found) for index in range(len(actual)))


def _each(items: Any, member: str) -> Any:
    """The items, or of each item the member that counts; None where there is none."""
    if not member:
        return items
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        return None
    return [item.get(member) for item in items]


def _same_items(wanted: Any, actual: Any, prefix: str) -> bool:
    """The given items in any order; a prefix may be added; the same item twice may be merged."""
    if not isinstance(actual, list) or not isinstance(wanted, list):
        return False
    if not all(isinstance(item, str) for item in [*wanted, *actual]):
        return sorted(map(repr, wanted)) == sorted(map(repr, actual))
    allowed = {form for item in wanted for form in (item, item if item.startswith(prefix) else prefix + item)}
    plain = Counter(item.removeprefix(prefix) for item in wanted)
    answered = Counter(item.removeprefix(prefix) for item in actual)
    if any(count > 1 for count in plain.values()):
        return plain.keys() == answered.keys()
    return plain == answered and all(item in allowed for item in actual)


_COMPARISONS: dict[str, Callable[[Any, Any, Schema], bool]] = {
    "equal": _same,
    "number": _same_number,
    "set": _same_set,
    "list": _same_list,
    "object": _same_object,
    "given": _with_what_was_given,
}
