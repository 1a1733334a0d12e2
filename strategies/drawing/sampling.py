"""Draws examples from Hypothesis strategies: the same ones for the same seed, in whatever program.

This is the only module that reaches into Hypothesis; a test holds it to the version in which that was read.
"""

from __future__ import annotations

import contextlib
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar
from unittest import mock

import hypothesis
from hypothesis import HealthCheck, Phase, configuration, given, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisWarning, Unsatisfiable
from hypothesis.internal import charmap
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants
from hypothesis.internal.intervalsets import IntervalSet

from strategies.drawing.over import OverError, never

T = TypeVar("T")
# The version of Hypothesis whose internals `by_seed_alone` replaces.
HOLDS_FOR = "6.170"
# So many examples are drawn at once.
_PORTION = 2000
# The characters that UTF-8 encodes, all but the surrogates, and those of them that are not decoded as they were: none.
UTF_8 = IntervalSet([(0, 0xD7FF), (0xE000, sys.maxunicode)]), IntervalSet([])


@contextlib.contextmanager
def by_seed_alone() -> Iterator[None]:
    """Keeps what else is loaded out of what is drawn, and what is drawn with out of the user's folders.

    Hypothesis likes constants that it finds in the source of local modules. Which ones those are depends on the
    program: the command line, pytest, or someone's own tests would draw other requests from the same seed.

    It tries all characters for those that UTF-8 encodes, which takes more than a second and 200 MB, and keeps them in a
    folder `.hypothesis` where the program was started. Nothing can be kept in the null device.
    """
    none = Constants()
    with (
        mock.patch.object(providers.HypothesisProvider, "_local_constants", none),
        mock.patch.object(providers, "CONSTANTS_CACHE", {}),
        mock.patch.object(configuration, "__hypothesis_home_directory", Path(os.devnull)),
        mock.patch.object(charmap, "intervals_from_codec", _encoded),
    ):
        yield


def _encoded(codec: str, others: Callable[[str], object] = charmap.intervals_from_codec) -> object:
    """What Hypothesis asks a codec for: the characters that it encodes, and those that it decodes as others."""
    return UTF_8 if codec == "utf-8" else others(codec)


def stream(strategy: st.SearchStrategy[T], count: int, seed: int, over: Callable[[], bool] = never) -> Iterator[T]:
    """`count` examples at most, drawn in portions: what Hypothesis remembers of a portion goes with it.

    Raises:
        OverError: `over` says so, which is asked before every example.
    """
    for number, start in enumerate(range(0, count, _PORTION)):
        # The first portion has the seed itself, so that a longer run begins as a shorter one does.
        yield from draw(strategy, min(_PORTION, count - start), f"{seed}/{number}" if number else seed, over)


def draw(strategy: st.SearchStrategy[T], count: int, seed: int | str, over: Callable[[], bool] = never) -> list[T]:
    """`count` examples at most of `strategy`; the same ones for the same seed.

    Raises:
        OverError: `over` says so, which is asked before every example.
    """
    drawn: list[T] = []

    @hypothesis.seed(seed)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(value: T) -> None:
        if over():
            raise OverError
        drawn.append(value)

    with warnings.catch_warnings(), by_seed_alone():
        warnings.simplefilter("ignore", HypothesisWarning)
        # Where nothing valid can be found, there is nothing to send.
        with contextlib.suppress(Unsatisfiable):
            collect()
    return drawn[:count]
