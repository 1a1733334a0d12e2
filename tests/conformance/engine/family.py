"""A small, faithful target for the family of proxy sessions, in memory, that tests bend in one point."""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from conformance.wire.exchange import Answer, Exchange
from strategies.bindings import bound
from strategies.request import Case, Request

JSON = (("Content-Type", "application/json"), ("x-amzn-RequestId", "1"))
Reply = tuple[int, Any]


def stamp() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


@dataclass
class Family:
    """Sessions and the configuration of one connector, and another connector beside it.

    Each method may be replaced by one that deviates.
    """

    sessions: dict[str, dict[str, Any]] = field(default_factory=dict)
    proxy: dict[str, Any] | None = None
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    requests: list[Request] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)
    connector: str = "abcdef1ghij2klmno3pqr4"
    beside: Family | None = None
    mark: str = "page-"

    def create(self, body: Mapping[str, Any]) -> Reply:
        if self.proxy and self.proxy["Disabled"]:
            return 403, {"__type": "ForbiddenException"}
        identity = f"session-{next(self.numbers)}"
        default = self.proxy["DefaultSessionExpiryMinutes"] if self.proxy else 60
        session = {
            "Capabilities": body["Capabilities"],
            "CreatedTimestamp": stamp(),
            "ExpiryMinutes": body.get("ExpiryMinutes", default),
            **{name: body.get(name) for name in ("GeoMatchLevel", "GeoMatchParams", "Name", "NumberSelectionBehavior")},
            "Participants": [
                {"PhoneNumber": number, "ProxyPhoneNumber": "+19135550100"}
                for number in body["ParticipantPhoneNumbers"]
            ],
            "ProxySessionId": identity,
            "Status": "Open",
            "UpdatedTimestamp": stamp(),
            "VoiceConnectorId": self.connector,
        }
        self.sessions[identity] = session
        return 201, {"ProxySession": session}

    def get(self, identity: str) -> Reply:
        found = self.sessions.get(identity)
        return (200, {"ProxySession": found}) if found else self.missing()

    def update(self, identity: str, body: Mapping[str, Any]) -> Reply:
        found = self.sessions.get(identity)
        if not found:
            return self.missing()
        self.sessions[identity] = {**found, **body, "UpdatedTimestamp": stamp()}
        return 201, {"ProxySession": self.sessions[identity]}

    def delete(self, identity: str) -> Reply:
        return (204, None) if self.sessions.pop(identity, None) else self.missing()

    def list(self, query: Mapping[str, str]) -> Reply:
        start = 0
        if "next-token" in query:
            if not query["next-token"].startswith(self.mark):
                return 400, {"__type": "BadRequestException"}
            start = int(query["next-token"].removeprefix(self.mark))
        size = int(query.get("max-results", "100"))
        every = [one for one in self.sessions.values() if query.get("status") in (None, one["Status"])]
        more = {"NextToken": f"{self.mark}{start + size}"} if start + size < len(every) else {}
        return 200, {"ProxySessions": every[start : start + size], **more}

    def put(self, body: Mapping[str, Any]) -> Reply:
        self.proxy = {
            "DefaultSessionExpiryMinutes": body["DefaultSessionExpiryMinutes"],
            "Disabled": body.get("Disabled", False),
            "FallBackPhoneNumber": body.get("FallBackPhoneNumber"),
            "PhoneNumberCountries": body["PhoneNumberPoolCountries"],
        }
        return self.shown()

    def shown(self) -> Reply:
        return (200, {"Proxy": self.proxy}) if self.proxy else self.missing()

    def unconfigure(self) -> Reply:
        self.proxy = None
        return 204, None

    def missing(self) -> Reply:
        return 404, {"__type": "NotFoundException"}

    def answer(self, request: Request) -> Reply:
        parts = urlsplit(request.path)
        if self.beside is not None and parts.path.split("/")[2] == self.beside.connector:
            return self.beside.answer(request)
        steps = [unquote(step) for step in parts.path.split("/")[3:]]
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        body = json.loads(request.body) if request.body else {}
        match request.method, steps:
            case "POST", ["proxy-sessions"]:
                return self.create(body)
            case "GET", ["proxy-sessions"]:
                return self.list(query)
            case "GET", ["proxy-sessions", identity]:
                return self.get(identity)
            case "POST", ["proxy-sessions", identity]:
                return self.update(identity, body)
            case "DELETE", ["proxy-sessions", identity]:
                return self.delete(identity)
            case "PUT", ["programmable-numbers", "proxy"]:
                return self.put(body)
            case "GET", ["programmable-numbers", "proxy"]:
                return self.shown()
            case "DELETE", ["programmable-numbers", "proxy"]:
                return self.unconfigure()
            case _:
                return 404, {"__type": "UnknownOperationException"}

    # What sends requests for sequences.

    def keep(self, case: Case, bindings: Mapping[str, str]) -> Exchange:
        request = bound(case.request, bindings)
        started = time.time()
        with self.lock:
            self.requests.append(request)
            status, document = self.answer(request)
        body = b"" if document is None else json.dumps(document).encode()
        return Exchange(
            case=case,
            request=request,
            outcome=Answer(status=status, headers=JSON, body=body),
            started_at=started,
            elapsed=time.time() - started,
            bindings=bindings,
        )

    def release(self) -> None:
        with self.lock:
            self.sessions.clear()
            if self.beside is not None:
                self.beside.sessions.clear()


Bend = Callable[[Family], None]
