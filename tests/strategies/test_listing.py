"""The requests that no seed decides are the listed ones; a change of the strategies shows what it sends otherwise."""

from __future__ import annotations

import pytest

from spec.contract import SHIPPED
from tests.strategies.listing import FOLDER, listing


@pytest.mark.parametrize("contract", SHIPPED)
def test_the_requests_are_the_listed_ones(contract: str) -> None:
    known, now = (FOLDER / f"{contract}.txt").read_text(encoding="ascii").splitlines(), listing(contract).splitlines()
    before, after = set(known), set(now)
    assert [line for line in now if line not in before] == [], "sent now and not listed; `make requests` lists them"
    assert [line for line in known if line not in after] == [], "listed and not sent any more"
    assert known == now
