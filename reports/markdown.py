"""The run record as Markdown for a pull-request comment or a step summary."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator

from reports.run.finding import Message
from reports.run.outcomes import Outcome, counts
from reports.run.record import ClauseResult, Record
from reports.wording.deviations import Deviation, deviations, sentence
from reports.wording.grouping import Group, sections
from reports.wording.headlines import difference
from reports.wording.remarks import remarks
from reports.wording.rules import frequency, pattern
from reports.wording.text import one_line, shorten, visible
from spec.words import counted

_BODY_LIMIT = 1200
_TEXT_LIMIT = 400
_GROUPS = 3
# GitHub cuts a comment off at 65,536 characters.
_TOTAL_LIMIT = 60_000
_ENTITIES = {ord(mark): f"&#{ord(mark)};" for mark in '\\`*_{}[]<>#+!|~&@"$:'}
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
    ]
    return "\n".join(_within_limit(lines, [*_failures(found), *_leaks(record)])) + "\n"


def escape(text: str) -> str:
    """`text` on one line in which nothing is markup, whatever it holds."""
    return one_line(shorten(text, _TEXT_LIMIT)).translate(_ENTITIES).replace("www.", "www&#46;")


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


def _failures(found: Iterable[Deviation]) -> Iterator[str]:
    for one in found:
        yield "\n".join(_failure(one))


def _failure(one: Deviation) -> Iterator[str]:
    clause = one.clause
    mark = "❌" if one.outcome is Outcome.FAIL else "⚠️"
    yield f"\n<details><summary>{mark} {escape(one.headline)} ({one.outcome}, {code(clause.id)})</summary>\n"
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
    if finding.change:
        yield f"- differs from its accepted control: {escape(difference(finding))}"
    yield f"- expected: {code(finding.expected)}"
    yield f"- actual: **{code(finding.actual)}**\n"
    curl = finding.reproduce.get("curl") or finding.reproduce.get("replay", "")
    yield _block("\n\n".join(filter(None, [curl, _message(finding.request), _message(finding.response)])))


def _message(message: Message) -> str:
    headers = [f"{name}: {value}" for name, value in message.headers]
    return "\n".join([message.start, *headers, "", shorten(message.body, _BODY_LIMIT)])


def _block(text: str) -> str:
    """A block that ends only where we end it: in HTML's `pre`, Markdown is not read."""
    return f"<pre>{html.escape(visible(text))}</pre>\n"


def _leaks(record: Record) -> Iterator[str]:
    if record.leaked_sessions:
        names = ", ".join(map(code, record.leaked_sessions[:20]))
        yield f"\n**{counted(len(record.leaked_sessions), 'resource')} could not be deleted:** {names}"


def _within_limit(lines: list[str], entries: list[str]) -> Iterator[str]:
    size = sum(map(len, lines))
    yield from lines
    for position, entry in enumerate(entries):
        size += len(entry) + 1
        if size > _TOTAL_LIMIT:
            yield f"\n… and {len(entries) - position} more in report.html"
            return
        yield entry
