"""Placeholders are filled with created ids, and fresh values exchanged for others of the same length and alphabet."""

from __future__ import annotations

from typing import Any

import pytest

from spec.operation import Operation, operations
from spec.patterns import matches
from strategies.adapting.pinning import pinned
from strategies.bindings import PATTERNS, VARIANTS, Fresh, bound, created, unbound, variant
from strategies.request import Request
from strategies.values.texts import another

DOCUMENT: dict[str, Any] = {
    "paths": {
        "/things/{thingId}": {
            "get": {
                "operationId": "GetThing",
                "parameters": [{"name": "thingId", "in": "path", "required": True, "schema": {"type": "string"}}],
                "responses": {"200": {}},
            }
        },
        "/things": {
            "post": {
                "operationId": "CreateThing",
                "parameters": [
                    {"name": "token", "in": "query", "schema": {"type": "string", "x-fresh": True}},
                    {"name": "X-Token", "in": "header", "schema": {"type": "string", "x-fresh": True}},
                ],
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "properties": {
                                    "Name": {"type": "string", "pattern": "^n-[0-9]{4}$", "x-fresh": True},
                                    "Path": {"type": "array", "items": {"type": "string", "x-fresh": True}},
                                    "Note": {"type": "string"},
                                },
                            }
                        }
                    }
                },
                "responses": {
                    "201": {
                        "links": {
                            "get": {"operationId": "GetThing", "parameters": {"thingId": "$response.body#/Id"}},
                            "note": {"operationId": "GetNote", "parameters": {"noteId": "$response.body#/Note"}},
                        }
                    }
                },
            }
        },
        "/notes/{name}": {
            "put": {
                "operationId": "PutNote",
                "parameters": [{"name": "name", "in": "path", "required": True, "schema": {"x-fresh": True}}],
                "responses": {"200": {}},
            }
        },
    }
}


@pytest.fixture(scope="module")
def family() -> dict[str, Operation]:
    return operations("things", DOCUMENT)


@pytest.mark.parametrize(
    ("name", "parameters"), [("GetThing", {"thingId"}), ("CreateThing", set()), ("PutNote", set())]
)
def test_a_parameter_is_created_where_a_link_takes_it_from_an_answer(
    family: dict[str, Operation], name: str, parameters: set[str]
) -> None:
    assert created(family[name]) == parameters


def test_placeholders_are_filled_and_percent_encoded_where_that_is_needed() -> None:
    planned = Request(path="/things/{thingId}/x?of={thingId}&by={user}", headers=(("X-Thing", "{thingId}"),))
    assert unbound(planned) == ("thingId", "user")
    sent = bound(planned, {"thingId": "a/b c"})
    assert sent == Request(path="/things/a%2Fb%20c/x?of=a%2Fb%20c&by={user}", headers=(("X-Thing", "a/b c"),))
    assert unbound(sent) == ("user",)


def test_a_request_without_placeholders_stays_as_it_is() -> None:
    request = Request(path="/things/%7BthingId%7D", body=b'{"a":"{thingId}"}')
    assert bound(request, {"thingId": "x"}) == request


def test_fresh_values_change_with_the_counter_everywhere_and_nothing_else_does(family: dict[str, Operation]) -> None:
    request = Request(
        path="/things?token=abcd&Name=abcd",
        headers=(("x-token", "0123"), ("Accept", "n-0001")),
        body=b'{"Name":"n-0001","Note":"n-0001"}',
    )
    fresh = Fresh(family["CreateThing"], seed=0)
    sent = [fresh.renewed(request, counter) for counter in range(100)]
    assert (
        len({one.path for one in sent}) == len({one.headers for one in sent}) == len({one.body for one in sent}) == 100
    )
    for one in sent:
        assert matches("^/things[?]token=[a-z]{4}&Name=abcd$", one.path)
        assert (matches("^[0-9]{4}$", one.headers[0][1]), one.headers[1]) == (True, ("Accept", "n-0001"))
        assert matches('^[{]"Name":"n-[0-9]{4}","Note":"n-0001"[}]$', one.body.decode())
    assert sent[7] == fresh.renewed(request, 7)
    assert sent[7] != Fresh(family["CreateThing"], seed=1).renewed(request, 7)


def test_a_fresh_value_of_the_path_changes_in_its_own_place_only(family: dict[str, Operation]) -> None:
    fresh = Fresh(family["PutNote"], seed=0)
    assert fresh.renewed(Request(path="/notes/a-b"), 1).path != fresh.renewed(Request(path="/notes/a-b"), 2).path
    for path in ("/notes/a/b", "/other", "/notes/%61b", "/notes/{name}"):
        assert fresh.renewed(Request(path=path), 1).path == path


def test_what_has_no_fresh_value_is_sent_as_it_is(family: dict[str, Operation]) -> None:
    request = Request(path="/things/abc", body=b'{"Name":"n-0001"}')
    fresh = Fresh(family["GetThing"], seed=0)
    assert not fresh
    assert fresh.renewed(request, 3) is request


def test_of_a_list_that_names_one_thing_the_first_item_is_new(family: dict[str, Operation]) -> None:
    request = Request(path="/things", body=b'{"Path":["aaaa","bbbb"]}')
    fresh = Fresh(family["CreateThing"], seed=0)
    sent = {fresh.renewed(request, counter).body for counter in range(100)}
    assert len(sent) == 100
    assert {body[-9:] for body in sent} == {b',"bbbb"]}'}


def test_a_list_that_the_user_gave_stays(family: dict[str, Operation]) -> None:
    given = pinned(family["CreateThing"], {"body.Path": '["aaaa"]'})
    request = Request(path="/things", body=b'{"Path":["aaaa"]}')
    assert Fresh(given, seed=0).renewed(request, 1) == request


@pytest.mark.parametrize(
    "body",
    [b"{", b"[1]", b'{"Name":7}', b'{"Path":[]}', b'{"Path":{"items":"a"}}', b"", b'{"Note":"x"}', b"[" * 100_000],
)
def test_a_body_without_the_member_stays(family: dict[str, Operation], body: bytes) -> None:
    fresh = Fresh(family["CreateThing"], seed=0)
    assert fresh.renewed(Request(path="/things", body=body), 5).body == body


def test_a_body_written_in_another_way_keeps_its_way(family: dict[str, Operation]) -> None:
    body = b'{ "Name" : "n-0001" }'
    sent = Fresh(family["CreateThing"], seed=0).renewed(Request(path="/things", body=body), 5).body
    assert (len(sent), sent == body, sent[:13]) == (len(body), False, body[:13])


@pytest.mark.parametrize(
    ("text", "pattern"),
    [("n-0001", "^n-[0-9]{4}$"), ("n-000", "^n-[0-9]{4}$"), ("aB3-x", ""), ("0af", "^[0-9a-f]+$")],
)
def test_another_value_matches_its_pattern_exactly_if_the_first_one_does(text: str, pattern: str) -> None:
    found = {another(text, {"pattern": pattern}, number) for number in range(200)}
    assert len(found) > 100
    assert {len(one) for one in found} == {len(text)}
    assert {matches(pattern, one) for one in found} == {matches(pattern, text)}


@pytest.mark.parametrize("text", ["", "-.-", "\u00e9"])
def test_a_value_without_letters_and_digits_has_no_other(text: str) -> None:
    assert another(text, {}, 5) == text


@pytest.mark.parametrize("name", [*VARIANTS, *PATTERNS])
@pytest.mark.parametrize("known", ["abc", "a", "0", "-.-", "bbbabb"])
def test_a_variant_of_a_created_id_is_another_id_made_when_it_is_bound(name: str, known: str) -> None:
    sent = bound(Request(path=f"/things/{{thingId:{name}}}/x"), {"thingId": known}).path
    assert sent == f"/things/{variant(known, name)}/x"
    assert variant(known, name) != known
    if name.endswith(("-character", "-alphabet")):
        assert len(variant(known, name)) == len(known)


@pytest.mark.parametrize(
    ("text", "pattern"), [("abcd", "^a[a-z]+$"), ("awsx", ""), ("twsx", "^tw[a-z]+$"), ("azAZ", "")]
)
def test_no_other_value_begins_as_names_of_aws_do_unless_the_first_one_does(text: str, pattern: str) -> None:
    made = {another(text, {"pattern": pattern}, number) for number in range(5000)}
    begin = {one[:2].lower() for one in made if one.lower().startswith("a")}
    assert ("aw" in begin) == text.startswith("aw")
