from __future__ import annotations

import unicodedata

import pytest

from reports.wording.text import one_line, shorten, visible
from tests.reports.sample import HOSTILE


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain é 你好 \U0001f600", "plain é 你好 \U0001f600"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("\x1b[31m", "⟨U+001B⟩[31m"),
        ("\x00\r\x7f\x9b", "⟨U+0000⟩⟨U+000D⟩⟨U+007F⟩⟨U+009B⟩"),
        ("a\u202eb\u200bc\ufeff", "a⟨U+202E⟩b⟨U+200B⟩c⟨U+FEFF⟩"),
        ("\ud800\ufffe\u2028\ue000", "⟨U+D800⟩⟨U+FFFE⟩⟨U+2028⟩⟨U+E000⟩"),
    ],
)
def test_what_cannot_be_seen_is_spelt_out(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_nothing_hidden_is_left_of_a_hostile_text() -> None:
    assert {unicodedata.category(c) for c in visible(HOSTILE) if c != "\n"} & {
        "Cc",
        "Cf",
        "Cs",
        "Cn",
    } == set()


def test_one_line_has_no_line_break() -> None:
    assert one_line(" a\n\n b\tc ") == "a b c"


def test_a_short_text_stays() -> None:
    assert shorten("abc", 3) == "abc"


def test_a_long_text_says_how_much_is_missing() -> None:
    assert shorten("a" * 1503, 3) == "aaa … (1,500 more characters)"
