"""A run record as lines for a terminal: the same counts, order and words as the other reports."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from reports.accepted.baseline import NO_RUN
from reports.run import outcomes
from reports.run.finding import Finding
from reports.run.latency import waiting
from reports.run.outcomes import Outcome
from reports.run.record import EXIT_STATUS, Record, Verdict
from reports.wording.deviations import Deviation, deviations, sentence
from reports.wording.headlines import difference, told
from reports.wording.remarks import remarks
from reports.wording.rules import frequency, pattern
from reports.wording.sequences import played
from reports.wording.text import one_line, shorten
from reports.wording.unjudged import unjudged
from spec.clauses.status import Status
from spec.words import counted

_COLOURS = {Verdict.CONFORMANT: "green", Verdict.NONCONFORMANT: "red", Verdict.INCONCLUSIVE: "yellow"}
_COLUMNS = {
    "hold": (Outcome.PASS, "green"),
    "fail": (Outcome.FAIL, "red"),
    "warn": (Outcome.WARNING, "yellow"),
    "waived": (Outcome.WAIVED, "magenta"),
    "inconclusive": (Outcome.INCONCLUSIVE, "cyan"),
    "not tested": (Outcome.EXCLUDED, "dim"),
}
# So many deviations are shown with their evidence: a screen or two.
_DETAILED = 10
# So many more are named.
_IN_TWO_LINES = 20
_NAMED = 3
_REASONS = 5
_BODY_LINES = 4
_LINE = 300
_LONG = frozenset({"script", "replay"})
# What is said of a waiver that is not in force, with the day on which it expired, and what to do about it.
_LAPSED = {
    "expired": ("A waiver expired on {}", "renew or remove it"),
    "matched nothing": ("A waiver matches no clause", "correct or remove it"),
    "no longer fails": ("A waived clause no longer fails", "remove the waiver"),
}
_DECIDED = frozenset({Status.PASS, Status.FAIL, Status.WAIVED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What a summary says beside the record.

    Attributes:
        output: the folder of the reports.
        status: the exit status; it differs from that of the verdict where only new deviations count.
        journals: files that name resources which may be left behind.
        reported: whether all reports are in their places; what lies there may be those of an earlier run.
    """

    output: Path
    status: int
    journals: Sequence[Path] = ()
    reported: bool = True


def summarise(console: Console, record: Record, outlook: Outlook) -> None:
    """Print a line per section, the deviations with their evidence, and the verdict with the report's place."""
    found = deviations(record)
    notes = [*_stopped(record, outlook), *_left_behind(record, outlook), *_waivers(record), *_changes(record)]
    console.print(_table(record))
    for line in (
        *(f"\n[bold yellow]{escape(one_line(remark))}[/]" for remark in remarks(record)),
        *_deviations(found, _reproduce(record, outlook)),
        *_undecided(record, outlook),
        *([""] if notes else []),
        *notes,
        *_verdict(record, found, outlook),
    ):
        console.print(line, soft_wrap=True)


def _table(record: Record) -> Table:
    """A row for each section, or for each operation where there are several.

    Columns in which nothing stands are left out, and so are rows of which nothing was tested.
    """
    several = len(record.operations) > 1
    rows: dict[str, list[int]] = {}
    for clause in record.clauses:
        name = clause.operation if several and clause.operation else clause.section
        became = outcomes.outcome(clause, record)
        column = Outcome.EXCLUDED if became is Outcome.SKIPPED else became
        row = rows.setdefault(name, [0] * len(_COLUMNS))
        row[[kind for kind, _ in _COLUMNS.values()].index(column)] += 1
    rows = {name: row for name, row in rows.items() if any(row[:-1])} or rows
    shown = [
        at for at, name in enumerate(_COLUMNS) if name in ("hold", "fail") or any(row[at] for row in rows.values())
    ]
    colours = [colour for _, colour in _COLUMNS.values()]
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    for at in shown:
        table.add_column(list(_COLUMNS)[at], justify="right")
    for name, row in rows.items():
        table.add_row(escape(one_line(name)), *(_cell(row[at], colours[at]) for at in shown))
    return table


def _cell(count: int, colour: str) -> str:
    return f"[{colour}]{count}[/]" if count else "[dim]-[/]"


def _reproduce(record: Record, outlook: Outlook) -> str:
    """The command that sends requests of the run again, up to their names."""
    target = [] if record.target.get("reference") else ["--target", str(record.target["url"])]
    return shlex.join(["chime-conformance", "replay", str(outlook.output / "run.json"), *target])


def _deviations(found: Sequence[Deviation], reproduce: str) -> Iterator[str]:
    """The first deviations with their evidence, the next ones in two lines each: the report has it all."""
    rest = found[_DETAILED:][:_IN_TWO_LINES]
    for one in found[:_DETAILED]:
        yield from evidence(one, reproduce)
    if rest:
        yield "\nAnd these, with their evidence in the report:"
    for one in rest:
        yield f"{_mark(one)} {escape(one.headline)}"
        facts = [f"expected {shorten(one.finding.expected, _LINE // 2)}"] if one.finding else []
        yield f"  [dim]{escape('; '.join([*map(one_line, facts), one.clause.id]))}[/]"
    if more := found[_DETAILED + _IN_TWO_LINES :]:
        yield f"{len(more)} more {'stands' if len(more) == 1 else 'stand'} in the report."


def _mark(one: Deviation) -> str:
    colour = "red" if one.outcome is Outcome.FAIL else "yellow"
    return f"[bold {colour}]{one.outcome.upper():7}[/]"


def evidence(one: Deviation, reproduce: str = "chime-conformance replay run.json") -> Iterator[str]:
    """A deviation with what shows it, in lines with markup.

    Args:
        one: the deviation.
        reproduce: the command that sends requests of the run again, up to their names.
    """
    clause, finding = one.clause, one.finding
    yield f"\n{_mark(one)} [bold]{escape(one.headline)}[/]"
    facts = [
        ("rule", f"{one.rule} ({clause.level}, {clause.place})"),
        ("pattern", pattern(clause)),
        ("clause", f"{clause.id}, {frequency(clause)}"),
        *(_evidence(finding, reproduce) if finding else ()),
    ]
    for name, text in facts:
        if text:
            yield f"  [dim]{name:11}[/]{escape(one_line(text))}"


def _evidence(finding: Finding, reproduce: str) -> Iterator[tuple[str, str]]:
    times = f" ({finding.failures} of {finding.tries} identical requests)" if finding.intermittent else ""
    if finding.sequence:
        yield "requests", played(finding.sequence)
    else:
        yield "difference", "" if told(finding) else difference(finding)
    yield "expected", finding.expected
    yield "actual", finding.actual + times
    yield from zip(("response", *[""] * _BODY_LINES), _body(finding), strict=False)
    name, command = next(iter(finding.reproduce.items()), ("", ""))
    # A script of several lines stands in the report.
    yield "reproduce", command if name not in _LONG else f"{reproduce} --case {shlex.quote(finding.case)}"


def _body(finding: Finding) -> list[str]:
    """The first lines of a refusal, in which a framework often says why."""
    if finding.response.start.startswith("2") or finding.response.encoding != "utf-8":
        return []
    lines = [line for line in finding.response.body.splitlines() if line.strip()]
    return [shorten(line.strip(), _LINE) for line in lines[:_BODY_LINES]]


def _undecided(record: Record, outlook: Outlook) -> Iterator[str]:
    """Why clauses could not be judged, the most frequent reasons first."""
    left = unjudged(record.clauses, Status.INCONCLUSIVE)
    if not left:
        return
    yield ""
    # Where none was judged, there is nothing to tell apart.
    judged = any(clause.status in _DECIDED for clause in record.clauses)
    for one in sorted(left, key=lambda one: -len(one.clauses))[:_REASONS]:
        yield f"[cyan]{counted(len(one.clauses), 'clause')} inconclusive:[/] {escape(one_line(one.reason))}"
        if judged:
            more = f" and {len(one.clauses) - _NAMED} more" if len(one.clauses) > _NAMED else ""
            yield f"  [dim]{'clauses':11}[/]{escape(', '.join(one.clauses[:_NAMED]))}{more}"
        if one.advice:
            yield f"  [dim]{'what to do':11}[/]{one.advice}"
    if outlook.reported and judged and sum(len(one.clauses) for one in left) > _NAMED:
        report = (outlook.output / "report.html").absolute().as_uri()
        yield f"  [dim]{'see all':11}[/]{escape(one_line(report))}#status=inconclusive"


def _stopped(record: Record, outlook: Outlook) -> Iterator[str]:
    if record.stopped:
        case = record.stopped.partition(" (")[0]
        replay = f"{_reproduce(record, outlook)} --case {shlex.quote(case)}"
        yield f"[yellow]The target stopped answering as before[/] at {escape(one_line(record.stopped))}."
        yield f"  [dim]{'reproduce':11}[/]{escape(one_line(replay))}"


def _left_behind(record: Record, outlook: Outlook) -> Iterator[str]:
    if record.leaked_sessions:
        number = counted(len(record.leaked_sessions), "resource")
        yield f"[yellow]{number} could not be deleted;[/] the report lists them."
    for journal in outlook.journals:
        command = shlex.join(["chime-conformance", "cleanup", str(journal)])
        yield f"[yellow]Resources may be left behind:[/] {escape(one_line(command))}"


def _waivers(record: Record) -> Iterator[str]:
    for waiver in record.waived:
        if waiver.state != "in force":
            said, advice = _LAPSED[waiver.state]
            yield f"[yellow]{said.format(waiver.expires)}:[/] {escape(one_line(waiver.clause))}; {advice}."


def _changes(record: Record) -> Iterator[str]:
    if record.changes and record.changes.baseline == NO_RUN:
        yield "No run of this target has been accepted yet: everything is new. `chime-conformance history DB accept`."
    elif record.changes:
        kinds = ("new", "fixed", "remaining", "unjudged")
        became = ", ".join(f"{len(getattr(record.changes, kind))} {kind}" for kind in kinds)
        yield f"Since {escape(one_line(record.changes.baseline))}: {became}."


def _verdict(record: Record, found: Sequence[Deviation], outlook: Outlook) -> Iterator[str]:
    holding = sum(clause.status is Status.PASS for clause in record.clauses)
    judged = sum(outcomes.outcome(clause, record) in outcomes.JUDGED for clause in record.clauses)
    if record.interrupted:
        yield "\n[bold yellow]interrupted:[/] the plan was not finished; what follows speaks of what was sent."
    said = escape(one_line(sentence(record, found)))
    colour = _COLOURS[record.verdict]
    if outlook.status == 0 and EXIT_STATUS[record.verdict] != 0:
        known = counted(len(record.changes.remaining) if record.changes else 0, "known deviation")
        yield f"\n[bold green]exit 0: nothing new[/]; {known} of the baseline remain ({said.rstrip('.')})."
    else:
        verb = "holds" if 1 in (judged, holding) else "hold"
        clauses = f"{holding} of {counted(judged, 'clause')} {verb}"
        yield f"\n[bold {colour}]{record.verdict}[/]: {clauses}. {said}"
    report = f" Report: {escape(one_line(str(outlook.output / 'report.html')))}" if outlook.reported else ""
    sent = f"{counted(record.exchanges, 'exchange')} in {record.duration_seconds:.1f} s"
    waited = waiting(record.latency, record.duration_seconds)
    yield f"{sent}{f', {waited}' if waited else ''}, seed {record.seed}.{report}"
