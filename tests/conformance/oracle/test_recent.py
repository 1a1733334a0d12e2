"""What is remembered of a run is bounded."""

from __future__ import annotations

from conformance.oracle.recent import Recent


def test_the_oldest_entry_makes_room() -> None:
    recent: Recent[str, int] = Recent(2)
    for number, name in enumerate("abc"):
        recent[name] = number
    assert recent == {"b": 1, "c": 2}


def test_an_entry_that_is_set_again_stays_where_it_was() -> None:
    recent: Recent[str, int] = Recent(2)
    for name in "aba":
        recent[name] = 0
    assert list(recent) == ["a", "b"]
