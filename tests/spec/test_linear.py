"""No pattern that a page or a contract brings makes the suite search without end."""

from __future__ import annotations

import time

import pytest

from conformance.reference.service.reading.validation import compiled
from conformance.selftest.faults.patterns import looser, tighter
from spec.patterns import matches
from spec.tame import longest

LITTLE = 1 << 16
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
    """The least of three times that this thread computed: what else the machine does is not counted."""
    taken = []
    for _ in range(3):
        begin = time.thread_time()
        matches(pattern, text)
        taken.append(time.thread_time() - begin)
    return min(taken)


@pytest.mark.parametrize(("pattern", "repeated", "end"), PATTERNS)
def test_a_text_of_sixteen_times_the_size_does_not_take_its_square(pattern: str, repeated: str, end: str) -> None:
    little = seconds(pattern, repeated * LITTLE + end)
    assert seconds(pattern, repeated * 16 * LITTLE + end) <= 80 * little + 0.1


@pytest.mark.parametrize(("pattern", "repeated", "end"), LOOKING)
def test_what_looks_around_is_given_up_in_time(pattern: str, repeated: str, end: str) -> None:
    assert seconds(pattern, repeated * 200 + end) < 5


@pytest.mark.parametrize(("pattern", "repeated", "end"), [*PATTERNS, *LOOKING])
def test_the_reference_and_its_faults_come_to_an_end_as_well(pattern: str, repeated: str, end: str) -> None:
    wanted = matches(pattern, repeated * 60 + end)
    assert (compiled(pattern).search(repeated * 60 + end) is not None) is wanted
    assert not any(reading.accepts(repeated * 60 + end) is None for reading in (*looser(pattern), *tighter(pattern)))


@pytest.mark.parametrize(
    ("pattern", "most"),
    [
        (r"^\+?[1-9]\d{1,14}$", 10_000_000),
        (r"^$|^[a-zA-Z0-9 ]{0,30}$", 3162),
        (r"^arn:aws[a-zA-Z-]*:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+$", 3162),
        ("[a-z]*[a-z0-9]*x", 215),
        ("(ab)*", 3162),
        ("((a*)b*)c", 215),
        (r"(?:\d+\.)+x", 0),
        ("(a?b)*", 0),
        ("(a{1,1000}){1,1000}", 0),
        ("a{1,1000}{1,1000}", 0),
        ("[", 0),
        *((pattern, 0) for pattern, _, _ in (*PATTERNS, *LOOKING) if pattern != PATTERNS[-1][0]),
    ],
)
def test_a_pattern_of_many_ways_is_searched_in_short_texts_only(pattern: str, most: int) -> None:
    assert longest(pattern) == most
