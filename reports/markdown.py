"""The run record as Markdown for a pull-request comment or a step summary."""

from __future__ import annotations

import html
import re
import shlex
from collections.abc import Iterable, Iterator, Sequence

from reports.run.finding import Message
from reports.run.outcomes import Outcome, counts
from reports.run.record import ClauseResult, Record
from reports.wording.deviations import Deviation, deviations, sentence
from reports.wording.grouping import Group, sections
from reports.wording.headlines import difference
from reports.wording.remarks import remarks
from reports.wording.rules import frequency, pattern
from reports.wording.sequences import played
from reports.wording.text import one_line, shorten, visible
from reports.wording.unjudged import unjudged
from spec.clauses.status import Status
from spec.words import counted

_BODY_LIMIT = 1200
_TEXT_LIMIT = 400
_GROUPS = 3
_REASONS = 10
_NAMED = 3
_OTHERS = "\nAnd these, with their evidence in report.html:\n"
# GitHub cuts a comment off at 65,536 characters.
_TOTAL_LIMIT = 60_000
_ENTITIES = {ord(mark): f"&#{ord(mark)};" for mark in "\\`*_{}[]<>#+|~&@$"}
# A scheme, or the name of a picture: `https://`, `:smile:`.
_COLON = re.compile(r":(?=\S)")
_MARKS = {"conformant": "✅", "nonconformant": "❌", "inconclusive": "❔"}
_COLUMNS = (
    Outcome.PASS,
    Outcome.FAIL,
    Outcome.WARNING,
    Outcome.WAIVED,
    Outcome.INCONCLUSIVE,
    Outcome.SKIPPED,
    Outcome.EXCLUDED,
)


def render(record: Record) -> str:
    """`record` as GitHub-flavoured Markdown: verdict, table by section, failing clauses with evidence."""
    found = deviations(record)
    lines = [
        f"## {_MARKS[record.verdict]} {code(_name(record))} is {record.verdict}",
        "",
        escape(sentence(record, found)),
        "",
        _facts(record),
        *(line for remark in remarks(record) for line in ("", f"**{escape(remark)}**")),
        *(["", "**Interrupted:** the plan was not finished."] if record.interrupted else []),
        *(["", f"**The target stopped answering as before** at {code(record.stopped)}."] if record.stopped else []),
        "",
        *_table(record),
        *_changes(record),
        *_waivers(record),
        *_undecided(record),
    ]
    left = list(_leaks(record))
    room = _TOTAL_LIMIT - sum(map(len, (*lines, *left)))
    return "\n".join([*lines, *_within(room, found), *left]) + "\n"


def escape(text: str) -> str:
    """`text` on one line in which nothing is markup, whatever it holds."""
    plain = one_line(shorten(text, _TEXT_LIMIT)).translate(_ENTITIES)
    return _COLON.sub("&#58;", plain).replace("www.", "www&#46;")


def code(text: str) -> str:
    """`text` as inline code in which nothing is markup, a mention or a link."""
    return f"<code>{escape(text)}</code>"


def _name(record: Record) -> str:
    return str(record.target.get("label") or record.target["url"])


def _facts(record: Record) -> str:
    facts = [
        f"{escape(', '.join(record.operations))}, {escape(record.contract)}",
        escape(record.started_at),
        f"depth {escape(record.depth)}",
        f"seed {record.seed}",
        f"{record.exchanges:,} exchanges in {record.duration_seconds:.1f} s",
    ]
    return " · ".join(facts)


def _table(record: Record) -> Iterator[str]:
    yield "| Section | " + " | ".join(_COLUMNS) + " |"
    yield "| --- |" + " ---: |" * len(_COLUMNS)
    for section, clauses in sections(record.clauses).items():
        yield _row(escape(section), clauses, record)
    yield _row("**All**", record.clauses, record)


def _row(title: str, clauses: Iterable[ClauseResult], record: Record) -> str:
    found = counts(clauses, record)
    return f"| {title} | " + " | ".join(str(found.get(column, "·")) for column in _COLUMNS) + " |"


def _changes(record: Record) -> Iterator[str]:
    if record.changes is None:
        return
    yield from ("", f"### Since {code(record.changes.baseline)}", "")
    for kind in ("new", "fixed", "remaining", "unjudged"):
        names = [change.clause for change in getattr(record.changes, kind)]
        yield f"- {kind}: {len(names)}" + (": " + ", ".join(map(code, names)) if names else "")


def _waivers(record: Record) -> Iterator[str]:
    if record.waived:
        yield from ("", "### Waivers", "")
    for waiver in record.waived:
        until = f", until {escape(waiver.expires)}" if waiver.expires else ""
        yield f"- {waiver.state}: {code(waiver.clause)}: {escape(waiver.reason)}{until}"


def _undecided(record: Record) -> Iterator[str]:
    """Why clauses could not be judged, the most frequent reasons first, and what would make them conclusive."""
    left = sorted(unjudged(record.clauses, Status.INCONCLUSIVE), key=lambda one: -len(one.clauses))
    if left:
        yield from ("", "### What could not be judged", "")
    for one in left[:_REASONS]:
        names = ", ".join(map(code, one.clauses[:_NAMED]))
        more = f" and {len(one.clauses) - _NAMED} more" if len(one.clauses) > _NAMED else ""
        yield f"- {escape(one.reason)}: {names}{more}. {escape(one.advice)}".rstrip()
    if left[_REASONS:]:
        yield f"- … and {counted(sum(len(one.clauses) for one in left[_REASONS:]), 'more clause')} in report.html"


def _brief(one: Deviation) -> str:
    """A deviation in one line, without what shows it."""
    finding = [f"expected {code(one.finding.expected)}"] if one.finding else []
    documented = [f"pattern {code(found)}"] if (found := pattern(one.clause)) else []
    facts = [f"{escape(one.rule)} ({one.clause.level})", *finding, *documented, code(one.clause.id)]
    return f"- {_mark(one)} {escape(one.headline)}: {'; '.join(facts)}"


def _mark(one: Deviation) -> str:
    return "❌" if one.outcome is Outcome.FAIL else "⚠️"


def _failure(one: Deviation) -> Iterator[str]:
    clause = one.clause
    yield f"\n<details><summary>{_mark(one)} {escape(one.headline)} ({one.outcome}, {code(clause.id)})</summary>\n"
    where = f"[{escape(clause.place)}]({clause.url})" if clause.url.startswith("https://") else escape(clause.place)
    yield f"{escape(one.rule)} ({clause.level}, {where}) · {frequency(clause)}\n"
    if documented := pattern(clause):
        yield f"Documented pattern: {code(documented)}\n"
    for found in one.groups[:_GROUPS]:
        yield from _entry(found)
    if len(one.groups) > _GROUPS:
        yield f"… and {len(one.groups) - _GROUPS} more causes in report.html\n"
    yield "</details>"


def _entry(found: Group) -> Iterator[str]:
    finding = found.finding
    yield f"- case {code(finding.case)}" + (f" and {found.count - 1} more" if found.count > 1 else "")
    if finding.intermittent:
        yield f"- intermittent: {finding.failures} of {finding.tries} identical requests"
    if finding.sequence:
        yield f"- requests: {escape(played(finding.sequence))}"
    elif finding.change:
        yield f"- differs from its accepted control: {escape(difference(finding))}"
    yield f"- expected: {code(finding.expected)}"
    yield f"- actual: **{code(finding.actual)}**\n"
    replay = f"chime-conformance replay run.json --target URL --case {shlex.quote(finding.case)}"
    command = finding.reproduce.get("curl") or finding.reproduce.get("replay") or replay
    steps = "\n".join(f"{at}. {one.request.start} → {one.response.start}" for at, one in enumerate(finding.sequence, 1))
    yield _block("\n\n".join(filter(None, [command, steps, _message(finding.request), _message(finding.response)])))


def _message(message: Message) -> str:
    headers = [f"{name}: {value}" for name, value in message.headers]
    return "\n".join([message.start, *headers, "", shorten(message.body, _BODY_LIMIT)])


def _block(text: str) -> str:
    """A block that ends only where we end it: in HTML's `pre`, Markdown is not read."""
    return f"<pre>{html.escape(visible(text))}</pre>\n"


def _leaks(record: Record) -> Iterator[str]:
    if record.leaked_sessions:
        names = ", ".join(map(code, record.leaked_sessions[:_NAMED]))
        more = f" and {len(record.leaked_sessions) - _NAMED:,} more" if len(record.leaked_sessions) > _NAMED else ""
        yield f"\n**{counted(len(record.leaked_sessions), 'resource')} could not be deleted:** {names}{more}"


def _within(room: int, found: Sequence[Deviation]) -> Iterator[str]:
    """As many deviations with their evidence as `room` characters take, and a line for each of the others."""
    lines = [_brief(one) for one in found]
    reserved = min(sum(len(line) + 1 for line in lines), room // 2)
    entries = list(_fitting(("\n".join(_failure(one)) for one in found), room - reserved))
    yield from entries
    if others := lines[len(entries) :]:
        named = list(_fitting(others, reserved))
        yield from [_OTHERS, *named]
        if len(named) < len(others):
            yield f"- … and {len(others) - len(named)} more in report.html"


def _fitting(texts: Iterable[str], room: int) -> Iterator[str]:
    """The first of `texts` that have `room` characters together."""
    for text in texts:
        room -= len(text) + 1
        if room < 0:
            return
        yield text
