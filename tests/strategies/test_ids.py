"""Ids of nothing have the form of the ids that a service makes."""

from __future__ import annotations

import pytest

from strategies.bindings import variant
from strategies.values.ids import alike, form

UUID = "058ccf08-ca33-4e7b-9a14-baae7115de47"


@pytest.mark.parametrize(
    "known", [UUID, "global-network-68f136b3ec33e1e488", "abcdef1ghij2klmno3pqr4", "arn:aws:x:us-east-1:1234:a/b1", "B"]
)
def test_an_id_like_a_known_one_is_another_of_its_form(known: str) -> None:
    found = alike(known)
    assert found != known
    assert form(known).fullmatch(found)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ("global-network-0123456789abcdef01", True),
        ("global-network-0123456789abcdefgh", False),
        ("global-network-0123", False),
        ("bwozwu-ypsedba-6612f94972c1f1214f", False),
        ("unknown", False),
    ],
)
def test_separators_words_and_alphabets_make_the_form(other: str, *, same: bool) -> None:
    assert (form("global-network-68f136b3ec33e1e488").fullmatch(other) is not None) == same


@pytest.mark.parametrize("name", ["last-character", "first-character", "middle-character"])
def test_another_character_of_the_same_kind_keeps_the_form(name: str) -> None:
    found = variant(UUID, name)
    assert (found != UUID, form(UUID).fullmatch(found) is not None) == (True, True)
