"""The plan of a run: every case, in order, by the clause it is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from spec.operation import Operation
from strategies.boundaries import boundaries, ordinaries
from strategies.controls import combinations, controls
from strategies.forgeries import forgeries
from strategies.identifiers import connectors
from strategies.malformed import malformed
from strategies.mutations import Mutation, of_kind
from strategies.request import Case, Kind
from strategies.unspecified import odd, silences
from strategies.violations import violations

REPEATABLE = "response.repeatable"
# Clauses that judge what other clauses' requests bring: they come after these.
_LATE = ("response.", "error.")
# What may bring a careless target down comes after what any target survives.
_ORDER = ("response.status", "", "request.combination", "request.robustness")


def precedence(clause: str) -> int:
    """The place of a clause in a run: controls first, what every answer decides last."""
    if clause.startswith(_ORDER[0]):
        return 0
    if clause.startswith(_LATE):
        return len(_ORDER)
    return _ORDER.index(clause) if clause in _ORDER else 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Depth:
    """How much a run sends.

    Attributes:
        name: `smoke`, `standard` or `deep`.
        contexts: how many controls violations are tried on.
        rounds: on how many of them each violation is tried.
        least: at least so many requests break each clause, so that an intermittent deviation shows.
        boundaries: on how many controls each valid boundary is tried.
        combinations: whether the 3-way covering array is sent.
        odd: whether silences and odd input are sent.
        repeats: how often an identical request is sent to see whether its answer changes.
        examples: how many Hypothesis examples, by default.
        schemathesis: how many Schemathesis examples of each kind.
    """

    name: str
    contexts: int
    rounds: int
    least: int
    boundaries: int
    combinations: bool
    odd: bool
    repeats: int
    examples: int
    schemathesis: int


DEPTHS = {
    depth.name: depth
    for depth in (
        Depth(
            name="smoke",
            contexts=2,
            rounds=0,
            least=1,
            boundaries=0,
            combinations=False,
            odd=False,
            repeats=0,
            examples=0,
            schemathesis=0,
        ),
        Depth(
            name="standard",
            contexts=40,
            rounds=2,
            least=40,
            boundaries=2,
            combinations=True,
            odd=True,
            repeats=12,
            examples=300,
            schemathesis=20,
        ),
        Depth(
            name="deep",
            contexts=40,
            rounds=4,
            least=80,
            boundaries=2,
            combinations=True,
            odd=True,
            repeats=30,
            examples=5000,
            schemathesis=200,
        ),
    )
}


@dataclass(frozen=True)
class Plan:
    """Every case of a run, in the order in which they are sent.

    Attributes:
        cases: all of them.
        strangers: requests to connectors that are plainly unknown; what they are answered is sought when it is needed.
    """

    cases: tuple[Case, ...]
    strangers: tuple[Case, ...] = ()

    @cached_property
    def by_clause(self) -> Mapping[str, Sequence[Case]]:
        """The cases by the clause that they are about."""
        found: dict[str, list[Case]] = defaultdict(list)
        for case in self.cases:
            found[case.clause].append(case)
        return found


def deterministic(operation: Operation, values: Mapping[str, str], depth: Depth) -> Iterator[Case]:
    """The cases that are the same in every run of this depth."""
    contexts = controls(operation, values)[: depth.contexts]
    yield from contexts
    plain = contexts[: depth.boundaries]
    edges = list(of_kind(Kind.VALID, boundaries(operation)))
    yield from _each(edges, plain) if depth.boundaries else _first_of_each(edges, contexts)
    breaking = [*violations(operation), *malformed(operation), *connectors(operation, values)]
    groups = _by_clause(breaking)
    odd_paths = groups.pop("request.robustness")
    for clause, group in groups.items():
        yield from _rotated(clause, group, contexts, depth)
    if depth.odd:
        yield from _each(list(of_kind(Kind.VALID, ordinaries(operation))), contexts[1:2])
        yield from _each(list(of_kind(Kind.UNSPECIFIED, silences(operation))), plain)
        yield from _each(list(of_kind(Kind.ROBUSTNESS, odd(operation))), contexts[:1])
        yield from _each(odd_paths, contexts[:1])
        yield from _repeated(operation, contexts, depth.repeats)
    else:
        yield from _each(list(of_kind(Kind.UNSPECIFIED, silences(operation)))[:3], contexts[:1])
    if depth.combinations:
        yield from combinations(operation, values)
    else:
        # The example and the request with every member are controls; two ordinary combinations stand for the others.
        for number, control in enumerate(controls(operation, values)[-2:], 1):
            clause = "request.combination"
            yield replace(
                control,
                id=f"{clause}/pair-{number}",
                clause=clause,
                change="a combination of valid members",
                kind=Kind.VALID,
            )
        # The example twice more, after requests that set other members: what leaks from them shows.
        example, full = contexts[:2]
        yield from (_again(example, 2), _again(full, 2), _again(example, 3))


def forged(operation: Operation, values: Mapping[str, str], depth: Depth) -> Iterator[Case]:
    """The cases with a wrong signature, for a target that demands signed requests."""
    contexts = controls(operation, values)[: depth.contexts]
    for clause, group in _by_clause(of_kind(Kind.FORGERY, forgeries())).items():
        yield from _rotated(clause, group, contexts, depth)


def _by_clause(mutations: Iterable[Mutation]) -> dict[str, list[Mutation]]:
    found: dict[str, list[Mutation]] = defaultdict(list)
    for mutation in mutations:
        found[mutation.clause].append(mutation)
    return found


def _each(mutations: Sequence[Mutation], contexts: Sequence[Case]) -> Iterator[Case]:
    """Every mutation on every control that it fits, where it changes anything."""
    for mutation in mutations:
        for control in contexts:
            if mutation.fits(control.request):
                case = mutation.of(control)
                if case.request != control.request:
                    yield case


def _first_of_each(mutations: Sequence[Mutation], contexts: Sequence[Case]) -> Iterator[Case]:
    for group in _by_clause(mutations).values():
        yield from list(_each(group[:1], contexts))[:1]


def _rotated(clause: str, mutations: Sequence[Mutation], contexts: Sequence[Case], depth: Depth) -> Iterator[Case]:
    """Each mutation on several controls in turn, and on until enough requests break the clause."""
    fitting = [[control for control in contexts if mutation.fits(control.request)] for mutation in mutations]
    total = max(depth.rounds * len(mutations), depth.least)
    if clause.startswith(("request.path", "request.method")):
        total = len(mutations)
    seen: dict[str, int] = defaultdict(int)
    for number in range(total):
        index, turn = number % len(mutations), number // len(mutations)
        choices = fitting[index]
        # The first turn stays with the plainest controls, so that a report shows the plainest request.
        control = choices[number % min(2, len(choices))] if turn == 0 else choices[(number + turn) % len(choices)]
        case = mutations[index].of(control)
        seen[case.id] += 1
        yield case if seen[case.id] == 1 else replace(case, id=f"{case.id}#{seen[case.id]}")


def _repeated(operation: Operation, contexts: Sequence[Case], repeats: int) -> Iterator[Case]:
    """Identical requests, again and again: valid ones, and ones on which the documentation is silent.

    In turn, so that a request which sets nothing follows one that sets everything: what leaks from it shows.
    """
    silent = {mutation.name: mutation for mutation in silences(operation)}
    often = ("null-", "empty-", "duplicate-", "equal-", "number-over-32", "number-integral-float")
    names = [name for name in silent if name == "unknown-member" or name.startswith(often)]
    chosen = [*(silent[name].of(contexts[0]) for name in names), *reversed(contexts[:3])]
    # Every control once more, after other ones than before: what only some requests get from others shows, too.
    yield from (_again(case, 2) for case in reversed(contexts[3:]))
    yield from (_again(case, turn) for turn in range(2, repeats + 1) for case in chosen)


def _again(case: Case, turn: int) -> Case:
    """The same request as another case."""
    return replace(case, id=f"{REPEATABLE}/{case.name}#{turn}", clause=REPEATABLE, kind=Kind.REPEAT)
