"""Verification: the one way from settings to a record, for every front end that sends requests."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from shlex import quote

from conformance.engine.conditions import Conditions, Step
from conformance.engine.interruption import Interrupted, Interruption, lacks
from conformance.engine.operations import Operations, circumstances, oracles, provisions, surroundings, turn
from conformance.engine.permission import consent
from conformance.engine.permission.reservation import reserved
from conformance.engine.planning.schedule import Schedule, schedules
from conformance.engine.planning.shards import chosen, digests, owners
from conformance.engine.preparation.finding_controls import found
from conformance.engine.preparation.renewal import Renewal
from conformance.engine.recordings.recording import Recorder, recording
from conformance.engine.results.conclusion import comparison, conclude, status
from conformance.engine.results.findings import Presenter, results_of
from conformance.engine.results.result import Result
from conformance.engine.results.run_record import record
from conformance.engine.sequences.arrangement import beyond
from conformance.engine.settings import Settings
from conformance.engine.target import reach
from conformance.engine.trackers import Trackers
from conformance.errors import ConformanceError, OutputError, UnreachableError, lacking
from conformance.resources.journal import left_in
from reports.run.record import Record
from spec.clauses.reason import Reason, Why

INTERRUPTED = 130
Progress = Callable[[Step], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What became of a run.

    Attributes:
        record: the run record.
        exit_status: of the command.
        error: what kept the suite from doing all of its work, with what to do about it; or None.
        reported: whether all reports are in their places.
    """

    record: Record
    exit_status: int
    error: ConformanceError | None = None
    reported: bool = True


def verify(
    settings: Settings,
    *,
    selected: Collection[str] | None = None,
    progress: Progress = lambda _step: None,
    interruption: Interruption | None = None,
) -> Verification:
    """Verify the target and write the reports; no other run writes to their folder meanwhile.

    Args:
        settings: of the run.
        selected: the ids of the clauses that are verified; None for those that the settings select.
        progress: told how far the run is.
        interruption: tells the run to end; by default signals do.

    Raises:
        ConformanceError: the run could not be begun, or this machine lacks what it takes to end it.
    """
    consent.check(settings, [operation.name for operation in settings.operations])
    with reserved(settings.output):
        try:
            return _reported(settings, selected, progress, interruption or Interruption())
        except (OSError, MemoryError) as error:
            trouble = lacking(error)
            if not trouble:
                raise
            raise OutputError(f"{trouble}.", _unsettled(settings).strip()) from error


def _reported(
    settings: Settings, selected: Collection[str] | None, progress: Progress, ending: Interruption
) -> Verification:
    known = comparison(settings)
    started_at, clock = time.time(), time.monotonic()
    with ending.signals(), recording(settings.output) as recorder:
        try:
            result = _verified(settings, selected, progress, ending, recorder)
        except Interrupted:
            result = Result(ended=ending.reason, interrupted=True)
        plain = record(
            settings,
            result,
            url=settings.target or "the built-in reference",
            started_at=started_at,
            duration=time.monotonic() - clock,
            chosen=None if selected is None else lambda clause: clause.id in selected,
        )
        done = conclude(plain, settings, known, recorder)
    found = done.record
    error = _error(result, result.trouble or recorder.trouble or done.trouble, settings)
    if error is not None:
        return Verification(record=found, exit_status=error.status, error=error, reported=done.reported)
    return Verification(record=found, exit_status=INTERRUPTED if found.interrupted else status(found, settings))


def _error(result: Result, trouble: str, settings: Settings) -> ConformanceError | None:
    """What kept the suite from doing all of its work, or None."""
    if result.unreachable and settings.target is not None and not trouble:
        return UnreachableError(str(result.problem))
    if result.unreachable and settings.target is None:
        trouble = trouble or f"the built-in reference does not run ({result.problem})"
    return (
        OutputError(f"{trouble}.", f"What could be written is in the reports.{_unsettled(settings)}")
        if trouble
        else None
    )


def _unsettled(settings: Settings) -> str:
    """A further sentence on what is left behind, with a space before it; "" where nothing is."""
    try:
        journals = " ".join(quote(str(path)) for path in left_in(settings.output))
    except OSError:
        return ""
    return f" Not all that was created is deleted: chime-conformance cleanup {journals}" if journals else ""


def _verified(
    settings: Settings, selected: Collection[str] | None, progress: Progress, ending: Interruption, recorder: Recorder
) -> Result:
    with ExitStack() as open_until_the_end:
        with ending.breakable():
            target = open_until_the_end.enter_context(reach(settings, ending))
        keeper = Trackers(settings, target, oracles(settings))
        limit = _limit(settings, ending)
        conditions = Conditions(
            concurrency=settings.concurrency or (None if settings.rate is None else 1),
            beside=target.answers_beside,
            in_turn=target.in_turn,
            around=circumstances(settings, target.url),
            overlapping=True,
            pause=ending.sleep,
            done=recorder.add,
            restoring=target.restoring,
            shown=chosen(settings, selected),
            stop=lambda: ending.reason or limit() or lacks(keeper.trouble or recorder.trouble or target.trouble),
        )
        # Whatever breaks off from here on, what was created is deleted.
        try:
            renewal = Renewal.of(settings)
            sender, keep = renewal.keeping(keeper), renewal.sending(keeper.keep)
            provided = provisions(settings, keeper.exchange, keep, conditions)
            around = partial(surroundings, provided)
            together = beyond(settings, sender, conditions=conditions, selected=selected, around=around)
            turns = partial(turn, beyond=together, provided=provided)
            with ending.breakable():
                asked = found(settings, lambda name: renewal.sending(provided[name].exchange), turns)
                plans = schedules(settings, selected, asked, lambda: conditions.stop() is not None)
            renewing = replace(together, renewing=renewal.sending, asked=asked)
            operations = Operations(settings, plans, keeper.exchange, provided, conditions, renewing)
            trouble = _taken(operations, progress)
        finally:
            keeper.close()
        plain = results_of(operations, Presenter(target), recorder)
        return replace(
            plain,
            asked=asked,
            leaked=tuple(keeper.leaked),
            throttling=target.throttling(),
            interrupted=ending.asked,
            ended=plain.ended or lacks(trouble),
            trouble=keeper.trouble or target.trouble or trouble,
            plan=_plan(settings, plans),
        )


def _plan(settings: Settings, plans: Mapping[str, Schedule]) -> str:
    """A digest of what is planned for a part of a run; "" for a whole one."""
    if settings.shard is None:
        return ""
    return digests(chain.from_iterable(plans.values()), owners(settings))[settings.shard.number]


def _taken(operations: Operations, progress: Progress) -> str:
    """Take all steps; what this machine lacks for the rest of them, or ""."""
    try:
        for step in operations.steps():
            progress(step)
    except (OSError, MemoryError) as error:
        trouble = lacking(error)
        if not trouble:
            raise
        return trouble
    return ""


def _limit(settings: Settings, ending: Interruption) -> Callable[[], Reason | None]:
    """Whether the time is up: asked again and again."""
    if settings.time_limit is None:
        return lambda: None
    ending.limit(settings.time_limit)
    over = Reason(Why.TIME_LIMIT, f"the time limit of {settings.time_limit:g} s was reached")
    return lambda: over if ending.left <= 0 else None
