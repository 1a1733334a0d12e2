"""All that is particular to proxy sessions: proxy numbers, expiry, participants, and the connector's configuration."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from conformance.reference.service.answers.facts import Facts, stamp
from conformance.reference.service.particulars import Particulars
from conformance.reference.service.roles import Part
from conformance.reference.service.store import Address, Resource, Store
from spec.contract import Contract

CREATE = "CreateProxySession"
DEFAULT_EXPIRY = 60
_CONFIGURATION = "/voice-connectors/{}/programmable-numbers/proxy"
# An expiry beyond the last year that a calendar knows never comes.
_LAST = datetime.max.replace(tzinfo=UTC)


class ProxySessions(Particulars):
    """The rules of proxy sessions, beyond what the contract's schemas say."""

    def __init__(self, *, max_open_sessions: int | None = None) -> None:
        """Prepare; one session more than `max_open_sessions` of a connector is refused."""
        self._limit = max_open_sessions
        self._numbers = itertools.count(100)

    def objection(self, part: Part, scope: Address, store: Store, now: datetime) -> str:
        """A connector may be disabled, or have too many open sessions."""
        if not part.creates:
            return ""
        if self._configuration(scope, store).get("disabled") is True:
            return "The voice connector's proxy is disabled."
        if self._limit is not None and self._open(part.kind, scope, store, now) >= self._limit:
            return "The voice connector has too many open proxy sessions."
        return ""

    def born(self, part: Part, facts: Facts, scope: Address, store: Store) -> Facts:
        """A new session is open, has an expiry and one proxy number; a configuration shows its countries."""
        if part.kind == _CONFIGURATION:
            return {**facts, "phonenumbercountries": facts.get("phonenumberpoolcountries")}
        if not part.creates:
            return facts
        default = self._configuration(scope, store).get("defaultsessionexpiryminutes")
        numbers = facts.get("participantphonenumbers")
        proxy = f"+1913555{next(self._numbers) % 100 + 100:04}"
        return {
            **facts,
            "expiryminutes": _minutes(facts.get("expiryminutes"), _minutes(default, DEFAULT_EXPIRY)),
            "participants": [
                {"PhoneNumber": number, "ProxyPhoneNumber": proxy}
                for number in (numbers if isinstance(numbers, list) else ())
            ],
            "status": "Open",
        }

    def aged(self, resource: Resource, now: datetime) -> None:
        """An open session whose minutes are over is closed."""
        minutes = resource.facts.get("expiryminutes")
        if minutes is None or resource.facts.get("endedtimestamp") is not None:
            return
        if minutes < (_LAST - resource.updated) / timedelta(minutes=1):
            end = resource.updated + timedelta(minutes=minutes)
            if end <= now:
                resource.facts |= {"endedtimestamp": stamp(end), "status": "Closed"}

    def seeds(self, part: Part) -> Iterator[Facts]:
        """A connector that exists is ready for sessions."""
        if part.kind == _CONFIGURATION:
            yield {
                "defaultsessionexpiryminutes": DEFAULT_EXPIRY,
                "disabled": False,
                "phonenumbercountries": ["US"],
                "phonenumberpoolcountries": ["US"],
            }

    def _configuration(self, scope: Address, store: Store) -> Facts:
        found = store.find(_CONFIGURATION, scope)
        return found.facts if found else {}

    def _open(self, kind: str, scope: Address, store: Store, now: datetime) -> int:
        sessions = list(store.below(kind, scope))
        for session in sessions:
            self.aged(session, now)
        return sum(session.facts["status"] == "Open" for session in sessions)


def particulars(contract: Contract, *, max_open_sessions: int | None = None) -> Particulars:
    """What a contract adds to the generic service."""
    return ProxySessions(max_open_sessions=max_open_sessions) if CREATE in contract.operations else Particulars()


def _minutes(value: Any, default: int) -> int:
    """A number of minutes; the default where there is none."""
    usable = isinstance(value, int | float) and not isinstance(value, bool) and value >= 1
    return int(value) if usable else default
