"""Ids of nothing have the form of the ids that a service makes."""

from __future__ import annotations

import random
import re
import string
from uuid import UUID

import pytest

from strategies.bindings import variant
from strategies.values.ids import alike, form

KNOWN = "058ccf08-ca33-4e7b-9a14-baae7115de47"


@pytest.mark.parametrize("known", [KNOWN, "global-network-68f136b3ec33e1e488", "abcdef1ghij2klmno3pqr4"])
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


def test_an_id_like_a_uuid_is_one_of_its_version() -> None:
    strict = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
    known = [str(UUID(int=random.Random(seed).getrandbits(128), version=4)) for seed in range(50)]
    assert [one for one in known if not strict.fullmatch(alike(one)) or not form(one).fullmatch(alike(one))] == []


@pytest.mark.parametrize("name", ["same-alphabet", "last-character", "first-character", "middle-character", "shorter"])
@pytest.mark.parametrize("known", ["7", "12", "99", "00000042", "a1", "connector-1", "app-2", "sess_000042"])
def test_no_id_of_nothing_is_one_more_where_ids_are_counted(known: str, name: str) -> None:
    counted = re.compile(re.escape(known.rstrip(string.hexdigits)) + "0*[0-9a-f]{1,4}")
    assert counted.fullmatch(variant(known, name)) is None


@pytest.mark.parametrize("name", ["last-character", "first-character", "middle-character"])
def test_another_character_of_the_same_kind_keeps_the_form(name: str) -> None:
    found = variant(KNOWN, name)
    assert (found != KNOWN, form(KNOWN).fullmatch(found) is not None) == (True, True)
