"""Faults in which wrong signatures are accepted, or refused otherwise than documented."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from conformance.reference.call import Call, Reply
from conformance.reference.hooks import Hooks
from conformance.reference.http import MISMATCH
from conformance.selftest.faults.fault import Fault
from conformance.selftest.faults.tools import When, always, every, overlooks
from spec.clauses.catalogue import Catalogue
from spec.operation import Operation

_KIND = "signature"


def faults(operation: Operation, clauses: Catalogue) -> Iterator[Fault]:
    """Signatures overlooked, then other answers to wrong ones, then crashes."""
    for name, local, summary, hooks in _OVERLOOKED:
        clause = operation.clause_id(local)
        if clause in clauses:
            # What is accepted by chance is a wrong key's signature, or that of another path.
            alike = sorted(_MISMATCHED) if name == "accepts-similar-signature" else ()
            others = (operation.clause_id(each) for each in alike if each != local)
            stated = (clause, *(each for each in others if each in clauses))
            yield Fault(name=name, clauses=stated, kind=_KIND, summary=summary, hooks=hooks, signed=True)
    for local, status in _STATUSES:
        if operation.clause_id(local) in clauses:
            yield Fault(
                name=f"answers-{status}-to-{local.removeprefix('auth.')}",
                clauses=(operation.clause_id(local),),
                kind=_KIND,
                summary=f"What breaks {local} is answered {status}.",
                hooks=_answered(local, status),
                signed=True,
            )


def _remembered(call: Call) -> bool:
    """A key that signed rightly before is not checked again."""
    seen: set[str] = call.memory.setdefault("keys", set())
    return _key(call) in seen


def _key(call: Call) -> str:
    return call.headers.get("authorization", "").partition("Credential=")[2].partition("/")[0]


def _remembering(call: Call, reply: Reply) -> Reply:
    if 200 <= reply.status < 300:
        call.memory.setdefault("keys", set()).add(_key(call))
    return reply


def _similar(call: Call) -> bool:
    """Only the first character is compared, with one that is as good as any."""
    return call.headers["authorization"].rpartition("=")[2][:1] < "c"


def _answered(clause: str, status: int) -> Hooks:
    """Another status for what breaks one clause; a mismatch may stand for several."""
    broken = MISMATCH if clause in _MISMATCHED else clause

    def turned_away(_call: Call, wrong: str, reply: Reply) -> Reply:
        if wrong != broken:
            return reply
        return replace(
            reply, status=status, document={"message": "Internal Server Error"} if status >= 500 else reply.document
        )

    return Hooks(turned_away=turned_away)


_MISMATCHED = frozenset({"auth.secretKey", "auth.integrity.path", "auth.integrity.query", "auth.integrity.header"})


def _lenient(when: When = always) -> Hooks:
    return overlooks(MISMATCH, when=when)


_OVERLOOKED = (
    ("accepts-unsigned", "auth.required", "Unsigned requests are accepted.", overlooks("auth.required")),
    ("accepts-malformed-signature", "auth.form", "Any Authorization is accepted.", overlooks("auth.form")),
    (
        "accepts-bearer",
        "auth.form",
        "A Bearer token is accepted.",
        overlooks("auth.form", when=lambda call: call.headers["authorization"].startswith("Bearer")),
    ),
    (
        "accepts-no-signature",
        "auth.form",
        "A signature may be left out.",
        overlooks("auth.form", when=lambda call: "Signature=" not in call.headers["authorization"]),
    ),
    (
        "accepts-empty-signature",
        "auth.form",
        "An empty signature is accepted.",
        overlooks("auth.form", when=lambda call: call.headers["authorization"].endswith("Signature=")),
    ),
    ("accepts-unknown-key", "auth.accessKey", "Any access key is accepted.", overlooks("auth.accessKey")),
    ("accepts-wrong-secret", "auth.secretKey", "The signature is not compared.", _lenient()),
    ("accepts-similar-signature", "auth.secretKey", "Only the start of the signature is compared.", _lenient(_similar)),
    (
        "trusts-the-content-hash",
        "auth.integrity.body",
        "The body is not compared with its hash.",
        overlooks("auth.integrity.body"),
    ),
    (
        "trusts-a-known-key",
        "auth.integrity.path",
        "A key that signed rightly once is not checked again.",
        Hooks(excuses=lambda clause, call: clause == MISMATCH and _remembered(call), after=_remembering),
    ),
    ("trusts-every-query", "auth.integrity.query", "The query is not compared with what was signed.", _lenient()),
    ("trusts-every-header", "auth.integrity.header", "Headers are not compared with what was signed.", _lenient()),
    ("accepts-any-region", "auth.scope.region", "The region is not looked at.", overlooks("auth.scope.region")),
    ("accepts-any-service", "auth.scope.service", "The service is not looked at.", overlooks("auth.scope.service")),
    ("accepts-no-date", "auth.date.required", "A date may be left out.", overlooks("auth.date.required")),
    ("accepts-old-dates", "auth.date.window", "A signature never gets old.", overlooks("auth.date.window")),
    ("accepts-unsigned-host", "auth.host", "Host need not be signed.", overlooks("auth.host")),
    ("accepts-any-token", "auth.sessionToken", "Session tokens are not looked at.", overlooks("auth.sessionToken")),
    (
        "accepts-unsigned-at-times",
        "auth.required",
        "One unsigned request in ten is accepted.",
        overlooks("auth.required", when=every(10)),
    ),
    ("accepts-wrong-secret-at-times", "auth.secretKey", "One wrong signature in ten is accepted.", _lenient(every(10))),
)

_STATUSES = (
    ("auth.required", 400),
    ("auth.required", 404),
    ("auth.required", 500),
    ("auth.required", 302),
    ("auth.form", 500),
    ("auth.form", 404),
    ("auth.form", 422),
    ("auth.accessKey", 400),
    ("auth.accessKey", 404),
    ("auth.accessKey", 500),
    ("auth.secretKey", 400),
    ("auth.secretKey", 500),
    ("auth.integrity.body", 400),
    ("auth.integrity.body", 500),
    ("auth.integrity.path", 404),
    ("auth.integrity.query", 502),
    ("auth.integrity.header", 415),
    ("auth.scope.region", 301),
    ("auth.scope.region", 404),
    ("auth.scope.service", 404),
    ("auth.date.required", 500),
    ("auth.date.window", 400),
    ("auth.date.window", 500),
    ("auth.host", 500),
    ("auth.sessionToken", 400),
    ("auth.sessionToken", 500),
)
