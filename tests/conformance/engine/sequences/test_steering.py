"""What a target calls something leads no request of a sequence elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.engine.operations import oracles
from conformance.engine.settings import Settings
from conformance.engine.target import reach
from conformance.engine.trackers import Trackers
from conformance.reference.serving.running import Running
from spec.contract import load
from strategies.controls import controls

FAMILY = "chime-sdk-voice-2022-08-03"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A reference's."""
    with Running(contract=FAMILY) as reference:
        yield reference.url


@pytest.mark.parametrize("operation", ["GetProxySession", "DeleteProxySession"])
def test_a_move_to_such_an_id_is_not_sent(operation: str, url: str, tmp_path: Path) -> None:
    settings = Settings(target=url, contract=FAMILY, operation=("all",), output=tmp_path)
    with reach(settings) as target:
        keeper = Trackers(settings, target, oracles(settings))
        case = controls(load(FAMILY).operations[operation], settings.given)[0]
        found = [keeper.keep(case, {"proxySessionId": called}).outcome for called in ("..", "x/../..", "x")]
        keeper.close()
    assert [getattr(outcome, "kind", "answered") for outcome in found] == ["unprovided", "unprovided", "answered"]
