"""What the preflight says beside the answer: an ignored proxy, and clocks that differ."""

from __future__ import annotations

from dataclasses import replace
from email.utils import formatdate
from pathlib import Path

import pytest

from conformance.engine.operations import circumstances
from conformance.engine.preparation.preflight import Circumstances, refused, silent
from conformance.engine.settings import Settings
from conformance.wire.exchange import BUDGET, SPARED, Answer, Exchange, Failure
from spec.clauses.reason import Why
from spec.contract import load
from spec.derive.contracts import derived
from spec.derive.writing.folder import contents, write
from spec.operation import Operation
from strategies.request import Case, Request

NOW = 1_800_000_000.0
CASE = Case(id="a", clause="b", request=Request(method="POST", path="/"))
AROUND = Circumstances(url="http://example.com", signed=True, identity="the path", success=201)


def _refusal(date: str) -> Exchange:
    answer = Answer(status=403, headers=(("Date", date),), body=b"{}")
    return Exchange(case=CASE, request=CASE.request, outcome=answer, started_at=NOW, elapsed=0)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, ""),
        (60, ""),
        (600, " Its clock is 10 minutes ahead of this machine's: set the clocks right."),
        (-360, " Its clock is 6 minutes behind this machine's: set the clocks right."),
    ],
)
def test_clocks_that_differ_by_minutes_are_named_where_credentials_are_refused(seconds: int, said: str) -> None:
    found = refused([_refusal(formatdate(NOW + seconds, usegmt=True))], AROUND)
    assert found is not None
    assert found.sentence == f"The target refuses the credentials (answered 403).{said}"


@pytest.mark.parametrize("date", ["", "soon", "Fri, 31 Dec 99999 23:59:59 GMT"])
def test_a_date_that_is_none_says_nothing(date: str) -> None:
    found = refused([_refusal(date)], AROUND)
    assert found is not None
    assert found.sentence == "The target refuses the credentials (answered 403)."


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        (Settings(target="http://example.com"), 1),
        (Settings(target="http://example.com", proxy="http://127.0.0.1:1"), 0),
        (Settings(target="http://127.0.0.1:1"), 0),
    ],
)
def test_a_proxy_that_is_ignored_is_named_where_nothing_answers(
    settings: Settings, named: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example:3128")
    failure = Failure(kind="unreachable", detail="connection refused")
    exchange = Exchange(case=CASE, request=CASE.request, outcome=failure, started_at=NOW, elapsed=0)
    found = silent([exchange], circumstances(settings, settings.target or ""))
    assert ("--proxy names a proxy" in (found.hint if found else "")) == bool(named)


@pytest.fixture(scope="module")
def inside(tmp_path_factory: pytest.TempPathFactory) -> Circumstances:
    """Of GetChannel of IVS, which names the channel in its body, with an error of the status 404 for it."""
    return AROUND.of(_operation(tmp_path_factory.mktemp("ivs"), "ivs", "GetChannel"), ())


def _operation(folder: Path, service: str, name: str) -> Operation:
    derivation, sources = derived(service_name=service, operations=(name,))
    write(folder, contents(derivation, sources, service).files)
    return load(str(folder)).operations[name]


def _answered(status: int, name: str) -> Exchange:
    answer = Answer(status=status, headers=(("x-amzn-ErrorType", name),), body=b"{}")
    return Exchange(case=CASE, request=CASE.request, outcome=answer, started_at=NOW, elapsed=0)


def test_what_a_body_names_can_be_given(inside: Circumstances) -> None:
    found = refused([_answered(404, "ResourceNotFoundException")], inside)
    assert found is not None
    assert found.sentence.endswith("What a request names may have to exist: give it with --parameter body.arn=VALUE.")


def test_an_error_that_means_unknown_says_so_whatever_its_status() -> None:
    found = [refused([_answered(400, name)], AROUND) for name in ("NoSuchThing", "InvalidRequestException")]
    assert [obstacle.why for obstacle in found if obstacle] == [Why.UNKNOWN_RESOURCE, Why.EXAMPLE_REFUSED]


@pytest.mark.parametrize(("second", "stops"), [(400, True), (500, False), (201, False)])
def test_what_is_not_there_may_be_refused_for_an_optional_member(second: int, *, stops: bool) -> None:
    found = refused([_answered(404, "NotFoundException"), _answered(second, "ValidationException")], AROUND)
    assert (found is not None and found.why is Why.UNKNOWN_RESOURCE) == stops


@pytest.mark.parametrize(("status", "said"), [(400, True), (500, False)])
def test_what_the_user_named_may_be_unknown_under_another_status(status: int, *, said: bool) -> None:
    found = refused(
        [_answered(status, "BadRequestException")], replace(AROUND, identity="--parameter DetectorId=known")
    )
    assert found is not None
    assert ("What --parameter DetectorId=known names may have to exist." in found.sentence) == said


def test_a_page_of_html_does_not_keep_back_what_may_have_to_exist(inside: Circumstances) -> None:
    """A web framework's own errors are pages."""
    page = Answer(status=400, headers=(("Content-Type", "text/html"),), body=b"<!doctype html><title>400</title>")
    exchange = Exchange(case=CASE, request=CASE.request, outcome=page, started_at=NOW, elapsed=0)
    found = refused([exchange], inside)
    assert found is not None
    assert "--parameter body.arn=VALUE. The answer is an HTML page: " in found.sentence


@pytest.mark.parametrize(
    ("detail", "hint"),
    [
        ("the proxy cannot be reached: connection refused; check --proxy", ""),
        ("the proxy gives no way to it (answered 502)", "Start the target, or check the host and the port."),
        ("connection refused", "Start the target, or check the host and the port."),
    ],
)
def test_a_proxy_is_to_be_checked_only_where_it_is_what_does_not_answer(detail: str, hint: str) -> None:
    failure = Failure(kind="unreachable", detail=detail)
    exchange = Exchange(case=CASE, request=CASE.request, outcome=failure, started_at=NOW, elapsed=0)
    found = silent([exchange], AROUND)
    assert found is not None
    assert found.hint == hint


@pytest.mark.parametrize(("kind", "why"), [(BUDGET, Why.BUDGET), (SPARED, Why.SPARED)])
def test_what_was_not_sent_is_not_put_down_to_the_targets_silence(kind: str, why: Why) -> None:
    kept = Exchange(
        case=CASE, request=CASE.request, outcome=Failure(kind=kind, detail="a reason"), started_at=NOW, elapsed=0
    )
    found = silent([kept, kept], AROUND)
    assert found is not None
    assert (found.why, found.sentence) == (why, "No plain request was sent: a reason.")
