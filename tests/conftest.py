"""What all tests share: a cache of drawn cases inside the checkout, no settings from outside, quick tests traced.

The tests and all that they import stay in memory to the end. Python's collector would look at them thousands of times,
which took a tenth of the tests' time, so it looks at what is newer only.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from coverage import Coverage

from conformance.engine.configuration import PREFIX
from tests.patience import PATIENCE

# jsonschema would load it in every worker, for a format that no test checks; its grammar takes longer to build than all
# else takes to load.
sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment] # - how Python is told not to import a module
_CACHE = Path(__file__).parent.parent / "build" / "cache"
# So many rows of a table of tests are traced.
_TRACED_ROWS = 5
# By this variable coverage traces processes that a traced one starts.
_TRACED_CHILDREN = "COVERAGE_PROCESS_CONFIG"


def pytest_collection_finish() -> None:
    """Take what is there by now for what stays."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_sessionfinish() -> None:
    """Keep what was traced before the session is over: ten seconds later pytest-xdist kills a worker that is not."""
    coverage = Coverage.current()
    if coverage is not None:
        coverage.save()


@pytest.fixture(autouse=True, scope="session")
def _isolated() -> None:
    """Neither the user's cache nor the user's settings take part, and every answer is waited for."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        del os.environ[name]
    os.environ["CHIME_CONFORMANCE_CACHE"] = str(_CACHE)
    # On a busy machine an answer may take long; a run that does not wait for it has another verdict.
    os.environ["CHIME_CONFORMANCE_TIMEOUT"] = str(PATIENCE)


def _is_traced(item: pytest.Item) -> bool:
    """Whether a test counts for the coverage: a quick one does, and of a table of like ones the first rows."""
    row = item.callspec.indices.values() if isinstance(item, pytest.Function) and hasattr(item, "callspec") else ()
    return item.get_closest_marker("slow") is None and max(row, default=0) < _TRACED_ROWS


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Trace some tests only: traced, a test takes twice as long, and the others cover next to nothing more.

    Returns what pytest's own hook returns.
    """
    coverage = Coverage.current()
    if coverage is None or _is_traced(item):
        return (yield)
    children = os.environ.pop(_TRACED_CHILDREN, None)
    coverage.stop()
    try:
        return (yield)
    finally:
        coverage.start()
        if children is not None:
            os.environ[_TRACED_CHILDREN] = children
