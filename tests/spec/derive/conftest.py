"""Pages of our own in the published grammar: an invented operation and an invented type, each in both forms."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from spec.derive import Derivation, derive

PAGES = Path(__file__).parents[2] / "pages"


@pytest.fixture(params=["txt", "md"])
def form(request: pytest.FixtureRequest) -> str:
    """The published form of a page."""
    return str(request.param)


@pytest.fixture
def page(form: str) -> str:
    """The action page."""
    return (PAGES / f"PlantTree.2031-05-06.{form}").read_text(encoding="utf-8")


@pytest.fixture
def derived(form: str) -> Derivation:
    """What the action page and its type page say."""
    return derive(PAGES / f"PlantTree.2031-05-06.{form}", types=[PAGES / f"Branch.2031-05-06.{form}"])


@pytest.fixture
def operation(derived: Derivation) -> dict[str, Any]:
    """The only operation."""
    ((_, item),) = derived.document["paths"].items()
    found: dict[str, Any] = item["put"]
    return found


@pytest.fixture
def rewritten(tmp_path: Path, page: str, form: str) -> Callable[..., Derivation]:
    """Derives the action page with some of its text replaced."""

    def derive_anew(old: str, new: str, *, count: int = 1) -> Derivation:
        assert old in page
        file = tmp_path / f"PlantTree.{form}"
        file.write_text(page.replace(old, new, count), encoding="utf-8")
        return derive(file, types=[PAGES / f"Branch.2031-05-06.{form}"])

    return derive_anew
