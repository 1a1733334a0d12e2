"""The end of a run: the run record, seen beside waivers, baseline and history, the reports, and the exit status."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from conformance.engine.result import Part, merged, record
from conformance.engine.settings import Settings
from conformance.errors import UsageError
from reports import baseline, history, waivers
from reports.record import EXIT_STATUS, Record, Verdict
from reports.store import RecordError, load
from reports.verdict import decisive_levels
from reports.writers import write_all

if TYPE_CHECKING:
    from conformance.suite.plugin import State


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a run is compared with: known exceptions and an earlier run."""

    waivers: tuple[waivers.Waiver, ...]
    baseline: Record | None


def comparison(settings: Settings) -> Comparison:
    """Read the files that the settings name, before anything is sent.

    Raises:
        UsageError: one of them cannot be used.
    """
    try:
        return Comparison(
            waivers.load(settings.waivers) if settings.waivers else (),
            load(settings.baseline) if settings.baseline else None,
        )
    except (waivers.WaiverError, RecordError) as error:
        raise UsageError(f"{error}.") from error


def finish(settings: Settings, state: State, *, interrupted: bool) -> int:
    """Write the reports of what `state` holds; return the exit status of its verdict."""
    own = [state.run.part()] if state.run is not None else []
    part = merged([*own, *(Part.from_json(data) for data in state.parts)])
    return conclude(settings, state, part, interrupted=interrupted)


def conclude(settings: Settings, state: State, part: Part, *, interrupted: bool, url: str = "") -> int:
    """Write the reports of `part`; return the exit status of its verdict."""
    plain = record(
        settings,
        part,
        url=url or settings.target or "the built-in reference",
        started_at=state.started_at,
        duration=time.monotonic() - state.clock,
        interrupted=interrupted,
    )
    state.record = compared(plain, settings)
    write_all(state.record, settings.output, part.recording)
    return status(state.record, settings)


def compared(plain: Record, settings: Settings) -> Record:
    """The record beside its waivers, its baseline and the history, to which it is added.

    Raises:
        UsageError: one of the files cannot be used.
    """
    known = comparison(settings)
    found = waivers.apply(plain, known.waivers, datetime.now(UTC).date()) if settings.waivers else plain
    if known.baseline is not None:
        found = baseline.with_changes(found, known.baseline)
    if settings.history is not None:
        try:
            history.append(settings.history, found)
            trend = history.trend(settings.history, history.target_name(found), found.contract)
        except history.HistoryError as error:
            raise UsageError(f"{error}.") from error
        found = replace(found, trend=trend)
    return found


def status(found: Record, settings: Settings) -> int:
    """The exit status: that of the verdict, except that old findings do not count where only new ones shall."""
    verdict = Verdict(found.verdict)
    if settings.fail_on == "new" and verdict is Verdict.NONCONFORMANT:
        levels = decisive_levels(strict=settings.strict)
        if found.changes is None or any(change.level in levels for change in found.changes.new):
            return EXIT_STATUS[verdict]
        return EXIT_STATUS[Verdict.INCONCLUSIVE] if found.cut_short else 0
    return EXIT_STATUS[verdict]
