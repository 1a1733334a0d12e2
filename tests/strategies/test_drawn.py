"""Drawn cases, and the probes that tell which member of a refused request is to blame."""

from __future__ import annotations

import copy
import importlib
import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.oracle.oracle import Oracle
from spec.contract import load
from spec.operation import Operation, Schema
from spec.patterns import matches
from strategies.changes.mutations import changed, shown
from strategies.controls import controls, request
from strategies.drawing import valid
from strategies.drawing.generated import generated
from strategies.drawing.invalid import violations
from strategies.drawing.sampling import draw
from strategies.drawing.schemathesis_cases import schemathesis_cases
from strategies.probes import Alone, probes
from strategies.request import JSON_HEADERS, Case, Request
from strategies.values.near_misses import near_misses
from strategies.values.ordinary import ordinary
from strategies.values.valid import classes, edges

CONNECTOR = "abcdef1ghij2klmno3pqr4"
VALUES = {"voiceConnectorId": CONNECTOR}
NUMBERS = ["+14015550101", "+12065550100"]


@pytest.fixture
def operation() -> Operation:
    return load().operation


def cases(operation: Operation, count: int, seed: int = 3) -> list[Case]:
    return list(generated(operation, VALUES, count=count, seed=seed))


def test_half_of_the_generated_cases_are_valid_and_the_others_spread_over_the_clauses(operation: Operation) -> None:
    control = controls(operation, VALUES)[0]
    found = cases(operation, 40)
    valid = [case for case in found if case.clause == "request.combination"]
    assert [case.id for case in valid] == [f"request.combination/example-{n:04}" for n in range(1, 21)]
    assert {(case.change, case.control) for case in valid} == {("a generated valid request", None)}
    wrong = [case for case in found if case.clause != "request.combination"]
    assert {(case.change, case.control) for case in wrong} == {("a generated violation", control)}
    clauses = list(violations(operation))
    each = 20 // len(clauses)
    assert [case.id for case in wrong] == [
        f"{clause}/example-{n:04}" for clause in clauses for n in range(1, max(1, each) + 1)
    ]


def test_none_and_one_can_be_asked_for(operation: Operation) -> None:
    assert cases(operation, 0) == []
    one = Counter(case.clause for case in cases(operation, 1))
    assert one == dict.fromkeys(["request.combination", *violations(operation)], 1)


@pytest.mark.slow
def test_another_seed_draws_other_violations_and_the_same_one_the_same(operation: Operation) -> None:
    # Two of each clause: the first one is the simplest, whatever the seed is.
    one, same, other = (
        [case.request.body for case in cases(operation, 100, seed) if case.control is not None] for seed in (1, 1, 2)
    )
    assert one == same
    assert len(set(one) - set(other)) > len(set(one)) / 3


@pytest.mark.slow
def test_what_else_is_loaded_does_not_matter(
    operation: Operation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def requests() -> list[Request]:
        drawn = [*cases(operation, 30), *schemathesis_cases(operation, VALUES, count=3, seed=1)]
        return [case.request for case in drawn]

    before = requests()
    (tmp_path / "of_someone_else.py").write_text(f"WORDS = {[f'word {n}' for n in range(500)]}; N = {list(range(500))}")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.import_module("of_someone_else")
    assert requests() == before


LIST = {"type": "array", "items": {"type": "string", "pattern": "^[abc]{1,9}$"}}


@pytest.mark.parametrize(
    ("schema", "lengths"),
    [
        (LIST, {1, 2, 3, 4}),
        (LIST | {"minItems": 2}, {2, 3, 4, 5}),
        (LIST | {"maxItems": 2}, {1, 2}),
        ({"type": "array", "items": {"enum": ["a", "b", "c"]}}, {1, 2, 3}),
        ({"type": "array", "items": {"enum": ["a", "b", "c", "d", "e"]}}, {1, 2, 3, 4, 5}),
    ],
)
def test_valid_lists_of_every_length_are_drawn_without_repetition(schema: Schema, lengths: set[int]) -> None:
    drawn = draw(valid.values(schema), 50, 1)
    assert {len(items) for items in drawn} == lengths
    assert all(len(set(items)) == len(items) for items in drawn)


@pytest.mark.slow
def test_edges_of_a_value_are_drawn_and_what_lies_between(operation: Operation) -> None:
    numbers = set(draw(valid.values({"type": "integer", "minimum": 3, "maximum": 9000}), 200, 1))
    assert {3, 4, 255, 256} <= numbers
    assert (min(numbers), max(numbers)) == (3, 9000)
    assert len(numbers) > 40
    pattern = {"type": "string", "pattern": "^[a-c]{2,30}$"}
    texts = set(draw(valid.values(pattern), 200, 1))
    assert {edge.value for edge in edges(pattern)} <= texts
    assert len(texts) > 40
    assert all(matches(pattern["pattern"], text) for text in texts)
    lengths = {len(text) for text in draw(valid.values({"type": "string", "minLength": 2, "maxLength": 5}), 200, 1)}
    assert lengths == {2, 3, 4, 5}
    assert max(len(text) for text in draw(valid.values({"type": "string"}), 200, 1)) <= 50
    geo = operation.request_schema["properties"]["GeoMatchParams"]
    drawn = [json.dumps(value, sort_keys=True) for value in draw(valid.values(geo), 200, 1)]
    shown = {json.dumps(value, sort_keys=True) for value in classes(geo, required=True).values()}
    assert shown <= set(drawn)
    assert len(set(drawn) - shown) > 20


def test_an_optional_member_is_drawn_now_and_left_out_then(operation: Operation) -> None:
    drawn = draw(valid.bodies(operation), 40, 1)
    schema = operation.request_schema
    for name in schema["properties"]:
        assert sum(name in body for body in drawn) > 5
        assert all(name in body for body in drawn) == (name in schema["required"])


def test_what_misses_a_pattern_is_drawn_near_beside_and_far_from_it(operation: Operation) -> None:
    pattern = operation.request_schema["properties"]["Name"]["pattern"]
    drawn = {body["Name"] for body in draw(violations(operation)["request.body.Name.pattern"], 80, 1)}
    near = {miss.text for miss in near_misses(pattern)}
    beside = {
        text for text in drawn - near if any(matches(pattern, text[:at] + text[at + 1 :]) for at in range(len(text)))
    }
    assert len(drawn & near) > 5
    assert len(beside) > 5
    assert any(not matches(pattern, text[1:]) and text[0] not in text[1:] for text in beside)
    assert len(drawn - near - beside) > 5


@pytest.mark.parametrize(
    ("clause", "lengths"),
    [("ParticipantPhoneNumbers.minItems", {0, 1}), ("ParticipantPhoneNumbers.maxItems", {3, 4, 5, 6, 7})],
)
def test_lists_too_short_and_too_long_are_drawn_in_every_length(
    operation: Operation, clause: str, lengths: set[int]
) -> None:
    drawn = draw(violations(operation)[f"request.body.{clause}"], 40, 1)
    assert {len(body["ParticipantPhoneNumbers"]) for body in drawn} == lengths


def test_known_values_with_something_around_them_are_drawn_and_other_texts(operation: Operation) -> None:
    drawn = {body["GeoMatchLevel"] for body in draw(violations(operation)["request.body.GeoMatchLevel.enum"], 100, 1)}
    around = {f"{before}{value}{after}" for before in ("", " ") for value in ("Country", "AreaCode") for after in " x"}
    assert drawn >= around
    others = drawn - around
    assert len(others) > 10
    assert max(map(len, others)) <= 12


def test_numbers_below_the_minimum_are_drawn_from_next_to_it_down_to_32_bits(operation: Operation) -> None:
    drawn = [body["ExpiryMinutes"] for body in draw(violations(operation)["request.body.ExpiryMinutes.minimum"], 60, 1)]
    assert max(drawn) == 0
    assert -(2**31) <= min(drawn) < -(10**6)


def test_numbers_above_a_maximum_are_drawn_up_to_32_bits(operation: Operation) -> None:
    limited = replace(operation, definition=copy.deepcopy(operation.definition))
    limited.request_schema["properties"]["ExpiryMinutes"]["maximum"] = 90
    drawn = [body["ExpiryMinutes"] for body in draw(violations(limited)["request.body.ExpiryMinutes.maximum"], 60, 1)]
    assert min(drawn) == 91
    assert 2**31 > max(drawn) > 10**6


@pytest.mark.parametrize(
    ("member", "kinds"),
    [
        ("ExpiryMinutes", {str, float, bool, list, dict}),
        ("Name", {int, float, bool, list, dict}),
        ("Capabilities", {str, int, float, bool, dict}),
        ("GeoMatchParams", {str, int, float, bool, list}),
    ],
)
def test_values_of_every_other_type_are_drawn(operation: Operation, member: str, kinds: set[type]) -> None:
    drawn = [body[member] for body in draw(violations(operation)[f"request.body.{member}.type"], 40, 1)]
    assert {type(value) for value in drawn} == kinds


def test_fractions_of_every_size_are_drawn_where_no_number_belongs(operation: Operation) -> None:
    drawn = [body["Name"] for body in draw(violations(operation)["request.body.Name.type"], 80, 1)]
    numbers = [value for value in drawn if type(value) is float]
    assert not any(number.is_integer() for number in numbers)
    assert min(numbers) < 1
    assert max(numbers) <= 1e6


def test_each_of_the_phone_numbers_is_the_wrong_one_now_and_then(operation: Operation) -> None:
    keyword = operation.request_schema["properties"]["ParticipantPhoneNumbers"]["items"]["pattern"]
    drawn = draw(violations(operation)["request.body.ParticipantPhoneNumbers.items.pattern"], 30, 1)
    wrong = [[not matches(keyword, number) for number in body["ParticipantPhoneNumbers"]] for body in drawn]
    assert {tuple(places) for places in wrong} == {(True, False), (False, True)}


def test_schemathesis_cases_are_plain_requests_to_the_one_connector(operation: Operation) -> None:
    found = list(schemathesis_cases(operation, VALUES, count=1, seed=1))
    kinds = {case.id.split("/")[1].rpartition("-")[0] for case in found}
    assert kinds == {
        f"schemathesis-{kind}" for kind in ("coverage-positive", "coverage-negative", "positive", "negative")
    }
    assert len({case.id for case in found}) == len(found)
    for case in found:
        assert (case.clause, case.control) == ("request.robustness", None)
        kind = case.id.split("/schemathesis-")[1].rpartition("-")[0].replace("-", " ")
        assert case.change == f"a {kind} case of Schemathesis"
        assert case.request.path.partition("?")[0] == f"/voice-connectors/{CONNECTOR}/proxy-sessions"
        names = [name.lower() for name, _ in case.request.headers]
        assert not {"host", "user-agent", "content-length", "connection", "accept-encoding"} & set(names)
        assert not [name for name in names if name.startswith("x-schemathesis")]
        assert "*/*" not in [value for _, value in case.request.headers]
    oracle = Oracle.of(operation.contract, {"voiceConnectorId": CONNECTOR})
    sent = [case.request for case in found if "/schemathesis-positive" in case.id]
    assert sent
    assert all(oracle.expect(one).valid or oracle.expect(one).unspecified for one in sent)
    assert any(case.request.body not in (b"", b"{}") for case in found)
    assert {case.request.method for case in found} >= {"POST"}


@pytest.mark.parametrize("place", [".", "inside"])
def test_nothing_of_the_users_own_schemathesis_takes_part(
    operation: Operation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    (tmp_path / "hooks_of_others.py").write_text("raise SystemExit('code of the working directory ran')")
    (tmp_path / "schemathesis.toml").write_text('hooks = "hooks_of_others.py"\nheaders = { X-Other = "${HOME}" }\n')
    (tmp_path / place).mkdir(exist_ok=True)
    monkeypatch.chdir(tmp_path / place)
    monkeypatch.setenv("SCHEMATHESIS_HOOKS", "hooks_of_others")
    found = list(schemathesis_cases(operation, VALUES, count=1, seed=1))
    assert "x-other" not in {name.lower() for case in found for name, _value in case.request.headers}


def test_schemathesis_cases_go_to_the_known_connector_and_decide_something() -> None:
    edition = "2022-08-03"
    oracle, before = Oracle.of(edition, {"voiceConnectorId": CONNECTOR}), json.dumps(load(edition).operation.document)
    found = list(schemathesis_cases(load(edition).operation, VALUES, count=20, seed=1))
    assert json.dumps(load(edition).operation.document) == before
    assert {case.request.method for case in found} >= {"POST", "GET", "PUT", "DELETE"}
    # What would be tried about the connector's id comes out as the same plain request again.
    assert len({case.request for case in found}) > 0.88 * len(found)
    covering = [case.request for case in found if "/schemathesis-coverage-positive" in case.id]
    assert len(covering) > 8
    assert all(oracle.expect(request).valid for request in covering)
    numbers = [case.id.rpartition("-")[2] for case in found if "/schemathesis-positive" in case.id]
    assert numbers == [f"{number:04}" for number in range(1, 21)]
    others = {header for case in found for header in case.request.headers} - set(JSON_HEADERS)
    assert others >= {("Content-Type", "text/plain")}
    assert b"" in {case.request.body for case in found}


def test_schemathesis_cases_follow_their_seed_and_their_count(operation: Operation) -> None:
    def positive(count: int, seed: int) -> list[bytes]:
        found = schemathesis_cases(operation, VALUES, count=count, seed=seed)
        return [case.request.body for case in found if "/schemathesis-positive" in case.id]

    one = positive(2, 1)
    assert len(one) == 2
    assert positive(2, 1) == one != positive(2, 2)
    assert positive(1, 1) == one[:1]
    assert list(schemathesis_cases(operation, VALUES, count=0, seed=1)) == []


def alone(operation: Operation, *taken: object, **members: object) -> list[Alone]:
    """The probes for the plain request with these members, where some values of each were accepted elsewhere."""
    control = controls(operation, VALUES)[0]
    sent = request(operation, VALUES, {**json.loads(control.request.body), **members})
    return list(probes(operation, control, sent, lambda _name: taken))


def probed(operation: Operation, **members: object) -> dict[str, Case]:
    """The probes for the plain request with these members, by the clause that they are about."""
    return {case.clause: case for one in alone(operation, **members) for case in (*one.parts, one.whole)}


@pytest.mark.parametrize(
    ("members", "clause", "change"),
    [
        ({"Name": "other 1"}, "request.body.Name.pattern", 'Name is "other 1"'),
        ({"ExpiryMinutes": 77}, "request.body.ExpiryMinutes.minimum", "ExpiryMinutes is 77"),
        ({"GeoMatchLevel": "Country"}, "request.body.GeoMatchLevel.enum", 'GeoMatchLevel is "Country"'),
        ({"Capabilities": ["SMS"]}, "request.body.Capabilities.items.enum", 'Capabilities is ["SMS"]'),
        (
            {"ParticipantPhoneNumbers": ["+12", "+13"]},
            "request.body.ParticipantPhoneNumbers.items.pattern",
            'ParticipantPhoneNumbers is ["+12", "+13"]',
        ),
    ],
)
def test_a_member_is_probed_alone_on_the_control(
    operation: Operation, members: dict[str, object], clause: str, change: str
) -> None:
    found = probed(operation, **members)
    assert list(found) == [clause]
    case = found[clause]
    control = controls(operation, VALUES)[0]
    assert (case.change, case.control) == (change, control)
    assert json.loads(case.request.body) == {**json.loads(control.request.body), **members}
    assert re.fullmatch(f"{re.escape(clause)}/valid-[0-9a-f]{{8}}@example", case.id)


def test_an_object_is_probed_whole_and_member_by_member(operation: Operation) -> None:
    found = probed(operation, GeoMatchParams={"AreaCode": "345", "Country": "DE"})
    sent = {
        clause.removeprefix("request.body."): json.loads(case.request.body)["GeoMatchParams"]
        for clause, case in found.items()
    }
    whole = {"AreaCode": "345", "Country": "DE"}
    assert sent.pop("GeoMatchParams.type") == whole
    assert {name.split(".")[1] for name in sent} == {"AreaCode", "Country"}
    # Beside the other member as no control has it: that of the controls may be what is refused.
    usual = ordinary(operation.request_schema["properties"]["GeoMatchParams"], 1)
    full = json.loads(controls(operation, VALUES)[1].request.body)["GeoMatchParams"]
    for name, value in sent.items():
        inner = name.split(".")[1]
        assert value == usual | {inner: whole[inner]}
        assert not value.items() & full.items()


def test_an_object_is_probed_beside_one_that_was_accepted(operation: Operation) -> None:
    accepted = {"AreaCode": "206", "Country": "US"}
    (found,) = alone(operation, accepted, "other", GeoMatchParams={"AreaCode": "345", "Country": "DE"})
    assert found.plain is not None
    sent = [json.loads(case.request.body)["GeoMatchParams"] for case in (found.plain, *found.parts)]
    assert sent == [accepted, {**accepted, "AreaCode": "345"}, {**accepted, "Country": "DE"}]


def test_what_the_control_has_and_the_request_has_not_is_probed_as_left_out(operation: Operation) -> None:
    control = controls(operation, VALUES)[1]
    plain = json.loads(control.request.body)
    without = {name: value for name, value in plain.items() if name != "Name"}
    (case,) = (one.whole for one in probes(operation, control, control.request.with_json(without)))
    assert (case.id, case.change) == ("request.body.Name.optional/absent@full", "Name is left out")
    assert json.loads(case.request.body) == without


def test_what_is_the_same_or_unknown_is_not_probed(operation: Operation) -> None:
    assert probed(operation, Unknown=1) == {}
    assert probed(operation) == {}


def test_a_long_value_is_shown_by_its_beginning(operation: Operation) -> None:
    numbers = ["+123456789012345", "+123456789012346"]
    short = probed(operation, ParticipantPhoneNumbers=numbers)["request.body.ParticipantPhoneNumbers.items.pattern"]
    assert short.change == f"ParticipantPhoneNumbers is {json.dumps(numbers)}"
    long = probed(operation, Capabilities=["Voice", "SMS"] * 8)["request.body.Capabilities.items.enum"]
    assert long.change == f"Capabilities is {json.dumps(['Voice', 'SMS'] * 8)[:57]}..."


def test_the_same_value_is_the_same_probe_however_its_members_are_ordered(operation: Operation) -> None:
    one, other, same = (
        probed(operation, GeoMatchParams=params)["request.body.GeoMatchParams.type"].id
        for params in (
            {"AreaCode": "345", "Country": "DE"},
            {"AreaCode": "346", "Country": "DE"},
            {"Country": "DE", "AreaCode": "345"},
        )
    )
    assert one == same != other


@pytest.mark.parametrize(("length", "cut"), [(58, False), (59, True)])
def test_a_text_of_sixty_characters_is_shown_whole(length: int, cut: bool) -> None:  # noqa: FBT001 - a parameter
    text = shown("a" * length)
    assert len(text) == 60
    assert text.endswith("...") is cut


def test_no_engine_that_tries_every_way_is_given_a_pattern_with_too_many(operation: Operation) -> None:
    definition = copy.deepcopy(dict(operation.definition))
    schema = definition["requestBody"]["content"]["application/json"]["schema"]
    schema["properties"]["Name"] = {"type": "string", "pattern": "^(a|aa)+$"}
    wild = replace(operation, definition=definition)
    assert list(schemathesis_cases(wild, VALUES, count=5, seed=0))
    assert draw(valid.texts(schema["properties"]["Name"]), 3, 0)


@pytest.mark.parametrize("parent", [True, 5, "text", None, [1]])
def test_nothing_is_changed_inside_what_is_no_object(parent: object) -> None:
    assert changed({"a": parent}, ("a", "b"), 1) == {"a": parent}
    assert changed({"a": {"b": 0}}, ("a", "b"), 1) == {"a": {"b": 1}}
