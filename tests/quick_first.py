"""pytest plugin of the mutation test: a mutant is to fall at the first and cheapest test that can notice it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

_STATS = Path("mutmut-stats.json")  # mutmut writes it beside the copy that it tests


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The listing of requests first, which most changes of a strategy alter; then by the seconds each test took."""
    known = json.loads(_STATS.read_text())["duration_by_test"] if _STATS.exists() else {}
    items.sort(key=lambda item: (item.path.name != "test_listing.py", known.get(item.nodeid, 0)))
