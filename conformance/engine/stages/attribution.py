"""Attribution: which clause is a deviation put down to, when several could be?

An example. A valid request with seven members is refused. Each member is sent alone on an accepted control. The one
that is refused there as well, and is accepted nowhere else, is to blame: its own clause fails. Where each of them alone
is accepted, their combination is to blame.

`attributed` is a generator: it yields cases whose answers it needs, and goes on when the response index knows them.
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Sequence
from dataclasses import replace

from conformance.engine.stages.classification import differences, mistaken
from conformance.engine.stages.confirmation import Confirmed
from conformance.engine.stages.judging import Judge
from conformance.oracle.expectation import BUSY
from conformance.oracle.judgement import Judgement, passed, undecided
from spec import clause_ids
from strategies.probes import probes
from strategies.request import Case

_BODY = "request.body."

Inquiry = Generator[Sequence[Case], None, Judgement]
# A clause, and the error of the server that breaking it was answered with.
Crash = tuple[str, int]


def attributed(confirmed: Confirmed, judge: Judge, unknown: Sequence[Case], crashes: Collection[Crash] = ()) -> Inquiry:
    """The judgement on the clause that its cause speaks for.

    Args:
        confirmed: a failing judgement, and whether it is steady.
        judge: knows what the target has answered so far.
        unknown: requests for resources that plainly do not exist.
        crashes: which errors of the server are known already, by the clause that they are put down to.
    """
    judged = confirmed.judged
    judgement, exchange, expectation = judged.judgement, judged.exchange, judged.expectation
    if judge.memory.suspicious(judgement):
        return judgement if judge.memory.upholds(judgement) else passed(judgement.clause)
    operation = judge.oracle.operation
    robustness = operation.clause_id(clause_ids.ROBUSTNESS)
    local = operation.local(judgement.clause)
    if clause_ids.on_parameter(local) and mistaken(exchange, expectation):
        return (yield from _as_unknown(judgement, confirmed, judge, unknown))
    if not confirmed.steady:
        # What an identical request does not meet again has nothing to do with what the request contains.
        broken = exchange.answer is not None and exchange.answer.status >= 500
        return replace(judgement, clause=robustness if broken else operation.success)
    if judgement.clause == robustness and exchange.answer is not None:
        # What crashes on ordinary values of a wrong type crashes on odd ones, too: that is no second finding.
        known = (breach for breach in expectation.breaches if (breach.clause, exchange.answer.status) in crashes)
        return replace(judgement, clause=next((breach.clause for breach in known), robustness))
    refused = exchange.answer is not None and exchange.answer.status >= 300
    in_general = judgement.clause == operation.success or local == clause_ids.COMBINATION
    of_content = in_general or clause_ids.on_request_body(local) or clause_ids.on_parameter(local)
    if refused and expectation.valid and of_content:
        return (yield from _by_members(judgement, exchange.case, judge))
    return judgement


def _as_unknown(judgement: Judgement, confirmed: Confirmed, judge: Judge, unknown: Sequence[Case]) -> Inquiry:
    """An id that is answered like an unknown resource tells us nothing about the id's form."""
    yield unknown
    statuses = {judge.responses.status(case) for case in unknown} - {0, *BUSY}
    answer = confirmed.judged.exchange.answer
    alike = answer is not None and statuses == {answer.status}
    return replace(judgement, clause=judge.oracle.operation.missing) if alike else judgement


def _by_members(judgement: Judgement, case: Case, judge: Judge) -> Inquiry:
    """Put a refused valid request down to the one member whose value is accepted nowhere, if there is one."""
    responses, combination = judge.responses, judge.oracle.operation.clause_id(clause_ids.COMBINATION)
    base = case.control or responses.anchor
    if base is None or combination not in judge.oracle.catalogue:
        return judgement
    if case.control is None:
        for *parts, whole in probes(judge.oracle.operation, base, case.request):
            yield parts
            # A refused part explains that the whole is refused, unless every value of that member is.
            if not any(map(responses.was_refused, parts)) or not _takes_any(whole.clause, judge):
                yield [whole]
    changed = differences(case.request, base.request)
    never = [name for name, value in changed.items() if not responses.took(name, value)]
    if case.control is not None and (never or not changed):
        return judgement
    if never:
        return undecided(combination, f"refused, and this value of {never[0]} is accepted nowhere")
    return replace(judgement, clause=combination)


def _takes_any(clause: str, judge: Judge) -> bool:
    """Whether some value of the member that a clause is about was accepted."""
    return judge.responses.takes(judge.oracle.operation.local(clause).removeprefix(_BODY).partition(".")[0])
