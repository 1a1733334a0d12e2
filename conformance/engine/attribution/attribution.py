"""Attribution: which clause is a deviation put down to, when several could be?

An example. A valid request with seven members is refused. Each member is sent alone on an accepted control. The one
that is refused there as well, and is accepted nowhere else, is to blame: its own clause fails. Where each of them alone
is accepted, their combination is to blame.

`attributed` is a generator: it yields cases whose answers it needs, and goes on when the response index knows them.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import replace

from conformance.engine.attribution.causes import Causes
from conformance.engine.stages.classification import differences, like_its_control, mistaken, only_unknown
from conformance.engine.stages.confirmation import Confirmed
from conformance.engine.stages.judging import Judge, Judged, beside_its_control
from conformance.oracle.expectation import BUSY
from conformance.oracle.judgement import Judgement, passed, undecided
from conformance.wire.exchange import Exchange
from spec.clauses import clause_ids
from spec.clauses.reason import Reason, Why
from spec.operation import Operation, is_fresh, types
from spec.relations.expressions import find
from strategies.changes.mutations import set_member
from strategies.places import document, other_ids
from strategies.probes import on, probes
from strategies.refused import as_long, refused_for
from strategies.request import Case, Kind
from strategies.values.kinds import ABSENT

_BODY, _REQUIRED, _OPTIONAL = "request.body.", ".required", ".optional"
_LENGTHS = (".minItems", ".maxItems")

Inquiry = Generator[Sequence[Case], None, Judgement]


def attributed(confirmed: Confirmed, judge: Judge, unknown: Sequence[Case], causes: Causes) -> Inquiry:
    """The judgement on the clause that its cause speaks for.

    Args:
        confirmed: a failing judgement, and whether it is steady.
        judge: knows what the target has answered so far.
        unknown: requests for resources that plainly do not exist.
        causes: what is known already of why the target deviates.
    """
    judged = confirmed.judged
    judgement = judged.judgement
    if judge.memory.suspicious(judgement):
        return judgement if judge.memory.upholds(judgement) else passed(judgement.clause)
    if not judged.fails:
        return _shown_elsewhere(judgement, judged.exchange.case, judge)
    return (yield from _failure(confirmed, judge, unknown, causes))


def _failure(confirmed: Confirmed, judge: Judge, unknown: Sequence[Case], causes: Causes) -> Inquiry:
    """A failure by itself, on the clause that its cause speaks for."""
    judged = confirmed.judged
    judgement, exchange, expectation = judged.judgement, judged.exchange, judged.expectation
    operation = judge.oracle.operation
    robustness = operation.clause_id(clause_ids.ROBUSTNESS)
    local = operation.local(judgement.clause)
    of_unknown = yield from _of_unknown(confirmed, judge, unknown)
    if of_unknown is not None:
        return of_unknown
    if not confirmed.steady:
        # What an identical request does not meet again has nothing to do with what the request contains.
        broken = exchange.answer is not None and exchange.answer.status >= 500
        return replace(judgement, clause=robustness if broken else operation.success)
    if not confirmed.beside_control:
        return _on_what_went_before(judgement, exchange, operation)
    if judgement.clause == robustness:
        return replace(judgement, clause=causes.crash(judged) or robustness)
    if _breaks_on_any_value(judged, judge) or (yield from _is_of_the_others(judged, judge)):
        return beside_its_control(judgement, exchange)
    told = causes.speaking_for(judged)
    if told is not None:
        return told
    if clause_ids.on_request_body(local) and local.endswith(_REQUIRED):
        return (yield from _as_null(judgement, exchange.case, judge, causes))
    refused = exchange.answer is not None and exchange.answer.status >= 300
    in_general = judgement.clause == operation.success or local == clause_ids.COMBINATION
    of_content = in_general or clause_ids.on_request_body(local) or clause_ids.on_parameter(local)
    if refused and expectation.valid and of_content:
        return (yield from _by_members(judgement, exchange.case, judge))
    return judgement


def _of_unknown(
    confirmed: Confirmed, judge: Judge, unknown: Sequence[Case]
) -> Generator[Sequence[Case], None, Judgement | None]:
    """A deviation that only shows how what is unknown is answered; None for any other one."""
    judged, operation = confirmed.judged, judge.oracle.operation
    judgement, exchange, expectation = judged.judgement, judged.exchange, judged.expectation
    on_parameter = clause_ids.on_parameter(operation.local(judgement.clause))
    crashed = confirmed.steady and exchange.answer is not None and exchange.answer.status >= 500
    strange = mistaken(exchange, expectation) or (crashed and only_unknown(expectation))
    if strange and not confirmed.beside_control:
        return beside_its_control(judgement, exchange)
    if strange and on_parameter:
        return (yield from _as_unknown(judgement, exchange, judge, unknown))
    of_any = on_parameter or judgement.clause == operation.clause_id(clause_ids.ROBUSTNESS)
    if crashed and confirmed.beside_control and of_any and not expectation.known:
        # Where any unknown id meets an error of the server, so does one of a wrong form, whatever else is wrong.
        found = yield from _as_unknown(judgement, exchange, judge, unknown)
        return found if found.clause == operation.missing else None
    return None


def _on_what_went_before(judgement: Judgement, exchange: Exchange, operation: Operation) -> Judgement:
    """A refusal that the control meets by now as well: it has nothing to do with the point in which the two differ."""
    control, answer = exchange.case.control, exchange.answer
    if control is None or answer is None:
        return judgement
    if answer.status >= 500:
        return replace(judgement, clause=operation.clause_id(clause_ids.ROBUSTNESS))
    actual = f"{judgement.actual}, and so is by now {control.id}, which was accepted before"
    return replace(judgement, clause=operation.success, actual=actual, earlier=control.id)


def _breaks_on_any_value(judged: Judged, judge: Judge) -> bool:
    """Whether a wrong value meets the error of the server that valid values of its member meet as well."""
    answer, operation = judged.exchange.answer, judge.oracle.operation
    locals_ = [operation.local(breach.clause) for breach in judged.expectation.breaches]
    members = {local.removeprefix(_BODY).partition(".")[0] for local in locals_ if clause_ids.on_request_body(local)}
    return (
        answer is not None
        and len(members) == 1 == len(set(map(clause_ids.on_request_body, locals_)))
        and judge.responses.breaks_on(members.pop(), answer.status)
    )


def _is_of_the_others(judged: Judged, judge: Judge) -> Generator[Sequence[Case], None, bool]:
    """Whether what meets a drawn violation with an error of the server are its other members, which are valid."""
    exchange, combination = judged.exchange, judge.oracle.operation.clause_id(clause_ids.COMBINATION)
    case, broken = exchange.case, {breach.clause for breach in judged.expectation.breaches}
    base = case.control or judge.responses.anchor
    crashed = exchange.answer is not None and exchange.answer.status >= 500
    if not (case.drawn and crashed and len(broken) == 1) or base is None or combination not in judge.oracle.catalogue:
        return False
    given, plain = document(case.request), document(base.request)
    local = judge.oracle.operation.local(broken.pop())
    if not (isinstance(given, dict) and isinstance(plain, dict) and clause_ids.on_request_body(local)):
        return False
    member = local.removeprefix(_BODY).partition(".")[0]
    rest = {name: value for name, value in given.items() if name != member}
    rest |= {member: plain[member]} if member in plain else {}
    request = case.request.with_json(rest)
    if all(judge.responses.took(name, value) for name, value in differences(request, base.request).items()):
        return False
    change = f"the same without what is wrong with {member}"
    probe = replace(case, id=f"{case.id}~others", clause=combination, request=request, change=change, kind=Kind.PROBE)
    yield [replace(probe, control=None)]
    before = judge.responses.exchange(probe)
    return before is not None and like_its_control(exchange, before)


def _shown_elsewhere(judgement: Judgement, case: Case, judge: Judge) -> Judgement:
    """What could not be decided, unless an accepted request shows it: one that leaves out the same member does."""
    local, responses = judge.oracle.operation.local(judgement.clause), judge.responses
    base = case.control or responses.anchor
    if not local.endswith(_OPTIONAL) or base is None:
        return judgement
    gone = [name for name, value in differences(case.request, base.request).items() if value is None]
    shown = bool(gone) and all(responses.took(name, None) for name in gone)
    return passed(judgement.clause) if shown else judgement


def _as_unknown(judgement: Judgement, exchange: Exchange, judge: Judge, unknown: Sequence[Case]) -> Inquiry:
    """An id that is answered like an ordinary one of its kind which is unknown tells us nothing about the id's length.

    An example: a target takes ids of 22 letters only. It refuses a UUID as it refuses an id of 128 letters.
    """
    operation = judge.oracle.operation
    strange = set(other_ids(operation, exchange.case))
    others = [case for case in unknown if strange.intersection(other_ids(operation, case))]
    yield others
    statuses = {judge.responses.status(case) for case in others} - {0, *BUSY}
    told = operation.missing in judge.oracle.catalogue
    alike = told and exchange.answer is not None and exchange.answer.status in statuses
    return replace(judgement, clause=operation.missing) if alike else judgement


def _by_members(judgement: Judgement, case: Case, judge: Judge) -> Inquiry:
    """Put a refused valid request down to the one member whose value is accepted nowhere, if there is one."""
    responses, combination = judge.responses, judge.oracle.operation.clause_id(clause_ids.COMBINATION)
    base = case.control or responses.anchor
    if base is None or combination not in judge.oracle.catalogue:
        return judgement
    if case.control is None:
        for member in probes(judge.oracle.operation, base, case.request, responses.taken):
            if member.plain is not None:
                yield [member.plain]
                if responses.was_refused(member.plain):
                    # What is accepted elsewhere is refused here: no part of it is to blame.
                    continue
            yield member.parts
            # A refused part explains that the whole is refused, unless every value of that member is.
            if not any(map(responses.was_refused, member.parts)) or not _takes_any(member.whole.clause, judge):
                yield [member.whole]
    changed = _apart_from_names(differences(case.request, base.request), judge)
    if case.control is not None:
        yield [*_on_other_controls(case.control, changed, judge)]
    never = [name for name, value in changed.items() if not responses.took(name, value)]
    if case.control is not None and (never or not changed):
        return (yield from _on_its_member(judgement, base, changed, judge))
    if never:
        words = f"refused, and this value of {never[0]} is accepted nowhere"
        return undecided(combination, Reason(Why.VALUE_REFUSED, words))
    return replace(judgement, clause=combination)


def _on_other_controls(control: Case, changed: Mapping[str, str | None], judge: Judge) -> Iterator[Case]:
    """Refused values, each on an accepted control that has its member, too.

    An example: a target wants GeoMatchLevel and GeoMatchParams together. Alone, "AreaCode" is refused; in a request
    that has both it is accepted, and nothing is wrong with the value.
    """
    members = judge.oracle.operation.request_schema.get("properties", {})
    for name, value in changed.items():
        other = judge.responses.control_with(name)
        # A pair of the query string is its text, no JSON.
        if name not in members or value is None or other in (None, control) or judge.responses.took(name, value):
            continue
        given = json.loads(value)
        # An object is taken apart instead: a part of it may be to blame.
        if not isinstance(given, dict):
            yield on(judge.oracle.operation, other, name, given)


def _apart_from_names(changed: dict[str, str | None], judge: Judge) -> dict[str, str | None]:
    """What a request changes beside the values that are new in each request, which no other one repeats."""
    members = judge.oracle.operation.request_schema.get("properties", {})
    named = {name for name, value in changed.items() if value is not None and is_fresh(members.get(name, {}))}
    return {name: value for name, value in changed.items() if name not in named} or changed


def _on_its_member(judgement: Judgement, base: Case, changed: Mapping[str, str | None], judge: Judge) -> Inquiry:
    """The refusal of one valid member, put down to what the member's schema says most plainly about such a value."""
    operation = judge.oracle.operation
    (name, value), *others = changed.items() if changed else [("", None)]
    schema = operation.request_schema.get("properties", {}).get(name)
    if others or value is None or schema is None:
        return judgement
    refused, taken = json.loads(value), judge.responses.taken(name)
    equal = as_long(operation, base, name, refused, taken)
    if equal is not None:
        yield [equal]
    for_its_length = None if equal is None else judge.responses.was_refused(equal)
    local = refused_for((name,), schema, refused, taken, for_its_length=for_its_length)
    inside = local.count(".") < operation.local(judgement.clause).count(".") and not local.endswith(_LENGTHS)
    if not local or ("array" in types(schema) and inside):
        # What is about something within an item says more than that the item is refused.
        return judgement
    clause = operation.clause_id(local)
    return replace(judgement, clause=clause) if clause in judge.oracle.catalogue else judgement


def _as_null(judgement: Judgement, case: Case, judge: Judge, causes: Causes) -> Inquiry:
    """That null stands for a member which must be there: where the member may not be missing, null is a wrong type."""
    operation = judge.oracle.operation
    path = operation.local(judgement.clause).removeprefix(_BODY).removesuffix(_REQUIRED).split(".")
    if find(document(case.request), path) is not None:
        return judgement
    if judgement.clause not in causes.refuses_missing:
        local, name = operation.local(judgement.clause), path[-1]
        without = set_member(local, "missing-instead", f"{name} is missing", tuple(path), ABSENT, kind=Kind.PROBE)
        probe = replace(without.of(case, prefix=operation.prefix), control=case.control)
        yield [probe]
        causes.refuses_missing[judgement.clause] = judge.responses.was_refused(probe)
    of_type = operation.clause_id(clause_ids.request_member(path, "type"))
    wrong_type = causes.refuses_missing[judgement.clause] and of_type in judge.oracle.catalogue
    return replace(judgement, clause=of_type) if wrong_type else judgement


def _takes_any(clause: str, judge: Judge) -> bool:
    """Whether some value of the member that a clause is about was accepted."""
    return judge.responses.takes(judge.oracle.operation.local(clause).removeprefix(_BODY).partition(".")[0])
