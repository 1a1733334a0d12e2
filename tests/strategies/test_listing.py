"""The requests that no seed decides are the listed ones; a change of the strategies shows what it sends otherwise."""

from __future__ import annotations

import pytest

from spec.contract import EDITIONS
from tests.strategies.listing import FOLDER, listing


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_requests_are_the_listed_ones(edition: str) -> None:
    known, now = (FOLDER / f"{edition}.txt").read_text().splitlines(), listing(edition).splitlines()
    assert sorted(set(now) - set(known)) == [], "sent now and not listed; `make requests` lists them"
    assert sorted(set(known) - set(now)) == [], "listed and not sent any more"
    assert now == known
