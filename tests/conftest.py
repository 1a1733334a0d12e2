"""What all tests share: a cache of drawn cases inside the checkout, and no settings from outside."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from conformance.engine.configuration import PREFIX

_CACHE = Path(__file__).parent.parent / "build" / "cache"


@pytest.fixture(autouse=True, scope="session")
def _isolated() -> None:
    """Neither the user's cache nor the user's settings take part."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        del os.environ[name]
    os.environ["CHIME_CONFORMANCE_CACHE"] = str(_CACHE)
