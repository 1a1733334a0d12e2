"""The target's profile: what it chose where the documentation is silent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from conformance.exchange import Answer, Exchange
from conformance.oracle.answers import parse
from conformance.oracle.expectation import BUSY, Expectation
from conformance.oracle.sessions import ROOT, unset
from reports.record import Observation

_QUESTIONS = {
    "null-for-optional": "null for an optional member",
    "unknown-member": "a member that the page does not know",
    "empty-list": "an empty list of capabilities",
    "repeated-item": "a capability or a participant given twice",
    "integral-float": "an integer written with a point or an exponent",
    "rounding": "a number that only rounding makes an integer",
    "big-integer": "an integer beyond 32 bits",
    "content-type-missing": "no Content-Type",
    "content-type-other": "another Content-Type",
    "content-type-parameters": "an odd Content-Type parameter or case",
    "accept-other": "an Accept without JSON",
    "other-header": "a header that concerns other operations",
    "byte-order-mark": "a byte order mark",
    "duplicate-member": "a member that stands twice",
    "query": "a query string",
    "large": "a very large request",
    "deep": "very deep nesting",
    "existence-order": "an invalid request for an unknown connector",
    "odd-path": "an odd connector id",
    "other-path": "another path",
    "other-method": "another method",
    "signature": "how a wrong signature is refused",
}
_STYLE = {
    "unset-members": "how a member that is not set comes back",
    "timestamps": "how instants are written",
    "default-expiry": "the expiry of a session that asks for none",
    "plus": "a phone number given without +",
    "proxy-numbers": "proxy numbers of the two participants",
    "error-name": "where an error is named",
    "extra-members": "members beyond the documented ones",
}


class Profile:
    """Counts a target's choices."""

    def __init__(self) -> None:
        self._choices: dict[str, Counter[str]] = {}
        self._cases: dict[str, str] = {}

    def observe(self, exchange: Exchange, expectation: Expectation) -> None:
        """Note what this exchange shows."""
        answer = exchange.answer
        if answer is None or answer.status in BUSY:
            return
        for name, choice in (*_silent(answer, expectation), *_style(answer, expectation)):
            self._choices.setdefault(name, Counter())[choice] += 1
            self._cases.setdefault(name, exchange.case.id)

    def observations(self) -> tuple[Observation, ...]:
        """The choices so far, in a fixed order."""
        questions = _QUESTIONS | _STYLE
        return tuple(
            Observation(
                id=name, question=questions[name], case=self._cases[name],
                choices=dict(self._choices[name].most_common()),
            )
            for name in questions
            if name in self._choices
        )  # fmt: skip


def _silent(answer: Answer, expectation: Expectation) -> Iterator[tuple[str, str]]:
    """The choice that an answer makes, where exactly one silence left it open."""
    if expectation.forged:
        yield "signature", "accepted" if 200 <= answer.status < 300 else f"answered {answer.status}"
    asked = expectation.silences - {"existence-order"} if expectation.known else expectation.silences
    if len(asked) == 1 and (not expectation.breaches or "existence-order" in asked or expectation.any_answer):
        yield next(iter(asked)), "accepted" if 200 <= answer.status < 300 else f"answered {answer.status}"


def _style(answer: Answer, expectation: Expectation) -> Iterator[tuple[str, str]]:
    if answer.status == 201 and expectation.document is not None and not expectation.breaches:
        document, _ = parse(answer)
        session = document.get(ROOT) if isinstance(document, dict) else None
        if isinstance(session, dict):
            yield from _session_style(session, expectation.document)
    elif answer.status == 400:
        header = answer.header("x-amzn-errortype")
        document, _ = parse(answer)
        members = sorted({"__type", "code", "Code"} & document.keys()) if isinstance(document, dict) else []
        places = (["header x-amzn-ErrorType"] if header else []) + [f"body {name}" for name in members]
        yield "error-name", ", ".join(places) or "nowhere"


def _session_style(session: dict[str, Any], given: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if unset(given.get("Name")) and unset(session.get("Name", "")):
        form = "absent" if "Name" not in session else "null" if session["Name"] is None else "empty text"
        yield "unset-members", form
    created = session.get("CreatedTimestamp")
    yield "timestamps", "ISO 8601 text" if isinstance(created, str) else "a number"
    if "ExpiryMinutes" not in given:
        yield (
            "default-expiry",
            "none" if unset(session.get("ExpiryMinutes")) else str(session["ExpiryMinutes"])[:40],
        )
    participants = session.get("Participants")
    if isinstance(participants, list) and all(isinstance(item, dict) for item in participants):
        numbers = {str(item.get("ProxyPhoneNumber")) for item in participants}
        if len(participants) == 2:
            yield "proxy-numbers", "one for both" if len(numbers) == 1 else "one for each"
        if any(not str(number).startswith("+") for number in given.get("ParticipantPhoneNumbers") or ()):
            echoed = [str(item.get("PhoneNumber")) for item in participants]
            yield (
                "plus",
                "comes back with +" if all(text.startswith("+") for text in echoed) else "comes back as given",
            )
