"""How a target answers where more than one way is right: the form of what is set and unset, orders, defaults."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from conformance.oracle.answers import parse
from conformance.oracle.expectation import Expectation
from conformance.oracle.refusals import ERROR_NAME_HEADER, ERROR_NAME_MEMBERS
from conformance.oracle.sessions import unset
from conformance.oracle.timestamps import parse as parse_instant
from conformance.wire.exchange import Answer
from spec.operation import Schema

# A member's name as programs have them; another one is not worth reading.
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,40}")
_LONGEST = 40
_DIGIT = re.compile("[0-9]")

# From the session and the members that the request set to the choice; None where this answer shows none.
Form = Callable[[Mapping[str, Any], Mapping[str, Any]], str | None]


def _unset_form(session: Mapping[str, Any], given: Mapping[str, Any]) -> str | None:
    if not unset(given.get("Name")) or not unset(session.get("Name", "")):
        return None
    return "absent" if "Name" not in session else "null" if session["Name"] is None else "empty text"


def _instant_form(session: Mapping[str, Any], _given: Mapping[str, Any]) -> str | None:
    created = session.get("CreatedTimestamp")
    if isinstance(created, str):
        return f"text like {_DIGIT.sub('9', created)[:_LONGEST]}" if parse_instant(created) else None
    if isinstance(created, bool) or not isinstance(created, int | float):
        return None
    return "a number with a fraction" if isinstance(created, float) else "a whole number"


def _default_expiry(session: Mapping[str, Any], given: Mapping[str, Any]) -> str | None:
    if "ExpiryMinutes" in given:
        return None
    value = session.get("ExpiryMinutes")
    if unset(value):
        return "none"
    return str(value)[:_LONGEST] if isinstance(value, int) else None


def _first_status(session: Mapping[str, Any], _given: Mapping[str, Any]) -> str | None:
    status = session.get("Status")
    return status if isinstance(status, str) and status in {"Open", "InProgress"} else None


def _plus(session: Mapping[str, Any], given: Mapping[str, Any]) -> str | None:
    if all(str(number).startswith("+") for number in given.get("ParticipantPhoneNumbers") or ()):
        return None
    echoed = _echoed(session)
    if echoed is None:
        return None
    return "comes back with +" if all(number.startswith("+") for number in echoed) else "comes back as given"


def _proxy_numbers(session: Mapping[str, Any], _given: Mapping[str, Any]) -> str | None:
    numbers = _participants(session, "ProxyPhoneNumber")
    if numbers is None or len(numbers) != 2:
        return None
    if not any(numbers):
        return "none yet"
    return "one for both" if numbers[0] == numbers[1] else "one for each"


def _participant_order(session: Mapping[str, Any], given: Mapping[str, Any]) -> str | None:
    echoed = _echoed(session)
    if echoed is None:
        return None
    bare = [number.lstrip("+") for number in echoed]
    return _order([str(number).lstrip("+") for number in given.get("ParticipantPhoneNumbers") or ()], bare)


def _capability_order(session: Mapping[str, Any], given: Mapping[str, Any]) -> str | None:
    return _order(given.get("Capabilities"), session.get("Capabilities"))


def _repeated_capability(session: Mapping[str, Any], given: Mapping[str, Any]) -> str | None:
    asked, answered = given.get("Capabilities") or [], session.get("Capabilities")
    if not isinstance(answered, list) or len(set(asked)) == len(asked):
        return None
    return "kept" if len(answered) == len(asked) else "merged"


def _extra_members(session: Mapping[str, Any], known: Schema) -> str:
    extra = sorted(session.keys() - known.keys())
    named = [name for name in extra if _NAME.fullmatch(name)]
    return ", ".join(named) or ("oddly named ones" if extra else "none")


_FORMS: dict[str, tuple[str, Form]] = {
    "unset-members": ("how a member that is not set comes back", _unset_form),
    "timestamps": ("how instants are written", _instant_form),
    "default-expiry": ("the expiry of a session that asks for none", _default_expiry),
    "first-status": ("the status of a new session", _first_status),
    "plus": ("a phone number given without +", _plus),
    "proxy-numbers": ("proxy numbers of the two participants", _proxy_numbers),
    "participant-order": ("the order of the participants", _participant_order),
    "capability-order": ("the order of the capabilities", _capability_order),
    "repeated-capability": ("a capability that was given twice", _repeated_capability),
}
QUESTIONS = {name: question for name, (question, _form) in _FORMS.items()} | {
    "extra-members": "members beyond the documented ones",
    "error-name": "where an error is named",
}


def style(answer: Answer, expectation: Expectation, known: Schema) -> Iterator[tuple[str, str]]:
    """The choices that one answer shows, each with the name of its question.

    Args:
        answer: what came back.
        expectation: of its request.
        known: the documented members of a session.
    """
    body = parse(answer)
    if answer.status == 201 and expectation.document is not None and not expectation.breaches:
        session = body.session
        if session is not None:
            for name, (_question, form) in _FORMS.items():
                choice = form(session, expectation.document)
                if choice is not None:
                    yield name, choice
            yield "extra-members", _extra_members(session, known)
    elif answer.status == 400:
        members = [name for name in ERROR_NAME_MEMBERS if isinstance(body.document, dict) and name in body.document]
        header = [f"header {ERROR_NAME_HEADER}"] if answer.header(ERROR_NAME_HEADER) else []
        yield "error-name", ", ".join([*header, *(f"body {name}" for name in members)]) or "nowhere"


def _order(given: Any, answered: Any) -> str | None:
    """Whether the items come back in the order in which they were given; None where there is no order to tell."""
    if not isinstance(given, list) or len(given) < 2 or len(set(given)) < len(given):
        return None
    if given == answered:
        return "as given"
    reordered = isinstance(answered, list) and sorted(map(str, answered)) == sorted(given)
    return "another one" if reordered else None


def _echoed(session: Mapping[str, Any]) -> list[str] | None:
    return _participants(session, "PhoneNumber")


def _participants(session: Mapping[str, Any], member: str) -> list[str] | None:
    items = session.get("Participants")
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        return None
    return [str(item.get(member) or "") for item in items]
