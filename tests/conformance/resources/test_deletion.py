"""A deletion deletes what was created, and nothing else."""

from __future__ import annotations

import pytest

from conformance.resources.deletion import Deleter, delete
from conformance.resources.kinds import Resource, kinds
from conformance.resources.naming import nameable
from conformance.wire.exchange import Answer, Failure
from conformance.wire.showing.redaction import HIDDEN
from spec.contract import EDITIONS, load
from strategies.request import Request

COLLECTION = "/voice-connectors/abc/proxy-sessions"
KINDS = kinds(load(EDITIONS[0]), {"voiceConnectorId": "abc"})
KIND = KINDS["CreateProxySession"]
STEERING = (
    "",
    ".",
    "..",
    "...",
    " .. ",
    "../x",
    "a/../../..",
    "a/b",
    "..\\..",
    "%2e%2e",
    "a%2Fb",
    "a?b",
    "a#b",
    "..;x",
    "a\0b",
    "a\nb",
    "a\r\nHost: other",
    "\u202e",
    "x" * 2000,
    HIDDEN,
)


class Sent:
    """A target that gives one answer, and what it was sent."""

    def __init__(self, answer: Answer | Failure) -> None:
        self.requests: list[tuple[str, str]] = []
        self.answer = answer

    def __call__(self, request: Request) -> Answer | Failure:
        self.requests.append((request.method, request.path))
        return self.answer


def named(identity: str, connector: str = "abc") -> Resource:
    values = (("proxySessionId", identity), ("voiceConnectorId", connector))
    return Resource("CreateProxySession", identity, values)


@pytest.mark.parametrize("identity", STEERING)
def test_an_id_that_steers_a_path_is_listed_and_nothing_is_sent(identity: str) -> None:
    send = Sent(Answer(status=204))
    assert not nameable(identity)
    assert not delete(send, KIND, named(identity))
    deleter = Deleter(KINDS, send)
    deleter.delete(named(identity))
    deleter.close()
    assert ([item.identity for item in deleter.leaked], send.requests) == ([identity], [])


@pytest.mark.parametrize("connector", STEERING)
def test_a_parent_that_steers_a_path_is_no_place_to_delete_at(connector: str) -> None:
    send = Sent(Answer(status=204))
    assert not delete(send, KIND, named("a", connector))
    assert send.requests == []


@pytest.mark.parametrize(
    ("identity", "path"),
    [
        ("123e4567-e89b-12d3-a456-426614174000", "123e4567-e89b-12d3-a456-426614174000"),
        ("a b", "a%20b"),
        ("é:@&=+$,!", "%C3%A9%3A%40%26%3D%2B%24%2C%21"),
        (".a..b.", ".a..b."),
    ],
)
def test_any_other_id_is_percent_encoded(identity: str, path: str) -> None:
    send = Sent(Answer(status=204))
    assert delete(send, KIND, named(identity))
    assert send.requests == [("DELETE", f"{COLLECTION}/{path}")]


@pytest.mark.parametrize(
    ("answer", "gone"),
    [
        (Answer(status=200), True),
        (Answer(status=204), True),
        (Answer(status=404, headers=(("x-amzn-ErrorType", "NotFoundException"),)), True),
        (Answer(status=404), False),
        (Answer(status=403), False),
        (Answer(status=500), False),
    ],
)
def test_what_is_gone_is_known_by_its_error(answer: Answer, *, gone: bool) -> None:
    assert delete(Sent(answer), KIND, named("a")) is gone


def test_a_target_that_has_deleted_before_says_by_any_404_that_the_next_is_gone() -> None:
    """Its 404 has no name; before, it may as well have been a path that the target does not know."""
    send = Sent(Answer(status=404))
    deleter = Deleter(KINDS, send)
    deleter.delete(named("before"))
    send.answer = Answer(status=200)
    deleter.delete(named("first"))
    send.answer = Answer(status=404)
    deleter.delete(named("second"))
    assert list(deleter.leaked) == [named("before")]


@pytest.mark.parametrize(("method", "deleted"), [("DELETE", dict(named("a").values)), ("PATCH", {}), ("GET", {})])
def test_only_the_method_that_deletes_deletes(method: str, deleted: dict[str, str]) -> None:
    """A target may answer a PATCH with a success: the session is there as before."""
    assert KIND.deleted(Request(method=method, path=f"{COLLECTION}/a")) == deleted


def test_a_target_that_refuses_every_deletion_is_not_asked_for_ever() -> None:
    send = Sent(Answer(status=405))
    deleter = Deleter(KINDS, send)
    for number in range(20):
        deleter.delete(named(str(number)))
    assert (len(send.requests), len(deleter.leaked), deleter.hopeless, deleter.refused) == (3, 20, True, True)


def test_a_target_that_does_not_answer_has_refused_nothing() -> None:
    send = Sent(Failure(kind="timeout", detail="no complete answer in time"))
    deleter = Deleter(KINDS, send)
    for number in range(20):
        deleter.delete(named(str(number)))
    assert (len(send.requests), len(deleter.leaked), deleter.hopeless, deleter.refused) == (3, 20, True, False)


def test_what_the_run_itself_deleted_is_not_deleted_again() -> None:
    send, told = Sent(Answer(status=204)), list[Resource]()
    deleter = Deleter(KINDS, send, told.append)
    deleter.note(named("a"))
    deleter.gone(dict(named("a").values))
    deleter.close()
    assert (send.requests, told) == ([], [named("a")])


def test_what_was_made_last_is_deleted_first() -> None:
    told = list[Resource]()
    deleter = Deleter(KINDS, Sent(Answer(status=204)), told.append)
    for identity in ("outer", "inner"):
        deleter.note(named(identity))
    deleter.close()
    assert [resource.identity for resource in told] == ["inner", "outer"]


def test_what_is_open_at_a_target_that_hangs_is_listed() -> None:
    send = Sent(Answer(status=204))
    deleter = Deleter(KINDS, send)
    deleter.delete(named("first"))
    send.answer = Failure(kind="timeout", detail="no complete answer in time")
    for number in range(20):
        deleter.note(named(str(number)))
    deleter.close()
    assert (len(send.requests), len(deleter.leaked)) == (4, 20)
