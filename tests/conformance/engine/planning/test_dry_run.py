"""What a run would send is said in lines; nothing is sent, and only on request is anything kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.engine.planning import dry_run
from conformance.engine.settings import Settings
from strategies.request import Case, Request


def said(*, no_cache: bool) -> list[str]:
    return list(dry_run.lines(Settings(depth="smoke", examples=1, select=("request.body.Name.*",), no_cache=no_cache)))


def test_drawn_requests_are_kept_and_taken_unless_no_cache_is_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    monkeypatch.setenv("CHIME_CONFORMANCE_CACHE", str(cache))
    without = said(no_cache=True)
    assert not cache.exists()
    assert said(no_cache=False) == without
    (kept,) = cache.iterdir()
    kept.write_text("")
    assert len(said(no_cache=False)) < len(without)
    assert said(no_cache=True) == without


@pytest.mark.parametrize(("path", "shown"), [("/" + "a" * 99, "/" + "a" * 99), ("/" + "a" * 100, "/" + "a" * 99 + "…")])
def test_a_long_path_is_cut_where_the_line_shows_it(path: str, shown: str) -> None:
    case = Case(id="c/one", clause="c", request=Request(method="POST", path=path, body=b"x"))
    assert list(dry_run.requests((case,))) == [f"POST {shown} 1 byte  c/one"]


def test_the_requests_of_every_operation_are_said() -> None:
    """Those of the first operation alone were once what a user agreed to."""
    family = Settings(depth="smoke", contract="chime-sdk-voice-2022-08-03", operation=("all",), no_cache=True)
    *found, total, _, _ = dry_run.lines(family)
    assert {"DELETE", "GET", "POST", "PUT"} <= {line.partition(" ")[0] for line in found}
    number, _, creating = total.partition(" requests, ")
    assert number == f"{len(found):,}"
    assert 0 < int(creating.partition(" ")[0].replace(",", "")) < len(found)
