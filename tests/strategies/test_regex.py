"""A pattern's edges match it, its near misses do not, and both come from the pattern's own structure."""

from __future__ import annotations

import string
from collections.abc import Sequence

import pytest

from spec.patterns import matches
from strategies.values.near_misses import near_misses
from strategies.values.regex import Element, branches, examples
from strategies.values.spreading import spread

PATTERNS = [
    r"^\+?[1-9]\d{1,14}$",
    r"^$|^[a-zA-Z0-9 ]{0,30}$",
    r"^$|^[0-9]{3,3}$",
    r".*\S.*",
    r"^(ab|cd){2}$",
    r"^[^0-9]+$",
    r"^\w{1,3}-\D$",
    r"^a*?b$",
    r"^(?:x[yz])?$",
    r"^\W\s?$",
    r"^[^a]$",
    r"^[\d\s]{2}$",
]


@pytest.mark.parametrize(
    ("pattern", "structure"),
    [
        ("x{3}", [["x", 3, 3]]),
        ("x{2,5}?", [["x", 2, 5]]),
        ("[a-z_]+", [["az_", 1, None]]),
        (".*", [["aZ0 !", 0, None]]),
        ("[^a]", [["Z0 ", 1, 1]]),
        (r"[^\d!]", [["aZ ~-_", 1, 1]]),
        (r"\d\D", [["0912345678", 1, 1], ["a-Z", 1, 1]]),
        (r"\s\S", [[" \t", 1, 1], ["a!Z0", 1, 1]]),
        (r"\w\W", [["a_zAZ09", 1, 1], ["-! ", 1, 1]]),
        (r"[\d\s]", [["0912345678 \t", 1, 1]]),
        ("^a(?=b)(?!c)b$", [["a", 1, 1], ["b", 1, 1]]),
        ("(ab){2}", [["a", 1, 1], ["b", 1, 1], ["a", 1, 1], ["b", 1, 1]]),
    ],
)
def test_a_pattern_is_a_sequence_of_repeated_classes(pattern: str, structure: list[tuple[str, int, int]]) -> None:
    assert branches(pattern) == (tuple(Element(*element) for element in structure),)


@pytest.mark.parametrize(
    ("pattern", "alternatives"),
    [
        ("^$|^a$", ["", "a"]),
        ("(?:a|bc)d", ["ad", "bcd"]),
        ("(ab)?c", ["abc", "c"]),
        ("(ab){0,2}", ["ab", ""]),
        ("(ab){1,2}c", ["abc"]),
    ],
)
def test_alternatives_are_followed_one_by_one(pattern: str, alternatives: list[str]) -> None:
    assert ["".join(element.characters for element in branch) for branch in branches(pattern)] == alternatives


@pytest.mark.parametrize("pattern", PATTERNS)
def test_examples_match(pattern: str) -> None:
    found = examples(pattern)
    assert found
    assert all(matches(pattern, text) for text in found.values())


@pytest.mark.parametrize("pattern", PATTERNS)
def test_near_misses_do_not_match_and_are_distinct(pattern: str) -> None:
    misses = near_misses(pattern)
    assert len({miss.text for miss in misses}) == len(misses) > 0
    assert len({miss.name for miss in misses}) == len(misses)
    assert not any(matches(pattern, miss.text) for miss in misses)


@pytest.mark.parametrize(
    "text",
    ["1", "+1", "+0123", "1234567890123456", "+9123\n", "\n+9123", " +9123", "++9123", "+9123x", "+", ""],
)
def test_a_phone_number_is_missed_by_one_point(text: str) -> None:
    shapes = {_shape(miss.text) for miss in near_misses(PATTERNS[0])}
    assert _shape(text) in shapes


def _shape(text: str) -> str:
    """Digits stand for each other: what matters is where the foreign character is."""
    return "".join("d" if char in "123456789" else char for char in text)[:18]


@pytest.mark.parametrize("char", ["\u0663", "\uff13", "\u00b2", "\x00", "\u00a0"])
def test_a_foreign_character_is_tried_in_every_class(char: str) -> None:
    places = {miss.text.index(char) for miss in near_misses(PATTERNS[0]) if char in miss.text}
    assert len(places) >= 2


def test_each_repetition_is_tried_one_short_and_one_over() -> None:
    texts = {miss.text for miss in near_misses(r"^[0-9]{3,5}$")}
    assert {2, 6} <= {len(text) for text in texts if text.isdigit() and text.isascii()}


def test_another_turn_gives_other_strings() -> None:
    assert examples(PATTERNS[0], 0)["shortest"] != examples(PATTERNS[0], 1)["shortest"]


def test_a_back_reference_is_refused() -> None:
    with pytest.raises(ValueError, match="GROUPREF"):
        branches(r"(a)\1")


@pytest.mark.parametrize("pattern", [PATTERNS[0], PATTERNS[1], PATTERNS[2], r"^$|^[A-Z]{2,2}$"])
def test_every_length_and_every_character_occurs_in_a_valid_string(pattern: str) -> None:
    texts = spread(pattern).values()
    assert all(matches(pattern, text) for text in texts)
    allowed = {
        char for char in map(chr, range(32, 127)) if any(matches(pattern, text + char + text[1:]) for text in texts)
    }
    lengths = {length for length in range(40) if any(matches(pattern, text[0] * length) for text in texts if text)}
    assert set("".join(texts)) >= {char for char in allowed if char.isalnum()}
    assert {len(text) for text in texts} | {0} >= lengths


@pytest.mark.parametrize(
    ("pattern", "lengths"),
    [
        ("^[ab]{3,43}$", range(3, 44)),
        ("^[ab]{41,43}$", range(41, 44)),
        # A repetition of more lengths than that, or without an end, is tried at its edges only.
        ("^[ab]{3,44}$", ()),
        ("^[ab]{3,}$", ()),
    ],
)
def test_every_length_of_a_short_repetition_is_tried(pattern: str, lengths: Sequence[int]) -> None:
    assert [len(text) for text in spread(pattern).values()] == list(lengths)


@pytest.mark.parametrize(
    ("pattern", "turns"), [(PATTERNS[2], "0123456789"), (r"^[A-Z]{2,2}$", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")]
)
def test_every_character_comes_first_once_where_the_length_is_fixed(pattern: str, turns: str) -> None:
    assert {text[:1] for text in spread(pattern).values()} >= set(turns)


@pytest.mark.parametrize("char", [*string.punctuation, "\x7f", "\u212a", "\u017f", "\u3000", "\ufeff"])
def test_each_character_that_loose_patterns_take_is_tried_in_a_name(char: str) -> None:
    assert any(char in miss.text for miss in near_misses(PATTERNS[1]))


@pytest.mark.parametrize("length", [31, 32, 33, 34, 36, 40, 50, 64, 1030])
def test_lengths_far_beyond_the_most_are_tried(length: int) -> None:
    assert length in {len(miss.text) for miss in near_misses(PATTERNS[1])}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_no_near_miss_is_odd_beyond_its_pattern(pattern: str) -> None:
    assert not any("\ud800" <= char <= "\udfff" for miss in near_misses(pattern) for char in miss.text)


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("", "the empty string"),
        ("+", "nothing but a +"),
        ("++9123", "a second + at the start"),
        (" 9123", "a space (U+0020) in place of the first character"),
        ("+0123", "the digit 0 in place of the 2nd character"),
        ("+9123\n", "a line break (U+000A) at the end"),
        ("x+9123", "a letter at the start"),
        ("00912", "two zeros at the start"),
    ],
)
def test_a_change_says_what_was_sent(text: str, change: str) -> None:
    assert change in {miss.change for miss in near_misses(PATTERNS[0]) if miss.text.startswith(text)}
