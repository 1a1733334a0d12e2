"""The run of several operations: one for each, over the same target, and what may break it after everything else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial

from conformance.engine.conditions import Conditions, Step
from conformance.engine.permission import consent
from conformance.engine.planning.left_out import Asked
from conformance.engine.planning.schedule import Schedule
from conformance.engine.preparation.offering import unoffered
from conformance.engine.preparation.preflight import Circumstances, Obstacle
from conformance.engine.preparation.provision import Provision
from conformance.engine.run import Run
from conformance.engine.sequences.running import Sequences
from conformance.engine.settings import Settings
from conformance.engine.stages.judging import Judge, Planted
from conformance.engine.stages.sending import Send
from conformance.oracle.oracle import Oracle
from conformance.wire.access import ignored_proxy
from spec.clauses.reason import Reason, Why
from spec.contract import load


def oracles(settings: Settings) -> dict[str, Oracle]:
    """The oracle of every operation of the contract, by its name."""
    contract = load(settings.source)
    return {name: Oracle.of(settings.source, settings.given, operation=name) for name in contract.operations}


@dataclass(frozen=True, slots=True, kw_only=True)
class Beyond:
    """What concerns several operations of a run together.

    Attributes:
        before: told the operation whose turn it is: what it overwrites is remembered.
        after: told the operation whose turn is over: what it has overwritten is put back.
        sequences: the sequences of these operations, whose optional members a target was asked about; None where none
            are wanted.
        asked: what it was asked, by operation.
        renewing: a way of sending that gives each case fresh values of its own before it is sent.
        missing: why what an operation works on could not be made, by its name, where a record says so.
        destroyed: the case that destroyed what an operation works on, by its name, where a record says so.
    """

    before: Callable[[str], None] = lambda _name: None
    after: Callable[[str], None] = lambda _name: None
    sequences: Callable[[tuple[str, ...], Mapping[str, Asked]], Sequences | None] = lambda _names, _asked: None
    asked: Mapping[str, Asked] = field(default_factory=dict)
    renewing: Callable[[Send], Send] = lambda send: send
    missing: Mapping[str, str] = field(default_factory=dict)
    destroyed: Mapping[str, str] = field(default_factory=dict)


_NOTHING = Beyond()


def provisions(settings: Settings, send: Send, keep: Send, conditions: Conditions) -> dict[str, Provision]:
    """What makes the things that the operations of a run work on, by the operation's name.

    Args:
        settings: of the run.
        send: sends a case; what it creates is deleted at once.
        keep: sends a case; what it creates is there until the end.
        conditions: under which the run takes place.
    """
    contract, known, allowed = load(settings.source), oracles(settings), consent.configurable(settings)
    return {
        operation.name: Provision(contract, known[operation.name], send, keep, allowed, conditions.pause)
        for operation in settings.operations
    }


def surroundings(provided: Mapping[str, Provision], creator: str) -> Mapping[str, str] | None:
    """The ids of something new in which an operation can make resources; none where all was sent before.

    Args:
        provided: what makes the things that operations work on, by the operation's name.
        creator: the name of the operation.
    """
    return provided[creator].around() if creator in provided else {}


@contextmanager
def turn(name: str, beyond: Beyond, provided: Mapping[str, Provision]) -> Iterator[None]:
    """Meanwhile requests of an operation may be sent: what they overwrite is remembered, and put back at the end."""
    beyond.before(name)
    try:
        yield
    finally:
        restored(name, beyond, provided)


def restored(name: str, beyond: Beyond, provided: Mapping[str, Provision]) -> None:
    """Put back what an operation has overwritten; what was put there for others is gone with it."""
    beyond.after(name)
    for provision in provided.values():
        provision.unconfigured()


class Operations:
    """The runs of the operations that are verified.

    Attributes:
        runs: by the operation's name, in the contract's order.
        sequences: what sequences of their requests showed; None where none were played.
    """

    def __init__(
        self,
        settings: Settings,
        schedules: Mapping[str, Schedule],
        send: Send,
        provided: Mapping[str, Provision],
        conditions: Conditions,
        beyond: Beyond = _NOTHING,
    ) -> None:
        """Prepare.

        Args:
            settings: of the run.
            schedules: what is sent, by the operation's name.
            send: sends a case of an operation that needs nothing to work on.
            provided: what makes the things that an operation works on, by its name; empty where all was sent before.
            conditions: under which the runs take place.
            beyond: what concerns several operations together.
        """
        self.sequences: Sequences | None = None
        self._beyond = beyond
        self._provisions = provided
        known, planted = oracles(settings), Planted()
        self._operations = {name: oracle.operation for name, oracle in known.items()}
        self.runs: dict[str, Run] = {}
        for name, plan in schedules.items():
            provision = provided.get(name)
            own = replace(conditions, stop=self._stopping(conditions))
            once = partial(next, iter([beyond.destroyed.get(name, "")]), "")
            own = replace(own, apart=once if provision is None else provision.apart)
            sending = beyond.renewing(send if provision is None else provision.exchange)
            self.runs[name] = Run(Judge(known[name], planted=planted), plan, sending, own)

    def steps(self) -> Iterator[Step]:
        """Take every schedule through the stages; a step for every turn."""
        total = sum(run.size for run in self.runs.values())
        before = 0
        for name, run in self.runs.items():
            self._beyond.before(name)
            for step in run.turns():
                yield replace(step, done=before + step.done, total=total)
            self._restore(name)
            if run.mixes:
                for other in self.runs.values():
                    other.concurrency = 1
            before += run.size
            self._explain(name, run)
            if run.obstacle is not None and run.obstacle.unreachable:
                return
        self._gather()
        yield from self._played(total)
        for name, run in self.runs.items():
            for step in run.dangers():
                yield replace(step, done=total, total=total)
            self._restore(name)

    def _played(self, total: int) -> Iterator[Step]:
        """Play sequences of the operations that the target offers, once each of them has been judged by itself."""
        offered = tuple(name for name, run in self.runs.items() if _is_played(run))
        self.sequences = self._beyond.sequences(offered, self._beyond.asked) if len(offered) > 1 else None
        if self.sequences is None:
            return
        for name in self.sequences.run():
            yield Step(clause=name, done=total, total=total)
        for provision in self._provisions.values():
            provision.forget()
        for name in offered:
            self._restore(name)

    def _restore(self, name: str) -> None:
        restored(name, self._beyond, self._provisions)

    def _explain(self, name: str, run: Run) -> None:
        """Where what an operation works on could not be made, that is what stands in its way."""
        provision = self._provisions.get(name)
        sentence, why = self._beyond.missing.get(name, ""), Why.NOT_CREATED
        if provision and provision.problem:
            sentence, why = f"{provision.problem}.", Why.BUDGET if provision.spent else why
        if sentence and not run.judge.responses.accepted:
            run.obstacle = Obstacle(why=why, sentence=sentence)
            run.statistics.clear()

    def _gather(self) -> None:
        """Tell of all operations that are not offered in one sentence."""
        accepted = [name for name, run in self.runs.items() if run.judge.responses.accepted]
        obstacles = {name: run.obstacle for name, run in self.runs.items() if run.obstacle is not None}
        for name, obstacle in unoffered(self._operations, obstacles, accepted).items():
            self.runs[name].obstacle = obstacle

    def _stopping(self, conditions: Conditions) -> Callable[[], Reason | None]:
        """Why a run is to end: it is told to, or another one found the target broken."""
        return lambda: conditions.stop() or next((run.ended for run in self.runs.values() if run.ended), None)


def _is_played(run: Run) -> bool:
    """Whether sequences of an operation tell something: the target offers it, and its answers follow the requests."""
    return run.judge.responses.accepted and run.obstacle is None and not run.ended


def circumstances(settings: Settings, url: str) -> Circumstances:
    """What the preflight's sentences need to know of a run."""
    options = {name: option for option, name in load(settings.source).options.items()}
    named = [
        f"--{options[name]} {value}" if name in options else f"--parameter {name}={value}"
        for name, value in settings.given.items()
    ]
    proxy = "" if settings.proxy or settings.loopback else ignored_proxy()
    return Circumstances(
        url=url,
        signed=settings.signed,
        identity=" ".join(named) or "the path",
        proxy=proxy,
    )
