"""What a resource shows is what a request says of it, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.reference.service.facts import Given, Renderer
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
