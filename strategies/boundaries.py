"""Valid one-point changes: every edge of every constraint, one at a time, and leaving out what is optional."""

from __future__ import annotations

from collections.abc import Iterator

from spec.operation import Operation, Schema, walk
from strategies.mutations import Mutation, paths, set_header, set_member, shown
from strategies.values import ABSENT, classes, edges, spread

BODY = "request.body"


def boundaries(operation: Operation) -> Iterator[Mutation]:
    """Every valid boundary of the request, aimed at the clause whose edge it is."""
    schema = operation.request_schema
    for node in walk(schema):
        clause = ".".join((BODY, *node.path))
        if node.required is False:
            yield set_member(f"{clause}.optional", "absent", f"{node.path[-1]} is left out", node.path, ABSENT)
        if "items" in node.path and "enum" in node.schema:
            continue  # a list with such an item may repeat another one; _lists tries them alone
        for edge in edges(node.schema):
            for number, path in enumerate(paths(node.path, 2)):
                yield set_member(
                    f"{clause}.{edge.keyword}",
                    f"valid-{edge.name}{f'-{number}' if number else ''}",
                    f"{'.'.join(map(str, path))} is {shown(edge.value)}",
                    path,
                    edge.value,
                )
    for name, member in schema["properties"].items():
        if member.get("type") == "array":
            yield from _lists(name, classes(member, required=True), member["items"])
    yield from _messages()


def ordinaries(operation: Operation) -> Iterator[Mutation]:
    """Valid values between the edges: every length and every character of each pattern, and treacherous words."""
    for node in walk(operation.request_schema):
        places = paths(node.path, 2)
        for number, (name, text) in enumerate(spread(node.schema).items()):
            path = places[number % len(places)]
            yield set_member(
                f"{'.'.join((BODY, *node.path))}.pattern",
                f"valid-any-{name}",
                f"{'.'.join(map(str, path))} is {shown(text)}",
                path,
                text,
            )


def _lists(name: str, values: dict[str, object], item: Schema) -> Iterator[Mutation]:
    for label, value in values.items():
        alone = isinstance(value, list) and value == [label]
        # A list of texts in one shape says most about the shape.
        keyword = "items.enum" if alone else "items.pattern" if "pattern" in item else "type"
        clause = f"{BODY}.{name}.{keyword}"
        yield set_member(clause, f"valid-list-{label}", f"{name} is {shown(value)}", (name,), value)


def _messages() -> Iterator[Mutation]:
    """What a client may write in the headers of a valid request."""
    parameters = "request.contentType.parameters"
    for name, value in (
        ("charset-utf-8", "application/json; charset=utf-8"),
        ("charset-upper-case", "application/json;charset=UTF-8"),
    ):
        yield set_header(parameters, name, f"Content-Type is {value}", "Content-Type", value)
    yield set_header("request.accept", "absent", "Accept is left out", "Accept", None)
    for name, value in (
        ("any", "*/*"),
        ("any-application", "application/*"),
        ("list", "text/html, */*;q=0.1"),
    ):
        yield set_header("request.accept", name, f"Accept is {value}", "Accept", value)
