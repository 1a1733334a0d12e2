"""What a run would send is said in lines; nothing is sent, and only on request is anything kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.engine.planning import dry_run
from conformance.engine.settings import Settings
from strategies.request import Case, Request


def said(*, no_cache: bool = False) -> list[str]:
    return list(dry_run.lines(Settings(depth="smoke", examples=1, select=("request.body.Name.*",), no_cache=no_cache)))


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CHIME_CONFORMANCE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_drawn_requests_are_kept(cache: Path) -> None:
    said()
    assert [path.suffix for path in cache.iterdir()] == [".jsonl"]


def test_without_a_cache_nothing_is_kept_and_the_same_is_sent(cache: Path) -> None:
    without = said(no_cache=True)
    assert not cache.exists()
    assert said() == without


def test_without_a_cache_nothing_is_taken_from_it(cache: Path) -> None:
    said()
    (kept,) = cache.iterdir()
    kept.write_text("")
    assert len(said()) < len(said(no_cache=True))


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
