"""What all tests share: a cache of drawn cases inside the checkout, and no settings from outside."""

from __future__ import annotations

import os
from dataclasses import fields
from pathlib import Path

import pytest

from conformance.engine.configuration import PREFIX
from conformance.engine.settings import Settings

_CACHE = Path(__file__).parent.parent / "build" / "cache"


@pytest.fixture(autouse=True, scope="session")
def _isolated() -> None:
    """Neither the user's cache nor the user's settings take part."""
    for item in fields(Settings):
        os.environ.pop(PREFIX + item.name.upper(), None)
    os.environ["CHIME_CONFORMANCE_CACHE"] = str(_CACHE)
