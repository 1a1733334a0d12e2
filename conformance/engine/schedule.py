"""The schedule of a run: what is sent, in which order, and what only bears witness."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from conformance.engine.case_cache import kept
from conformance.engine.settings import Settings
from conformance.oracle.expectation import Expectation
from conformance.oracle.oracle import Oracle
from spec.contract import load
from strategies.controls import is_control
from strategies.plan import DEPTHS, deterministic, forged, precedence
from strategies.request import Case, Hazard, Kind, Request

ROBUSTNESS = "request.robustness"
_COMBINATION = "request.combination"
# So many requests for resources that do not exist tell how the target answers them.
_UNKNOWN = 3
# So many plain violations tell whether the target refuses anything at all.
_WITNESSES = 5
_PLAIN = (".required", ".type")


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Every case of a run, in the order in which they are sent.

    Attributes:
        controls: the plain, valid requests that everything else is compared with.
        witnesses: plain violations: they show whether the target discriminates, whatever is selected.
        cases: the other cases, clause by clause.
        hazards: what may break a target; these come last, and a control follows each.
        unknown: requests for resources that plainly do not exist; sent when their answers are needed.
    """

    controls: tuple[Case, ...] = ()
    witnesses: tuple[Case, ...] = ()
    cases: tuple[Case, ...] = ()
    hazards: tuple[Case, ...] = ()
    unknown: tuple[Case, ...] = ()

    @property
    def all(self) -> tuple[Case, ...]:
        """Everything that is sent in any case, in order."""
        return (*self.controls, *self.witnesses, *self.cases, *self.hazards)

    def __len__(self) -> int:
        return len(self.controls) + len(self.witnesses) + len(self.cases) + len(self.hazards)


def schedule(settings: Settings, selected: Collection[str] | None = None) -> Schedule:
    """The schedule that the settings ask for; the same settings give the same requests, byte for byte.

    Args:
        settings: of the run.
        selected: the ids of the clauses that are verified; None for those that the settings select.
    """
    oracle = Oracle.of(settings.edition, settings.given)
    chosen = settings.selects if selected is None else selected.__contains__
    return arranged(_cases(settings), oracle.expect, chosen, safe=settings.safe)


def arranged(
    cases: Iterable[Case],
    expect: Callable[[Request], Expectation],
    chosen: Callable[[str], bool] = lambda _clause: True,
    *,
    safe: bool = False,
) -> Schedule:
    """Cases in the order of a run.

    Args:
        cases: in any order.
        expect: what the documentation allows as an answer to a request.
        chosen: whether a clause, by its id, is verified.
        safe: only cases that a target must refuse.
    """
    every = [_turned(case, expect) for case in cases]
    unknown = [case for case in every if case.kind is Kind.UNKNOWN and case.clause.endswith(".status")][:_UNKNOWN]
    if safe:
        every, unknown = list(_harmless(every, expect)), []
    controls = [case for case in every if is_control(case)]
    others = [case for case in every if not is_control(case)]
    wanted = sorted((case for case in others if chosen(case.clause)), key=lambda case: precedence(case.clause))
    sent = {case.id for case in wanted}
    return Schedule(
        controls=tuple(controls),
        witnesses=tuple(case for case in _witnesses(others) if case.id not in sent),
        cases=tuple(case for case in wanted if not _hazardous(case, expect)),
        hazards=tuple(sorted((case for case in wanted if _hazardous(case, expect)), key=lambda case: case.hazard)),
        unknown=tuple(unknown),
    )


def _turned(case: Case, expect: Callable[[Request], Expectation]) -> Case:
    """A foreign or drawn case in the turn of the clause that it breaks by the oracle."""
    if case.clause != ROBUSTNESS or case.kind is not Kind.FOREIGN:
        return case
    expectation = expect(case.request)
    breaches = expectation.binding or expectation.breaches
    if len(breaches) == 1 and expectation.known and not expectation.any_answer:
        return replace(case, clause=breaches[0].clause)
    return replace(case, clause=_COMBINATION) if expectation.valid else case


def _hazardous(case: Case, expect: Callable[[Request], Expectation]) -> bool:
    """Whether a request may break a careless target."""
    if case.hazard is not Hazard.NONE:
        return True
    return case.clause == ROBUSTNESS and not expect(case.request).valid


def _witnesses(cases: Iterable[Case]) -> list[Case]:
    """A handful of plain violations, each of another clause."""
    found: dict[str, Case] = {}
    for case in cases:
        if case.control is not None and case.clause.startswith("request.body.") and case.clause.endswith(_PLAIN):
            found.setdefault(case.clause, case)
        if len(found) == _WITNESSES:
            break
    return list(found.values())


def _harmless(cases: Iterable[Case], expect: Callable[[Request], Expectation]) -> Iterator[Case]:
    """The cases that a target must refuse, without their controls, which would create something."""
    for case in cases:
        expectation = expect(case.request)
        if expectation.breaches and not any(expectation.allows(status) for status in (200, 201, 202)):
            yield replace(case, control=None)


def _cases(settings: Settings) -> Iterator[Case]:
    operation, depth = load(settings.edition).operation, DEPTHS[settings.depth]
    values = {operation.parameter.name: settings.connector}
    fixed = list(deterministic(operation, values, depth))
    yield from fixed
    if settings.signed:
        yield from forged(operation, values, depth)
    examples = depth.examples if settings.examples is None else settings.examples
    if examples:
        arguments = (settings.edition, settings.connector, settings.seed, examples, depth.schemathesis)
        yield from kept(operation, arguments, fixed[0], lambda: _drawn(settings, examples, depth.schemathesis))


def _drawn(settings: Settings, examples: int, schemathesis: int) -> Iterator[Case]:
    # Imported late: loading Hypothesis and Schemathesis takes longer than a whole smoke run.
    from strategies.drawing.generated import generated  # noqa: PLC0415 - see above
    from strategies.drawing.schemathesis_cases import schemathesis_cases  # noqa: PLC0415 - see above

    operation = load(settings.edition).operation
    values = {operation.parameter.name: settings.connector}
    yield from generated(operation, values, count=examples, seed=settings.seed)
    yield from schemathesis_cases(operation, values, count=schemathesis, seed=settings.seed)
