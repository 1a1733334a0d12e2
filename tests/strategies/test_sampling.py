"""What is drawn depends on the seed alone, and what is slow to load is loaded only where something is drawn."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import configuration
from hypothesis import strategies as st
from hypothesis.internal import charmap
from hypothesis.internal.conjecture import providers

from strategies.drawing.over import OverError
from strategies.drawing.sampling import HOLDS_FOR, UTF_8, by_seed_alone, draw


def test_the_internals_of_hypothesis_are_those_of_the_version_that_they_were_read_in() -> None:
    """With another version: read how it collects constants of local modules, then state it in `sampling`."""
    assert hypothesis.__version__.rpartition(".")[0] == HOLDS_FOR


def test_no_constants_of_other_modules_are_known_while_something_is_drawn() -> None:
    with by_seed_alone():
        known: Any = providers.HypothesisProvider._local_constants
        assert (known.integers, known.strings, len(providers.CONSTANTS_CACHE)) == (set(), set(), 0)


def test_nothing_is_kept_of_the_unicode_tables_in_the_users_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(configuration, "__hypothesis_home_directory", tmp_path)
    monkeypatch.setattr(charmap, "_charmap", None)
    draw(st.text(), 2, 1)
    assert list(tmp_path.iterdir()) == []


def test_utf_8_encodes_all_characters_but_the_surrogates() -> None:
    assert UTF_8[0] == charmap.query(categories=[name for name in charmap.categories() if name != "Cs"])


def test_the_same_seed_draws_the_same_and_another_one_does_not() -> None:
    assert draw(st.text(), 20, 1) == draw(st.text(), 20, 1) != draw(st.text(), 20, 2)


def test_drawing_ends_within_a_portion_where_nothing_more_is_wanted() -> None:
    asked = iter([False, False, True])
    with pytest.raises(OverError):
        draw(st.text(), 20, 1, lambda: next(asked))
    assert list(asked) == []


def test_where_nothing_can_be_drawn_nothing_is() -> None:
    assert draw(st.integers().filter(lambda _number: False), 5, 1) == []


@pytest.mark.parametrize("library", ["hypothesis", "schemathesis"])
def test_a_plan_of_smoke_depth_loads_no_library_that_draws(library: str) -> None:
    code = (
        "import sys; from spec.contract import load; from strategies.plan import DEPTHS, deterministic; "
        f"next(deterministic(load().operation, {{}}, DEPTHS['smoke'])); print({library!r} in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
