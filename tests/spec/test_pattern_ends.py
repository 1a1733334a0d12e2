"""The end of a text in a pattern is written as Python writes it, and a plain dollar stays one."""

from __future__ import annotations

import pytest

from spec.patterns import at_the_very_end


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("^a$", r"^a\Z"),
        (r"^\$$", r"^\$\Z"),
        (r"^\\$", r"^\\\Z"),
        (r"\$(LATEST)?|[a-z-_$]+", r"\$(LATEST)?|[a-z-_$]+"),
        (r"[\]$]$", r"[\]$]\Z"),
    ],
)
def test_only_the_end_of_a_text_is_written_otherwise(pattern: str, expected: str) -> None:
    assert at_the_very_end(pattern) == expected
