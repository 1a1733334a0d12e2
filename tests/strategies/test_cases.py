"""Every case is what it says: judged by the oracle, valid ones break nothing, violations exactly their clause."""

from __future__ import annotations

import copy
from dataclasses import replace
from itertools import combinations as choose
from itertools import product

import pytest

from conformance.oracle.oracle import Oracle
from spec.contract import EDITIONS, SHIPPED, load
from spec.operation import Operation
from strategies.changes.boundaries import boundaries, ordinaries
from strategies.changes.identifiers import identifiers
from strategies.changes.malformed import malformed
from strategies.changes.robustness import robustness
from strategies.changes.unspecified import unspecified
from strategies.changes.violations import violations
from strategies.controls import combinations, controls, covering, is_control, member_classes
from strategies.drawing.generated import generated
from strategies.plan import DEPTHS, deterministic
from strategies.request import Kind
from strategies.values.kinds import ABSENT

CONNECTOR = "abcdef1ghij2klmno3pqr4"
VALUES = {"voiceConnectorId": CONNECTOR}


@pytest.fixture(params=EDITIONS)
def oracle(request: pytest.FixtureRequest) -> Oracle:
    return Oracle.of(request.param, {"voiceConnectorId": CONNECTOR})


@pytest.fixture
def operation(oracle: Oracle) -> Operation:
    return oracle.operation


def test_controls_and_combinations_must_be_accepted(oracle: Oracle, operation: Operation) -> None:
    cases = [*controls(operation, VALUES), *combinations(operation, VALUES)]
    assert [case.id for case in cases if not oracle.expect(case.request).valid] == []


def test_every_boundary_is_valid_or_rests_on_a_should_clause(oracle: Oracle, operation: Operation) -> None:
    plain = controls(operation, VALUES)[:2]
    mutations = [*boundaries(operation), *ordinaries(operation)]
    cases = [m.of(control) for m in mutations for control in plain if m.fits(control.request)]
    assert [case.id for case in cases if not oracle.expect(case.request).valid] == []


@pytest.mark.slow
def test_every_violation_breaks_exactly_its_clause_on_every_control(oracle: Oracle, operation: Operation) -> None:
    wrong = [
        (case.id, sorted(breach.clause for breach in oracle.expect(case.request).breaches))
        for control in controls(operation, VALUES)
        for mutation in [*violations(operation), *malformed(operation), *identifiers(operation, VALUES)]
        if mutation.fits(control.request)
        and not mutation.name.startswith("valid-")
        and mutation.clause not in {"error.NotFoundException.status", "request.robustness"}
        for case in [mutation.of(control)]
        if {breach.clause for breach in oracle.expect(case.request).breaches} != {mutation.clause}
    ]
    assert wrong == []


def test_a_violation_must_not_be_accepted(oracle: Oracle, operation: Operation) -> None:
    control = next(control for control in controls(operation, VALUES)[1:] if b'"Voice","SMS"' in control.request.body)
    cases = [m.of(control) for m in [*violations(operation), *malformed(operation)] if m.fits(control.request)]
    assert [case.id for case in cases if oracle.expect(case.request).allows(201)] == []


def test_an_unknown_connector_is_404_and_nothing_else(oracle: Oracle, operation: Operation) -> None:
    control = controls(operation, VALUES)[0]
    cases = [
        m.of(control)
        for m in identifiers(operation, VALUES)
        if m.clause == "error.NotFoundException.status" or m.name.startswith("valid-")
    ]
    assert len(cases) > 8
    assert {oracle.expect(case.request).allowed - {400} for case in cases} == {frozenset({404})}
    if operation.contract == SHIPPED[0]:
        assert not any(oracle.expect(case.request).allows(400) for case in cases)


@pytest.mark.parametrize(
    "known", ["a", "0", "Zz", "99", "ab-_", "abcdefg", "0a0a0a0a0b", "Abcdef1ghij2klmno3pqr4", "bbbabb"]
)
def test_unknown_ids_are_unknown_and_alike_whatever_is_known(known: str) -> None:
    oracle, control = (
        Oracle.of(EDITIONS[0], {"voiceConnectorId": known}),
        controls(load().operation, {"voiceConnectorId": known})[0],
    )
    sent = {
        mutation.name: mutation.of(control).request
        for mutation in identifiers(load().operation, {"voiceConnectorId": known})
        if mutation.clause == "error.NotFoundException.status"
    }
    assert {oracle.expect(request).allowed for request in sent.values()} == {frozenset({404})}
    ids = {name: request.path.split("/")[2] for name, request in sent.items()}
    assert len(ids["same-alphabet"]) == len(known)
    plain = [at for at, char in enumerate(known) if char.isalnum()] or [0]
    middle = min(plain, key=lambda at: abs(at - len(known) // 2))
    for name, at in (("first-character", 0), ("middle-character", middle), ("last-character", -1)):
        differing = [n for n, (one, other) in enumerate(zip(ids[name], known, strict=True)) if one != other]
        assert differing == [at % len(known)]


def test_where_no_id_is_alike_one_differs_in_its_last_character() -> None:
    control = controls(load().operation, {"voiceConnectorId": "-.-"})[0]
    sent = {
        mutation.name: mutation.of(control).request.path
        for mutation in identifiers(load().operation, {"voiceConnectorId": "-.-"})
    }
    assert sent["same-alphabet"] == "/voice-connectors/-.z/proxy-sessions"


def test_ids_are_tried_at_the_lengths_that_the_description_states(operation: Operation) -> None:
    limited = replace(operation, definition=copy.deepcopy(operation.definition))
    dict.update(limited.parameter.schema, minLength=2, maxLength=40)
    lengths = {
        mutation.name: len(mutation.of(control).request.path.split("/")[2])
        for control in controls(limited, VALUES)[:1]
        for mutation in identifiers(limited, VALUES)
        if mutation.clause.endswith((".minLength", ".maxLength"))
    }
    assert lengths == {
        "empty": 0,
        "valid-shortest": 2,
        "valid-longest": 40,
        "one-over": 41,
        "far-over": 2000,
        "padded-over": 41,
    }


def test_a_known_id_of_any_characters_is_one_segment_of_the_path(operation: Operation) -> None:
    known = "\u00e9/b c"
    sent = {
        mutation.name: mutation.of(control).request.path
        for control in controls(operation, {"voiceConnectorId": known})[:1]
        for mutation in identifiers(operation, {"voiceConnectorId": known})
    }
    assert sent["path-encoded-letter"] == "/voice-connectors/%c3%a9%2Fb%20c/proxy-sessions"
    assert sent["path-dot-segment"] == "/voice-connectors/./%C3%A9%2Fb%20c/proxy-sessions"


def test_what_is_unspecified_allows_more_than_one_answer_and_breaks_no_must_clause(
    oracle: Oracle, operation: Operation
) -> None:
    cases = [
        m.of(control)
        for m in unspecified(operation)
        for control in controls(operation, VALUES)[:2]
        if m.fits(control.request)
    ]
    harmless = {"escaped-names", "white-space"}
    wrong = []
    for case in cases:
        expectation = oracle.expect(case.request)
        if case.id.split("/")[1].split("@")[0] in harmless:
            assert expectation.valid
        elif expectation.binding or not (expectation.any_answer or len(expectation.allowed) > 1):
            wrong.append(case.id)
    assert wrong == []


def test_odd_input_never_allows_a_server_error(oracle: Oracle, operation: Operation) -> None:
    control = controls(operation, VALUES)[0]
    assert not any(oracle.expect(m.of(control).request).allows(500) for m in robustness(operation))


@pytest.mark.slow
def test_generated_cases_are_what_they_aim_at(oracle: Oracle, operation: Operation) -> None:
    for case in generated(operation, VALUES, count=100, seed=3):
        expectation = oracle.expect(case.request)
        if case.clause == "request.combination":
            assert expectation.valid, case.request.body
        else:
            assert {breach.clause for breach in expectation.breaches} == {case.clause}, case.request.body


@pytest.mark.slow
def test_the_same_seed_gives_the_same_requests(operation: Operation) -> None:
    one, same, other = (
        [case.request for case in generated(operation, VALUES, count=20, seed=seed)] for seed in (1, 1, 2)
    )
    assert one == same
    assert one != other


@pytest.mark.parametrize("strength", [2, 3])
def test_the_covering_array_covers_every_combination(operation: Operation, strength: int) -> None:
    values = member_classes(operation)
    rows = covering(operation, strength)
    taken = {
        name: [next(label for label, value in found.items() if value == row.get(name, ABSENT)) for row in rows]
        for name, found in values.items()
    }
    for names in choose(values, strength):
        wanted = set(product(*(values[name] for name in names)))
        assert set(zip(*(taken[name] for name in names), strict=True)) == wanted, names


@pytest.mark.parametrize("depth", DEPTHS.values(), ids=lambda depth: depth.name)
def test_case_ids_are_unique_and_controls_come_from_the_plan(operation: Operation, depth: object) -> None:
    cases = list(deterministic(operation, VALUES, depth))  # type: ignore[arg-type] # - parametrised
    ids = [case.id for case in cases]
    assert len(ids) == len(set(ids))
    assert {case.control.id for case in cases if case.control} <= set(ids)


def test_controls_are_told_from_all_other_cases(operation: Operation) -> None:
    plan = list(deterministic(operation, VALUES, DEPTHS["standard"]))
    assert [case for case in plan if is_control(case)] == controls(operation, VALUES)
    assert not is_control(replace(plan[0], kind=Kind.VALID))


def test_standard_depth_tries_every_request_clause_often_and_in_several_contexts() -> None:
    cases = list(deterministic(load().operation, VALUES, DEPTHS["standard"]))
    contexts: dict[str, set[str]] = {}
    for case in cases:
        if case.control is not None and case.clause.startswith("request.body") and "/valid-" not in case.id:
            contexts.setdefault(case.clause, set()).add(case.control.id)
    lonely = [
        clause for clause, controls_ in contexts.items() if len(controls_) < 5 and not clause.endswith(".optional")
    ]
    assert lonely == []
