"""One wrong value, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Wrong:
    """A wrong value: a name that is unique for its keyword, what is sent in plain words, and the value."""

    name: str
    change: str
    value: Any
