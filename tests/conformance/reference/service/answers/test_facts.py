"""What a resource shows is what a request says of it, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.reference.service.answers.facts import Given, Renderer
from spec.operation import operations

MEDIA = "application/json"
SHOWN = {"type": "object", "properties": {"treeId": {"type": "string"}, "height": {"type": "integer"}}}


def renderer() -> Renderer:
    answer = {"200": {"content": {MEDIA: {"schema": SHOWN}}}}
    paths = {"/trees": {"post": {"operationId": "CreateTree", "responses": answer}}}
    return Renderer(operations("trees", {"paths": paths}, "CreateTree")["CreateTree"])


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"height": 3}, {"height": 3}),
        ({"payload": {"": [1]}}, {}),
        ({"id": "a"}, {"treeId": "a"}),
    ],
)
def test_a_member_shows_what_was_said_under_its_own_name_or_its_other_one(
    document: dict[str, Any], expected: dict[str, Any]
) -> None:
    made = renderer()
    assert made.document(made.stated(Given(document, {}))) == expected


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ({"type": "integer"}, {"age": 7}),
        ({"type": "string"}, {"age": "7"}),
        ({"type": "string", "enum": ["old", "young"]}, {}),
    ],
)
def test_what_a_path_says_is_shown_in_the_form_of_the_answer_or_not_at_all(
    shown: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert _shown("age", "7", {"age": shown}) == expected


@pytest.mark.parametrize(
    ("given", "shown", "expected"),
    [
        ("t-1", {"type": "string"}, {"treeId": "t-1"}),
        ("t-1", {"type": "string", "pattern": "^[0-9]+$"}, {}),
        ("arn:aws:forest:us-east-1:123456789012:tree/t-1", {"type": "string"}, {}),
    ],
)
def test_an_identifier_that_is_no_arn_is_shown_as_the_id(
    given: str, shown: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert _shown("treeIdentifier", given, {"treeId": shown}) == expected


def _shown(name: str, value: str, members: dict[str, Any]) -> Any:
    """What the answer of an operation with one parameter in its path says of a request."""
    get = {
        "operationId": "GetTree",
        "parameters": [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}}],
        "responses": {"200": {"content": {MEDIA: {"schema": {"type": "object", "properties": members}}}}},
    }
    made = Renderer(operations("trees", {"paths": {f"/trees/{{{name}}}": {"get": get}}}, "GetTree")["GetTree"])
    return made.document(made.stated(Given({}, {name: value})))
