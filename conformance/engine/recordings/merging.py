"""Merging: the parts of a run as the one run that they are.

The plan of the whole run is made anew, and each of its requests is given the answer that a part recorded. So every
judgement, count and observation is that of a run without parts: nothing is added up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version
from itertools import chain, islice
from typing import Any

from conformance.engine.configuration.checks import BOUNDS
from conformance.engine.planning.left_out import recalled
from conformance.engine.planning.schedule import Schedule, schedules
from conformance.engine.planning.shards import digests, owners
from conformance.engine.recordings.parts import Answers, Part
from conformance.engine.recordings.recording import Recorder
from conformance.engine.recordings.rerun import Recalled, Ways, alone, judged_by, missing, sendable, settings_of
from conformance.engine.results.result import Result
from conformance.engine.results.run_record import environment
from conformance.engine.settings import Settings, Shard
from conformance.engine.target import Target
from conformance.errors import UsageError
from conformance.wire.exchange import Exchange
from reports.run.finding import Finding
from reports.wording.text import one_line
from spec.words import counted
from strategies.request import Case

# So much may have been drawn although little was recorded.
_DRAWN = 10_000
# So many missing parts are named.
_NAMED = 20
_AGAIN = "Merge the parts of one run, each made by the same version."


def whole(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts in their order, where they are those of one run, each of them once.

    Raises:
        UsageError: one is missing, given twice, of another run or of another version; the message names it.
    """
    known: dict[int, Part] = {}
    first = parts[0]
    made, here = first.record.suite.get("version"), version("chime-conformance")
    if made != here:
        # Another version plays other sequences, whose answers would be taken for those of its own.
        raise UsageError(
            f"{first.path} was made by chime-conformance {one_line(str(made))}, and this is {here}.",
            "Merge with the version that made the parts.",
        )
    for part in parts:
        shard = part.shard
        _agree(first, part)
        if not 1 <= shard.number <= shard.count:
            raise UsageError(f"{part.path} cannot be part {shard.number} of {shard.count}.", _AGAIN)
        before = known.setdefault(shard.number, part)
        if before is not part:
            raise UsageError(f"{before.path} and {part.path} are both part {shard.number} of {shard.count}.")
    count = first.shard.count
    lacking = count - len(known)
    if lacking:
        # A stranger's part may say that there are a billion.
        missing = list(islice((number for number in range(1, count + 1) if number not in known), _NAMED))
        names = ", ".join(map(str, missing)) + ("" if lacking <= _NAMED else ", ...")
        raise UsageError(
            f"{counted(lacking, 'part')} of {count} {'is' if lacking == 1 else 'are'} missing: {names}.",
            f"Make it with run --shard {missing[0]}/{count}.",
        )
    return tuple(part for _, part in sorted(known.items()))


def _agree(first: Part, other: Part) -> None:
    """Raises UsageError where two parts are not of one run."""
    wanted, found = _common(first), _common(other)
    for name, value in wanted.items():
        if found[name] != value:
            shown = f"its {name} is {_shown(found[name])}, and that of {first.path} is {_shown(value)}"
            raise UsageError(f"{other.path} is part of another run: {one_line(shown)}.", _AGAIN)


def _common(part: Part) -> dict[str, Any]:
    """What the parts of one run have in common, by its name for people."""
    record, shard = part.record, part.shard
    target = {name: value for name, value in record.target.items() if name not in ("label", "url")}
    return {
        "version": record.suite.get("version"),
        "contract": record.contract,
        "operations": record.operations,
        "target": record.target["url"],
        "way to the target": target,
        "seed": record.seed,
        "depth": record.depth,
        "number of parts": shard.count,
        "number of examples": shard.examples,
        "selection": shard.select,
        "safety": shard.safe,
        "parameters": record.parameters,
        "members left out": record.left_out,
        "members needed": record.needed,
    }


def _shown(value: object) -> str:
    return str(value) if isinstance(value, str) else ascii(value)


def merged_settings(parts: Sequence[Part], **changes: Any) -> Settings:
    """The settings of the whole run, as far as judging depends on them.

    Raises:
        UsageError: a record is not as a run writes it.
    """
    shard = parts[0].shard
    return settings_of(
        parts[0].record,
        examples=shard.examples,
        select=shard.select or None,
        safe=shard.safe,
        **changes,
    )


def merged(parts: Sequence[Part], settings: Settings, recorder: Recorder) -> Result:
    """What the parts of a run found out together.

    Args:
        parts: in their order.
        settings: of the whole run.
        recorder: takes the exchanges.

    Raises:
        UsageError: the requests that were planned for a part are not those that this machine plans.
    """
    record = parts[0].record
    asked = recalled(record)
    shares = owners(replace(settings, shard=Shard(1, len(parts))))
    target = Target(settings, record.target["url"])
    ended = next((part.shard.ended for part in parts if part.shard.ended), None)
    with Answers(shares) as answers:
        for part in parts:
            answers.add(part)
        if (settings.examples or 0) > _drawn(parts, answers.count):
            raise UsageError(f"{parts[0].path} says that more was drawn than any part has recorded.", _AGAIN)
        plans = schedules(settings, None, asked)
        _same_plan(parts, plans, shares)

        def send(case: Case) -> Exchange:
            return target.redactor.exchange(answers.recall(case))

        unmade = {name: why for part in parts for name, why in missing(part.record).items()}
        ways = Ways(
            send=send,
            keep=None,
            sender=Recalled(send),
            missing=unmade,
            asked=asked,
            sendable=sendable(settings),
            alone=alone(*(part.record for part in parts)),
        )
        found = judged_by(plans, settings, target, ways, recorder)
    throttling: Counter[str] = Counter()
    for part in parts:
        throttling.update(part.record.throttling)
    return replace(
        found,
        findings=tuple(_as_sent(found.findings, parts)),
        leaked=tuple(chain.from_iterable(part.record.leaked_sessions for part in parts)),
        throttling=dict(throttling),
        ended=found.ended or ended,
        interrupted=any(part.record.interrupted for part in parts),
        stopped=found.stopped or next((part.record.stopped for part in parts if part.record.stopped), ""),
    )


def _drawn(parts: Sequence[Part], recorded: int) -> int:
    """How many cases may have been drawn for parts that have recorded so many: a part may be a stranger's.

    Where a part ended early, or some clauses were selected, most of what was drawn was not sent.
    """
    few = any(part.shard.ended or part.shard.select or part.record.interrupted for part in parts)
    return BOUNDS["examples"][1] if few else max(_DRAWN, recorded)


def _as_sent(findings: Iterable[Finding], parts: Sequence[Part]) -> Iterator[Finding]:
    """The findings with the requests as they went out: a recording has no signature and no header of the transport."""
    known: dict[tuple[str, str], Finding] = {}
    for finding in chain.from_iterable(part.record.findings for part in parts):
        known.setdefault((finding.clause, finding.case), finding)
    for finding in findings:
        shown = known.get((finding.clause, finding.case), finding)
        if finding.request.headers:
            # Its lines to paste are made anew: a part may be a stranger's.
            yield replace(finding, request=shown.request, control=shown.control)
        else:
            # One of many: it keeps one command, and nothing of the headers.
            yield replace(finding, reproduce=dict(list(finding.reproduce.items())[:1]))


def times(parts: Sequence[Part]) -> tuple[float, float]:
    """When the first part began, in seconds since the epoch, and how many seconds after that the last one ended.

    Raises:
        UsageError: a record does not say when it began.
    """
    spans = []
    for part in parts:
        try:
            began = datetime.fromisoformat(part.record.started_at).timestamp()
        except ValueError as error:
            raise UsageError(f"{part.path} does not say when it began.", _AGAIN) from error
        spans.append((began, began + part.record.duration_seconds))
    began = min(start for start, _ in spans)
    return began, max(end for _, end in spans) - began


def _same_plan(parts: Sequence[Part], plans: Mapping[str, Schedule], shares: Mapping[str, int]) -> None:
    planned = digests(chain.from_iterable(plans.values()), shares)
    for part in parts:
        shard = part.shard
        if planned.get(shard.number) != shard.plan:
            theirs, here = part.record.environment, environment()
            other = [f"{name} {theirs[name]}" for name in theirs if here.get(name) != theirs[name]]
            why = f"it was made with {', '.join(other)}" if other else "it was made with another selection or contract"
            raise UsageError(
                f"{part.path} has other requests than this machine plans: {one_line(why)}.",
                "Merge where Python and the libraries are those of the parts.",
            )
