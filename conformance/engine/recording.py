"""Exchanges on record: compact enough to keep all of a run, complete enough to send and to judge them again."""

from __future__ import annotations

import base64
import zlib
from typing import Any

from conformance.wire.exchange import Answer, Exchange, Failure
from conformance.wire.redaction import Redactor
from strategies.request import Case, Kind, Request

# A longer body is compressed: long ones are repetitive.
_LONG = 1024
# Characters that the long answers of a run may take in all.
_BUDGET = 32 << 20


class Recorder:
    """Puts the exchanges of a run on record as they pass.

    Attributes:
        entries: the exchanges as plain data, in order.
        latencies: seconds of each answered exchange.
    """

    def __init__(self, redactor: Redactor) -> None:
        self.entries: list[dict[str, Any]] = []
        self.latencies: list[float] = []
        self._redactor = redactor
        self._left = _BUDGET

    def add(self, exchange: Exchange) -> None:
        """Record one exchange; once long answers have used up their budget, only the beginning of further ones."""
        entry = recorded(exchange if self._left > 0 else exchange.brief, self._redactor)
        size = len(entry["outcome"].get("body", ""))
        self._left -= size if size > _LONG else 0
        self.entries.append(entry)
        if exchange.answer is not None:
            self.latencies.append(exchange.elapsed)


def recorded(exchange: Exchange, redactor: Redactor) -> dict[str, Any]:
    """One exchange as plain data: the case, what was asked and what came back, without secrets."""
    case, outcome = exchange.case, exchange.outcome
    return {
        "case": case.id,
        "clause": case.clause,
        "change": case.change,
        "control": case.control.id if case.control else None,
        "operation": case.operation,
        "kind": case.kind,
        "repetition": case.repetition,
        "at": round(exchange.started_at + exchange.elapsed, 3),
        "elapsed": round(exchange.elapsed, 6),
        "request": {
            "method": case.request.method,
            "path": case.request.path,
            "headers": [list(pair) for pair in redactor.redact_headers(case.request.headers)],
            **({"forgery": case.request.forgery} if case.request.forgery else {}),
            **_packed(redactor.redact_bytes(case.request.body)),
        },
        "outcome": _outcome(outcome, redactor),
    }


def _outcome(outcome: Answer | Failure, redactor: Redactor) -> dict[str, Any]:
    if isinstance(outcome, Failure):
        return {"kind": outcome.kind, "detail": redactor.redact_text(outcome.detail)}
    return {
        "status": outcome.status,
        "headers": [list(pair) for pair in redactor.redact_headers(outcome.headers)],
        "truncated": outcome.truncated,
        **_packed(redactor.redact_bytes(outcome.body)),
    }


def replayed(data: dict[str, Any], controls: dict[str, Case]) -> Exchange:
    """The exchange that `data` states.

    Args:
        data: one entry of a record's `recording`.
        controls: the cases before it, by id; the new case is added.
    """
    asked, outcome = data["request"], data["outcome"]
    request = Request(
        method=asked["method"],
        path=asked["path"],
        headers=_pairs(asked["headers"]),
        body=_unpacked(asked),
        forgery=asked.get("forgery", ""),
    )
    case = Case(
        id=data["case"],
        clause=data["clause"],
        change=data["change"],
        request=request,
        control=controls.get(data["control"]),
        operation=data.get("operation", ""),
        kind=Kind(data["kind"]),
        repetition=data["repetition"],
    )
    controls[case.id] = case
    answer: Answer | Failure
    if "kind" in outcome:
        answer = Failure(kind=outcome["kind"], detail=outcome["detail"])
    else:
        answer = Answer(
            status=outcome["status"],
            headers=_pairs(outcome["headers"]),
            body=_unpacked(outcome),
            truncated=outcome["truncated"],
        )
    started = data["at"] - data["elapsed"]
    return Exchange(case=case, request=request, outcome=answer, started_at=started, elapsed=data["elapsed"])


def _pairs(headers: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in headers)


def _packed(body: bytes) -> dict[str, str]:
    """Text where it is short ASCII, else base64, compressed where it is long."""
    if len(body) > _LONG:
        return {"body": base64.b64encode(zlib.compress(body, 6)).decode(), "encoding": "zlib"}
    if body.isascii():
        return {"body": body.decode("ascii")}
    return {"body": base64.b64encode(body).decode(), "encoding": "base64"}


def _unpacked(data: dict[str, Any]) -> bytes:
    text: str = data["body"]
    encoding = data.get("encoding")
    if encoding is None:
        return text.encode("ascii")
    raw = base64.b64decode(text)
    return zlib.decompress(raw) if encoding == "zlib" else raw
