"""The run record as JUnit XML: a suite per section, a test case per clause, one for the verdict."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from reports.run.outcomes import Outcome, outcome
from reports.run.record import ClauseResult, Record, Verdict
from reports.wording.grouping import Group, group, sections
from reports.wording.headlines import headline
from reports.wording.remarks import remarks
from reports.wording.remedies import advice
from reports.wording.rules import pattern, rule
from reports.wording.text import one_line, shorten, visible

_NAME = "chime-conformance"
_TEXT_LIMIT = 4000


def render(record: Record) -> str:
    """`record` as JUnit XML in the dialect that Jenkins' junit-10 schema describes.

    A failure is a clause that counts against the target. What is waived, known where only new deviations count, or
    could not be judged is skipped with the reason. A warning passes and says so in its output. An error says that the
    run itself reached no verdict.
    """
    root = ET.Element("testsuites", name=_NAME)
    groups = group(record.findings)
    for section, clauses in sections(record.clauses).items():
        suite = ET.SubElement(root, "testsuite", name=one_line(section), timestamp=_local_time(record))
        for clause in clauses:
            _add_case(suite, clause, record, groups.get(clause.id, ()))
    _add_verdict(root, record)
    for suite in root:
        _count(suite, "testcase")
    _total(root, record)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=False) + "\n"


def _add_case(suite: ET.Element, clause: ClauseResult, record: Record, groups: tuple[Group, ...]) -> None:
    case = ET.SubElement(suite, "testcase", classname=f"{_NAME}.{one_line(clause.section)}", name=one_line(clause.id))
    became = outcome(clause, record)
    if became is Outcome.PASS:
        return
    if became in (Outcome.INCONCLUSIVE, Outcome.EXCLUDED, Outcome.SKIPPED):
        todo = advice(clause.reason, clause.why) if became is Outcome.INCONCLUSIVE else ""
        ET.SubElement(case, "skipped", message=one_line(f"{became}: {clause.reason}" + (f". {todo}" if todo else "")))
        return
    title = headline(groups[0].finding) if groups else clause.sentence
    if became is Outcome.WARNING:
        ET.SubElement(case, "system-out").text = f"warning: {title}\n{_explanation(clause, groups)}"
        return
    excuse = "waived" if became is Outcome.WAIVED else _excuse(clause, record)
    element = ET.SubElement(case, "skipped" if excuse else "failure", type=clause.level)
    element.set("message", one_line(f"{excuse}: {title}" if excuse else title))
    element.text = _explanation(clause, groups)


def _excuse(clause: ClauseResult, record: Record) -> str:
    """Why a failure does not count: only new ones shall, and this one is known."""
    known = {change.clause for change in record.changes.remaining} if record.changes else set()
    return f"known since {record.changes.baseline}" if record.changes and record.only_new and clause.id in known else ""


def _explanation(clause: ClauseResult, groups: tuple[Group, ...]) -> str:
    stated = rule(clause, groups[0].finding if groups else None)
    lines = [f"{stated} ({clause.place}, {clause.url})"]
    if documented := pattern(clause):
        lines.append(f"documented pattern: {documented}")
    for found in groups:
        finding = found.finding
        lines += [
            "",
            f"case: {finding.case}" + (f" and {found.count - 1} more" if found.count > 1 else ""),
            f"expected: {finding.expected}",
            f"actual: {finding.actual}",
            *(f"{name}: {command}" for name, command in finding.reproduce.items() if name in ("curl", "replay")),
            *([f"waived: {finding.waived}"] if finding.waived else []),
        ]
    return visible(shorten("\n".join(lines), _TEXT_LIMIT))


def _add_verdict(root: ET.Element, record: Record) -> None:
    suite = ET.SubElement(root, "testsuite", name="Run", timestamp=_local_time(record))
    said = list(remarks(record))
    if said:
        properties = ET.SubElement(suite, "properties")
        for remark in said:
            ET.SubElement(properties, "property", name="remark", value=one_line(remark))
    case = ET.SubElement(suite, "testcase", classname=f"{_NAME}.Run", name="verdict")
    explained = root.find(".//failure") is not None
    if record.verdict == Verdict.INCONCLUSIVE or record.cut_short:
        ET.SubElement(case, "error", type="inconclusive", message=one_line(record.reason))
    elif record.verdict == Verdict.NONCONFORMANT and not explained and not _nothing_new(record):
        ET.SubElement(case, "failure", type="nonconformant", message=one_line(record.reason))


def _nothing_new(record: Record) -> bool:
    return record.only_new and record.changes is not None and not record.changes.new


def _count(suite: ET.Element, child: str) -> None:
    suite.set("tests", str(len(suite.findall(child))))
    for attribute, tag in {"failures": "failure", "errors": "error", "skipped": "skipped"}.items():
        suite.set(attribute, str(len(suite.findall(f"{child}/{tag}"))))


def _total(root: ET.Element, record: Record) -> None:
    _count(root, "testsuite/testcase")
    del root.attrib["skipped"]
    root.set("time", f"{record.duration_seconds:.3f}")


def _local_time(record: Record) -> str:
    """The start without fraction and offset, as the format wants it."""
    return record.started_at[:19]
