"""What passed between the suite and a target: a case, what was sent, what came back, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from strategies.request import Case, Request

# A target that answers so says nothing about the request: it says "not now".
BUSY = frozenset({429, 503})
# A refusal of the request itself.
REFUSALS = frozenset(range(400, 500)) - BUSY
# The kind of failure of a request that this program did not send: the resources that it may create are used up.
BUDGET = "budget"
# Such a failure as well: the request might have changed what the target's owner has.
SPARED = "spared"
# Bytes of a body that are kept.
BODY_LIMIT = 1 << 20
# Bytes of it that people read.
_READ = 1 << 13


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An HTTP response as it came over the wire.

    Attributes:
        status: the final status code (1xx answers are skipped).
        headers: name and value pairs in the order and the case received, decoded as Latin-1.
        body: the body's bytes after transfer decoding (and content decoding, if any); at most 1 MiB.
        truncated: the body was longer than what is kept.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    truncated: bool = False

    def header(self, name: str) -> str | None:
        """The first value of the header `name`, whatever its case, or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """No usable HTTP answer came back.

    Attributes:
        kind: `unreachable`, `timeout`, `closed`, `reset`, `not-http`, `too-large`, `tls` or `encoding`; where nothing
            was sent, `gone` (the target stopped answering earlier), `lacking` (this machine could not
            send), `budget` (no more sessions may be created), `spared` (it might change what the target's owner has),
            `left-out` (the run, or a part of a run on record, ended before) or `unrecorded` (nothing is known of it).
        detail: one sentence for a person.
    """

    kind: str
    detail: str


class Transport(Protocol):
    """Sends one request and returns what came back. Implementations never raise for what a target does."""

    def send(self, request: Request) -> Answer | Failure:
        """Send `request` once, byte for byte, within the transport's time limit."""
        ...

    def close(self) -> None:
        """Release connections."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A case, what was sent, what came back, and when.

    Attributes:
        case: the case.
        request: what was actually sent, with Host, Content-Length and (redacted) signature headers.
        outcome: the answer, or why there is none.
        started_at: seconds since the epoch when the last attempt began.
        elapsed: seconds from the first byte sent to the last byte received, last attempt.
        attempts: how often it was sent: more than once where a 429, a 503 or a broken connection was retried.
        broken: an earlier attempt broke off, so that nobody knows what became of it.
        waited: seconds that passed before the target knew what the request names, which was made a moment before.
        number: position in the run, from 1.
        bindings: the values of the path's parameters that stood in the case's request as placeholders: ids that the
            target gave.
    """

    case: Case
    request: Request
    outcome: Answer | Failure
    started_at: float
    elapsed: float
    attempts: int = 1
    broken: bool = False
    waited: float = 0.0
    number: int = field(default=0)
    bindings: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def answer(self) -> Answer | None:
        """The answer, if one came."""
        return self.outcome if isinstance(self.outcome, Answer) else None

    @property
    def failure(self) -> Failure | None:
        """Why no answer came, if none did."""
        return self.outcome if isinstance(self.outcome, Failure) else None

    def overlaps(self, other: Exchange) -> bool:
        """Whether the two took place at the same time for a while."""
        first, second = sorted((self, other), key=lambda exchange: exchange.started_at)
        return second.started_at < first.started_at + first.elapsed

    @property
    def truncated(self) -> Exchange:
        """The same exchange with no more of the answer than people read: all are kept until the run ends."""
        answer = self.answer
        if answer is None:
            return self
        long, headers = len(answer.body) > _READ, _readable(answer.headers)
        if not long and headers is answer.headers:
            return self
        shown = replace(answer, headers=headers, body=answer.body[:_READ], truncated=answer.truncated or long)
        return replace(self, outcome=shown)


def _readable(headers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """The headers as far as people read them; the same ones where that is all of them."""
    if sum(len(name) + len(value) for name, value in headers) <= _READ:
        return headers
    kept, left = list[tuple[str, str]](), _READ
    for name, value in headers:
        if left <= 0:
            break
        kept.append((name[:left], value[:left]))
        left -= len(name) + len(value)
    return tuple(kept)
