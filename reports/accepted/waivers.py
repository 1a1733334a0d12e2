"""Waivers: known, explained, dated exceptions, read from a file and applied to a run record."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final, Literal

import yaml

from reports.accepted.known import AppliedWaiver
from reports.run.finding import Finding
from reports.run.record import ClauseResult, Record, Verdict
from reports.run.verdict import decide
from reports.wording.deviations import deviations
from reports.wording.text import one_line
from spec.clauses.status import Status
from spec.reading.documents import parse_toml, parse_yaml
from spec.reading.files import FileError, read_text

Kind = Literal["must-fail", "may-fail"]
State = Literal["in force", "matched nothing", "no longer fails", "expired"]
MUST_FAIL: Final = "must-fail"
MAY_FAIL: Final = "may-fail"
IN_FORCE: Final = "in force"
NO_MATCH: Final = "matched nothing"
NO_FAILURE: Final = "no longer fails"
EXPIRED: Final = "expired"
# How long a waiver lasts that the template proposes.
_LASTING = timedelta(days=90)


class WaiverError(Exception):
    """The waivers' file cannot be used; the message says where and why, and what would be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A known deviation that does not count.

    Attributes:
        clause: a pattern of clause ids, with `*` and `?`.
        reason: why the deviation is accepted.
        case: a pattern of case ids; by default every case.
        issue: a link or a number, or "".
        expires: the last day on which it holds, or None.
        kind: `must-fail` (the deviation shows in every run) or `may-fail` (it comes and goes).
    """

    clause: str
    reason: str
    case: str = "*"
    issue: str = ""
    expires: date | None = None
    kind: Kind = MUST_FAIL

    def covers(self, finding: Finding) -> bool:
        """Whether `finding` is one of those that are waived."""
        return fnmatchcase(finding.clause, self.clause) and fnmatchcase(finding.case, self.case)


def load(path: Path) -> tuple[Waiver, ...]:
    """The waivers in `path`: TOML with `[[waiver]]` tables, or YAML with a list `waiver`; an empty file has none.

    Raises:
        WaiverError: the file cannot be read, is malformed, or an entry is not as it should be.
    """
    document = _read(path)
    if document is None or document == {}:
        return ()
    entries = document.get("waiver") if isinstance(document, dict) and len(document) == 1 else None
    if entries is None and isinstance(document, dict) and list(document) == ["waiver"]:
        return ()
    if not isinstance(entries, list):
        raise WaiverError(f"{path}: expected nothing but a list named waiver")
    return tuple(_waiver(entry, f"{path}: waiver {number}") for number, entry in enumerate(entries, 1))


def apply(record: Record, waivers: Sequence[Waiver], today: date) -> Record:
    """`record` with the findings that a waiver in force covers marked, and its verdict decided anew.

    `waived` lists every waiver with its `state`; what is not in force fails a strict run. A run that was
    inconclusive stays so, for the reason that it gave.
    """
    valid = [waiver for waiver in waivers if not _expired(waiver, today)]
    findings = tuple(replace(finding, waived=_reason(finding, valid)) for finding in record.findings)
    clauses = tuple(_outcome(clause, findings) for clause in record.clauses)
    states = [_state(waiver, record, today) for waiver in waivers]
    stale = sum(state != IN_FORCE for state in states)
    verdict, reason = Verdict(record.verdict), record.reason
    if verdict is not Verdict.INCONCLUSIVE:
        verdict, reason = decide(clauses, strict=record.strict, stale_waivers=stale, cut_short=record.cut_short)
    entries = tuple(_entry(waiver, state, record) for waiver, state in zip(waivers, states, strict=True))
    return replace(record, verdict=verdict, reason=reason, findings=findings, clauses=clauses, waived=entries)


def template(record: Record, today: date) -> str:
    """TOML with an entry for each clause of `record` that fails now, its reason left to be written."""
    entries = [f"# {one.headline}: {one_line(one.rule)}\n{_table(one.clause, today)}" for one in deviations(record)]
    return "\n".join(entries) or "# Nothing fails.\n"


def _read(path: Path) -> Any:
    try:
        text = read_text(path)
        return parse_toml(text) if path.suffix.lower() == ".toml" else parse_yaml(text)
    except FileError as error:
        raise WaiverError(str(error)) from error
    except (ValueError, yaml.YAMLError) as error:
        raise WaiverError(f"{path}: {one_line(str(error))}") from error


def _waiver(entry: Any, where: str) -> Waiver:
    problem = next(_problems(entry), None)
    if problem is not None:
        raise WaiverError(f"{where}: {problem}")
    expires = entry.get("expires")
    if isinstance(expires, str):
        expires = date.fromisoformat(expires)
    return Waiver(**entry | {"expires": expires})


def _problems(entry: Any) -> Iterator[str]:
    if isinstance(entry, dict):
        yield from _problems_of_fields(entry)
    else:
        yield "expected a table"


def _problems_of_fields(entry: dict[Any, Any]) -> Iterator[str]:
    yield from (f"unknown key {one_line(str(key))}" for key in entry if key not in Waiver.__dataclass_fields__)
    yield from (f"{key} is missing or empty" for key in ("clause", "reason") if not entry.get(key))
    texts = ("clause", "case", "reason", "issue", "kind")
    yield from (f"{key} is no text" for key in texts if not isinstance(entry.get(key, ""), str))
    if entry.get("kind", MUST_FAIL) not in {MUST_FAIL, MAY_FAIL}:
        yield f"kind is neither {MUST_FAIL} nor {MAY_FAIL}"
    if not _is_date(entry.get("expires")):
        yield "expires is no date such as 2026-12-31"


def _is_date(value: Any) -> bool:
    if isinstance(value, str):
        try:
            date.fromisoformat(value)
        except ValueError:
            return False
        return True
    return value is None or type(value) is date


def _expired(waiver: Waiver, today: date) -> bool:
    return waiver.expires is not None and waiver.expires < today


def _reason(finding: Finding, waivers: Sequence[Waiver]) -> str:
    if finding.status != Status.FAIL:
        return ""
    return next((waiver.reason for waiver in waivers if waiver.covers(finding)), "")


def _outcome(clause: ClauseResult, findings: Sequence[Finding]) -> ClauseResult:
    if clause.status not in {Status.FAIL, Status.WAIVED}:
        return clause
    failures = [found for found in findings if found.clause == clause.id and found.status == Status.FAIL]
    waived = bool(failures) and all(found.waived for found in failures)
    return replace(clause, status=Status.WAIVED if waived else Status.FAIL)


def _state(waiver: Waiver, record: Record, today: date) -> State:
    about = [clause for clause in record.clauses if fnmatchcase(clause.id, waiver.clause)]
    if not about:
        return NO_MATCH
    if _expired(waiver, today):
        return EXPIRED
    if all(clause.status == Status.SKIPPED for clause in about):
        # A run that verifies none of them says nothing about the waiver.
        return IN_FORCE
    return IN_FORCE if _covered(waiver, record) or waiver.kind == MAY_FAIL else NO_FAILURE


def _covered(waiver: Waiver, record: Record) -> int:
    return sum(finding.status == Status.FAIL and waiver.covers(finding) for finding in record.findings)


def _entry(waiver: Waiver, state: State, record: Record) -> AppliedWaiver:
    expires = "" if waiver.expires is None else waiver.expires.isoformat()
    findings = _covered(waiver, record) if state == IN_FORCE else 0
    return AppliedWaiver(
        clause=waiver.clause,
        reason=waiver.reason,
        case=waiver.case,
        issue=waiver.issue,
        expires=expires,
        kind=waiver.kind,
        state=state,
        findings=findings,
    )


def _table(clause: ClauseResult, today: date) -> str:
    """An entry that `load` refuses until somebody gives a reason."""
    return (
        f'[[waiver]]\nclause = {json.dumps(clause.id, ensure_ascii=False)}\nreason = ""  # why it is accepted for now\n'
        f"expires = {(today + _LASTING).isoformat()}\n"
        f'kind = "{MUST_FAIL}"  # or "{MAY_FAIL}" where it comes and goes\n# issue = "https://..."\n'
    )
