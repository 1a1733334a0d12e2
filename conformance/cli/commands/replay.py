"""`replay`: the same requests as in a recorded run, sent again.

A record says what to send. It never says where to, or as whom: target, authentication, region and service come from the
command line or the user's own configuration.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from shlex import quote
from typing import Any

import click

from conformance.cli import streams
from conformance.cli.options import config_option, settings_options
from conformance.cli.recorded import conclude, read
from conformance.engine.configuration import resolve
from conformance.engine.permission import consent
from conformance.engine.permission.admission import Admission, sendable
from conformance.engine.permission.reservation import reserved
from conformance.engine.planning.left_out import recalled
from conformance.engine.recordings.foreign import checked, stated
from conformance.engine.recordings.recollection import Recollection
from conformance.engine.recordings.recording import recording
from conformance.engine.recordings.rerun import resent, selected
from conformance.engine.sequences.playing import sequence_of
from conformance.engine.settings import REACHING, Settings
from conformance.engine.target import reach
from conformance.errors import UsageError
from reports.run.record import Record
from spec.contract import Contract
from spec.words import counted
from strategies.controls import is_control
from strategies.request import Case, Kind

_OPTIONS = (
    *("target", "parameter", "voice_connector_id", *REACHING),
    *("timeout", "rate", "strict", "output", "operation", "yes", "label"),
)


@click.command("replay")
@click.argument("run", type=click.Path(path_type=Path), metavar="RUN.json")
@click.option("--case", "wanted", metavar="ID", help="only cases whose id matches, with their controls and clauses")
@settings_options(*_OPTIONS)
@config_option
def command(run: Path, wanted: str | None, config: Path | None, **given: Any) -> None:
    """Send the requests that RUN.json recorded again, and write the reports."""
    record, entries = read(run)
    contract = checked(record)
    settings = _settings(record, given, config)
    with Recollection(stated(entries, contract)) as known:
        admission, names = Admission.of(settings), {operation.name for operation in settings.operations}
        chosen = None if wanted is None else _chosen(_of(known.cases(), names, contract), record, wanted)
        if chosen is not None:
            settings = replace(settings, select=chosen.clauses)

        def recorded() -> Iterable[Case]:
            return _of(known.cases(), names, contract) if chosen is None else chosen.cases

        found = Counter(case.operation or contract.operation.name for case in sendable(recorded(), admission))
        skipped = sum(1 for _ in recorded()) - found.total()
        if skipped:
            words = counted(skipped, "request")
            streams.say(f"{words} of the record would not be sent by this suite: left out.", err=True)
        if not found:
            raise UsageError("nothing of the record may be sent.", "Is it of another contract?")
        # What the record names, its author named; consent is what the command line names.
        named = replace(settings, operation=given["operation"])
        for line in consent.explained(named, sorted(found)):
            streams.say(line, err=True)
        consent.check(named, set(found))
        if not settings.loopback:
            # What is configured there for another operation to show needs a name on the command line as well.
            settings = replace(settings, operation=tuple(found))
        if not settings.loopback and not settings.yes:
            _confirm(settings, found.total())
        began = time.time()
        with reserved(settings.output), recording(settings.output) as recorder:
            with reach(settings) as reached:
                played = None if chosen is None else chosen.sequences
                result = resent(sendable(recorded(), admission), settings, reached, recorder, played, recalled(record))
            status = conclude(settings, result, recorder, settings.target or "the built-in reference", began)
    sys.exit(status)


def _settings(record: Record, given: dict[str, Any], config: Path | None) -> Settings:
    """The settings: as they are given, and of the record only what decides how answers are judged."""
    told = {"contract": record.contract, "seed": record.seed, "depth": record.depth, **given}
    told["operation"] = given["operation"] or tuple(record.operations)
    told["strict"] = given.get("strict") or record.strict or None
    settings = resolve({**told, "parameter": given["parameter"] or record.parameters or None}, config=config)
    if not settings.loopback:
        # What exists elsewhere only its user can say.
        settings = resolve(told, config=config)
    if settings.target is None and not record.target.get("reference"):
        raise UsageError(
            f"the record is of {record.target['url']}, and only you can say where to send its requests.",
            f"Add --target {quote(str(record.target['url']))}, if that is where.",
        )
    return replace(settings, select=selected(record))


def _confirm(settings: Settings, number: int) -> None:
    if not sys.stdin.isatty():
        raise UsageError("the target is not on this machine.", "Add --yes to send to it all the same.")
    click.confirm(f"Send {counted(number, 'request')} to {settings.target}?", abort=True, err=True)


def _of(cases: Iterable[Case], names: Collection[str], contract: Contract) -> Iterator[Case]:
    """The cases of these operations; a case that names none is of the contract's default."""
    return (case for case in cases if (case.operation or contract.operation.name) in names)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Cases of a record, the ids of the clauses that they are about, and the names of the cases' sequences."""

    cases: tuple[Case, ...]
    clauses: tuple[str, ...]
    sequences: tuple[str, ...]


def _chosen(cases: Iterable[Case], record: Record, wanted: str) -> _Chosen:
    """The wanted cases with what they need.

    A case needs its control, without which a refusal proves nothing. Its clauses are the one at which it aims, and
    those that it was found to break; a sequence aims at none.

    Raises:
        UsageError: none matches.
    """

    def matches(case_id: str) -> bool:
        return case_id == wanted or fnmatchcase(case_id, wanted)

    plain: dict[str, Case] = {}
    matching: dict[str, Case] = {}
    for case in cases:
        if is_control(case):
            plain.setdefault(case.operation, case)
        if matches(case.id):
            matching[case.id] = case
    if not matching:
        raise UsageError(f"no recorded case matches {wanted!r}.", "The report and run.json name the cases.")
    controls = [*plain.values(), *(case.control for case in matching.values() if case.control is not None)]
    broken = [finding.clause for finding in record.findings if matches(finding.case)]
    aimed = [case.clause for case in matching.values() if case.kind is not Kind.SEQUENCE or not broken]
    needed = {case.id: case for case in controls} | matching
    played = dict.fromkeys(name for name in map(sequence_of, matching) if name)
    return _Chosen(tuple(needed.values()), tuple(dict.fromkeys([*aimed, *broken])), tuple(played))
