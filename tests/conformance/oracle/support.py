"""What the tests of the oracle share: requests, answers and exchanges as a run would see them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from conformance.wire.exchange import Answer, Exchange, Failure
from strategies.request import Case, Request

CONNECTOR = "abcdef1ghij2klmno3pqr4"
GIVEN = {"voiceConnectorId": CONNECTOR}
OTHER = "abcdef1ghij2klmno3pqr5"
NOW = 1586967010.5
MINIMAL: dict[str, Any] = {"ParticipantPhoneNumbers": ["+14015550101", "+12065550100"], "Capabilities": ["Voice"]}
SESSION: dict[str, Any] = {
    "ProxySessionId": "s1",
    "VoiceConnectorId": CONNECTOR,
    "Participants": [
        {"PhoneNumber": "+14015550101", "ProxyPhoneNumber": "+19135550199"},
        {"PhoneNumber": "+12065550100", "ProxyPhoneNumber": "+19135550199"},
    ],
    "Capabilities": ["Voice"],
    "Status": "Open",
    "CreatedTimestamp": "2020-04-15T16:10:10.288Z",
    "UpdatedTimestamp": "2020-04-15T16:10:10.288Z",
}
JSON = ("Content-Type", "application/json")


def request(document: Any = None, *, connector: str = CONNECTOR, **changes: Any) -> Request:
    """A valid request, with members added to its body and anything else changed."""
    plain = Request(path=f"/voice-connectors/{connector}/proxy-sessions").with_json(MINIMAL | (document or {}))
    return replace(plain, **changes)


def created(status: int = 201, **members: Any) -> Answer:
    """A faithful answer to the plain request, but for `members`."""
    headers = (JSON, ("x-amzn-RequestId", "r1"))
    return Answer(status=status, headers=headers, body=json.dumps({"ProxySession": SESSION | members}).encode())


def refusal(status: int = 400, name: str = "BadRequestException") -> Answer:
    """A faithful refusal."""
    return Answer(status=status, headers=(JSON, ("x-amzn-ErrorType", name)), body=b"{}")


def exchange(sent: Request, outcome: Answer | Failure, clause: str = "request.combination") -> Exchange:
    """One exchange about `clause`."""
    case = Case(id=f"{clause}/case", clause=clause, request=sent)
    return Exchange(case=case, request=sent, outcome=outcome, started_at=NOW, elapsed=0.1)
