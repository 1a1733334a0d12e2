"""Oracles of contracts that are derived from models, and what they say of an answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from conformance.oracle.judgement import Context, Judgement
from conformance.oracle.oracle import Oracle
from conformance.wire.exchange import Answer, Exchange
from spec.clauses.status import Status
from spec.derive.contracts import derived
from spec.derive.writing.folder import contents, write
from strategies.request import Case, Request
from tests.conformance.oracle.support import NOW

JSON = ("Content-Type", "application/json")
HTML = ("Content-Type", "text/html; charset=utf-8")
THING = "thing-1"


def oracle(folder: Path, service: str, operation: str, given: dict[str, str] | None = None) -> Oracle:
    target = folder / f"{service}-{operation}"
    if not target.exists():
        derivation, sources = derived(service_name=service, operations=[operation])
        write(target, contents(derivation, sources, operation).files)
    return Oracle.of(str(target), given, operation=operation)


def sent(path: str, document: Any, *, method: str = "POST", media: str = "application/json") -> Request:
    headers = (("Accept", "application/json"), ("Content-Type", media))
    return Request(method=method, path=path, headers=headers, body=json.dumps(document).encode())


def judged(judge: Oracle, request: Request, answer: Answer) -> list[Judgement]:
    clause = judge.operation.success
    case = Case(id=f"{clause}/case", clause=clause, request=request)
    exchange = Exchange(case=case, request=request, outcome=answer, started_at=NOW, elapsed=0.1)
    return judge.judge(exchange, judge.expect(request), Context(accepted=True))


def failing(judge: Oracle, request: Request, answer: Answer) -> list[str]:
    found = judged(judge, request, answer)
    return [judge.operation.local(item.clause) for item in found if item.status is Status.FAIL]


def answered(status: int, document: Any, header: tuple[str, str] = JSON) -> Answer:
    return Answer(status=status, headers=(header,), body=json.dumps(document).encode())
