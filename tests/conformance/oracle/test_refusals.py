"""A refusal names its error as AWS clients read it, and is JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from conformance.oracle.answer.refusals import error_name, judge
from conformance.oracle.judgement import Judgement, failed, passed
from conformance.wire.exchange import Answer
from spec.clauses.status import Status
from spec.contract import load
from tests.conformance.oracle.support import JSON, refusal

NAME = "BadRequestException"


def answer(header: str | None = None, body: Any = None, status: int = 400) -> Answer:
    headers = (JSON,) if header is None else (JSON, ("X-Amzn-ErrorType", header))
    return Answer(status=status, headers=headers, body=b"" if body is None else json.dumps(body).encode())


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (answer(NAME), NAME),
        (answer(f"{NAME}:http://internal.example/a:b/#c"), NAME),
        (answer(f"com.example#{NAME}"), NAME),
        (answer(f"a#b#{NAME} "), NAME),
        (answer("", {"Code": NAME}), NAME),
        (answer(None, {"__type": NAME}), NAME),
        (answer(None, {"code": f"a#{NAME}:b"}), NAME),
        (answer(None, {"Code": NAME, "code": "Second", "__type": "First"}), "First"),
        (answer(None, {"Code": NAME, "code": "Second"}), "Second"),
        (answer(None, {"__type": "", "code": 7, "Code": NAME}), NAME),
        (answer("Header", {"__type": NAME}), "Header"),
        (answer(None, {"type": NAME, "error": {"Code": NAME}}), None),
        (answer(None, [NAME]), None),
        (answer(), None),
    ],
)
def test_an_error_is_named_in_the_header_or_in_the_body(said: Answer, name: str | None) -> None:
    assert error_name(said) == name


@pytest.mark.parametrize(
    ("status", "name"),
    [(status, name) for name, status in load().operation.errors.items()],
)
def test_a_refusal_with_a_documented_status_names_its_error(status: int, name: str) -> None:
    assert list(judge(load().operation, refusal(status, name))) == [
        passed("error.contentType"),
        passed("error.body"),
        passed(f"error.{name}.type"),
    ]


@pytest.mark.parametrize(
    ("body", "actual"),
    [
        (b"<html></html>", "no JSON: Expecting value: line 1 column 1 (char 0)"),
        (b'{"Code":"a",}', "no JSON: Illegal trailing comma before end of object: line 1 column 12 (char 11)"),
        (b"[]", "JSON of another kind: []"),
        (b'"Bad Request"', 'JSON of another kind: "Bad Request"'),
        (b"null", "JSON of another kind: null"),
    ],
)
def test_a_refusals_body_is_a_json_object(body: bytes, actual: str) -> None:
    found = list(judge(load().operation, replace(refusal(), body=body)))
    (failure,) = [judgement for judgement in found if judgement.status is Status.FAIL]
    assert failure.clause == "error.body"
    assert failure.expected == "a JSON object, or no body"
    # What the library says of a trailing comma differs from one Python to the next.
    assert failure.actual.startswith(actual if "Illegal" not in actual else "no JSON: ")
    assert failure.pointer == "/"


def test_a_body_too_deep_for_us_decides_nothing_about_it() -> None:
    said = replace(refusal(), body=b"[" * 100_000)
    assert "error.body" not in {judgement.clause for judgement in judge(load().operation, said)}


@pytest.mark.parametrize(
    ("said", "actual"), [(refusal(400, "Other"), "Other"), (answer(), "no error name"), (answer(" "), "no error name")]
)
def test_another_name_and_none_fail_the_type(said: Answer, actual: str) -> None:
    found = [judgement for judgement in judge(load().operation, said) if judgement.clause != "error.body"]
    assert found == [
        passed("error.contentType"),
        failed(
            f"error.{NAME}.type",
            f"the error's name {NAME}, in x-amzn-ErrorType or as __type, code or Code of the body",
            actual,
            "header:x-amzn-ErrorType",
        ),
    ]


def test_a_refusal_that_is_not_json_fails_its_media_type() -> None:
    said = Answer(status=400, headers=(("x-amzn-errortype", NAME),), body=b"{}")
    assert list(judge(load().operation, said)) == [
        failed("error.contentType", "application/json", "no Content-Type", "header:Content-Type"),
        passed("error.body"),
        passed(f"error.{NAME}.type"),
    ]


def test_a_refusal_may_have_no_body_and_then_needs_no_media_type() -> None:
    said = Answer(status=400, headers=(("x-amzn-errortype", NAME),))
    assert list(judge(load().operation, said)) == [
        passed("error.contentType"),
        passed("error.body"),
        passed(f"error.{NAME}.type"),
    ]


def test_a_status_that_is_not_documented_decides_nothing() -> None:
    none: list[Judgement] = []
    assert list(judge(load().operation, refusal(418))) == none
