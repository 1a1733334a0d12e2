"""What only several exchanges together show: ids given twice, and values that leak from one answer into the next."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from typing import Any

from conformance.oracle.judgement import Judgement, failed, passed
from conformance.oracle.schemas import shown
from conformance.oracle.sessions import PREFIX, ROOT, returned, unset
from spec.status import Status
from strategies.plan import REPEATABLE

_UNIQUE = f"{PREFIX}.ProxySessionId.unique"
_ISOLATION = f"{PREFIX}.isolation"
# Longer values only test lengths; to remember them all would cost more than a leak of them could tell.
_LONG = 1000
# A number may equal an earlier one by chance, as a default that changes with the time of day does: once, not twice.
_COINCIDENCES = 1
# So many different sessions are more than one.
_MANY = 2
_OPTIONAL = ("ExpiryMinutes", "GeoMatchLevel", "GeoMatchParams", "Name", "NumberSelectionBehavior")


class Memory:
    """Remembers the sessions that a target created in this run."""

    def __init__(self) -> None:
        self._ids: set[str] = set()
        self._answers = 0
        self._sessions: set[str] = set()
        self._decisions: dict[Hashable, bool] = {}
        self._given: dict[str, set[str]] = defaultdict(set)
        # What came back for each member that a request did not set.
        self._defaults: dict[tuple[Hashable, str], set[str]] = defaultdict(set)
        # Members whose given values come back otherwise: what they show elsewhere follows from no request.
        self._unrelated: set[str] = set()
        self._leaked: dict[str, set[str]] = defaultdict(set)

    @property
    def canned(self) -> bool:
        """Whether the target gives one and the same session for every request: its answers prove nothing."""
        return self._answers > 1 and len(self._sessions) == 1

    def decided(self, request: Hashable, *, accepted: bool) -> Judgement:
        """Whether a request is decided upon as an identical one was before."""
        before = self._decisions.setdefault(request, accepted)
        if before == accepted:
            return passed(REPEATABLE)
        words = ("refused", "accepted")
        return failed(REPEATABLE, f"{words[before]}, as the same request before", words[accepted])

    def asked(self, given: Mapping[str, Any]) -> None:
        """Some request set these members, whatever it was answered."""
        for member in _OPTIONAL:
            if not unset(given.get(member)):
                key = _key(given[member])
                if len(key) <= _LONG:
                    self._given[member].add(key)

    def judge(
        self, request: Hashable, given: Mapping[str, Any], session: Mapping[str, Any], *, valid: bool = True
    ) -> Iterator[Judgement]:
        """The clauses that this new session decides together with the earlier ones.

        Args:
            request: the same for identical requests.
            given: the members that it sets.
            session: the new session.
            valid: the request must be accepted, so that every member that it sets must come back.
        """
        self._answers += 1
        if len(self._sessions) < _MANY:
            self._sessions.add(_apart_from_times(session))
        identity = session.get("ProxySessionId")
        if isinstance(identity, str):
            yield self._unique(identity)
        yield from self._isolated(request, given, session)
        for member in _OPTIONAL:
            if valid and not unset(given.get(member)) and not returned(member, given[member], session):
                self._unrelated.add(member)

    def suspicious(self, judgement: Judgement) -> bool:
        """Whether a judgement needs to be looked at again when more answers are known: a leak may be chance."""
        return judgement.clause == _ISOLATION and judgement.status is Status.FAIL

    def upholds(self, judgement: Judgement) -> bool:
        """Whether a suspected leak still looks like one: the member does come back as given where it is given."""
        member = judgement.pointer.rpartition("/")[2]
        chance = _COINCIDENCES if all(_is_number(key) for key in self._leaked[member]) else 0
        return member not in self._unrelated and len(self._leaked[member]) > chance

    def _unique(self, identity: str) -> Judgement:
        if identity not in self._ids:
            self._ids.add(identity)
            return passed(_UNIQUE)
        return failed(_UNIQUE, "an id that was not given before", shown(identity), f"/{ROOT}/ProxySessionId")

    def _isolated(self, request: Hashable, given: Mapping[str, Any], session: Mapping[str, Any]) -> Iterator[Judgement]:
        for member in _OPTIONAL:
            if not unset(given.get(member)):
                continue
            value = session.get(member)
            key = _key(value)
            before = self._defaults[request, member]
            before.add(key)
            # What follows from the request alone, as any default does, is a target's own business. A value that an
            # earlier request gave, and that an identical request was not answered, is not.
            if key in self._given[member] and len(before) > 1:
                self._leaked[member].add(key)
                yield failed(
                    _ISOLATION,
                    f"{member} not set, as in the answer to an identical request",
                    f"{shown(value)}, which an earlier request gave",
                    f"/{ROOT}/{member}",
                )
            else:
                yield passed(_ISOLATION)


def _apart_from_times(session: Mapping[str, Any]) -> str:
    """What a session says, but for the times: whoever gives one and the same session may well fill those in."""
    return json.dumps({name: value for name, value in session.items() if not name.endswith("Timestamp")})


def _is_number(key: str) -> bool:
    return key[0] in "-0123456789"


def _key(value: Any) -> str:
    """Text that is the same for equal values; the plain ones by the quick way, as most are."""
    if value is None or type(value) is int:
        return str(value)
    return f'"{value}' if type(value) is str else json.dumps(value, sort_keys=True)
