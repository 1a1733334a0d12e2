"""Controls are found: a member that a target refuses in every valid request is left out of the run, with a reason."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from conformance.engine.planning.left_out import Asked, LeftOut, reason
from conformance.engine.preparation.finding_controls import Inquiry, found
from conformance.engine.settings import Settings
from conformance.wire.exchange import Answer, Exchange
from spec.clauses.reason import Reason, Why
from spec.derive.contracts import derived
from spec.derive.writing.folder import contents, write
from spec.operation import Operation
from strategies.adapting.narrowing import narrowed
from strategies.controls import omissions
from strategies.members import members
from strategies.request import Case

TEXT = {"type": "string"}
SCHEMA = {"type": "object", "required": ["name"], "properties": dict.fromkeys(("name", "kind", "fair", "quota"), TEXT)}
OPERATION = Operation(
    contract="x",
    name="CreateThing",
    method="POST",
    template="/things",
    definition={
        "parameters": [{"name": "max", "in": "query", "schema": {"type": "integer"}}],
        "requestBody": {"content": {"application/json": {"schema": SCHEMA, "example": {"name": "a", "kind": "b"}}}},
        "responses": {"200": {}},
    },
    document={"openapi": "3.1.0", "paths": {}},
)


def inquired(accepts: Callable[[dict[str, Any]], bool]) -> Asked:
    def send(case: Case) -> Exchange:
        status = 200 if accepts(json.loads(case.request.body)) else 400
        return Exchange(case=case, request=case.request, outcome=Answer(status=status), started_at=0, elapsed=0)

    return Inquiry(OPERATION, {}, send).asked


def asked(accepts: Callable[[dict[str, Any]], bool]) -> dict[str, str]:
    return {label: item.why for label, item in inquired(accepts).left_out.items()}


def test_nothing_is_left_out_of_what_is_taken() -> None:
    assert asked(lambda _document: True) == {}


def test_a_member_that_is_refused_everywhere_is_left_out_and_the_option_named() -> None:
    found = asked(lambda document: "kind" not in document)
    assert list(found) == ["kind"]
    assert "--parameter body.kind=VALUE" in found["kind"]


def test_of_members_that_exclude_each_other_the_later_one_is_left_out() -> None:
    found = asked(lambda document: not {"fair", "quota"} <= document.keys())
    assert list(found) == ["quota"]
    assert "takes quota alone, and refuses it beside fair, kind" in found["quota"]


def test_a_target_that_takes_nothing_is_not_asked_for_more() -> None:
    assert asked(lambda _document: False) == {}


def test_where_one_of_several_is_needed_the_first_that_is_taken_is_kept() -> None:
    found = asked(lambda document: len({"fair", "quota"} & document.keys()) == 1)
    assert list(found) == ["quota"]
    assert "takes quota alone, and refuses it beside fair, kind" in found["quota"]


@pytest.mark.parametrize(
    ("accepts", "needed"),
    [
        (lambda _document: True, ()),
        (lambda document: {"fair", "quota"} & document.keys(), ("fair",)),
        (lambda document: document.keys() >= {"kind", "quota"}, ("kind", "quota")),
        (lambda _document: False, ()),
    ],
)
def test_what_no_request_may_lack_is_told(accepts: Callable[[dict[str, Any]], bool], needed: tuple[str, ...]) -> None:
    assert inquired(accepts).needed == needed


def test_what_a_target_needs_is_in_every_request_but_the_one_that_asks_whether_it_may_be_left_out() -> None:
    found = narrowed(OPERATION, (), ("kind", "query.max"))
    assert [member.label for member in members(found) if member.required] == ["name", "kind", "query.max"]
    sent = omissions(found, {}, ("kind", "query.max"))
    asked_of = {case.id: (case.request.path, set(json.loads(case.request.body))) for case in sent}
    assert asked_of == {
        "request.body.kind.optional/absent@example": ("/things?max=41", {"name"}),
        "request.query.max.optional/absent@example": ("/things", {"name", "kind"}),
    }


def test_a_narrowed_operation_has_other_requests_without_these_members() -> None:
    found = narrowed(OPERATION, ("kind", "query.max"))
    assert [member.label for member in members(found)] == ["name", "fair", "quota"]
    assert found.request_example == {"name": "a"}


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ("request.body.kind.type", Reason(Why.MEMBER_REFUSED, "why")),
        ("request.body.kindred.type", None),
        ("request.query.max.maximum", Reason(Why.MEMBER_REFUSED, "more")),
    ],
)
def test_a_clause_about_what_is_left_out_says_why(local: str, expected: Reason | None) -> None:
    assert reason(local, {"kind": LeftOut("why"), "query.max": LeftOut("more")}) == expected


def test_a_member_with_which_the_target_breaks_down_is_left_out_as_one_that_crashes() -> None:
    def send(case: Case) -> Exchange:
        status = 500 if "fair" in json.loads(case.request.body) else 200
        return Exchange(case=case, request=case.request, outcome=Answer(status=status), started_at=0, elapsed=0)

    (found,) = Inquiry(OPERATION, {}, send).asked.left_out.items()
    why = "not judged further: the target answers 500 to every valid request with fair"
    assert found == ("fair", LeftOut(why, crashes=True))


def test_what_works_on_something_that_is_made_before_is_asked_about_in_its_turn(tmp_path: Path) -> None:
    names = ("CreateScheduleGroup", "DeleteScheduleGroup")
    derivation, sources = derived(service_name="scheduler", operations=names)
    write(tmp_path / "scheduler", contents(derivation, sources, "scheduler").files)
    turns: list[str] = []

    @contextmanager
    def turn(name: str) -> Iterator[None]:
        turns.append(f"{name} begins")
        yield
        turns.append(f"{name} ends")

    def send(case: Case) -> Exchange:
        turns.append(f"{case.request.method} {case.request.path.partition('=')[0]}")
        status = 400 if "clientToken" in case.request.path else 200
        return Exchange(case=case, request=case.request, outcome=Answer(status=status), started_at=0, elapsed=0)

    settings = Settings(
        contract=str(tmp_path / "scheduler"), operation=names[1:], target="http://127.0.0.1:1", output=tmp_path / "out"
    )
    answered = found(settings, lambda _name: send, turn)
    assert {name: list(asked.left_out) for name, asked in answered.items()} == {names[1]: ["query.clientToken"]}
    path = "DELETE /schedule-groups/{Name}"
    assert turns == [f"{names[1]} begins", path, f"{path}?clientToken", f"{names[1]} ends"]
