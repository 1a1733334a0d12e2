"""No pattern that a page or a contract brings makes the suite search without end."""

from __future__ import annotations

import time

import pytest

from spec.patterns import matches

QUARTER = 1 << 18
# Each is slow for ever in an engine that tries every way: the pattern, what is repeated, what spoils the match.
PATTERNS = (
    ("^(a+)+$", "a", "b"),
    ("^(a|a)*$", "a", "b"),
    ("^(a|aa)+$", "a", "b"),
    ("^(.*)*$", "a", "\n"),
    ("^([a-zA-Z]+)*1$", "a", "!"),
    (r"^(\s*,?\s*)*x$", " ", "y"),
    (r"^\+?[1-9]\d{1,14}$|^(\d+)*$", "1", "x"),
)
# These look back or ahead, which no engine does in linear time: they are given up after a bounded effort.
LOOKING = ((r"^(?=(a+)+$)", "a", "b"), (r"(a*)*\1b", "a", ""), (r"^(?!(a+)+b)a", "a", "c"))


def seconds(pattern: str, text: str) -> float:
    taken = []
    for _ in range(3):
        begin = time.perf_counter()
        matches(pattern, text)
        taken.append(time.perf_counter() - begin)
    return min(taken)


@pytest.mark.parametrize(("pattern", "repeated", "end"), PATTERNS)
def test_a_text_of_four_times_the_size_takes_about_four_times_as_long(pattern: str, repeated: str, end: str) -> None:
    little = seconds(pattern, repeated * QUARTER + end)
    assert seconds(pattern, repeated * 4 * QUARTER + end) <= 10 * little + 0.05


@pytest.mark.parametrize(("pattern", "repeated", "end"), LOOKING)
def test_what_looks_around_is_given_up_in_time(pattern: str, repeated: str, end: str) -> None:
    assert seconds(pattern, repeated * 200 + end) < 5
