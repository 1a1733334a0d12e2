"""The reference stays on its feet however deep a request is nested."""

from __future__ import annotations

import json

import pytest

from conformance.reference.app import create_app
from conformance.reference.inprocess import InProcess
from strategies.request import Request

_PATH = "/voice-connectors/abcdef1ghij2klmno3pqr4/proxy-sessions"
_VALID = {"Capabilities": ["Voice"], "ParticipantPhoneNumbers": ["+14015550101", "+12065550100"]}


@pytest.mark.slow
@pytest.mark.parametrize("member", ["Capabilities", "GeoMatchParams", "Name"])
def test_no_depth_is_answered_with_a_server_error(member: str) -> None:
    """Neither what is too deep to be read, nor what is too deep to be described, breaks it."""
    others = json.dumps({name: value for name, value in _VALID.items() if name != member}).encode()[:-1]
    with InProcess(create_app()) as transport:
        statuses = {
            transport.send(Request(path=_PATH, body=others + b',"%s":%s}' % (member.encode(), _nested(depth)))).status
            for depth in range(800, 1000)
        }
    assert statuses == {400}


def _nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth
