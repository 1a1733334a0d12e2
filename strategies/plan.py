"""The plan of a run: every case, in order, by the clause it is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from spec.clauses import clause_ids
from spec.names import repeatable
from spec.operation import Operation
from strategies.changes.boundaries import boundaries, ordinaries
from strategies.changes.identifiers import identifiers
from strategies.changes.malformed import malformed
from strategies.changes.mutations import Mutation
from strategies.changes.parameters import edges_of_parameters, unspecified_parameters, wrong_parameters
from strategies.changes.robustness import robustness
from strategies.changes.unspecified import unspecified
from strategies.changes.violations import violations
from strategies.controls import combinations, controls
from strategies.depths import DEPTHS, Depth
from strategies.forgeries import forgeries
from strategies.request import Case, Hazard, Kind

_Item = TypeVar("_Item")
__all__ = ["DEPTHS", "Depth", "deterministic", "forged", "precedence"]

REPEATABLE = clause_ids.REPEATABLE
# Clauses that judge what other clauses' requests bring: they come after these.
_LATE = ("response.", "error.")
# What may bring a target down comes after what any target survives.
_ORDER = ("response.status", "", clause_ids.COMBINATION, clause_ids.ROBUSTNESS)
# An operation with more clauses than this gets fewer requests for each, so that a plan stays a plan.
_USUAL_CLAUSES = 80
_MOST_VIOLATIONS = 3_000
_MOST_ORDINARIES = 1_000
_MOST_EDGES = 400
# What decides by itself how often it is sent: one request of each is enough.
_ONCE = ("request.path", "request.query", "request.header", clause_ids.METHOD)
# A server among several that does not look at signatures takes any wrong one: each operation gets so many of these.
_OVERLOOKED, _OFTEN = frozenset({"auth.required", "auth.secretKey"}), 12


def precedence(clause: str) -> int:
    """The place of a clause in a run, by its local id: controls first, what every answer decides last."""
    if clause.startswith(_ORDER[0]):
        return 0
    if clause.startswith(_LATE):
        return len(_ORDER)
    return _ORDER.index(clause) if clause in _ORDER else 1


def deterministic(operation: Operation, values: Mapping[str, str], depth: Depth) -> Iterator[Case]:
    """The cases that are the same in every run of this depth.

    Args:
        operation: what they are for.
        values: of the parameters that the user gave, by name, and of members of the body (`body.Name`).
        depth: how many there are.
    """
    every = controls(operation, values)
    planner = _Planner(operation=operation, contexts=every[: depth.contexts], depth=depth)
    yield from planner.contexts
    yield from planner.edges()
    breaking = _by_clause(
        [
            *violations(operation),
            *malformed(operation),
            *wrong_parameters(operation),
            *identifiers(operation, values),
        ]
    )
    unusual_paths = breaking.pop(clause_ids.ROBUSTNESS, [])
    yield from planner.violations(breaking)
    if depth.unspecified:
        yield from planner.unspecified(unusual_paths)
    else:
        yield from planner.each(list(unspecified(operation))[:3], planner.contexts[:1])
    if depth.combinations:
        yield from combinations(operation, values)
    else:
        yield from _few(operation, every)


def forged(operation: Operation, values: Mapping[str, str], depth: Depth, operations: int = 1) -> Iterator[Case]:
    """The cases with a wrong signature, for a target that demands signed requests.

    Args:
        operation: what they are for.
        values: as for `deterministic`.
        depth: how many there are.
        operations: of how many operations such cases are sent: one check stands before all, and they tell together.
    """
    contexts = controls(operation, values)[: depth.contexts]
    planner = _Planner(operation=operation, contexts=contexts, depth=depth)
    share = max(1, depth.least // operations)
    for clause, group in _by_clause(forgeries()).items():
        least = max(share, min(depth.least, _OFTEN)) if clause in _OVERLOOKED else share
        yield from planner.rotated(clause, group, depth.rounds, least)


def _few(operation: Operation, every: Sequence[Case]) -> Iterator[Case]:
    """What a smoke run sends of the combinations: two ordinary ones, and the plainest controls repeated."""
    clause = operation.clause_id(clause_ids.COMBINATION)
    for number, control in enumerate(every[-2:] if len(every) > 3 else (), 1):
        words = "a combination of valid members"
        yield replace(control, id=f"{clause}/pair-{number}", clause=clause, change=words, kind=Kind.VALID)
    # The example twice more, after requests that set other members: what leaks from them shows.
    turns = ((every[0], 2), *((case, 2) for case in every[1:2]), (every[0], 3))
    yield from (_repeated(operation, case, turn) for case, turn in turns)


@dataclass(frozen=True, kw_only=True)
class _Planner:
    """Puts mutations on controls.

    Attributes:
        operation: the operation.
        contexts: the controls, the plainest first.
        depth: how much is sent.
    """

    operation: Operation
    contexts: Sequence[Case]
    depth: Depth

    def edges(self) -> Iterator[Case]:
        """The valid edges of every constraint; of each clause one in a smoke run."""
        yield from self._left_out()
        found = [*boundaries(self.operation), *edges_of_parameters(self.operation)]
        if self.depth.boundaries:
            yield from self.each(_thinned(found, _MOST_EDGES), self.contexts[: self.depth.boundaries])
            return
        for group in _by_clause(found).values():
            yield from list(self.each(group[:1], self.contexts))[:1]

    def _left_out(self) -> Iterator[Case]:
        """The plainest request, for what only an answer can give a value: it may be left out."""
        token, member = self.operation.token_in("query", "header"), self.operation.token_in("body")
        found = [
            (item.name, clause_ids.parameter(item.location, item.name, "optional"))
            for item in self.operation.parameters
            if item.name == token and not item.required
        ]
        if member and member not in self.operation.request_schema.get("required", ()):
            found.append((member, clause_ids.request_member((member,), "optional")))
        for name, local in found:
            clause, plain = self.operation.clause_id(local), self.contexts[0]
            named = replace(plain, id=f"{clause}/absent@{plain.name}", clause=clause, change=f"{name} is left out")
            yield replace(named, kind=Kind.VALID, control=plain)

    def violations(self, groups: Mapping[str, Sequence[Mutation]]) -> Iterator[Case]:
        """What breaks each clause; where there are very many clauses, fewer requests for each."""
        every = sum(len(group) for group in groups.values())
        share = min(1.0, _USUAL_CLAUSES / max(1, len(groups)), _MOST_VIOLATIONS / max(1, every))
        for clause, group in groups.items():
            if share == 1.0:
                yield from self.rotated(clause, group, self.depth.rounds, self._least(clause))
            else:
                chosen = _thinned(group, max(4, int(len(group) * share)))
                least = min(self.depth.least, max(3, int(self.depth.least * share)))
                yield from self.rotated(clause, chosen, min(1, self.depth.rounds), least)

    def _least(self, clause: str) -> int:
        """How many requests break a clause at least: of unknown resources, one for every id in the path."""
        ids = sum(not parameter.fresh for parameter in self.operation.at("path"))
        unknown = self.operation.clause_id(clause) == self.operation.missing
        return max(self.depth.least, ids) if unknown else self.depth.least

    def unspecified(self, paths: Sequence[Mutation]) -> Iterator[Case]:
        """What lies between the edges, unspecified input, that of robustness, and repetitions."""
        plain = self.contexts[: self.depth.boundaries]
        silent = [*unspecified(self.operation), *unspecified_parameters(self.operation)]
        fullest = self.contexts[1:2] or self.contexts[:1]
        yield from self.each(_thinned(list(ordinaries(self.operation)), _MOST_ORDINARIES), fullest)
        yield from self.each(_thinned(silent, _MOST_EDGES), plain)
        yield from self.each(list(robustness(self.operation)), self.contexts[:1])
        yield from self.each(paths, self.contexts[:1])
        if repeatable(self.operation):
            yield from self.repeated(silent)

    def each(self, mutations: Iterable[Mutation], contexts: Sequence[Case]) -> Iterator[Case]:
        """Every mutation on every control that it fits, where it changes anything."""
        for mutation in mutations:
            for control in contexts:
                if mutation.fits(control.request):
                    case = mutation.of(control, prefix=self.operation.prefix)
                    if case.request != control.request:
                        yield case

    def rotated(self, clause: str, mutations: Sequence[Mutation], rounds: int, least: int) -> Iterator[Case]:
        """Each mutation on several controls in turn, and on until enough requests break the clause.

        A clause with very many mutations has enough requests in the first turn: of the later ones it gets some, evenly.
        """
        fitting = [(mutation, found) for mutation in mutations if (found := self._fitting(mutation))]
        size = len(fitting)
        total = max(rounds * size, least) if fitting else 0
        if clause.startswith(_ONCE) or all(mutation.hazard is Hazard.HEAVY for mutation, _ in fitting):
            total = size
        seen: dict[str, int] = defaultdict(int)
        for number in (*range(min(size, total)), *_thinned(range(size, total), least)):
            (mutation, choices), turn = fitting[number % size], number // size
            # The first turn stays with the plainest controls, so that a report shows the plainest request.
            control = choices[number % min(2, len(choices))] if turn == 0 else choices[(number + turn) % len(choices)]
            case = mutation.of(control, prefix=self.operation.prefix)
            if case.request == control.request:
                continue
            seen[case.id] += 1
            yield case if seen[case.id] == 1 else replace(case, id=f"{case.id}#{seen[case.id]}")

    def _fitting(self, mutation: Mutation) -> list[Case]:
        return [control for control in self.contexts if mutation.fits(control.request)]

    def repeated(self, silent: Iterable[Mutation]) -> Iterator[Case]:
        """Identical requests, again and again: valid ones, and ones on which the documentation is silent.

        In turn, so that a request which sets nothing follows one that sets everything: what leaks from it shows. Every
        second turn goes backwards: a target that changes its mind with each request would else do so in step with them.
        """
        often = ("null-", "empty-", "duplicate-", "equal-", "number-over-32", "number-integral-float")
        named = {mutation.name: mutation for mutation in silent}
        chosen = [each for name, each in named.items() if name == "unknown-member" or name.startswith(often)]
        cases = [*self.each(_thinned(chosen, 24), self.contexts[:1]), *reversed(self.contexts[:3])]
        # Every control once more, after other ones than before: what only some requests get from others shows, too.
        yield from (_repeated(self.operation, case, 2) for case in reversed(self.contexts[3:]))
        turns = range(2, self.depth.repeats + 1)
        for turn in turns:
            yield from (_repeated(self.operation, case, turn) for case in (cases if turn % 2 else reversed(cases)))


def _by_clause(mutations: Iterable[Mutation]) -> dict[str, list[Mutation]]:
    found: dict[str, list[Mutation]] = defaultdict(list)
    for mutation in mutations:
        found[mutation.clause].append(mutation)
    return found


def _thinned(mutations: Sequence[_Item], most: int) -> Sequence[_Item]:
    """At most so many of them, evenly from first to last."""
    if len(mutations) <= most:
        return mutations
    return [mutations[number * len(mutations) // most] for number in range(most)]


def _repeated(operation: Operation, case: Case, turn: int) -> Case:
    """The same request as another case."""
    clause = operation.clause_id(REPEATABLE)
    return replace(case, id=f"{clause}/{case.name}#{turn}", clause=clause, kind=Kind.REPEAT)
