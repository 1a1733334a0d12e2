"""Lateness: answers that do not show a change at once, and do so a moment later.

An example. A session is made, and reading it is answered 404. Asked again at once the target says so again, and 0.3 s
later it shows the session. That is one deviation, whatever is read: lists, a session, what an update changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from conformance.oracle.answer.refusals import is_unknown
from conformance.oracle.judgement import Judgement, follows, undecided
from conformance.wire.exchange import Exchange
from spec.clauses.catalogue import Catalogue
from spec.clauses.clause import Level
from spec.clauses.status import Status

# So long is waited before a target is asked again, in seconds, one pause after the other.
PAUSES = (0.1, 0.2, 0.4, 0.8)
# Where waiting has helped nothing so often, a target is not late.
_IN_VAIN = 3

Pause = Callable[[float], None]


class Arrival:
    """Waits for what was made a moment ago, where a target does not know it yet: nothing else can be asked of it."""

    def __init__(self, pause: Pause) -> None:
        """Prepare; `pause` waits so many seconds."""
        self._pause = pause
        self._known: set[frozenset[tuple[str, str]]] = set()
        # By whether the requests were valid: a wrong one may be answered 404 for what is wrong.
        self._in_vain: Counter[bool] = Counter()
        # Whether waiting has ever helped.
        self._late = False

    def sent(self, send: Callable[[], Exchange], bindings: Mapping[str, str], *, valid: bool = True) -> Exchange:
        """What `send` gets, from a target that knows the ids of what was made, or will not.

        For a wrong request it is waited only where a right one has shown that the target is late.

        Args:
            send: sends a request about it.
            bindings: the ids.
            valid: whether the request breaks nothing.
        """
        exchange, ids = send(), frozenset(bindings.items())
        new = ids not in self._known and self._in_vain[valid] < _IN_VAIN and (valid or self._late)
        self._known.add(ids)
        if not new or not _is_unknown(exchange):
            return exchange
        for number, seconds in enumerate(PAUSES, 1):
            self._pause(seconds)
            exchange = send()
            if not _is_unknown(exchange):
                self._late = True
                return replace(exchange, waited=sum(PAUSES[:number]))
        self._in_vain[valid] += 1
        return exchange


def _is_unknown(exchange: Exchange) -> bool:
    return exchange.answer is not None and is_unknown(exchange.answer)


class Lateness:
    """What the sequences of a run know of a target's lateness.

    Attributes:
        clause: the clause that tells it, or ""; the first, unless a later one binds more.
    """

    def __init__(self, pause: Pause = lambda _seconds: None) -> None:
        """Prepare; `pause` waits so many seconds."""
        self.clause = ""
        self._pause = pause
        # Those that have told it, and whether a MUST is among them.
        self._telling: set[str] = set()
        self._binds = False
        self._known = 0.0
        self._steady: set[str] = set()

    def doubts(self, wrong: Sequence[Judgement]) -> bool:
        """Whether what fails may be right a moment later."""
        given_up = not self.clause and len(self._steady) >= _IN_VAIN
        return not given_up and any(judgement.clause not in self._steady for judgement in wrong)

    def waits(self) -> Iterator[float]:
        """Wait longer and longer; the seconds that have passed, at first none."""
        yield 0.0
        passed = 0.0
        for seconds in (self._known, *PAUSES) if self._known else PAUSES:
            self._pause(seconds)
            passed += seconds
            yield passed

    def told(self, wrong: Sequence[Judgement], seconds: float, clauses: Catalogue) -> list[Judgement]:
        """The failures of an answer that was right so many seconds later: one of the clauses tells it for all.

        Args:
            wrong: the failures, at least one.
            seconds: how much later.
            clauses: of the selected operations. Where a SHOULD was late first, the first MUST tells it as well.
        """
        binding = [judgement.clause for judgement in wrong if clauses[judgement.clause].level is Level.MUST]
        if binding and not self._binds:
            self._binds, self.clause = True, binding[0]
        self.clause = self.clause or wrong[0].clause
        self._telling.add(self.clause)
        self._known = max(self._known, seconds)
        later = f"{seconds:.1f} s later" if seconds else "at once"
        return [
            replace(judgement, actual=f"{judgement.actual}; asked again {later}, it was right")
            if judgement.clause in self._telling
            else undecided(judgement.clause, follows(self.clause))
            for judgement in wrong
        ]

    def in_vain(self, wrong: Sequence[Judgement]) -> None:
        """Note that waiting did not make these right."""
        self._steady.update(judgement.clause for judgement in wrong)


def failing(judgements: Sequence[Judgement]) -> list[Judgement]:
    """Those of the judgements that fail."""
    return [judgement for judgement in judgements if judgement.status is Status.FAIL]
