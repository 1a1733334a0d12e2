"""Which names are like a known one: those are perhaps in use."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.engine.permission.known import Known

NAMES = st.text("ab1", max_size=4)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("1234", True), ("123", True), ("1239", True), ("9234", True), ("12345", False), ("1299", False), ("234", False)],
)
def test_a_name_is_like_a_known_one_that_is_cut_off_or_has_another_character(name: str, expected: bool) -> None:  # noqa: FBT001 - of a table
    assert Known(["1234", "zz"]).has_like(name) is expected


@given(known=st.lists(NAMES), name=NAMES)
def test_order_finds_the_same_as_a_look_at_each(known: list[str], name: str) -> None:
    changed = [one for one in known if len(one) == len(name) and sum(map(str.__ne__, one, name)) == 1]
    assert Known(known).has_like(name) is bool(changed or [one for one in known if one.startswith(name)])


def test_what_is_added_later_is_known() -> None:
    known = Known()
    before = "12" in known
    known.add(["12"])
    assert (before, "12" in known, known.has_like("1")) == (False, True, True)
