"""pytest plugin of the mutation test: a mutant is to fall at the first and cheapest test that can notice it."""

from __future__ import annotations

import gc
import json
from pathlib import Path

import pytest

_STATS = Path("mutmut-stats.json")  # mutmut writes it beside the copy that it tests
_INSTANT = 0.05
# What takes longer is left out: it looks again at what the listing shows, and a surviving mutant would wait for it.
_LONG = 3.0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Instant tests of the oracle, then the listing of requests, which shows most changes of a strategy, then the rest.

    The rest goes by the seconds that each test took when mutmut measured it.
    """
    known = json.loads(_STATS.read_text())["duration_by_test"] if _STATS.exists() else {}

    def rank(item: pytest.Item) -> tuple[int, float]:
        seconds = known.get(item.nodeid, 0.0)
        instant = item.path.parent.name == "oracle" and seconds < _INSTANT
        return (0 if instant else 1 if item.path.name == "test_listing.py" else 2), seconds

    items[:] = sorted((item for item in items if known.get(item.nodeid, 0.0) < _LONG), key=rank)
    # mutmut forks from a process that has collected once; what its collector leaves alone need not be copied.
    gc.freeze()
