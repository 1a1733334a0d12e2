"""Deriving finds where a page contradicts itself or a type page."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from spec.derive import Derivation
from spec.derive.conflicts import against_example

Rewrite = Callable[..., Derivation]

OWN = {
    "response.body.Crown.optional",
    "response.body.Crown.Leaves.example-null",
    "response.body.Crown.Roots.example-extra",
    "response.body.PlantedAt.example-type",
    "response.body.Errors.example-order",
}


def ids(derivation: Derivation) -> set[str]:
    return {conflict.id for conflict in derivation.conflicts}


def test_conflicts_of_the_page(derived: Derivation) -> None:
    assert ids(derived) == OWN


def test_a_conflict_tells_both_sides(derived: Derivation) -> None:
    found = {conflict.id: conflict for conflict in derived.conflicts}["response.body.PlantedAt.example-type"]
    assert (found.place, found.says) == ("Response Syntax", "number")
    assert (found.against, found.reads) == ("Sample Response", "an ISO 8601 string")


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("Type: Boolean", "Type: Double", "request.body.Grafted.type"),
        ('{"Label": "oak", ', '{"Label": 1, ', "request.body.Label.example-type"),
        (
            '"Visits": {"Spring": ["Owl"',
            '"Visits": {"Spring": [1',
            "request.body.Visits.additionalProperties.items.example-type",
        ),
        ("sends back an HTTP 202", "sends back an HTTP 200", "response.status"),
        ('{"Label": "oak", ', '{"Label": ..., ', "request.example-unreadable"),
        ("HTTP/1.1 202 Accepted", "Accepted", "response.example-unreadable"),
        ('["Wren", "Owl"], "PlantedAt"', '[3], "PlantedAt"', "response.body.Errors.items.example-type"),
    ],
)
def test_planted_conflict(rewritten: Rewrite, old: str, new: str, found: str) -> None:
    assert found in ids(rewritten(old, new)) - OWN


def test_a_member_that_only_the_list_has(rewritten: Rewrite, form: str) -> None:
    line = '   "Grafted": {{boolean}},\n' if form == "md" else '"Grafted": boolean, '
    assert ids(rewritten(line, "")) - OWN == {"request.body.Grafted.unshown"}


def test_a_member_that_only_the_syntax_of_a_type_has(rewritten: Rewrite, form: str) -> None:
    number = "{{number}}" if form == "md" else "number"
    found = ids(rewritten(f'"Leaves": {number},', f'"Leaves": {number}, "Moss": {number},')) - OWN
    assert found == {"request.body.Crown.Moss.undocumented"}


def test_agreement_is_no_conflict(rewritten: Rewrite) -> None:
    """The same order, and a number where the syntax says number."""
    found = ids(rewritten('["Wren", "Owl"], "PlantedAt": "2031-05-06T10:00:00Z"', '["Owl", "Wren"], "PlantedAt": 1.5'))
    assert OWN - found == {"response.body.Errors.example-order", "response.body.PlantedAt.example-type"}


def test_an_example_may_show_an_integer_for_a_number() -> None:
    assert list(against_example({"type": "number"}, 1, "x", ("here", "there"))) == []
