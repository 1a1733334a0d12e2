"""Shards: the parts in which several machines verify one target, each clause whole on one of them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache
from itertools import chain

from conformance.engine.planning.parameters import values_of
from conformance.engine.settings import Settings
from spec.clauses import clause_ids
from spec.clauses.catalogue import catalogue
from spec.clauses.checks import SEQUENCE
from spec.clauses.clause import Clause
from spec.operation import Operation
from strategies.depths import DEPTHS, among
from strategies.plan import deterministic, forged
from strategies.request import Case, Kind

# What sequences cost beside single requests, roughly: those that are fixed, those of two clients, a drawn one.
_FIXED, _CLIENTS, _DRAWN = 150, 60, 12
_TOGETHER = "sequences"
# What only several answers together decide; every other clause without requests of its own is decided answer by answer.
_SEVERAL = frozenset({"unique", "isolated"})
_EVERY = 0

Chosen = Callable[[str], bool]


def chosen(settings: Settings, selected: Collection[str] | None = None) -> Chosen:
    """Whether a clause, by its id, is verified: it is selected, and no other shard verifies it.

    Args:
        settings: of the run.
        selected: the ids of the clauses that are verified; None for those that the settings select.
    """
    wanted = settings.selects if selected is None else selected.__contains__
    if settings.shard is None:
        return wanted
    number, shares = settings.shard.number, owners(settings)
    return lambda clause: wanted(clause) and shares.get(clause) in (_EVERY, number)


def owners(settings: Settings) -> Mapping[str, int]:
    """The number of the shard on which each selected clause is, by its id; empty where the run has no shards.

    The clauses with the most requests are dealt out first, each to the shard that has the fewest so far. The count
    depends neither on what is drawn nor on the target. Clauses on sequences stay together. A clause that the answers to
    other clauses' requests decide, one by one, has the number 0: every shard judges it on its own answers.
    """
    return {} if settings.shard is None else _dealt(settings, settings.shard.count)


@lru_cache(maxsize=8)
def _dealt(settings: Settings, count: int) -> Mapping[str, int]:
    weights = _weights(settings)
    units: dict[str, list[str]] = {}
    for clause in _clauses(settings):
        units.setdefault(_TOGETHER if SEQUENCE in clause.checks else clause.id, []).append(clause.id)
    found = {
        clause.id: _EVERY
        for clause in _clauses(settings)
        if not weights[clause.id] and clause.check not in _SEVERAL and SEQUENCE not in clause.checks
    }
    for alone in found:
        units.pop(alone, None)
    loads = [0] * count
    # The sort is stable: units of one weight keep the order of the catalogue.
    for unit, clauses in sorted(units.items(), key=lambda item: -weights[item[0]]):
        least = loads.index(min(loads))
        loads[least] += weights[unit]
        found.update(dict.fromkeys(clauses, least + 1))
    return found


def _clauses(settings: Settings) -> list[Clause]:
    return [clause for clause in catalogue(settings.source, settings.operation or ()) if settings.selects(clause.id)]


def _weights(settings: Settings) -> Counter[str]:
    """About how many requests are about each clause, and about those on sequences together."""
    depth, found = DEPTHS[settings.depth], Counter({_TOGETHER: _FIXED})
    found[_TOGETHER] += _CLIENTS * depth.clients + _DRAWN * depth.sequences
    examples = depth.examples if settings.examples is None else settings.examples
    for operation in settings.operations:
        own = _fixed(settings, operation)
        body = [clause for clause in own if clause_ids.on_request_body(operation.local(clause))]
        # Half of what is drawn is valid, and the rest breaks one clause or another.
        own[operation.clause_id(clause_ids.COMBINATION)] += examples // 2
        for clause in body:
            own[clause] += examples // 2 // len(body)
        found += own
    return found


def _fixed(settings: Settings, operation: Operation) -> Counter[str]:
    """How many requests of every run are about each clause of an operation, without the controls."""
    values, several = values_of(settings, operation), len(settings.operations)
    depth = among(settings.depth, several)
    forgeries = forged(operation, values, depth, several) if settings.signed else ()
    cases = chain(deterministic(operation, values, depth), forgeries)
    return Counter(case.clause for case in cases if case.kind is not Kind.CONTROL)


def digests(cases: Iterable[Case], shares: Mapping[str, int]) -> dict[int, str]:
    """What tells whether two machines plan the same requests: a digest of the cases of each shard, in their order.

    Args:
        cases: of a plan; those that are about no clause of a shard do not count.
        shares: the shard of each clause, by its id.
    """
    found = {number: hashlib.sha256() for number in set(shares.values())}
    for case in cases:
        if case.kind is not Kind.CONTROL and case.clause in shares:
            found[shares[case.clause]].update(repr((case.id, case.request)).encode("utf-8", "surrogatepass"))
    return {number: digest.hexdigest() for number, digest in found.items()}
