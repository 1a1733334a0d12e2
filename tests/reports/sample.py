"""Realistic run records to render: a perfect run, five faults, nothing listening, and hostile texts."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

from reports.accepted.known import AppliedWaiver, Change, Changes
from reports.accepted.waivers import MAY_FAIL, Waiver, apply
from reports.run.finding import Finding, Message, Step
from reports.run.latency import summarise
from reports.run.measured import Timeline
from reports.run.record import ClauseResult, Observation, PastRun, Record, Transition, Verdict
from reports.run.verdict import decide
from spec.clauses.catalogue import catalogue
from spec.clauses.clause import Level
from spec.clauses.status import Status

CONNECTOR = "abcdef1ghij2klmno3pqr4"
PATH = f"/voice-connectors/{CONNECTOR}/proxy-sessions"
CONTROL_DOCUMENT: dict[str, Any] = {
    "Capabilities": ["Voice", "SMS"],
    "ExpiryMinutes": 60,
    "Name": "Example session",
    "ParticipantPhoneNumbers": ["+12065550100", "+12065550101"],
}
SESSION: dict[str, Any] = {
    "Capabilities": ["SMS", "Voice"],
    "CreatedTimestamp": "2026-01-02T03:04:05.678Z",
    "EndedTimestamp": None,
    "ExpiryMinutes": 60,
    "GeoMatchLevel": None,
    "GeoMatchParams": None,
    "Name": "Example session",
    "NumberSelectionBehavior": "PreferSticky",
    "Participants": [
        {"PhoneNumber": "+12065550100", "ProxyPhoneNumber": "+19135550199"},
        {"PhoneNumber": "+12065550101", "ProxyPhoneNumber": "+19135550199"},
    ],
    "ProxySessionId": "123a4bc5-67d8-901e-2f3g-4h5i6jkl7m8n",
    "Status": "Open",
    "UpdatedTimestamp": "2026-01-02T03:04:05.678Z",
    "VoiceConnectorId": CONNECTOR,
}
FAULTS = (
    "error.BadRequestException.status",
    "error.BadRequestException.type",
    "request.body.Name.pattern",
    "request.body.ParticipantPhoneNumbers.maxItems",
    "response.body.ProxySession.Name.echo",
)
HOSTILE = (
    "<script>window.pwned=1</script>\"'><img src=x onerror=window.pwned=1></pre></details>"
    "\x1b[31mred\x1b[0m\x00\x07\u202egnp.exe\u2066\ud800]]>\ufffe ${{ secrets }} ::error::x\r\n"
    "| a | b |\n# heading @someone <!-- [x](javascript:alert(1)) `code` --> {{ 7*7 }}"
)


def request(document: Any = None, body: str | None = None) -> Message:
    """The request that creates a session from `document`, or with `body` as it stands."""
    text = json.dumps(CONTROL_DOCUMENT if document is None else document) if body is None else body
    headers = (
        ("Host", "localhost:8080"),
        ("Accept", "application/json"),
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(text))),
    )
    return Message(start=f"POST {PATH}", headers=headers, body=text)


def response(status: int = 201, document: Any = None, **headers: str) -> Message:
    """An answer with `document`, by default the session."""
    shown = {"ProxySession": SESSION} if document is None else document
    named = {"Content-Type": "application/json", "x-amzn-RequestId": "4c1f-example"} | headers
    return Message(start=str(status), headers=tuple(named.items()), body=json.dumps(shown))


def finding(clause: str, **values: Any) -> Finding:
    """A failing finding on `clause` with plausible evidence where `values` gives none."""
    curl = f"curl -X POST http://localhost:8080{PATH} -H 'Content-Type: application/json' --data-binary @-"
    plausible: dict[str, Any] = {
        "level": catalogue()[clause].level,
        "status": Status.FAIL,
        "case": f"{clause}/one@minimal",
        "expected": "400 BadRequestException",
        "actual": "201 with a new session",
        "request": request(),
        "response": response(),
        "pointer": "status",
        "reproduce": {
            "curl": curl,
            "aws": f"aws chime-sdk-voice create-proxy-session --voice-connector-id {CONNECTOR}",
            "python": "import requests\nrequests.post(...)",
        },
    }
    return Finding(clause=clause, **plausible | values)


def clauses(**statuses: str) -> tuple[ClauseResult, ...]:
    """Every clause of the default edition: passing, unless excluded or told otherwise."""
    return tuple(
        ClauseResult(
            id=clause.id,
            section=clause.section,
            level=clause.level,
            evidence=clause.evidence.value,
            place=clause.place,
            url=clause.url,
            sentence=clause.sentence,
            note=clause.note,
            status=Status(statuses.get(clause.id, Status.EXCLUDED if clause.excluded else Status.PASS)),
            cases=0 if clause.excluded else 24,
            failed=3 if statuses.get(clause.id) == Status.FAIL else 0,
            reason=clause.excluded,
        )
        for clause in catalogue()
    )


def record(results: tuple[ClauseResult, ...], findings: tuple[Finding, ...] = (), **values: Any) -> Record:
    """A record of `results` and `findings`, the verdict decided from them."""
    verdict, reason = decide(results, strict=bool(values.get("strict")))
    plausible: dict[str, Any] = {
        "suite": {"name": "chime-conformance", "version": "0.1.0"},
        "contract": "chime-2018-05-01",
        "operations": ("CreateProxySession",),
        "target": {
            "url": "http://localhost:8080",
            "label": "staging",
            "connector": CONNECTOR,
            "auth": "none",
        },
        "seed": 20260102,
        "depth": "standard",
        "started_at": "2026-01-02T03:04:00+00:00",
        "duration_seconds": 11.42,
        "exchanges": 4181,
        "observations": OBSERVATIONS,
        "latency": summarise([0.0008 * 1.004**step for step in range(900)]),
        "throttling": {"429": 0, "503": 0, "waited_seconds": 0.0},
        "environment": {"python": "3.11.9", "platform": "Linux x86_64", "hypothesis": "6.150.0"},
    }
    merged: dict[str, Any] = plausible | values
    return Record(verdict=verdict, reason=reason, clauses=results, findings=findings, **merged)


# How many clauses there are of each sort: they grow with the catalogue.
TESTED = sum(not clause.excluded for clause in catalogue())
MUST = sum(not clause.excluded and clause.level is Level.MUST for clause in catalogue())
EXCLUDED = len(catalogue()) - TESTED
OBSERVATIONS = (
    Observation(
        id="null-for-optional",
        question="null for an optional member",
        choices={"accepted": 6},
        case="unspecified/null-for-optional@Name",
    ),
    Observation(
        id="unknown-member",
        question="a request member that nobody documents",
        choices={"accepted": 3, "refused with 400": 1},
        case="unspecified/unknown-member@minimal",
    ),
    Observation(
        id="timestamps",
        question="the form of timestamps",
        choices={"ISO 8601 string": 412},
        case="control/minimal",
    ),
)


def perfect() -> Record:
    """A run without a finding."""
    return record(clauses())


def five_faults() -> Record:
    """Five failing clauses: one with forty cases of two causes, one intermittent."""
    return record(
        clauses(**dict.fromkeys(FAULTS, "fail")),
        (*_wrong_names(), *_other_findings()),
        leaked_sessions=("0b1c-not-deleted", "9f2e-not-deleted"),
        throttling={"429": 12, "503": 1, "waited_seconds": 4.5},
        changes=Changes(
            baseline="staging, 2026-01-01",
            new=(Change(clause=FAULTS[2], level=Level.MUST),),
            fixed=(Change(clause="response.contentType", level=Level.MUST),),
            remaining=(Change(clause=FAULTS[3], level=Level.MUST),),
        ),
        timeline=Timeline(start=1767323040, step=0.5, exchanges=(40, 310, 295, 280), throttled=(0, 0, 12, 1)),
        past=nights(),
        trend={
            FAULTS[4]: tuple(map(Status, ("pass", "fail", "pass", "pass", "fail"))),
            FAULTS[2]: tuple(map(Status, ("pass", "pass", "pass", "pass", "fail"))),
        },
    )


def nights() -> tuple[PastRun, ...]:
    """Three runs of the history: conformant, one warning, five deviations."""
    outcomes: tuple[tuple[str, Verdict, dict[str, int]], ...] = (
        ("2025-12-31T03:04:00+00:00", Verdict.CONFORMANT, {"pass": 122}),
        ("2026-01-01T03:04:00+00:00", Verdict.CONFORMANT, {"pass": 121, "warning": 1}),
        ("2026-01-02T03:04:00+00:00", Verdict.NONCONFORMANT, {"pass": 117, "fail": 4, "warning": 1}),
    )
    return tuple(PastRun(started_at=at, verdict=verdict, counts=counts) for at, verdict, counts in outcomes)


def family() -> Record:
    """A run of two operations with a lifecycle, a sequence that fails, and fifty sessions left behind."""
    results = tuple(replace(clause, operation="CreateProxySession") for clause in clauses(**{FAULTS[4]: "fail"}))
    other = tuple(
        replace(clause, id=f"GetProxySession.{clause.id}", operation="GetProxySession")
        for clause in clauses()
        if clause.section in {"Response", "Errors"}
    )
    steps = (
        Step(note="creates a session", request=request(), response=response()),
        Step(note="reads it back", request=Message(start=f"GET {PATH}/1"), response=response(200)),
    )
    wrong = replace(_other_findings()[1], sequence=steps)
    states = (
        ("none", "CreateProxySession", "Open", Status.PASS),
        ("Open", "GetProxySession", "Open", Status.FAIL),
    )
    lifecycle = tuple(
        Transition(before=before, operation=operation, after=after, clause=FAULTS[4], status=status)
        for before, operation, after, status in states
    )
    return record(
        (*results, *other),
        (wrong,),
        operations=("CreateProxySession", "GetProxySession"),
        contract="chime-sdk-voice-2022-08-03",
        lifecycle=lifecycle,
        leaked_sessions=tuple(f"session-{number}" for number in range(60)),
    )


def _wrong_names() -> tuple[Finding, ...]:
    long_name = CONTROL_DOCUMENT | {"Name": "Example session; and more"}
    patterns = [
        finding(
            "request.body.Name.pattern",
            case=f"request.body.Name.pattern/near-miss-{number}@minimal",
            change='Name holds ";"',
            request=request(long_name),
            control=request(),
        )
        for number in range(39)
    ]
    crash = finding(
        "request.body.Name.pattern",
        case="request.body.Name.pattern/newline@minimal",
        actual="500",
        change="Name ends with a line feed",
        request=request(CONTROL_DOCUMENT | {"Name": "Example session\n"}),
        response=Message(start="500", headers=(("Content-Type", "text/html"),), body="<h1>Oops</h1>"),
        control=request(),
    )
    return (*patterns, crash)


def _other_findings() -> tuple[Finding, ...]:
    third = CONTROL_DOCUMENT | {"ParticipantPhoneNumbers": ["+12065550100", "+12065550101", "+12065550102"]}
    unnamed = {"ProxySession": SESSION | {"Name": "Sample"}}
    return (
        finding(
            "request.body.ParticipantPhoneNumbers.maxItems",
            change="ParticipantPhoneNumbers has three items",
            request=request(third),
            control=request(),
        ),
        finding(
            "response.body.ProxySession.Name.echo",
            case="control/full",
            expected='"Example session", as the request said',
            actual='"Sample"',
            pointer="/ProxySession/Name",
            response=response(document=unnamed),
            failures=3,
            tries=30,
        ),
        finding(
            "error.BadRequestException.status",
            actual="422",
            change="Capabilities is missing",
            request=request({key: CONTROL_DOCUMENT[key] for key in CONTROL_DOCUMENT if key != "Capabilities"}),
            response=response(422, {"Code": "BadRequest", "Message": "Capabilities is required"}),
            control=request(),
        ),
        finding(
            "error.BadRequestException.type",
            expected="an error named BadRequestException",
            actual="ValidationException",
            pointer="header:x-amzn-ErrorType",
            response=response(400, {"Message": "bad"}, **{"x-amzn-ErrorType": "ValidationException"}),
        ),
    )


def waiver(**values: Any) -> AppliedWaiver:
    """A waiver in force, unless `values` says otherwise."""
    plausible: dict[str, Any] = {
        "clause": FAULTS[2],
        "reason": "soon",
        "case": "*",
        "issue": "",
        "expires": "",
        "kind": "may-fail",
        "state": "in force",
        "findings": 0,
    }
    return AppliedWaiver(**plausible | values)


def waived() -> Record:
    """The five faults, most of them waived, one waiver expired."""
    known = (
        Waiver(clause="request.*", reason="The gateway is replaced in May.", issue="https://example.com/7"),
        Waiver(clause="error.*", reason="Until the next release.", expires=date(2025, 12, 31)),
        Waiver(clause=FAULTS[4], reason="A race in the cache.", kind=MAY_FAIL),
    )
    return apply(five_faults(), known, date(2026, 1, 2))


def unreachable() -> Record:
    """Nothing listened: no clause could be judged."""
    results = tuple(
        clause
        if clause.status == Status.EXCLUDED
        else replace(clause, status=Status.INCONCLUSIVE, cases=0, reason="The target could not be reached.")
        for clause in clauses()
    )
    return record(results, exchanges=1, observations=(), latency=None, duration_seconds=0.08)


def hostile() -> Record:
    """Every field that a target can influence tries to break out."""
    message = Message(
        start=f"400 {HOSTILE}",
        headers=((HOSTILE, HOSTILE),),
        body=json.dumps({"Message": HOSTILE, HOSTILE: [HOSTILE]}),
    )
    bad = finding(
        "response.body.ProxySession.Name.echo",
        case=HOSTILE,
        expected=HOSTILE,
        actual=HOSTILE,
        change=HOSTILE,
        pointer=f"/{HOSTILE}",
        request=message,
        response=replace(message, body=HOSTILE),
        control=message,
        reproduce={"curl": HOSTILE, HOSTILE: HOSTILE},
    )
    observed = Observation(id=HOSTILE, question=HOSTILE, choices={HOSTILE: 2}, case=HOSTILE)
    changes = Changes(baseline=HOSTILE)
    return record(
        clauses(**{bad.clause: "fail"}),
        (bad, replace(bad, clause="request.body.type", status=Status.INCONCLUSIVE)),
        observations=(observed,),
        leaked_sessions=(HOSTILE,),
        target={"url": f"http://localhost/{HOSTILE}", "label": HOSTILE},
        environment={HOSTILE: HOSTILE},
        throttling={HOSTILE: 1},
        changes=changes,
    )
