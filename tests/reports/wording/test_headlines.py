from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from reports.run.finding import Message
from reports.wording.headlines import Kind, difference, headline, kind
from tests.reports import sample

NAME = "request.body.Name.pattern"


def said(change: str) -> tuple[str, str]:
    finding = sample.finding(NAME, response=Message(start="201"), change=change)
    return kind(finding), headline(finding)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ("", "accepts an invalid request"),
        ("Capabilities is missing", "accepts a request without Capabilities"),
        ("Capabilities is null", "accepts null for Capabilities"),
        ("Capabilities is called capabilities", "accepts capabilities instead of Capabilities"),
        ("Name: 0 instead of a string", "accepts 0 instead of a string in Name"),
        ("Name: 'a!': character 2 is ascii 21 (!)", "accepts 'a!' in Name"),
        ("ExpiryMinutes: 0 is below 1", "accepts 0, which is below 1, in ExpiryMinutes"),
        ("Numbers: 3 items, not 2", "accepts 3 items instead of 2 in Numbers"),
        ("connectorId has 129 characters", "accepts 129 characters in connectorId"),
        ("Numbers.0: '': the empty string", "accepts an empty text in Numbers.0"),
        ("connectorId: character 1 is neighbour 20 (U+0020)", "accepts a space as character 1 of connectorId"),
        ("the body is UTF-16", "accepts a request in which the body is UTF-16"),
        ("the access key does not exist", "accepts a request in which the access key does not exist"),
        ("signed a day ago", "accepts a request signed a day ago"),
        ("null after the known values", "accepts null after the known values"),
    ],
)
def test_what_is_accepted_is_named(change: str, line: str) -> None:
    assert said(change) == (Kind.ACCEPTS, line)


def test_a_long_value_is_shown_by_its_ends_and_its_size() -> None:
    _, line = said(f"Name: {'a' * 500!r}: 470 characters too many")
    assert line.startswith("accepts 'aaa")
    assert line.endswith("470 characters too many) in Name")
    assert len(line) < 130


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"start": "422"}, (Kind.STATUS, "answers 422 for invalid input")),
        ({"start": "500", "change": "A is NaN"}, (Kind.BREAKS, "answers 500 to a request in which A is NaN")),
        ({"start": "no answer within 10 s"}, (Kind.SILENT, "gives no answer: no answer within 10 s")),
        (
            {"start": "400", "expected": "201", "change": "the body is an object"},
            (Kind.REFUSES, "answers 400 to a valid request in which the body is an object"),
        ),
        ({"start": "200", "expected": "201"}, (Kind.STATUS, "answers 200 instead of 201")),
        (
            {"start": "400", "expected": "the page that the token leads to", "actual": "400"},
            (Kind.STATUS, "answers 400 for a token that it gave"),
        ),
        (
            {"start": "404", "expected": "the resource, which was not deleted", "actual": "404"},
            (Kind.STATUS, "answers 404 for a resource that is there"),
        ),
        (
            {"pointer": "/", "actual": '"a" is not there; asked again 0.3 s later, it was right'},
            (Kind.ANSWER, 'does not list "a", at first only'),
        ),
        (
            {"start": "422", "expected": "201 or a refusal with 400, because Name is 7"},
            (Kind.STATUS, "answers 422 instead of 201 or a refusal with 400"),
        ),
        (
            {"expected": "404, because the connector does not exist", "change": "an unknown id"},
            (Kind.UNKNOWN, "accepts a request for a connector that does not exist (an unknown id)"),
        ),
        (
            {"expected": "404, because the account does not exist", "change": ""},
            (Kind.UNKNOWN, "accepts a request for an account that does not exist"),
        ),
        (
            {"expected": "401, because the access key does not exist", "change": "the access key does not exist"},
            (Kind.UNKNOWN, "accepts a request in which the access key does not exist"),
        ),
        ({"clause": "signature.expired", "change": "an old date"}, (Kind.SIGNATURE, "accepts an old date")),
        (
            {"clause": "response.body.A.Name.echo", "pointer": "/A/Name", "actual": '"x"'},
            (Kind.ECHO, 'returns "x" for A.Name'),
        ),
        ({"pointer": "header:x-id", "actual": "no such header"}, (Kind.ANSWER, "sends no x-id")),
        ({"pointer": "header:x-id", "actual": "7", "start": "400"}, (Kind.ERROR, "sends 7 as x-id with 400")),
        ({"pointer": "/", "actual": "a list"}, (Kind.ANSWER, "returns a list")),
        (
            {"start": "201", "expected": "any answer but 201 or an error of the server", "change": "the method is GET"},
            (Kind.ACCEPTS, "accepts a request in which the method is GET"),
        ),
        (
            {"start": "500", "change": "A: 7 instead of a string"},
            (Kind.BREAKS, "answers 500 to 7 instead of a string in A"),
        ),
        (
            {"start": "500", "change": "the last of 3 requests: reads it"},
            (Kind.BREAKS, "answers 500 to the last of 3 requests: reads it"),
        ),
        (
            {"start": "500", "change": "the only request: asks for a page"},
            (Kind.BREAKS, "answers 500 to the only request: asks for a page"),
        ),
        ({"pointer": "header:x-id", "actual": "an empty one"}, (Kind.ANSWER, "sends an empty x-id")),
        ({"pointer": "/A/B", "actual": "A.B is missing"}, (Kind.ANSWER, "leaves out A.B")),
        ({"pointer": "/A/B", "actual": "absent"}, (Kind.ANSWER, "leaves out A.B")),
        ({"pointer": "/A/B", "actual": "A.B is 7"}, (Kind.ANSWER, "returns 7 for A.B")),
        ({"pointer": "/A", "actual": '"x", that is 1970-01-01'}, (Kind.ANSWER, 'returns "x" for A')),
        (
            {"pointer": "/A", "actual": '"x", as in the answer to a/b@c'},
            (Kind.ANSWER, 'returns "x", as in an earlier answer, for A'),
        ),
        (
            {"pointer": "/", "actual": "byte 9 is not UTF-8"},
            (Kind.ANSWER, "returns a body in which byte 9 is not UTF-8"),
        ),
        ({"pointer": "/", "actual": '"x" is not there'}, (Kind.ANSWER, 'does not list "x"')),
        ({"pointer": "/", "actual": '"x" is not there by a=b'}, (Kind.ANSWER, 'does not list "x" by a=b')),
        ({"pointer": "/", "actual": '"x" is there 2 times by a=b'}, (Kind.ANSWER, 'lists "x" 2 times by a=b')),
        ({"pointer": "/", "actual": '"x" is there 2 times'}, (Kind.ANSWER, 'lists "x" 2 times')),
        ({"pointer": "/", "actual": 'A is "x" in the list'}, (Kind.ANSWER, 'lists A as "x"')),
        ({"pointer": "/", "actual": '"x" is still listed'}, (Kind.ANSWER, 'still lists "x"')),
        ({"pointer": "/", "actual": '"x" of another parent is listed'}, (Kind.ANSWER, 'lists "x" of another parent')),
    ],
)
def test_every_kind_of_deviation_has_its_words(values: dict[str, Any], expected: tuple[Kind, str]) -> None:
    given = {"start": "201", "clause": NAME} | values
    start, clause = given.pop("start"), given.pop("clause")
    finding = replace(sample.finding(NAME, response=Message(start=start), **given), clause=clause)
    assert (kind(finding), headline(finding)) == expected


@pytest.mark.parametrize(
    ("path", "control", "words"),
    [
        ("/connectors/zzz/sessions", "/connectors/abc/sessions", "an unknown id: zzz, where abc exists"),
        ("/connectors/abc/sessions", "/connectors/abc/sessions", "an unknown id"),
        ("/connectors/z/z/sessions", "/connectors/abc/sessions", "an unknown id"),
        ("/connectors/zzz/sessions", None, "an unknown id"),
    ],
)
def test_an_id_that_does_not_exist_stands_beside_the_one_that_does(path: str, control: str | None, words: str) -> None:
    finding = sample.finding(
        "error.NotFoundException.status",
        request=Message(start=f"POST {path}"),
        control=control and Message(start=f"POST {control}"),
        change="an unknown id",
        expected="404, because the connector does not exist",
    )
    assert difference(finding) == words
    assert difference(replace(finding, expected="400")) == "an unknown id"
    assert not difference(replace(finding, change=""))
