"""Faults in which requests reach the operation: unknown connectors, other paths and other methods."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from urllib.parse import unquote

from conformance.reference.call import Call, Hooks, Reply
from conformance.reference.errors import bad_request
from conformance.reference.http import refusal
from conformance.selftest.faults.fault import Fault
from conformance.selftest.faults.tools import overlooks, replies
from spec.contract import DEFAULT_EDITION, load

_UNKNOWN = "error.NotFoundException.status"
_EXAMPLE = json.dumps(load(DEFAULT_EDITION).operation.request_example).encode()
_KNOWN = str(load(DEFAULT_EDITION).operation.parameter.example)


def faults() -> Iterator[Fault]:
    """Sessions created where there is nothing to create them on."""
    for name, clause, summary, when in _CONNECTORS:
        yield Fault(
            name=name,
            clause=clause,
            kind="routing",
            summary=summary,
            hooks=overlooks(_UNKNOWN, when=_connector_is(when)),
        )
    for name, keyword, summary, size in (
        ("refuses-connector-of-one", "minLength", "An unknown id of one character is answered 400.", 1),
        ("refuses-longest-connector", "maxLength", "An unknown id of 128 characters is answered 400.", 128),
    ):
        yield Fault(
            name=name,
            clause=f"request.path.voiceConnectorId.{keyword}",
            kind="routing",
            summary=summary,
            hooks=replies(_invalid, _connector_is(partial(_has_length, size)), status=404),
        )
    for method in ("PUT", "PATCH", "DELETE"):
        yield Fault(
            name=f"creates-by-{method.lower()}",
            clause="request.method",
            kind="routing",
            summary=f"{method} creates a session.",
            hooks=_rerouted(_by(method)),
        )
    yield Fault(
        name="creates-by-put-with-200",
        clause="request.method",
        kind="routing",
        summary="PUT creates a session and says 200.",
        hooks=_rerouted(_by("PUT"), status=200),
    )
    yield Fault(
        name="creates-by-get",
        clause="request.method",
        kind="routing",
        summary="GET creates the example's session.",
        hooks=_rerouted(_by("GET"), body=_EXAMPLE),
    )
    for name, summary, pattern in (
        ("creates-at-any-path", "Every path creates a session.", r".*"),
        ("creates-below-a-prefix", "A prefix before the path is overlooked.", r"/prefix/.*"),
        ("creates-at-the-singular", "The singular of the path creates a session.", r".*/proxy-session"),
        ("creates-at-the-connector", "The path of the connector creates a session.", r"/voice-connectors/[^/]+"),
        ("creates-at-a-longer-path", "What follows the path is overlooked.", r".*/proxy-sessions-other"),
    ):
        yield Fault(name=name, clause="request.path", kind="routing", summary=summary, hooks=_rerouted(_path(pattern)))
    yield Fault(
        name="creates-without-a-connector",
        clause="request.path.voiceConnectorId.required",
        kind="routing",
        summary="The connector may be left out of the path.",
        hooks=_rerouted(_path("/voice-connectors/proxy-sessions")),
    )


def _connector(call: Call) -> str:
    return unquote(call.path.split("/")[2]) if call.path.count("/") > 2 else ""


def _connector_is(rule: Callable[[str], bool]) -> Callable[[Call], bool]:
    return lambda call: rule(_connector(call))


def _has_length(size: int, connector: str) -> bool:
    return len(connector) == size


def _invalid(_reply: Reply) -> Reply:
    return refusal(bad_request("The id has the wrong length."))


def _by(method: str) -> Callable[[Call], bool]:
    return lambda call: call.method == method


def _path(pattern: str) -> Callable[[Call], bool]:
    return lambda call: call.method == "POST" and re.fullmatch(pattern, call.path) is not None


def _rerouted(when: Callable[[Call], bool], *, status: int = 201, body: bytes | None = None) -> Hooks:
    """Takes a request for one to create a session on the known connector, with this body instead of its own."""

    def anywhere(call: Call) -> Reply | None:
        known = f"/voice-connectors/{_KNOWN}/proxy-sessions"
        if not when(call) or (call.path == known and call.method == "POST") or "api" not in call.memory:
            return None
        reroute: Callable[[Call], Reply] = call.memory["api"]
        reply = reroute(replace(call, method="POST", path=known, body=call.body if body is None else body))
        return replace(reply, status=status) if reply.status == 201 else reply

    return Hooks(anywhere=anywhere)


_CONNECTORS: tuple[tuple[str, str, str, Callable[[str], bool]], ...] = (
    ("accepts-any-connector", _UNKNOWN, "Every connector exists.", lambda _connector: True),
    (
        "accepts-same-length",
        _UNKNOWN,
        "Every id of the right length exists.",
        lambda connector: len(connector) == len(_KNOWN),
    ),
    (
        "accepts-known-prefix",
        _UNKNOWN,
        "An id that continues the known one exists.",
        lambda connector: connector.startswith(_KNOWN),
    ),
    (
        "accepts-known-suffix",
        _UNKNOWN,
        "An id that ends in the known one exists.",
        lambda connector: connector.endswith(_KNOWN),
    ),
    (
        "accepts-part-of-known",
        _UNKNOWN,
        "A part of the known id exists.",
        lambda connector: len(connector) > 8 and connector in _KNOWN,
    ),
    (
        "accepts-known-ends",
        _UNKNOWN,
        "An id of the right length, beginning and end exists.",
        lambda connector: (
            len(connector) == len(_KNOWN) and (connector[:2], connector[-2:]) == (_KNOWN[:2], _KNOWN[-2:])
        ),
    ),
    ("accepts-five-letters", _UNKNOWN, "Every id of five letters exists.", lambda connector: len(connector) == 5),
    ("accepts-uuid", _UNKNOWN, "Every UUID exists.", lambda connector: connector.count("-") == 4),
    (
        "accepts-long-connector",
        "request.path.voiceConnectorId.maxLength",
        "An id of 129 characters exists.",
        lambda connector: len(connector) > 128,
    ),
    (
        "accepts-blank-connector",
        "request.path.voiceConnectorId.pattern",
        "A blank id exists.",
        lambda connector: bool(connector) and not connector.strip(),
    ),
    (
        "accepts-empty-connector",
        "request.path.voiceConnectorId.minLength",
        "An empty id exists.",
        lambda connector: not connector,
    ),
)
