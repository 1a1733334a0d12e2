"""The end of a run: the record seen beside waivers, baseline and history, the reports, and the exit status."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from conformance.engine.recordings.recording import Recorder
from conformance.engine.settings import Settings
from conformance.errors import UsageError
from reports.accepted import baseline, waivers
from reports.accepted.baseline import Baseline
from reports.archive import history
from reports.files.formats import RecordError
from reports.run.record import EXIT_STATUS, Record, Verdict
from reports.run.verdict import decisive_levels
from reports.writers import write_all


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a run is compared with: known exceptions and an earlier run, unless it is the history's."""

    waivers: tuple[waivers.Waiver, ...]
    baseline: Baseline | None


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a run came to.

    Attributes:
        record: beside what it is compared with.
        trouble: what could not be written, as a sentence without a full stop, or "".
        reported: whether all reports are in their places.
    """

    record: Record
    trouble: str
    reported: bool


def comparison(settings: Settings) -> Comparison:
    """Read the files that the settings name, before anything is sent.

    Raises:
        UsageError: one of them cannot be used.
    """
    try:
        if settings.history is not None:
            history.check(settings.history)
        return Comparison(
            waivers.load(settings.waivers) if settings.waivers else (),
            baseline.read(settings.baseline) if settings.baseline and not settings.from_history else None,
        )
    except (waivers.WaiverError, RecordError, history.HistoryError) as error:
        raise UsageError(f"{error}.") from error


def conclude(plain: Record, settings: Settings, known: Comparison, recorder: Recorder) -> Conclusion:
    """Put the record beside what it is compared with, into its reports and into the history.

    What can be written is, whatever else cannot.

    Args:
        plain: the record.
        settings: of the run.
        known: what it is compared with.
        recorder: of the run; its recording is put beside the record.
    """
    found = waivers.apply(plain, known.waivers, datetime.now(UTC).date()) if settings.waivers else plain
    if known.baseline is not None:
        found = baseline.with_changes(found, known.baseline)
    troubles, reported = list[str](), True
    try:
        if settings.history is not None:
            found = _remembered(found, settings, settings.history)
    except history.HistoryError as error:
        troubles.append(str(error))
    try:
        write_all(found, settings.output, recorder.close())
    except OSError as error:
        troubles.append(f"cannot write to {settings.output}: {error.strerror}")
        reported = False
    return Conclusion(found, "; ".join(troubles), reported)


def _remembered(found: Record, settings: Settings, path: Path) -> Record:
    """The record beside the history, to which it is added: the run accepted last, and the runs before.

    Raises:
        HistoryError: the history cannot be used.
    """
    name, contract = history.target_name(found), found.contract
    if settings.from_history:
        found = baseline.with_changes(found, baseline.of_history(path, name, contract))
    history.append(path, found)
    trend, past = history.trend(path, name, contract), history.past(path, name, contract)
    return replace(found, trend=trend, past=past)


def status(found: Record, settings: Settings) -> int:
    """The exit status: that of the verdict, except that old findings do not count where only new ones shall."""
    verdict = Verdict(found.verdict)
    if settings.fail_on == "new" and verdict is Verdict.NONCONFORMANT:
        levels = decisive_levels(strict=settings.strict)
        if found.changes is None or any(change.level in levels for change in found.changes.new):
            return EXIT_STATUS[verdict]
        return EXIT_STATUS[Verdict.INCONCLUSIVE] if found.cut_short else 0
    return EXIT_STATUS[verdict]
