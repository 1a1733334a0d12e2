"""Turns what was found out into the record's findings: in plain words, with a command that repeats it."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from conformance.engine.operations import Operations
from conformance.engine.recordings.recording import Recorder
from conformance.engine.results.entailed import entailed
from conformance.engine.results.result import Result, merged
from conformance.engine.run import Run
from conformance.engine.sequences.curl_script import Line, script
from conformance.engine.sequences.playing import Failure
from conformance.engine.sequences.running import Sequences
from conformance.engine.stages.statistics import Count, Evidence, place
from conformance.engine.target import Target
from conformance.oracle.answer.documents import parse
from conformance.oracle.judgement import follows
from conformance.oracle.observations import Observed
from conformance.wire.exchange import Exchange
from conformance.wire.showing.reproduce import Destination, commands
from conformance.wire.showing.shell import NO_NAMES
from conformance.wire.showing.transcript import outcome_message, request_message
from reports.run.finding import Finding, Message, Step
from reports.run.record import Observation
from spec.clauses.checks import SEQUENCE
from spec.clauses.clause import Clause
from spec.relations.expressions import find
from strategies.bindings import bound
from strategies.request import Case, Request

# So many findings of a clause are kept whole; of the others, what tells them apart and one command.
_WHOLE = 4
# Bytes of a body that tell a finding from others.
_READ = 300


class Presenter:
    """Presents the exchanges with one target."""

    def __init__(self, target: Target, sendable: Callable[[Case], bool] = lambda _case: True) -> None:
        """Prepare.

        Args:
            target: the target.
            sendable: whether a case has lines that send it again: one of a stranger's record may say anything.
        """
        self._target = target
        self._sendable = sendable

    def finding(self, clause: Clause, evidence: Evidence, breaks: Sequence[str] = ()) -> Finding:
        """One failing clause on one exchange, whose request breaks the clauses `breaks`."""
        exchange, judgement = evidence.exchange, evidence.judgement
        return Finding(
            clause=clause.id,
            level=clause.level,
            status=judgement.status,
            case=exchange.case.id,
            change=exchange.case.change,
            expected=judgement.expected,
            actual=judgement.actual,
            pointer=judgement.pointer,
            request=self._sent(exchange.request),
            response=outcome_message(exchange.outcome),
            control=self._sent(evidence.control.request) if evidence.control else None,
            reproduce=self._both(evidence.earlier, exchange) if evidence.earlier else self._lines(exchange),
            failures=evidence.failures,
            tries=evidence.tries,
            at=round(exchange.started_at + exchange.elapsed, 3),
            breaks=tuple(other for other in breaks if other != clause.id),
            sequence=(self._other(evidence.earlier, exchange),) if evidence.earlier else (),
        )

    def _both(self, other: Exchange, exchange: Exchange) -> dict[str, str]:
        """The command lines that send a case again with the one without which it would show nothing."""
        notes = (f"the {_which(other, exchange)}, {other.case.id}", f"this one, {exchange.case.id}")
        lines = zip(notes, (other, exchange), strict=True)
        at_once = other.overlaps(exchange)
        told = script([replace(self._line(one, {}), note=note) for note, one in lines], at_once=at_once)
        return {"script": told} if told else self._lines(exchange)

    def sequence(self, clause: Clause, failure: Failure, members: Mapping[str, tuple[str, ...]]) -> Finding:
        """One failing clause on a sequence.

        Args:
            clause: the clause.
            failure: how it did not hold.
            members: where the answers of operations that create have the new id, by the operation's name.
        """
        last = failure.sequence[-1]
        told = script([self._line(exchange, members) for exchange in failure.sequence])
        return Finding(
            clause=clause.id,
            level=clause.level,
            status=failure.judgement.status,
            case=last.case.id,
            change=_last(failure.sequence),
            expected=failure.judgement.expected,
            actual=failure.judgement.actual,
            pointer=failure.judgement.pointer,
            request=self._sent(last.request),
            response=outcome_message(last.outcome),
            reproduce={"script": told} if told else {},
            failures=failure.failures,
            tries=failure.tries,
            at=round(last.started_at + last.elapsed, 3),
            sequence=tuple(
                Step(
                    note=exchange.case.change,
                    request=self._sent(exchange.request),
                    response=outcome_message(exchange.outcome),
                )
                for exchange in failure.sequence
            ),
        )

    def _other(self, other: Exchange, exchange: Exchange) -> Step:
        """The exchange without which another one would show nothing."""
        return Step(
            note=f"The {_which(other, exchange)}, {other.case.id}, and its answer",
            request=self._sent(other.request),
            response=outcome_message(other.outcome),
        )

    def _sent(self, request: Request) -> Message:
        """A request as people read it; only what is shown is looked through for secrets."""
        return request_message(self._target.redactor.request(request))

    def _line(self, exchange: Exchange, members: Mapping[str, tuple[str, ...]]) -> Line:
        member = members.get(exchange.case.operation, ())
        made = find(parse(exchange.answer).document, member) if exchange.answer and member else None
        return Line(
            note=exchange.case.change,
            curl=lambda names: self._lines(exchange, names).get("curl", ""),
            made=made if isinstance(made, str) else "",
            member=member,
        )

    def _lines(self, exchange: Exchange, names: Mapping[str, str] = NO_NAMES) -> dict[str, str]:
        """The command lines that send a case again; what no common tool can send, the record itself can."""
        target = self._target
        destination = Destination(
            url=target.url,
            signed=target.signed,
            region=target.region,
            service=target.service,
            cli=target.contract.cli,
            operation=target.contract.operations.get(exchange.case.operation),
            access=target.access,
        )
        case = exchange.case
        found = commands(bound(case.request, exchange.bindings), destination, names) if self._sendable(case) else {}
        return found or {"replay": f"chime-conformance replay run.json --case {shlex.quote(case.id)}"}


def _which(other: Exchange, exchange: Exchange) -> str:
    return "request under way at the same time" if other.overlaps(exchange) else "earlier request"


def results_of(operations: Operations, presenter: Presenter, recorder: Recorder) -> Result:
    """What the runs of several operations found out, and what sequences of their requests did."""
    runs, sequences = operations.runs, operations.sequences
    found = merged({name: result_of(run, presenter, recorder) for name, run in runs.items()})
    if sequences is None:
        return found
    told = dict(entailed(runs, sequences))
    return replace(
        found,
        counts=_together(found.counts, sequences, told),
        findings=(
            *found.findings,
            *(
                presenter.sequence(sequences.clauses[name], failure, sequences.members)
                for name, failure in sequences.failures.items()
                if name not in told and not found.counts.get(name, Count()).failures
            ),
        ),
        observations=(*found.observations, *_clients(sequences, runs)),
        exchanges=found.exchanges + sequences.exchanges,
    )


def _clients(sequences: Sequences, runs: Mapping[str, Run]) -> Iterator[Observation]:
    """That no second client was tried, and why."""
    controls = (control.id for run in runs.values() for control in run.judge.responses.controls)
    if sequences.alone:
        case = next(controls, "")
        choices, cases = {sequences.alone: 1}, {sequences.alone: case}
        yield Observation(id="clients", question="two clients at once", choices=choices, case=case, cases=cases)


def _together(counts: Mapping[str, Count], sequences: Sequences, told: Mapping[str, str]) -> dict[str, Count]:
    """The counts of single requests and of sequences, which may show what a clause on one answer says as well.

    Args:
        counts: of single requests, by clause id.
        sequences: what sequences showed.
        told: the clauses whose failure follows from another one, with that one.
    """
    found = dict(counts)
    for name, count in sequences.counts.items():
        own = found.get(name)
        single = own is not None and SEQUENCE not in sequences.clauses[name].checks
        found[name] = replace(own, failures=own.failures + count.failures) if own is not None and single else count
    for name, cause in told.items():
        found[name] = replace(found[name], failures=0, withheld=follows(cause))
    return found


def result_of(run: Run, presenter: Presenter, recorder: Recorder) -> Result:
    """What a run found out, as plain data without secrets."""
    responses, prefix = run.judge.responses, run.judge.oracle.operation.prefix
    obstacle = run.obstacle
    return Result(
        counts={name: found.count for name, found in run.statistics.items()},
        findings=tuple(
            finding if number < _WHOLE else _truncated(finding)
            for name, found in run.statistics.items()
            for number, finding in enumerate(
                presenter.finding(run.judge.oracle.catalogue[name], evidence, _broken(run, evidence))
                for evidence in found.evidence
            )
        ),
        observations=tuple(_observation(seen, prefix) for seen in run.judge.profile.observations()),
        exchanges=run.exchanges,
        aimed=frozenset(run.aimed),
        latency=recorder.latency,
        timeline=recorder.timeline,
        canned=run.canned,
        violated=responses.violated,
        refused=run.discerns,
        problem=None if obstacle is None else obstacle.reason,
        deviation=obstacle is not None and obstacle.deviation,
        unreachable=obstacle is not None and obstacle.unreachable,
        stopped=place(run.stopped) if run.stopped else "",
        ended=run.ended,
    )


def _broken(run: Run, evidence: Evidence) -> tuple[str, ...]:
    """The clauses that the request of a failure breaks."""
    return tuple(breach.clause for breach in run.judge.expected(evidence.exchange).breaches)


def _truncated(finding: Finding) -> Finding:
    """A finding that says what was sent and what came back, and no more: the recording has the rest."""
    return replace(
        finding,
        request=_shortened(finding.request),
        response=_shortened(finding.response),
        control=None,
        reproduce=dict(list(finding.reproduce.items())[:1]),
    )


def _shortened(message: Message) -> Message:
    if len(message.body) <= _READ:
        return replace(message, headers=())
    return replace(message, headers=(), body=message.body[:_READ], truncated=True)


def _observation(seen: Observed, prefix: str) -> Observation:
    cases = dict(seen.cases)
    commonest = next(iter(seen.choices))
    return Observation(
        id=prefix + seen.id, question=seen.question, choices=dict(seen.choices), case=cases[commonest], cases=cases
    )


def _last(sequence: Sequence[Exchange]) -> str:
    """Which of the requests showed it: `the last of 3 requests: read`."""
    which = f"the last of {len(sequence)} requests" if len(sequence) > 1 else "the only request"
    return f"{which}: {sequence[-1].case.change}"
