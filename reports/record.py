"""The run record: everything that a run found out, as plain data. Every renderer only reads it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

FORMAT = 1


class Verdict(StrEnum):
    """The outcome of a run; its exit status stands beside it in `EXIT_STATUS`."""

    CONFORMANT = "conformant"
    NONCONFORMANT = "nonconformant"
    INCONCLUSIVE = "inconclusive"


EXIT_STATUS = {Verdict.CONFORMANT: 0, Verdict.NONCONFORMANT: 1, Verdict.INCONCLUSIVE: 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A request or a response for people and for replay; secrets are already redacted.

    Attributes:
        start: `POST /path` for a request, `201` for a response, or what went wrong instead of a response.
        headers: name and value pairs.
        body: the body as text; base64 where it is not UTF-8 (`encoding` says so).
        encoding: `utf-8` or `base64`.
        truncated: the body was longer.
    """

    start: str
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    encoding: str = "utf-8"
    truncated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One clause judged on one exchange, with the evidence.

    Attributes:
        clause: the clause's id.
        level: the clause's level.
        status: `pass`, `fail` or `inconclusive`.
        case: the case's id.
        change: the one point in which the request differs from its control.
        expected: what the documentation allows, in plain words.
        actual: what came back, in plain words.
        pointer: a JSON Pointer into the response body, or `status`, or `header:Name`: the decisive part.
        request: what was sent.
        response: what came back.
        control: the request that was accepted and differs in that one point, if there is one.
        reproduce: command lines by name: `curl`, `aws`, `python`, or `replay` where no common tool can send it.
        failures: how many identical requests showed the deviation ...
        tries: ... of how many sent: fewer failures than tries is an intermittent deviation.
        waived: the waiver's reason, if one applies.
    """

    clause: str
    level: str
    status: str
    case: str
    expected: str
    actual: str
    request: Message
    response: Message
    change: str = ""
    pointer: str = ""
    control: Message | None = None
    reproduce: dict[str, str] = field(default_factory=dict)
    failures: int = 1
    tries: int = 1
    waived: str = ""

    @property
    def intermittent(self) -> bool:
        """Whether some identical requests did not show the deviation."""
        return self.failures < self.tries


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseResult:
    """What a run found out about one clause: the catalogue's entry with the outcome.

    Attributes:
        status: fail if any finding fails, else pass if any passes, else inconclusive, excluded or skipped;
            waived if there are failures and a waiver covers each of them.
        cases: how many exchanges were judged for it.
        failed: how many of those failed.
        reason: why it is inconclusive, excluded or skipped, or "".
    """

    id: str
    section: str
    level: str
    evidence: str
    place: str
    url: str
    sentence: str
    note: str
    status: str
    cases: int = 0
    failed: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What the target chose where the documentation is silent.

    Attributes:
        id: stable: `null-for-optional`.
        question: in plain words: "null for an optional member".
        choices: what the target did, with how often: {"accepted": 4, "refused with 400": 1}.
        case: the id of one case that shows it.
    """

    id: str
    question: str
    choices: dict[str, int]
    case: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A whole run; validates against `run.schema.json`.

    Attributes:
        verdict: the outcome, a `Verdict`.
        reason: one sentence that says why.
        suite: `name` and `version` of what ran.
        edition: the edition of the contract.
        target: at least `url`; never a secret.
        seed: repeats the run.
        depth: `smoke`, `standard` or `deep`.
        started_at: ISO 8601 with an offset.
        duration_seconds: wall time.
        exchanges: how many requests were answered or failed.
        clauses: every clause of the edition with its outcome.
        findings: the failing and inconclusive ones; passing ones are counted in `clauses`.
        observations: what the target chose where the documentation is silent.
        waived: every waiver with its `state`; see `reports.waivers`.
        leaked_sessions: ids of sessions that could not be deleted.
        latency: as `reports.latency.summarise` returns it, or empty.
        throttling: counts and seconds by name, for example `{"429": 3, "waited_seconds": 1.5}`.
        interrupted: the run was stopped before its plan was done.
        stopped: the case at which the target stopped answering for good, or ""; what was to come later was not sent.
        recording: every exchange, for `replay` and `judge`; may be empty.
        strict: whether SHOULD clauses counted, as did waivers that are not in force.
        environment: names and versions of what the run stood on: Python, platform, libraries.
        changes: against a baseline: `baseline`, `new`, `fixed` and `remaining`, or empty.
        trend: per clause id, the statuses of the latest runs, oldest first, or empty.
        format: the version of this format.
    """

    verdict: str
    reason: str
    suite: dict[str, str]
    edition: str
    target: dict[str, Any]
    seed: int
    depth: str
    started_at: str
    duration_seconds: float
    exchanges: int
    clauses: tuple[ClauseResult, ...]
    findings: tuple[Finding, ...]
    observations: tuple[Observation, ...]
    waived: tuple[dict[str, Any], ...] = ()
    leaked_sessions: tuple[str, ...] = ()
    latency: dict[str, Any] = field(default_factory=dict)
    throttling: dict[str, Any] = field(default_factory=dict)
    interrupted: bool = False
    stopped: str = ""
    recording: tuple[dict[str, Any], ...] = ()
    strict: bool = False
    environment: dict[str, str] = field(default_factory=dict)
    changes: dict[str, Any] = field(default_factory=dict)
    trend: dict[str, tuple[str, ...]] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def cut_short(self) -> bool:
        """Whether a part of the plan was never sent."""
        return self.interrupted or bool(self.stopped)

    def to_json(self) -> dict[str, Any]:
        """The record as JSON-ready data."""
        # The recording is plain data already, and by far the largest part: it is not copied.
        return asdict(replace(self, recording=())) | {"recording": self.recording}
