"""The schedule of a run: what is sent, in which order, and what only bears witness."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice, takewhile
from types import MappingProxyType

from conformance.engine.permission.sparing import Names, consumes, spared
from conformance.engine.planning.case_cache import kept
from conformance.engine.planning.case_file import Shelf, Shelved
from conformance.engine.planning.drawing import Drawing, drawn
from conformance.engine.planning.left_out import Asked
from conformance.engine.planning.parameters import fixed, values_of
from conformance.engine.planning.parents import names, second
from conformance.engine.planning.shards import chosen as verified
from conformance.engine.settings import Settings
from conformance.errors import usable
from conformance.oracle.oracle import Oracle
from spec.clauses import clause_ids
from spec.contract import load
from spec.operation import Operation
from strategies.adapting.narrowing import narrowed
from strategies.adapting.pinning import Pins, pinned
from strategies.controls import additions, is_control, omissions
from strategies.depths import among
from strategies.drawing.over import OverError
from strategies.places import other_ids
from strategies.plan import deterministic, forged, precedence
from strategies.request import Case, Hazard, Kind

# So many requests for resources that do not exist tell how the target answers them.
_UNKNOWN = 3
# So many plain violations tell whether the target refuses anything at all.
_WITNESSES = 5
_PLAIN = (".required", ".type")
_NOTHING = Asked()


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Every case of a run, in the order in which they are sent.

    Attributes:
        controls: the plain, valid requests that everything else is compared with.
        witnesses: plain violations: they show whether the target discriminates, whatever is selected.
        cases: the other cases, clause by clause.
        hazards: what may break a target; these come last, and what is accepted after one shows that it did no harm.
        unknown: requests for resources that plainly do not exist; sent when their answers are needed.
        plain: all of the plain violations, those among the cases too; sent early where their answers are needed.
    """

    controls: tuple[Case, ...] = ()
    witnesses: tuple[Case, ...] = ()
    cases: Sequence[Case] = ()
    hazards: tuple[Case, ...] = ()
    unknown: tuple[Case, ...] = ()
    plain: tuple[Case, ...] = ()

    @property
    def all(self) -> tuple[Case, ...]:
        """Everything that is sent in any case, in order."""
        return tuple(self)

    def __iter__(self) -> Iterator[Case]:
        yield from chain(self.controls, self.witnesses, self.cases, self.hazards)

    def __len__(self) -> int:
        return len(self.controls) + len(self.witnesses) + len(self.cases) + len(self.hazards)


def schedules(
    settings: Settings,
    selected: Collection[str] | None = None,
    asked: Mapping[str, Asked] = MappingProxyType({}),
    over: Callable[[], bool] = lambda: False,
) -> dict[str, Schedule]:
    """The schedule of every operation that is verified, by its name; see `schedule`.

    Args:
        settings: of the run.
        selected: the ids of the clauses that are verified; None for those that the settings select.
        asked: what the target was asked about optional members, by operation.
        over: whether the run has ended, so that nothing more need be drawn.
    """
    return {
        operation.name: schedule(settings, selected, operation, asked.get(operation.name, _NOTHING), over)
        for operation in settings.operations
    }


def schedule(
    settings: Settings,
    selected: Collection[str] | None = None,
    operation: Operation | None = None,
    asked: Asked = _NOTHING,
    over: Callable[[], bool] = lambda: False,
) -> Schedule:
    """The schedule that the settings ask for; the same settings give the same requests, byte for byte.

    Args:
        settings: of the run.
        selected: the ids of the clauses that are verified; None for those that the settings select.
        operation: the operation; the first of those that are verified without one.
        asked: what the target was asked about its optional members.
        over: whether the run has ended, so that nothing more need be drawn.
    """
    wanted = verified(settings, selected)
    own = operation or settings.operations[0]
    oracle = Oracle.of(settings.source, settings.given, operation=own.name)
    # A request that is meant to name nothing must not name the second parent by chance.
    strange = set(second(settings).values())
    with usable(settings.source):
        every = _cases(settings, own, asked, over)
        cases = (case for case in every if not any(names(case.request, one) for one in strange))
        return arranged(cases, oracle, wanted, safe=settings.safe)


def arranged(
    cases: Iterable[Case],
    oracle: Oracle,
    chosen: Callable[[str], bool] = lambda _clause: True,
    *,
    safe: bool = False,
) -> Schedule:
    """Cases in the order of a run.

    Args:
        cases: of one operation, in any order.
        oracle: of that operation.
        chosen: whether a clause, by its id, is verified.
        safe: only cases that a target must refuse.
    """
    # Not every operation has every clause: one without a body has none on the integrity of the body.
    every = (_turned(case, oracle) for case in cases if case.clause in oracle.catalogue)
    controls: list[Case] = []
    planned: list[Case] = []
    hazards: list[Case] = []
    turns: list[tuple[int, Case | int]] = []
    shelf = Shelf()
    for case in _harmless(every, oracle) if safe else every:
        if is_control(case):
            controls.append(case)
            continue
        if not case.drawn:
            planned.append(case)
        if not chosen(case.clause):
            continue
        if _hazardous(case, oracle):
            hazards.append(case)
        else:
            turns.append((_place(case, oracle), shelf.put(case) if case.drawn else case))
    sent = {case.id for case in planned if chosen(case.clause)}
    unknown = [case for case in planned if case.clause == oracle.operation.missing and case.kind is Kind.UNKNOWN]
    turns.sort(key=lambda turn: turn[0])
    plain = tuple(_plain(planned, oracle))
    return Schedule(
        controls=tuple(controls),
        witnesses=tuple(case for case in plain if case.id not in sent),
        cases=Shelved(shelf, tuple(item for _, item in turns)),
        hazards=tuple(sorted(hazards, key=lambda case: (case.hazard, _place(case, oracle)))),
        unknown=() if safe else _plainly_unknown(unknown, oracle.operation),
        plain=() if safe else plain,
    )


def _plainly_unknown(cases: Iterable[Case], operation: Operation) -> tuple[Case, ...]:
    """A few requests for each id of the path that plainly names nothing: by ids like the known one, and by others."""
    found: dict[str, list[Case]] = {}
    for case in cases:
        found.setdefault(next(iter(other_ids(operation, case)), ""), []).append(case)
    few = (dict.fromkeys((*kept[:_UNKNOWN], *kept[-_UNKNOWN:])) for kept in found.values())
    return tuple(chain.from_iterable(few))


def _place(case: Case, oracle: Oracle) -> int:
    return precedence(oracle.operation.local(case.clause))


def _turned(case: Case, oracle: Oracle) -> Case:
    """A case that another tool has drawn, in the turn of the clause that it breaks by the oracle."""
    if case.kind is not Kind.FOREIGN:
        return case
    expectation = oracle.expect(case.request)
    breaches = expectation.binding or expectation.breaches
    if len(breaches) == 1 and expectation.known and not expectation.any_answer:
        return replace(case, clause=breaches[0].clause)
    combination = oracle.operation.clause_id(clause_ids.COMBINATION)
    # Where nothing can be combined there is no such clause: no part of a run would send the case.
    return replace(case, clause=combination) if expectation.valid and combination in oracle.catalogue else case


def _hazardous(case: Case, oracle: Oracle) -> bool:
    """Whether a request may break a target."""
    if case.hazard is not Hazard.NONE:
        return True
    robustness = oracle.operation.clause_id(clause_ids.ROBUSTNESS)
    return case.clause == robustness and not oracle.expect(case.request).valid


def _plain(cases: Sequence[Case], oracle: Oracle) -> list[Case]:
    """A handful of plain violations, each of another clause: of the body, or else of parameters and by unknown ids."""
    body: dict[str, Case] = {}
    beside: dict[str, Case] = {}
    for case in cases:
        local = oracle.operation.local(case.clause)
        found = body if clause_ids.on_request_body(local) else beside if clause_ids.on_parameter(local) else None
        if found is None or case.clause in found or not local.endswith(_PLAIN):
            continue
        if case.control is not None and _is_refused(case, oracle):
            found[case.clause] = case
        if len(body) == _WITNESSES:
            break
    unknown = (case for case in cases if case.kind is Kind.UNKNOWN)
    return list(islice(body.values() or chain(islice(beside.values(), _UNKNOWN), unknown), _WITNESSES))


def _is_refused(case: Case, oracle: Oracle) -> bool:
    """Whether a target must refuse a case."""
    expectation = oracle.expect(case.request)
    return bool(expectation.breaches) and not any(expectation.allows(status) for status in range(200, 300))


def _harmless(cases: Iterable[Case], oracle: Oracle) -> Iterator[Case]:
    """The cases that a target must refuse, without their controls, which would create something."""
    return (replace(case, control=None) for case in cases if _is_refused(case, oracle))


def _cases(settings: Settings, whole: Operation, asked: Asked, over: Callable[[], bool]) -> Iterator[Case]:
    """The cases of an operation that leave the user's own values as they are, and what a target elsewhere has."""
    pins = Pins(whole, fixed(settings, whole))
    named = settings.named.keys()
    planned = filter(pins.kept_by, _planned(settings, whole, asked, over))
    kept = (case for case in planned if not consumes(case.request, whole, named))
    if settings.loopback:
        return kept
    known = [pinned(item, settings.given) for item in load(settings.source).operations.values()]
    names = Names.of(settings)
    return (case for case in kept if not spared(case.request, known, names))


def _planned(settings: Settings, whole: Operation, asked: Asked, over: Callable[[], bool]) -> Iterator[Case]:
    operation = pinned(narrowed(whole, asked.left_out, asked.needed), fixed(settings, whole))
    depth, values = among(settings.depth, len(settings.operations)), values_of(settings, operation)
    plain = list(deterministic(operation, values, depth))
    yield from plain
    yield from additions(whole, values, [label for label, item in asked.left_out.items() if item.crashes])
    yield from omissions(operation, values, asked.needed)
    if settings.signed:
        yield from forged(operation, values, depth, len(settings.operations))
    examples = depth.examples if settings.examples is None else settings.examples
    if examples and not over():
        arguments = (
            operation.name,
            sorted(values.items()),
            settings.seed,
            examples,
            depth.schemathesis,
            [sorted(asked.left_out), *asked.needed],
        )
        drawing = Drawing(
            operation=operation, values=values, seed=settings.seed, examples=examples, foreign=depth.schemathesis
        )
        found = drawn(drawing, plain[0], over)
        cases = found if settings.no_cache else kept(operation, arguments, plain[0], lambda: found)
        # Drawing may take longer than sending: what a run that is over has not drawn would not be sent.
        with contextlib.suppress(OverError):
            yield from takewhile(lambda _case: not over(), cases)
