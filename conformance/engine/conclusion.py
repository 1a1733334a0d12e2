"""The end of a run: the record seen beside waivers, baseline and history, the reports, and the exit status."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from conformance.engine.settings import Settings
from conformance.errors import OutputError, UsageError
from reports import baseline, history, waivers
from reports.exchanges import Entry
from reports.record import EXIT_STATUS, Record, Verdict
from reports.store import RecordError, load
from reports.verdict import decisive_levels
from reports.writers import write_all


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


def conclude(plain: Record, settings: Settings, known: Comparison, recording: Iterable[Entry]) -> Record:
    """The record beside what it is compared with; its reports are written, and it is added to the history.

    Raises:
        UsageError: the history cannot be used; the reports are written by then.
        OutputError: the reports cannot be written.
    """
    found = waivers.apply(plain, known.waivers, datetime.now(UTC).date()) if settings.waivers else plain
    if known.baseline is not None:
        found = baseline.with_changes(found, known.baseline)
    try:
        if settings.history is not None:
            found = _remembered(found, settings)
        write_all(found, settings.output, recording)
    except OSError as error:
        raise OutputError(
            f"cannot write to {settings.output}: {error.strerror}.", "Choose another --output."
        ) from error
    return found


def _remembered(found: Record, settings: Settings) -> Record:
    """The record with the outcomes of the runs before it, to which it is added."""
    if settings.history is None:
        return found
    try:
        history.append(settings.history, found)
        trend = history.trend(settings.history, history.target_name(found), found.contract)
    except history.HistoryError as error:
        raise UsageError(f"{error}.") from error
    return replace(found, trend=trend)


def status(found: Record, settings: Settings) -> int:
    """The exit status: that of the verdict, except that old findings do not count where only new ones shall."""
    verdict = Verdict(found.verdict)
    if settings.fail_on == "new" and verdict is Verdict.NONCONFORMANT:
        levels = decisive_levels(strict=settings.strict)
        if found.changes is None or any(change.level in levels for change in found.changes.new):
            return EXIT_STATUS[verdict]
        return EXIT_STATUS[Verdict.INCONCLUSIVE] if found.cut_short else 0
    return EXIT_STATUS[verdict]
