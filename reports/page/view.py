"""What the HTML report shows, worked out from the run record; the templates only lay it out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from reports.accepted.known import Change
from reports.page.charts import Bar, Night, Picture, Stretch, bars, labelled, nights, pictures, stretches
from reports.page.rows import Row, once, parts, rows
from reports.run.outcomes import Outcome, outcome
from reports.run.record import Observation, Record, Transition, Verdict
from reports.wording.deviations import deviations, sentence, unprefixed
from reports.wording.remarks import remarks
from reports.wording.unjudged import Unjudged, unjudged
from spec.clauses.status import Status

# How a target put a run off or failed it, in words; a status stands for itself.
_PUT_OFF = {
    "closed": "connections closed",
    "reset": "connections reset",
    "timeout": "no answer in time",
    "unreachable": "no connection",
    "waited_seconds": "waited seconds",
}
# With more failing clauses than this, the table is easier to survey closed.
_OPEN = 8
_CONFORMS = {
    Verdict.CONFORMANT: "conforms to",
    Verdict.NONCONFORMANT: "does not conform to",
    Verdict.INCONCLUSIVE: "could not be judged against",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Everything that the report's template needs beside the record; `survey` leaves all clauses closed."""

    name: str
    conforms: str
    parts: tuple[tuple[str, tuple[Row, ...]], ...]
    failing: tuple[Row, ...]
    flickering: tuple[Row, ...]
    picture: tuple[Picture, ...]
    counts: tuple[tuple[str, int], ...]
    unjudged: tuple[Unjudged, ...]
    excluded: tuple[Unjudged, ...]
    choices: tuple[tuple[str, tuple[str, ...]], ...]
    bars: tuple[Bar, ...]
    judged: int
    survey: bool
    subject: str
    sentence: str
    timeline: tuple[Stretch, ...]
    nights: tuple[Night, ...]
    changes: Mapping[str, tuple[Change, ...]]
    percentiles: Mapping[str, float]
    ids: frozenset[str]
    throttling: tuple[tuple[str, str], ...]
    lifecycle: tuple[tuple[Transition, Outcome, str], ...]
    profile: tuple[tuple[str, tuple[Observation, ...]], ...]
    remarks: tuple[str, ...]
    target: tuple[tuple[str, str], ...]


def page(record: Record) -> Page:
    """The view of `record`."""
    found = deviations(record)
    table = tuple(rows(record, found))
    order = {one.clause.id: position for position, one in enumerate(found)}
    worst = list(once(sorted((row for row in table if row.clause.id in order), key=lambda row: order[row.clause.id])))
    return Page(
        name=str(record.target.get("label") or record.target["url"]),
        conforms=_CONFORMS[record.verdict],
        parts=tuple(parts(worst, table, several=len(record.operations) > 1)),
        failing=tuple(worst),
        flickering=tuple(row for row in table if row.flickers),
        picture=tuple(pictures(record)),
        counts=labelled(record.clauses, record),
        unjudged=(*unjudged(record.clauses, Status.INCONCLUSIVE), *unjudged(record.clauses, Status.SKIPPED)),
        excluded=unjudged(record.clauses, Status.EXCLUDED),
        choices=tuple(_choices(table)),
        bars=bars(record.latency),
        judged=sum(clause.cases for clause in record.clauses),
        survey=len(worst) > _OPEN,
        subject=subject(record),
        sentence=sentence(record, found),
        timeline=stretches(record.timeline, found),
        nights=nights(record.past),
        changes={kind: getattr(record.changes, kind, ()) for kind in ("new", "fixed", "remaining", "unjudged")},
        throttling=tuple(
            (_PUT_OFF.get(name, name), f"{value:,.12g}") for name, value in record.throttling.items() if value
        ),
        lifecycle=tuple(_lifecycle(record)),
        profile=_profile(record),
        remarks=tuple(remarks(record)),
        ids=frozenset(clause.id for clause in record.clauses),
        target=_facts(record.target),
        percentiles={name: getattr(record.latency, name, 0) for name in ("p50", "p90", "p99", "max")},
    )


def _facts(pairs: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """What is known of a target, in words; what is empty says nothing."""
    words = {True: "yes", False: "no"}
    shown = ((name, words[value] if isinstance(value, bool) else str(value)) for name, value in pairs.items())
    return tuple((name.replace("_", " "), value) for name, value in shown if value)


def subject(record: Record) -> str:
    """What the target was judged by: `CreateProxySession of chime-2018-05-01`."""
    count = len(record.operations)
    operations = record.operations[0] if count == 1 else f"{count} operations"
    return f"{operations} of {record.contract}"


def _lifecycle(record: Record) -> Iterator[tuple[Transition, Outcome, str]]:
    """The steps in the life of a resource, each with its outcome and its rule.

    What a SHOULD clause says of a step is a warning.
    """
    known = {clause.id: clause for clause in record.clauses}
    for step in record.lifecycle:
        clause = known.get(step.clause)
        became = outcome(replace(clause, status=step.status), record) if clause else Outcome(step.status)
        yield step, became, clause.sentence if clause else ""


def _profile(record: Record) -> tuple[tuple[str, tuple[Observation, ...]], ...]:
    """What was observed, by operation where there are several.

    The name of an operation begins the ids of its cases, unless it is the contract's default.
    """
    several = len(record.operations) > 1
    bare = unprefixed(record)
    found: dict[str, list[Observation]] = {}
    for seen in record.observations:
        name = seen.case.partition(".")[0]
        found.setdefault((name if name in record.operations else bare) if several else "", []).append(seen)
    return tuple((operation, tuple(there)) for operation, there in found.items())


def _choices(known: Sequence[Row]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The filters: what can be chosen for each; an operation only where there are several."""
    yield "status", tuple(kind for kind in Outcome if any(row.outcome is kind for row in known))
    for name in ("operation", "section", "level", "evidence"):
        values = tuple(dict.fromkeys(getattr(row.clause, name) for row in known))
        if name != "operation" or len(values) > 1:
            yield name, values
