"""One run of the suite against one target: opens it, verifies clause by clause, cleans up, and yields its part."""

from __future__ import annotations

import contextlib
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from conformance.engine import schedule as cases
from conformance.engine.findings import Presenter, part_of, place
from conformance.engine.recording import Recorder
from conformance.engine.result import Part
from conformance.engine.settings import Settings
from conformance.engine.statistics import ClauseStatistics
from conformance.engine.target import Target, reach
from conformance.engine.verifier import Verifier
from conformance.errors import UnreachableError
from conformance.oracle.expectation import BUSY
from conformance.oracle.judge import Oracle
from conformance.resources.tracker import custody
from conformance.wire.exchange import Exchange, Failure
from spec.clause import Clause, Level
from spec.status import Status
from strategies.controls import is_control
from strategies.plan import Plan

# An answer within this many seconds is quick: waiting for it costs less than threads do.
_QUICK = 0.01
_MOST_AT_ONCE = 16


class Run:
    """A run that is under way.

    Attributes:
        settings: what was asked for.
        target: the target, reachable.
        plan: every case, in order.
        problem: why nothing can be verified, or "".
    """

    def __init__(self, settings: Settings, target: Target, plan: Plan) -> None:
        self.settings = settings
        self.target = target
        self.plan = plan
        self.problem = ""
        self._recorder = Recorder()
        self._early: list[Exchange] = []
        oracle = Oracle.of(settings.edition, settings.connector)
        self._custody = custody(settings, target, oracle)
        self._verifier = Verifier(
            oracle, plan, self._custody.exchange, concurrency=settings.concurrency or 1, done=self._done
        )
        self._presenter = Presenter(target)
        self._begun = False

    def _done(self, exchange: Exchange) -> None:
        self._recorder.add(exchange)
        if not self._begun:
            self._early.append(exchange.brief)

    def preflight(self) -> None:
        """Send the controls; where none is accepted, say in `problem` what is most likely wrong.

        Raises:
            UnreachableError: nothing answers.
        """
        controls = [case for case in self.plan.cases if is_control(case)]
        self._verifier.run(controls[:1] or self.plan.cases[:1])
        first = self._early[0].outcome
        if isinstance(first, Failure) and first.kind in {"unreachable", "tls"}:
            self.problem = f"{self.target.url} does not answer: {first.detail}."
            raise UnreachableError(self.problem, _hint(first))
        self._verifier.run(controls)
        self._begun = True
        self._hurry()
        if not controls:
            return
        self.problem = _problem(self._early, self.settings)

    def _hurry(self) -> None:
        """Where answers are slow and nothing else is asked for, have several requests under way at once."""
        if self.settings.concurrency is None and self.settings.rate is None:
            latency = statistics.median(exchange.elapsed for exchange in self._early)
            several = min(_MOST_AT_ONCE, int(latency / _QUICK))
            if several > 1:
                self._verifier.concurrency = several

    def check(self, clause: Clause) -> None:
        """Verify one clause and report it to pytest: fail, skip (inconclusive) or warn (SHOULD)."""
        if self.problem:
            pytest.skip(self.problem)
        tally = self._verifier.verify(clause.id)
        if tally.count.status is Status.FAIL:
            message = _message(clause, tally)
            if clause.level is Level.MUST or self.settings.strict:
                pytest.fail(message, pytrace=False)
            pytest.xfail(message)
        if tally.count.status is Status.INCONCLUSIVE:
            pytest.skip(tally.count.left_open(place(self._verifier.stopped)))

    def close(self) -> None:
        """Delete what is left and release the connections."""
        self._custody.close()
        self.target.close()

    def part(self) -> Part:
        """What this run found out."""
        return replace(
            part_of(self._verifier, self._presenter, self._recorder),
            leaked=self._custody.leaked,
            throttling=self.target.throttling(),
            problem=self.problem,
        )


@contextlib.contextmanager
def start(settings: Settings) -> Iterator[Run]:
    """A run against its target, of which nothing has been sent yet: `Run.preflight` comes first."""
    with reach(settings) as target:
        run = Run(settings, target, cases.plan(settings))
        try:
            yield run
        finally:
            run.close()


def _hint(failure: Failure) -> str:
    if failure.kind == "tls":
        return "Set SSL_CERT_FILE to the authority that signed its certificate."
    return "Start the target, or check the host and the port."


def _problem(early: Sequence[Exchange], settings: Settings) -> str:
    """The most likely mistake where every plain, valid request met with the same refusal."""
    statuses = {exchange.answer.status if exchange.answer else 0 for exchange in early}
    if statuses <= {401, 403}:
        auth = "the credentials" if settings.signed else "unsigned requests; try --auth sigv4"
        return f"The target refuses {auth} (answered {', '.join(map(str, sorted(statuses)))})."
    if statuses == {404}:
        return (
            f"The target does not know the path or the connector {settings.connector!r} (answered 404): "
            "check --voice-connector-id and the path of --target."
        )
    if statuses <= {0, *BUSY}:
        details = [exchange.failure.detail for exchange in early if exchange.failure is not None]
        if details:
            return f"The target gave no usable answer to any plain request: {details[0]}."
        return "The target put off every plain request, even after waiting."
    return ""


def _message(clause: Clause, tally: ClauseStatistics) -> str:
    """One failure for the terminal: the clause, the place, the first case, expected and actual."""
    first = tally.evidence[0]
    times = "" if first.failures == first.tries else f" ({first.failures} of {first.tries} identical requests)"
    lines = (
        f"{clause.level} {clause.sentence}  [{clause.place}]",
        f"  case      {first.exchange.case.id}",
        f"  change    {first.exchange.case.change}" if first.exchange.case.change else "",
        f"  expected  {first.judgement.expected}",
        f"  actual    {first.judgement.actual}{times}",
        f"  failing   {tally.count.failures} of {tally.count.judged} exchanges",
    )
    return "\n".join(line for line in lines if line)
