"""Faults in the values of the answer: out of range, of no sense, or in another place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from conformance.reference.call import Hooks
from conformance.selftest.faults.fault import Fault
from conformance.selftest.faults.tools import absent, constant, given, having, replies, sets

_PREFIX = "response.body.ProxySession"


def faults() -> Iterator[Fault]:
    """Values out of range, and bodies built otherwise."""
    for name, clause, summary, hooks in (*_VALUES, *_ROOTS):
        yield Fault(name=name, clause=clause, kind="member", summary=summary, hooks=hooks)


def _whole(change: Callable[[Any], Any]) -> Hooks:
    return replies(lambda reply: replace(reply, document=change(reply.document)))


_VALUES: tuple[tuple[str, str, str, Hooks], ...] = (
    (
        "answers-unknown-capability",
        f"{_PREFIX}.Capabilities.items.enum",
        "An unknown capability is added.",
        sets("Capabilities", lambda items: [*items, "Fax"]),
    ),
    (
        "answers-unknown-level",
        f"{_PREFIX}.GeoMatchLevel.enum",
        "The level is a value of its own.",
        sets("GeoMatchLevel", constant("State"), given("GeoMatchLevel")),
    ),
    (
        "answers-unknown-behavior",
        f"{_PREFIX}.NumberSelectionBehavior.enum",
        "The behavior is a value of its own.",
        sets("NumberSelectionBehavior", constant("Sticky"), given("NumberSelectionBehavior")),
    ),
    (
        "answers-unknown-status",
        f"{_PREFIX}.Status.enum",
        "The status is a value of its own.",
        sets("Status", constant("Active")),
    ),
    (
        "answers-lower-case-status",
        f"{_PREFIX}.Status.enum",
        "The status is in lower case.",
        sets("Status", constant("open")),
    ),
    (
        "answers-zero-expiry",
        f"{_PREFIX}.ExpiryMinutes.minimum",
        "An expiry that was not asked for is 0.",
        sets("ExpiryMinutes", constant(0), absent("ExpiryMinutes")),
    ),
    (
        "answers-negative-expiry",
        f"{_PREFIX}.ExpiryMinutes.minimum",
        "An expiry that was not asked for is -1.",
        sets("ExpiryMinutes", constant(-1), absent("ExpiryMinutes")),
    ),
    (
        "answers-empty-id",
        f"{_PREFIX}.ProxySessionId.minLength",
        "The session id is empty.",
        sets("ProxySessionId", constant("")),
    ),
    (
        "answers-blank-id",
        f"{_PREFIX}.ProxySessionId.pattern",
        "The session id is blank.",
        sets("ProxySessionId", constant(" ")),
    ),
    (
        "answers-long-id",
        f"{_PREFIX}.ProxySessionId.maxLength",
        "The session id has 129 characters or more.",
        sets("ProxySessionId", lambda value: value * 4),
    ),
    (
        "answers-empty-connector",
        f"{_PREFIX}.VoiceConnectorId.minLength",
        "The connector id is empty.",
        sets("VoiceConnectorId", constant("")),
    ),
    (
        "answers-blank-connector",
        f"{_PREFIX}.VoiceConnectorId.pattern",
        "The connector id is blank.",
        sets("VoiceConnectorId", constant("  ")),
    ),
    (
        "answers-long-connector",
        f"{_PREFIX}.VoiceConnectorId.maxLength",
        "The connector id has 129 characters or more.",
        sets("VoiceConnectorId", lambda value: value * 8),
    ),
    (
        "answers-long-name",
        f"{_PREFIX}.Name.maxLength",
        "The name has more than 128 characters.",
        sets("Name", constant("n" * 129)),
    ),
    (
        "answers-two-digit-area-code",
        f"{_PREFIX}.GeoMatchParams.AreaCode.pattern",
        "The area code has two digits.",
        sets("GeoMatchParams", having("AreaCode", "21"), given("GeoMatchParams")),
    ),
    (
        "answers-lower-case-country",
        f"{_PREFIX}.GeoMatchParams.Country.pattern",
        "The country is in lower case.",
        sets("GeoMatchParams", having("Country", "us"), given("GeoMatchParams")),
    ),
    (
        "answers-rfc-1123-created",
        f"{_PREFIX}.CreatedTimestamp.format",
        "The creation time is in the form of HTTP.",
        sets("CreatedTimestamp", constant("Mon, 23 Nov 2026 10:00:00 GMT")),
    ),
    (
        "answers-month-only",
        f"{_PREFIX}.CreatedTimestamp.format",
        "The creation time is a month.",
        sets("CreatedTimestamp", lambda v: v[:7]),
    ),
    (
        "answers-epoch-as-text",
        f"{_PREFIX}.UpdatedTimestamp.format",
        "The update time is a number in a string.",
        sets("UpdatedTimestamp", constant("1586967010")),
    ),
    (
        "answers-words-as-end",
        f"{_PREFIX}.EndedTimestamp.format",
        "The end is a word.",
        sets("EndedTimestamp", constant("never")),
    ),
)

_ROOTS: tuple[tuple[str, str, str, Hooks], ...] = (
    (
        "unwraps-the-session",
        f"{_PREFIX}.required",
        "The session is not wrapped.",
        _whole(lambda body: body["ProxySession"]),
    ),
    (
        "renames-the-session",
        f"{_PREFIX}.required",
        "The session has another name.",
        _whole(lambda body: {"Session": body["ProxySession"]}),
    ),
    (
        "lower-cases-the-session",
        f"{_PREFIX}.required",
        "The session's name begins in lower case.",
        _whole(lambda body: {"proxySession": body["ProxySession"]}),
    ),
    (
        "session-in-a-list",
        f"{_PREFIX}.type",
        "The session is in a list.",
        _whole(lambda body: {"ProxySession": [body["ProxySession"]]}),
    ),
    ("session-is-null", f"{_PREFIX}.type", "The session is null.", _whole(lambda _body: {"ProxySession": None})),
    (
        "session-is-its-id",
        f"{_PREFIX}.type",
        "Only the session's id comes back.",
        _whole(lambda body: {"ProxySession": body["ProxySession"]["ProxySessionId"]}),
    ),
    ("body-in-a-list", "response.body.type", "The body is a list.", _whole(lambda body: [body])),
    ("body-is-true", "response.body.type", "The body is true.", _whole(constant(True))),
)
