"""The preflight: what stands in the way where not one plain, valid request is accepted.

Then the run is one sentence with the answer that came, not a page of findings: nothing can be put down to a clause.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime

from conformance.engine.stages.classification import kept_back
from conformance.oracle.answer.documents import parse, resembles
from conformance.oracle.answer.refusals import error_name, is_unknown
from conformance.oracle.expectation import BUSY
from conformance.oracle.judgement import kept_from
from conformance.wire.exchange import Answer, Exchange, Failure
from spec.clauses.reason import Reason, Why
from spec.names import names_something
from spec.operation import Operation, Schema, operations, types
from spec.relations.links import IN_BODY, leading_to
from strategies.bindings import bound

# A target that gives no usable answer to so many plain requests is not asked further ones.
SILENT = 2
_LONGEST = 200
# AWS refuses a signature whose time is off by more than five minutes; two are worth a word.
_SKEW = 2
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_GATEWAY = frozenset({502, 504})
_UNREACHABLE = frozenset({"unreachable", "tls"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """Why nothing can be verified.

    Attributes:
        why: the kind of reason.
        sentence: what came back, and what that most likely means.
        hint: what to do about it, or "".
        unreachable: nothing answers at all.
        deviation: the answer itself is a documented deviation: another status of success.
    """

    why: Why
    sentence: str
    hint: str = ""
    unreachable: bool = False
    deviation: bool = False

    @property
    def reason(self) -> Reason:
        """Why no clause could be judged."""
        return Reason(self.why, f"{self.sentence} {self.hint}".strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What the preflight knows of the run.

    Attributes:
        url: of the target.
        signed: requests are signed.
        identity: the option that says which resource exists, with its value: `--voice-connector-id abc`.
        success: the documented status of success.
        members: the members of a documented answer of success.
        nameable: what else a user can name that exists, as `--parameter` calls it: `body.arn`.
        proxy: a sentence about a proxy that the environment names and that is not used, or "".
        operation: the operation's name.
        creator: the name of the operation that makes what this one works on, or "".
    """

    url: str
    signed: bool
    identity: str
    success: int = 0
    members: frozenset[str] = frozenset()
    nameable: tuple[str, ...] = ()
    proxy: str = ""
    operation: str = ""
    creator: str = ""

    def of(self, operation: Operation, given: Collection[str]) -> Circumstances:
        """The same for one operation of the run.

        Args:
            operation: the operation.
            given: what the user has named already.
        """
        return replace(
            self,
            success=operation.success_status,
            members=frozenset(operation.response_schema.get("properties", {})),
            nameable=tuple(name for name in naming(operation) if name not in given),
            operation=operation.name,
            creator=_creator(operation, given),
        )


def silent(exchanges: Sequence[Exchange], around: Circumstances) -> Obstacle | None:
    """What stands in the way where the first plain requests got no usable answer."""
    first = exchanges[0].outcome
    if isinstance(first, Failure) and first.kind in _UNREACHABLE:
        return Obstacle(
            why=Why.UNREACHABLE,
            sentence=f"{around.url} does not answer: {first.detail}.",
            hint=f"{_unreachable_hint(first)} {around.proxy}".strip(),
            unreachable=True,
        )
    if len(exchanges) < SILENT or not all(_unusable(exchange) for exchange in exchanges):
        return None
    if isinstance(first, Failure) and all(map(kept_back, exchanges)):
        return Obstacle(why=kept_from(first), sentence=f"No plain request was sent: {first.detail}.")
    answers = [exchange.answer for exchange in exchanges if exchange.answer is not None]
    if answers:
        statuses = " or ".join(sorted({str(answer.status) for answer in answers}))
        return Obstacle(
            why=Why.THROTTLED,
            sentence=f"The target put off every plain request, even after waiting: it answered {statuses} each time.",
        )
    return Obstacle(
        why=Why.NO_ANSWER, sentence=f"The target gave no usable answer to any plain request: {_detail(exchanges)}."
    )


def refused(exchanges: Sequence[Exchange], around: Circumstances) -> Obstacle | None:
    """What stands in the way where every plain, valid request got the same kind of answer, and not the right one."""
    answers = [exchange.answer for exchange in exchanges if exchange.answer is not None]
    statuses = {answer.status for answer in answers}
    if not answers or len(answers) < len(exchanges) or around.success in statuses:
        return None
    answer = answers[0]
    if statuses <= {401, 403}:
        auth = "the credentials" if around.signed else "unsigned requests; try --auth sigv4"
        return Obstacle(
            why=Why.ACCESS_REFUSED,
            sentence=f"The target refuses {auth} ({quoted(answer)}).{_skew(exchanges[0], answer)}",
        )
    unknown = is_unknown(answer)
    # What is not there has no optional members either: that a request with more of them is refused tells nothing.
    if len(statuses) > 1 and not (unknown and all(400 <= status < 500 for status in statuses)):
        return None
    if unknown and around.creator:
        return Obstacle(
            why=Why.UNKNOWN_RESOURCE,
            sentence=f"The target does not offer {around.operation}, or does not know what {around.creator} made "
            f"({quoted(answer)}).",
        )
    if unknown:
        return Obstacle(
            why=Why.UNKNOWN_RESOURCE,
            sentence=f"The target does not know the path or the resource of {around.identity} ({quoted(answer)}): "
            f"check that value and the path of --target.{_nameable(around)}",
        )
    shown = f"The documentation's own example was {quoted(answer)}"
    if 200 <= answer.status < 300:
        if _is_html(answer):
            return Obstacle(
                why=Why.WRONG_TARGET, sentence=f"{shown}, which is an HTML page: this may not be the target at all."
            )
        if all(resembles(answer, around.members) for answer in answers):
            return None
        return Obstacle(
            why=Why.EXAMPLE_REFUSED,
            sentence=f"{shown} instead of {around.success}, and so was every other request.",
            deviation=True,
        )
    asked = bound(exchanges[0].case.request, exchanges[0].bindings)
    advice = _before_it(answer, asked.path) or f"{_given(answer, around)}{_nameable(around)}{_page(answer)}"
    return Obstacle(why=Why.EXAMPLE_REFUSED, sentence=f"{shown}, and so was every other valid request.{advice}")


def canned(exchanges: Sequence[Exchange], wrong: int) -> Obstacle:
    """What stands in the way where every control, and so many wrong requests, got one answer of success."""
    answer = next(exchange.answer for exchange in exchanges if exchange.answer is not None)
    return Obstacle(
        why=Why.CANNED,
        sentence="The target gives one and the same answer whatever it is asked, also to "
        f"{wrong} requests that it must refuse: the documentation's own example was answered {answer.status}, "
        "and so was every other request.",
        deviation=True,
    )


def _creator(operation: Operation, given: Collection[str]) -> str:
    """The operation that makes what a request names in its path, unless the user names it; "" where none does."""
    leading = leading_to(operation, operations(operation.contract, operation.document))
    return next((link.creator for link in leading if link.made - set(given)), "")


def naming(operation: Operation) -> Iterator[str]:
    """What a request has to give, beside its path, that may have to name something that exists."""
    for parameter in operation.parameters:
        if parameter.location != "path" and parameter.required and _names(parameter.name, parameter.schema):
            yield parameter.name
    members = operation.request_schema.get("properties", {})
    needed = operation.request_schema.get("required", ())
    yield from (f"{IN_BODY}{name}" for name in needed if _names(name, members.get(name, {})))


def _names(name: str, schema: Schema) -> bool:
    return names_something(name, schema) and "string" in types(schema)


def _given(answer: Answer, around: Circumstances) -> str:
    """That what the user named may be unknown, which a target may say with a status of its own."""
    named = around.identity.startswith("--") and 400 <= answer.status < 500
    return f" What {around.identity} names may have to exist." if named else ""


def _nameable(around: Circumstances) -> str:
    """Which option names what exists, where the path alone does not."""
    options = ", ".join(f"--parameter {name}=VALUE" for name in around.nameable)
    return f" What a request names may have to exist: give it with {options}." if options else ""


def _skew(exchange: Exchange, answer: Answer) -> str:
    """That the clocks of the target and of this machine differ by minutes, which makes signatures expire; else ""."""
    try:
        theirs = parsedate_to_datetime(answer.header("date") or "").timestamp()
    except (ValueError, OverflowError):
        return ""
    minutes = round((theirs - exchange.started_at - exchange.elapsed) / 60)
    if abs(minutes) < _SKEW:
        return ""
    side = "ahead of" if minutes > 0 else "behind"
    return f" Its clock is {abs(minutes)} minutes {side} this machine's: set the clocks right."


def _before_it(answer: Answer, path: str) -> str:
    """What a status most likely means that something before the target gave; else ""."""
    location = answer.header("location")
    if 300 <= answer.status < 400:
        # Whatever else is at another address is no target: a login page, say.
        base = (location or "").removesuffix(path)
        same = base != location and "://" in base and "?" not in base
        advice = f": use {_line(base)} as --target" if same else ""
        return f" It redirects to {_line(location)}{advice}." if location else ""
    if answer.status == 407:
        return " A proxy stands before the target and wants credentials: --proxy http://USER:PASSWORD@HOST:PORT."
    if answer.status in _GATEWAY:
        return " A gateway answers in place of the target."
    return ""


def _page(answer: Answer) -> str:
    """That an answer is an HTML page, as a web framework's own errors are, and those of another server; else ""."""
    return " The answer is an HTML page: this may not be the target at all." if _is_html(answer) else ""


def _unusable(exchange: Exchange) -> bool:
    return exchange.answer is None or exchange.answer.status in BUSY


def _detail(exchanges: Sequence[Exchange]) -> str:
    return next(exchange.failure.detail for exchange in exchanges if exchange.failure is not None)


def quoted(answer: Answer) -> str:
    """The status and the target's own reason: `answered 404 ResourceNotFoundException: "no such thing"`."""
    name, message = error_name(answer), _message(answer)
    reason = ": ".join(_line(part) for part in (name, message) if part)
    return f"answered {answer.status} {reason}".strip()


def _message(answer: Answer) -> str:
    document = parse(answer).document
    found = document if isinstance(document, dict) else {}
    text = next((found[name] for name in ("message", "Message") if isinstance(found.get(name), str)), "")
    return json.dumps(text, ensure_ascii=False) if text else ""


def _line(text: str) -> str:
    """Foreign text in one line of bounded length."""
    printable = "".join(char if char.isprintable() else " " for char in text)
    return printable if len(printable) <= _LONGEST else f"{printable[:_LONGEST]}…"


def _is_html(answer: Answer) -> bool:
    """Whether an answer is an HTML page; JSON with an HTML content type, as sloppy servers send it, is not one."""
    media = (answer.header("content-type") or "").partition(";")[0].strip().lower()
    begins = answer.body[:64].lstrip().lower()
    return begins.startswith(b"<!doctype html") or (media in _HTML and begins.startswith(b"<"))


def _unreachable_hint(failure: Failure) -> str:
    """What to do next; a failure of TLS, and that of a proxy, says so itself."""
    said = failure.kind == "tls" or "--proxy" in failure.detail
    return "" if said else "Start the target, or check the host and the port."
