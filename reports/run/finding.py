"""The evidence: one clause judged on one exchange, with what was sent and what came back."""

from __future__ import annotations

from dataclasses import dataclass, field

from spec.clauses.clause import Level
from spec.clauses.status import Status


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
class Step:
    """One request of a sequence and its answer.

    Attributes:
        note: what it does, in a few words: "deletes the session".
        request: what was sent.
        response: what came back.
    """

    note: str
    request: Message
    response: Message


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
        failures: how many of several identical requests showed the deviation.
        tries: how many identical requests were sent; fewer failures than tries is an intermittent deviation.
        waived: the waiver's reason, if one applies.
        at: when it was answered, in seconds since the epoch; 0 where nobody knows.
        breaks: the other clauses that the request breaks.
        sequence: the requests and answers that led to it, oldest first, where it took several.
    """

    clause: str
    level: Level
    status: Status
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
    at: float = 0
    breaks: tuple[str, ...] = ()
    sequence: tuple[Step, ...] = ()

    @property
    def intermittent(self) -> bool:
        """Whether some identical requests did not show the deviation."""
        return self.failures < self.tries
