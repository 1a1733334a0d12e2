"""From a request and a 201 to what its body must contain. All that is particular to a proxy session stands here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from conformance.oracle.judgement import Judgement, failed, passed
from conformance.oracle.schemas import shown
from conformance.oracle.timestamps import Instant, parse

ROOT = "ProxySession"
PREFIX = f"response.body.{ROOT}"
# The only object among the members; what else a target puts into it is its own.
GEO_MEMBERS = ("AreaCode", "Country")
SKEW = timedelta(minutes=10)
_EXACT = 2**53
_ANY_OFFSET = timedelta(hours=14)


def unset(value: Any) -> bool:
    """Whether a response member says "not set": null, empty text, or an object of such."""
    if isinstance(value, dict):
        return all(unset(value.get(name)) for name in GEO_MEMBERS)
    return value is None or value in ("", [])


def judge(given: Mapping[str, Any], session: Mapping[str, Any], connector: str, now: float) -> Iterator[Judgement]:
    """Every echo and every relation between the members of one new session.

    Args:
        given: the members that the request sets, unambiguously.
        session: the answer's session.
        connector: the connector id in the request's path, decoded.
        now: seconds since the epoch when the answer came.
    """
    yield _belongs(connector, session)
    for member, compare in _ECHOES.items():
        wanted = given.get(_REQUEST_NAMES.get(member, member))
        if wanted is None:
            if member in _UNSET:
                yield _unset(member, session)
        elif wanted != []:  # what an empty list stands for is left open
            yield _echo(member, compare, wanted, session)
    yield from _life(session, now)


def _belongs(connector: str, session: Mapping[str, Any]) -> Judgement:
    clause = f"{PREFIX}.VoiceConnectorId.echo"
    actual = session.get("VoiceConnectorId")
    if actual == connector:
        return passed(clause)
    return failed(clause, f"VoiceConnectorId {shown(connector)}", shown(actual), f"/{ROOT}/VoiceConnectorId")


def _echo(member: str, compare: Callable[[Any, Any], bool], wanted: Any, session: Mapping[str, Any]) -> Judgement:
    clause = f"{PREFIX}.{member}.echo"
    actual = session.get(member)
    # What is given as empty may come back as not set, but not as anything else.
    if compare(wanted, actual) or (unset(wanted) and unset(actual)):
        return passed(clause)
    return failed(clause, f"{member} as given: {shown(wanted)}", shown(actual), f"/{ROOT}/{member}")


def returned(member: str, wanted: Any, session: Mapping[str, Any]) -> bool:
    """Whether a member of a valid request comes back as given."""
    return _ECHOES[member](wanted, session.get(member))


def _unset(member: str, session: Mapping[str, Any]) -> Judgement:
    clause = f"{PREFIX}.{member}.unset"
    if unset(session.get(member)):
        return passed(clause)
    return failed(clause, f"{member} not set", shown(session[member]), f"/{ROOT}/{member}")


def _same(wanted: Any, actual: Any) -> bool:
    return type(wanted) is type(actual) and bool(wanted == actual)


def _same_number(wanted: Any, actual: Any) -> bool:
    """The number itself; beyond what a double holds exactly, JSON promises no more than some number."""
    number = isinstance(actual, int | float) and not isinstance(actual, bool)
    return abs(wanted) > _EXACT or (number and bool(wanted == actual))


def _same_set(wanted: list[Any], actual: Any) -> bool:
    return isinstance(actual, list) and all(isinstance(item, str) for item in actual) and set(wanted) == set(actual)


def _same_object(wanted: dict[str, Any], actual: Any) -> bool:
    """Member by member; what was given as empty may come back as not set."""
    if not isinstance(actual, dict):
        return False
    return all(
        unset(actual.get(name)) if unset(wanted.get(name)) else _same(wanted[name], actual.get(name))
        for name in GEO_MEMBERS
    )


def _same_participants(wanted: list[str], actual: Any) -> bool:
    """The given numbers in any order; a + may be added; the same number twice may be merged."""
    if not isinstance(actual, list) or not all(isinstance(item, dict) for item in actual):
        return False
    numbers = [item.get("PhoneNumber") for item in actual]
    if not all(isinstance(number, str) for number in numbers):
        return False
    right = {number: {number, f"+{number}"} if not number.startswith("+") else {number} for number in wanted}
    plain = Counter(number.lstrip("+") for number in wanted)
    answered = Counter(number.lstrip("+") for number in numbers)
    if any(count > 1 for count in plain.values()):
        return plain.keys() == answered.keys()
    return plain == answered and all(any(number in forms for forms in right.values()) for number in numbers)


_ECHOES: dict[str, Callable[[Any, Any], bool]] = {
    "Capabilities": _same_set,
    "ExpiryMinutes": _same_number,
    "GeoMatchLevel": _same,
    "GeoMatchParams": _same_object,
    "Name": _same,
    "NumberSelectionBehavior": _same,
    "Participants": _same_participants,
}
_REQUEST_NAMES = {"Participants": "ParticipantPhoneNumbers"}
# Without these a session has none of them; of what else may be left out, a target has a default of its own.
_UNSET = frozenset({"GeoMatchLevel", "GeoMatchParams", "Name", "NumberSelectionBehavior"})


def _life(session: Mapping[str, Any], now: float) -> Iterator[Judgement]:
    """How the session's times and its status fit together; only what is well-formed is judged."""
    created, updated = parse(session.get("CreatedTimestamp")), parse(session.get("UpdatedTimestamp"))
    for member, moment in (("CreatedTimestamp", created), ("UpdatedTimestamp", updated)):
        value = session.get(member)
        if moment:
            yield _now(member, moment, value, now)
        # A number is an instant unless it lies beyond every calendar, as milliseconds taken for seconds do.
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield failed(f"{PREFIX}.{member}.now", "seconds since the epoch", shown(value), f"/{ROOT}/{member}")
    if created and updated:
        yield _ordered(created, updated, session)
    status = session.get("Status")
    if isinstance(status, str):
        clause = f"{PREFIX}.Status.new"
        closed = status == "Closed"
        yield (failed(clause, "a session that is not closed", status, f"/{ROOT}/Status") if closed else passed(clause))
    if status == "Open":
        yield _open(session)


def _now(member: str, moment: Instant, raw: Any, now: float) -> Judgement:
    clause = f"{PREFIX}.{member}.now"
    # Without an offset the time may be any place's local time.
    allowed = SKEW + moment.resolution + (timedelta(0) if moment.zoned else _ANY_OFFSET)
    current = datetime.fromtimestamp(now, UTC)
    if abs(moment.moment - current) <= allowed:
        return passed(clause)
    return failed(
        clause,
        f"about {current:%Y-%m-%dT%H:%M:%SZ}",
        f"{shown(raw)}, that is {moment.moment:%Y-%m-%dT%H:%M:%SZ}",
        f"/{ROOT}/{member}",
    )


def _ordered(created: Instant, updated: Instant, session: Mapping[str, Any]) -> Judgement:
    clause = f"{PREFIX}.UpdatedTimestamp.order"
    # Two notations of the same instant may differ by what the coarser one cannot express.
    slack = timedelta(0) if created.resolution == updated.resolution else max(created.resolution, updated.resolution)
    if created.moment - updated.moment <= slack or created.zoned != updated.zoned:
        return passed(clause)
    return failed(
        clause,
        f"not before {shown(session['CreatedTimestamp'])}",
        shown(session["UpdatedTimestamp"]),
        f"/{ROOT}/UpdatedTimestamp",
    )


def _open(session: Mapping[str, Any]) -> Judgement:
    clause = f"{PREFIX}.EndedTimestamp.open"
    if unset(session.get("EndedTimestamp")):
        return passed(clause)
    return failed(
        clause,
        "no end while the session is open",
        shown(session["EndedTimestamp"]),
        f"/{ROOT}/EndedTimestamp",
    )
