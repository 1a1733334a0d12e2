"""Causes: what a run knows of why a target deviates, so that one cause becomes one finding.

An example. A target reads no body that comes without Content-Type, and answers with a resource that has nothing of what
was asked for. That breaks a clause for every member that is missing. The first of them stands for the others.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from conformance.engine.attribution.taken import TakenOnce
from conformance.engine.stages.confirmation import Confirmed
from conformance.engine.stages.judging import Judged
from conformance.engine.stages.responses import ResponseIndex
from conformance.oracle.judgement import Judgement, follows, undecided
from spec.clauses import clause_ids
from spec.clauses.catalogue import Catalogue
from spec.clauses.clause import Level
from spec.clauses.clause_ids import parameter
from spec.clauses.reason import Reason
from spec.clauses.status import Status
from spec.operation import Operation
from strategies.places import document
from strategies.request import Case, Request

# A freedom that the documentation leaves, with what tells apart the ways in which a target may get it wrong.
Freedom = tuple[str, str]
# What concerns one member only: how it is got wrong differs from member to member.
_OF_A_MEMBER = frozenset(
    {
        "null-for-optional",
        "empty-list",
        "repeated-item",
        "big-integer",
        "integral-float",
        "rounding",
        "duplicate-member",
    }
)
_UNKNOWN_MEMBER, _TWICE, _LARGE = "unknown-member", "duplicate-member", "big-integer"
_MEDIA_TYPE = "content-type"
_ISOLATION = ".isolation"
# So many refused requests of a clause are remembered; more would hardly have another cause.
_REMEMBERED = 1_000


class Causes:
    """What is known of the causes of one run's deviations."""

    def __init__(self, operation: Operation, clauses: Catalogue, responses: ResponseIndex) -> None:
        self._operation = operation
        self._clauses = clauses
        self._syntax = operation.clause_id(clause_ids.BODY_SYNTAX)
        self._crashes: set[tuple[str, int]] = set()
        self._statuses: dict[str, set[int]] = defaultdict(set)
        self._ordinary: set[str] = set()
        self._freedoms: dict[Freedom, str] = {}
        # For each id in the path the clauses that it must be there, and that it must not be empty.
        self._of_ids = [
            (
                operation.clause_id(parameter("path", one.name, "required")),
                operation.clause_id(parameter("path", one.name, "minLength")),
            )
            for one in operation.at("path")
            if one.schema.get("minLength") == 1
        ]
        self._superseded: dict[str, Reason] = {}
        self._taken = TakenOnce(operation, responses)
        # What is refused in any combination, and when it is repeated, where a target takes some values once only; and
        # the requests that failed these clauses.
        self._of_taken = {operation.clause_id(local) for local in (clause_ids.COMBINATION, clause_ids.REPEATABLE)}
        self._refused: defaultdict[str, list[Case]] = defaultdict(list)
        # What follows from a clause that fails for its own sake, whatever shows it, and what of it is not told yet.
        self._explained: dict[str, Reason] = {}
        self._news: dict[str, Reason] = {}
        self.refuses_missing: dict[str, bool] = {}
        """By the clause that a member must be there: whether a request without it is refused."""

    def note(self, confirmed: Confirmed, judgement: Judgement) -> None:
        """Remember a failure that was put down to a clause."""
        exchange, expectation = confirmed.judged.exchange, confirmed.judged.expectation
        if exchange.answer is not None and exchange.answer.status >= 500:
            self._crashes.add((judgement.clause, exchange.answer.status))
        if not expectation.unspecified:
            self._ordinary.add(judgement.clause)
        if exchange.answer is not None:
            self._statuses[judgement.clause].add(exchange.answer.status)
        if judgement.clause in self._of_taken:
            refused = self._refused[judgement.clause]
            refused += [exchange.case] if len(refused) < _REMEMBERED else []
        for clause in self._following(confirmed, judgement):
            if clause not in self._explained:
                self._explained[clause] = follows(judgement.clause)
                if all(self._is_explained(clause, case) for case in self._refused[clause]):
                    self._news[clause] = follows(judgement.clause)

    def _following(self, confirmed: Confirmed, judgement: Judgement) -> Iterator[str]:
        """The clauses that say nothing more once this failure is known."""
        if self._operation.local(judgement.clause).endswith(_ISOLATION):
            # What leaks from one answer into the next is set although no request asked for it: that member, no other.
            path = judgement.pointer.split("/")[1:]
            yield self._operation.clause_id(clause_ids.response_member(path, "unset"))
        if judgement.clause == self._operation.success and not confirmed.beside_control:
            if confirmed.judged.exchange.case.control is not None:
                self._taken.note(confirmed.judged.exchange.case.control)
            yield from self._of_taken
        for missing, empty in self._of_ids:
            # A router that leaves out empty steps reads a path without an id and one with an empty id alike.
            if judgement.clause == missing and self._statuses[missing] >= self._statuses[empty] > set():
                yield empty

    def explained(self, confirmed: Confirmed, judgement: Judgement) -> Reason | None:
        """Why a failure is no finding of its own: another clause tells it. None where it is one."""
        follows_so = self._is_explained(judgement.clause, confirmed.judged.exchange.case)
        return self._explained.get(judgement.clause) if judgement.status is Status.FAIL and follows_so else None

    def _is_explained(self, clause: str, case: Case) -> bool:
        """Whether a failure of a clause that something explains is explained by it: not every refusal is."""
        return clause not in self._of_taken or self._taken.explains(case)

    def crash(self, judged: Judged) -> str | None:
        """The clause that an error of the server is put down to already, or None.

        A target that crashes on ordinary values of a wrong type also crashes on unusual ones, and on a member that
        stands twice, the last time with such a value. One that crashes on a large number also crashes on larger ones.
        These are no second findings.
        """
        answer, expectation = judged.exchange.answer, judged.expectation
        if answer is None:
            return None
        broken = [breach.clause for breach in expectation.breaches]
        crashes = {clause for clause, _ in self._crashes}
        if _LARGE in expectation.unspecified:
            broken += self._of_members(_numbers(judged), crashes)
        broken += self._of_members(_doubled(judged), crashes)
        return next((clause for clause in broken if (clause, answer.status) in self._crashes), None)

    def speaking_for(self, judged: Judged) -> Judgement | None:
        """The judgement on a failure that may have a cause which is known already; None where it can have none."""
        if self._operation.local(judged.judgement.clause) == clause_ids.BODY_ENCODING:
            return self.unread(judged)
        for missing, empty in self._of_ids:
            answer = judged.exchange.answer
            if judged.judgement.clause == empty and answer is not None and answer.status in self._statuses[missing]:
                return undecided(empty, follows(missing))
        return self.told(judged) if self.follows(judged) else self.shared(judged)

    def unread(self, judged: Judged) -> Judgement:
        """A failure on a body in UTF-16: undecided where other bytes that are no JSON crash the target alike."""
        answer, judgement = judged.exchange.answer, judged.judgement
        known = answer is not None and (self._syntax, answer.status) in self._crashes
        return undecided(judgement.clause, follows(self._syntax)) if known else judgement

    def _of_members(self, names: Iterable[str], clauses: Iterable[str]) -> list[str]:
        """Those of the clauses that are about a member of the request's body with one of these names."""
        prefixes = tuple(self._operation.clause_id(clause_ids.request_member((name,), "")) for name in names)
        return sorted(clause for clause in clauses if prefixes and clause.startswith(prefixes))

    def follows(self, judged: Judged) -> bool:
        """Whether a failure may follow from how a target deals with what the documentation is silent about."""
        answer, local = judged.exchange.answer, self._operation.local(judged.judgement.clause)
        accepted = answer is not None and answer.status < 300
        shown = local.startswith("response.body.") or _respelled(local, judged)
        return judged.fails and accepted and bool(judged.expectation.unspecified) and shown

    def shared(self, judged: Judged) -> Judgement | None:
        """What is said of a clause where an accepted request breaks others as well; None where it speaks for itself.

        An example. `{}` is accepted for an object with two members that must be there, as it counts as nothing at all.
        That is one deviation: the first of the two clauses tells it, unless another one fails by itself.
        """
        answer, judgement = judged.exchange.answer, judged.judgement
        broken = dict.fromkeys(breach.clause for breach in judged.expectation.breaches)
        if len(broken) < 2 or judgement.clause not in broken or answer is None or answer.status >= 300:
            return None
        if judgement.clause in self._ordinary:
            return None
        main = min(broken, key=lambda clause: (not self._is_must(clause), clause not in self._ordinary))
        return None if judgement.clause == main else undecided(judgement.clause, follows(main))

    def _is_must(self, clause: str) -> bool:
        return self._clauses[clause].level is Level.MUST

    def _binds_less(self, telling: str, clause: str) -> bool:
        return self._clauses[telling].level.binds_less(self._clauses[clause].level)

    def told(self, judged: Judged) -> Judgement:
        """A failure that `follows`: undecided where its cause is told by another clause that is no weaker."""
        judgement = judged.judgement
        if judgement.clause in self._ordinary:
            return judgement
        plainer = self._plainer(judgement.clause)
        if plainer is not None:
            return undecided(judgement.clause, follows(plainer))
        doubled = _doubled(judged) & set(judgement.pointer.split("/"))
        for clause in self._of_members(doubled, self._ordinary):
            return undecided(judgement.clause, follows(clause))
        freedoms = tuple(_freedoms(self._operation, judged))
        known = {self._freedoms[freedom] for freedom in freedoms if freedom in self._freedoms}
        if judgement.clause in known:
            return judgement
        strong = [clause for clause in known if not self._binds_less(clause, judgement.clause)]
        if strong:
            return undecided(judgement.clause, follows(min(strong)))
        self._superseded |= dict.fromkeys(known, follows(judgement.clause))
        self._freedoms |= dict.fromkeys(freedoms, judgement.clause)
        return judgement

    def _plainer(self, clause: str) -> str | None:
        """The clause that says plainly what is wrong with a value of a wrong form; it fails by itself and is no weaker.

        The value is not the given one, or what is around it is not what it must be. Or it stands only where the request
        has put it: other answers lack the member.
        """
        steps = clause.split(".")
        # A request that lacks a member and one that has it in another type break two rules.
        keywords = ("echo", "required", "type") if "response" in steps else ("echo",)
        around = (steps[:end] for end in range(len(steps) - 1, 0, -1))
        plain = (".".join((*member, keyword)) for member in around for keyword in keywords)
        found = next((each for each in plain if each in self._ordinary and each != clause), None)
        return found if found and not self._binds_less(found, clause) else None

    def superseded(self) -> dict[str, Reason]:
        """The clauses whose failures another one tells better by now, each with the reason; each is named once."""
        found = {clause: reason for clause, reason in self._superseded.items() if clause not in self._ordinary}
        self._superseded.clear()
        return found

    def news(self) -> dict[str, Reason]:
        """The clauses all of whose failures are explained by now, each with the reason; each is named once."""
        found = dict(self._news)
        self._news.clear()
        return found


def _respelled(local: str, judged: Judged) -> bool:
    """Whether a clause says that a member must be there which the request has under another spelling of its name."""
    *_, missing, keyword = local.split(".")
    if keyword != "required" or _UNKNOWN_MEMBER not in judged.expectation.unspecified:
        return False
    names = set(_names(document(judged.exchange.case.request)))
    return missing not in names and _plain(missing) in map(_plain, names)


def _names(value: Any) -> Iterator[str]:
    """The names of all members of a JSON value."""
    if isinstance(value, dict):
        yield from value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _names(inner)


def _plain(name: str) -> str:
    """A member's name without what spellings differ in: case, spaces and punctuation."""
    return "".join(character for character in name.casefold() if character.isalnum())


def _freedoms(operation: Operation, judged: Judged) -> Iterator[Freedom]:
    pointer = judged.judgement.pointer
    for name in sorted(judged.expectation.unspecified):
        if name == _UNKNOWN_MEMBER:
            # A member of the answer that the request has a say in, or a member that is read under another name.
            copied = bool(_undocumented(operation, judged.exchange.case.request) & set(pointer.split("/")))
            yield name, "copied" if copied else "read"
        elif name in _OF_A_MEMBER:
            yield name, pointer
        else:
            yield (_MEDIA_TYPE, "") if name.startswith(_MEDIA_TYPE) else (name, "")


def _doubled(judged: Judged) -> frozenset[str]:
    """The names of a body's members that stand in it twice."""
    if _TWICE not in judged.expectation.unspecified:
        return frozenset()
    names: list[list[str]] = []
    json.loads(
        judged.exchange.case.request.body, object_pairs_hook=lambda pairs: names.append([key for key, _ in pairs])
    )
    outermost = names[-1] if names else []
    return frozenset(name for name in outermost if outermost.count(name) > 1)


def _numbers(judged: Judged) -> frozenset[str]:
    """The names of a body's members that are numbers."""
    found = document(judged.exchange.case.request)
    members = found.items() if isinstance(found, dict) else ()
    return frozenset(name for name, value in members if isinstance(value, int | float) and not isinstance(value, bool))


def _undocumented(operation: Operation, request: Request) -> frozenset[str]:
    """The names of a body's members that the operation does not document."""
    found, known = document(request), operation.request_schema.get("properties", {})
    return frozenset(name for name in found if name not in known) if isinstance(found, dict) else frozenset()
