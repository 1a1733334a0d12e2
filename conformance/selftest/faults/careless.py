"""Faults as careless mocks have them: what their authors took for granted, and what their tools do by themselves."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from conformance.reference.call import Call, Hooks, Reply
from conformance.selftest.faults.fault import Fault
from conformance.selftest.faults.tools import (
    capabilities,
    crashes,
    expiry,
    geo,
    given,
    numbers,
    overlooks,
    refuses,
    replies,
    sessions,
    sets,
    text,
)

_BODY = "request.body"
_SESSION = "response.body.ProxySession"
_ROBUST = "request.robustness"
_KNOWN = {"Voice", "SMS"}
_SESSIONS = re.compile(r"/voice-connectors/[^/]*/proxy-sessions")


def faults() -> Iterator[Fault]:
    """Everything that a look at real mocks suggested."""
    for clause, rows in _OVERLOOKED.items():
        for name, summary, when in rows:
            yield Fault(
                name=name,
                clause=f"{_BODY}.{clause}",
                kind="accepts",
                summary=summary,
                hooks=overlooks(f"{_BODY}.{clause}", when=when),
            )
    for clause, name, summary, change in _READ_OTHERWISE:
        yield Fault(name=name, clause=f"{_BODY}.{clause}", kind="accepts", summary=summary, hooks=_reading(change))
    for clause, name, summary, when in _REFUSED:
        yield Fault(name=name, clause=f"{_BODY}.{clause}", kind="refuses", summary=summary, hooks=refuses(when))
    for name, summary, hooks in _CRASHES:
        yield Fault(name=name, clause=_ROBUST, kind="status", summary=summary, hooks=hooks)
    yield Fault(
        name="crashes-on-an-odd-second-capability",
        clause=f"{_BODY}.Capabilities.items.type",
        kind="status",
        summary="A second capability that is no text is answered 500.",
        hooks=crashes(_odd_second),
    )
    for clause, name, summary, hooks in _ANSWERS:
        yield Fault(name=name, clause=clause, kind="echo", summary=summary, hooks=hooks)
    for name, summary, body in _REFUSALS:
        yield Fault(
            name=name, clause="error.body", kind="error", summary=summary, hooks=replies(_with(body), status=400)
        )


def _with(body: bytes) -> Callable[[Reply], Reply]:
    return lambda reply: replace(reply, body=body)


def _first_known(count: int) -> Callable[[Call], bool]:
    """Only so many capabilities are looked at."""
    return lambda call: all(isinstance(item, str) and item in _KNOWN for item in capabilities(call)[:count])


def _matches(member: str, rule: str) -> Callable[[Call], bool]:
    lax = re.compile(rule)
    return lambda call: lax.fullmatch(text(call, member)) is not None


def _phones(rule: str) -> Callable[[Call], bool]:
    lax = re.compile(rule)
    return lambda call: all(lax.fullmatch(number) for number in numbers(call))


def _geo(member: str, rule: str) -> Callable[[Call], bool]:
    lax = re.compile(rule)
    return lambda call: lax.fullmatch(str(geo(call).get(member))) is not None


def _reading(change: Callable[[dict[str, Any]], dict[str, Any]]) -> Hooks:
    """A document is first changed into what it might have meant."""

    def before(call: Call) -> Reply | None:
        changed = change(dict(call.document))
        if not call.document or changed == call.document:
            return None
        reroute: Callable[[Call], Reply] = call.memory["api"]
        return reroute(
            Call(
                method=call.method,
                path=call.path,
                query=call.query,
                headers=call.headers,
                body=json.dumps(changed).encode(),
                number=call.number,
                memory=call.memory,
            )
        )

    return Hooks(before=before)


def _called(other: str, name: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """A member may be called otherwise."""
    return lambda document: {name if key == other else key: value for key, value in document.items()}


def _converted(member: str, convert: Callable[[Any], Any]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """A member's value is converted where that helps."""

    def change(document: dict[str, Any]) -> dict[str, Any]:
        try:
            return {**document, member: convert(document[member])}
        except (KeyError, ValueError, TypeError, IndexError):
            return document

    return change


def _trimmed(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value != value.strip() else value


def _unwrapped(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _parsed(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _anywhere(status: int, when: Callable[[Call], bool]) -> Hooks:
    return Hooks(anywhere=lambda call: Reply(status=status, document={}) if when(call) else None)


def _half_geo(call: Call) -> bool:
    params = call.document.get("GeoMatchParams")
    return isinstance(params, dict) and not {"AreaCode", "Country"} <= params.keys()


def _odd_second(call: Call) -> bool:
    return len(capabilities(call)) > 1 and not isinstance(capabilities(call)[1], str)


def _unknown_and_wrong(call: Call) -> bool:
    return call.method == "POST" and "/unknown/" in call.path and not call.document.get("Capabilities")


def _as_number(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value


def _mass_assigned(member: str) -> Hooks:
    """What the request says of a member that only an answer has is believed."""

    def change(call: Call, session: dict[str, Any]) -> dict[str, Any]:
        return {**session, member: call.document.get(member, session[member])}

    return sessions(change)


_OVERLOOKED: dict[str, tuple[tuple[str, str, Callable[[Call], bool]], ...]] = {
    "Capabilities.items.enum": (
        ("capability-only-first-checked", "Only the first capability is checked.", _first_known(1)),
        ("capability-only-two-checked", "Only the first two capabilities are checked.", _first_known(2)),
    ),
    "Name.pattern": (
        ("name-apostrophe", "A name may have apostrophes.", _matches("Name", "[a-zA-Z0-9 ']{0,30}")),
        ("name-comma", "A name may have commas.", _matches("Name", "[a-zA-Z0-9 ,]{0,30}")),
        ("name-brackets", "A name may have brackets.", _matches("Name", "[a-zA-Z0-9 ()]{0,30}")),
        (
            "name-ignoring-case",
            "A pattern that ignores case takes letters beyond ASCII.",
            _matches("Name", "(?i)[a-z0-9 ]{0,30}"),
        ),
        ("name-up-to-64", "A name may have 64 characters.", _matches("Name", "[a-zA-Z0-9 ]{0,64}(?<!.{35})|.{64}")),
    ),
    "ParticipantPhoneNumbers.items.pattern": (
        ("phone-hexadecimal", "A phone number may have hexadecimal digits.", _phones(r"\+?[1-9][0-9a-f]{1,14}")),
        ("phone-brackets", "A phone number may have brackets.", _phones(r"\+?[1-9][0-9()]{1,14}")),
        ("phone-seventeen-digits", "A phone number may have 17 digits.", _phones(r"\+?[1-9](\d{1,14}|\d{16})")),
    ),
    "GeoMatchParams.AreaCode.pattern": (
        ("area-code-one-digit", "An area code may have one digit.", _geo("AreaCode", r"[0-9]|[0-9]{3}")),
        ("area-code-six-digits", "An area code may have six digits.", _geo("AreaCode", r"[0-9]{3}|[0-9]{6,}")),
        ("area-code-star", "An area code may have wildcards.", _geo("AreaCode", r"[0-9*]{3}")),
    ),
    "GeoMatchParams.Country.pattern": (
        ("country-digits", "A country may have digits.", _geo("Country", r"[A-Z0-9]{2}")),
        ("country-five-letters", "A country may have five letters or more.", _geo("Country", r"[A-Z]{2}|[A-Z]{5,}")),
    ),
    "GeoMatchLevel.enum": (
        ("level-in-snake-case", "A level may be in snake case.", _matches("GeoMatchLevel", "area_code|AREA_CODE")),
        (
            "level-of-another-member",
            "Any value of the operation is a level.",
            _matches("GeoMatchLevel", "PreferSticky|AvoidSticky|Voice|SMS"),
        ),
    ),
}
_READ_OTHERWISE: tuple[tuple[str, str, str, Callable[[dict[str, Any]], dict[str, Any]]], ...] = (
    (
        "ParticipantPhoneNumbers.required",
        "participants-in-snake-case",
        "Participants may be in snake case.",
        _called("participant_phone_numbers", "ParticipantPhoneNumbers"),
    ),
    (
        "Capabilities.required",
        "capabilities-in-camel-case",
        "Capabilities may begin with a small letter.",
        _called("capabilities", "Capabilities"),
    ),
    (
        "GeoMatchParams.AreaCode.required",
        "area-code-in-camel-case",
        "The area code may begin with a small letter.",
        lambda document: (
            {**document, "GeoMatchParams": _called("areaCode", "AreaCode")(document["GeoMatchParams"])}
            if isinstance(document.get("GeoMatchParams"), dict)
            else document
        ),
    ),
    (
        "ExpiryMinutes.type",
        "expiry-padded",
        "Digits with white space are an expiry.",
        _converted("ExpiryMinutes", _trimmed),
    ),
    (
        "ExpiryMinutes.type",
        "expiry-in-a-list",
        "An expiry may come in a list.",
        _converted("ExpiryMinutes", _unwrapped),
    ),
    (
        "GeoMatchParams.type",
        "geo-params-as-json-text",
        "The parameters may come as JSON in a string.",
        _converted("GeoMatchParams", _parsed),
    ),
    (
        "Capabilities.type",
        "capabilities-as-json-text",
        "Capabilities may come as JSON in a string.",
        _converted("Capabilities", _parsed),
    ),
    (
        "Capabilities.type",
        "capabilities-as-names",
        "Capabilities may come as the names of an object.",
        _converted("Capabilities", lambda value: list(value) if isinstance(value, dict) else value),
    ),
    (
        "GeoMatchParams.AreaCode.type",
        "area-code-as-number",
        "An area code may be a number.",
        _converted(
            "GeoMatchParams",
            lambda value: (
                {**value, "AreaCode": f"{value['AreaCode']:03d}"} if isinstance(value["AreaCode"], int) else value
            ),
        ),
    ),
)
_REFUSED: tuple[tuple[str, str, str, Callable[[Call], bool]], ...] = (
    (
        "Name.pattern",
        "refuses-two-spaces",
        "Two spaces in a row are refused in a name.",
        lambda call: "  " in text(call, "Name"),
    ),
    (
        "Name.pattern",
        "refuses-null-as-name",
        "null is refused as a name.",
        lambda call: text(call, "Name") in {"null", "None", "undefined"},
    ),
    (
        "Name.pattern",
        "refuses-one-letter",
        "A letter is missing in the pattern of names.",
        lambda call: "m" in text(call, "Name"),
    ),
    (
        "ParticipantPhoneNumbers.items.pattern",
        "refuses-national-numbers",
        "Ten digits without + are refused.",
        lambda call: any(len(number) == 10 and number[0] != "+" for number in numbers(call)),
    ),
    (
        "GeoMatchParams.AreaCode.pattern",
        "refuses-area-codes-from-4",
        "Area codes that begin with 4 are refused.",
        lambda call: str(geo(call).get("AreaCode", "")).startswith("4"),
    ),
    (
        "GeoMatchParams.Country.pattern",
        "refuses-a-country",
        "Norway is taken for false and refused.",
        lambda call: geo(call).get("Country") == "NO",
    ),
    (
        "ExpiryMinutes.minimum",
        "refuses-more-than-a-month",
        "More minutes than a month has are refused.",
        lambda call: expiry(call) > 44_640,
    ),
)
_CRASHES: tuple[tuple[str, str, Hooks], ...] = (
    ("crashes-without-area-code", "Parameters without an area code or a country are answered 500.", crashes(_half_geo)),
    (
        "crashes-on-empty-geo-params",
        "Empty parameters are answered 500.",
        crashes(lambda call: call.document.get("GeoMatchParams") == {}),
    ),
    (
        "crashes-on-put-or-patch",
        "Other methods are answered 500.",
        _anywhere(500, lambda call: call.method in {"PUT", "PATCH"} and _SESSIONS.fullmatch(call.path) is not None),
    ),
    (
        "crashes-on-an-odd-accept",
        "An Accept that is no media type is answered 500.",
        crashes(lambda call: "/" not in call.headers.get("accept", "/")),
    ),
    (
        "crashes-on-an-odd-charset",
        "An unknown charset is answered 500.",
        crashes(lambda call: "nonsense" in call.headers.get("content-type", "")),
    ),
    (
        "crashes-on-unknown-and-wrong",
        "An invalid request for an unknown connector is answered 500.",
        _anywhere(500, _unknown_and_wrong),
    ),
    (
        "crashes-on-reserved-characters",
        "A path with ;+$ is answered 500.",
        _anywhere(500, lambda call: "%3B" in call.path),
    ),
    (
        "crashes-on-proto",
        "A member called __proto__ is answered 500.",
        crashes(lambda call: "__proto__" in call.document),
    ),
)
_ANSWERS: tuple[tuple[str, str, str, Hooks], ...] = (
    (
        f"{_SESSION}.Name.echo",
        "echoes-spaces-collapsed",
        "Two spaces in a row come back as one.",
        sets("Name", lambda value: value and re.sub(" +", " ", value)),
    ),
    (
        f"{_SESSION}.Name.type",
        "echoes-name-as-number",
        "A name of digits comes back as a number.",
        sets("Name", _as_number, given("Name")),
    ),
    (
        f"{_SESSION}.Name.echo",
        "echoes-first-word",
        "Only the first word of a name comes back.",
        sets("Name", lambda value: value and (value.split(" ")[0] or value)),
    ),
    (
        f"{_SESSION}.UpdatedTimestamp.now",
        "updated-in-the-future",
        "A new session is updated in the far future.",
        sets("UpdatedTimestamp", lambda _value: "2099-01-01T00:00:00.000Z"),
    ),
    (
        f"{_SESSION}.Status.new",
        "believes-the-status",
        "The request may say that the session is closed.",
        _mass_assigned("Status"),
    ),
    (
        f"{_SESSION}.VoiceConnectorId.echo",
        "believes-the-connector",
        "The request may name another connector.",
        _mass_assigned("VoiceConnectorId"),
    ),
    (
        f"{_SESSION}.ProxySessionId.unique",
        "believes-the-id",
        "The request may choose the id.",
        _mass_assigned("ProxySessionId"),
    ),
    (
        f"{_SESSION}.Name.unset",
        "knows-names-in-camel-case",
        "The name may begin with a small letter.",
        sessions(lambda call, session: {**session, "Name": call.document.get("name", session["Name"])}),
    ),
)
_REFUSALS: tuple[tuple[str, str, bytes], ...] = (
    ("refuses-with-html-called-json", "Refusals are HTML and called JSON.", b"<h1>Bad Request</h1>"),
    ("refuses-with-broken-json", "Refusals have a comma too many.", b'{"Code":"BadRequestException",}'),
    ("refuses-with-a-list", "Refusals are a list.", b'["BadRequestException"]'),
    ("refuses-with-text-called-json", "Refusals are text and called JSON.", b"Bad Request"),
)
