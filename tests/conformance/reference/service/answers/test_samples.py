"""Values that the reference makes up satisfy their schema."""

from __future__ import annotations

import random
from typing import Any

import pytest

from conformance.reference.service.answers.samples import sample
from conformance.reference.service.reading.validation import broken_keywords

TEXT = {"type": "string"}


@pytest.mark.parametrize(
    "schema",
    [
        pytest.param(
            {
                "type": "object",
                "properties": {"a": TEXT, "b": TEXT},
                "oneOf": [{"required": ["a"]}, {"required": ["b"]}],
            },
            id="union",
        ),
        pytest.param({"type": "object", "additionalProperties": TEXT, "minProperties": 1}, id="map"),
        pytest.param({"type": "string", "contentEncoding": "base64", "minLength": 1}, id="bytes"),
    ],
)
def test_what_is_made_up_satisfies_its_schema(schema: dict[str, Any]) -> None:
    assert list(broken_keywords(schema, sample(schema, random.Random(1)))) == []


@pytest.mark.parametrize(
    ("text", "broken"), [("yesterday", ["format"]), ("2026-11-28T08:00:00Z", []), ("2026-11-28T08:00:00.5Z", [])]
)
def test_an_instant_in_a_query_is_one(text: str, broken: list[str]) -> None:
    assert list(broken_keywords({"type": "string", "format": "date-time"}, text)) == broken
