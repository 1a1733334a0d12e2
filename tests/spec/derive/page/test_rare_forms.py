"""Forms that only a few published pages have: maps in the query, text as the body, streams of events."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from spec.derive import PageError, derive

_PAGE = """# Prune
<a name="API_Prune"></a>

## Request Syntax
```
{request}
```

## URI Request Parameters
{parameters}

## Request Body
{asked}

## Response Syntax
```
{response}
```

## Response Elements
{answered}

## Errors
{errors}

## See Also
"""


def member(name: str, *lines: str) -> str:
    """A member as a page documents it."""
    head = f' ** [{name}](#API_Prune_RequestSyntax) **   <a name="orchard-Prune-{name}"></a>'
    return "\n".join([head, "What it is.", *lines])


def derived(folder: Path, *, types: dict[str, str] | None = None, **parts: str) -> dict[str, Any]:
    """The operation that a page with some parts of its own describes."""
    plain = {
        "request": "POST /prune HTTP/1.1",
        "parameters": "The request does not use any URI parameters.",
        "asked": "The request does not have a request body.",
        "response": "HTTP/1.1 200",
        "answered": "If the action is successful, the service sends back an HTTP 200 response.",
        "errors": "None.",
    }
    page = folder / "Prune.md"
    page.write_text(_PAGE.format(**{**plain, **parts}), encoding="utf-8")
    files = []
    for name, members in (types or {}).items():
        files.append(folder / f"{name}.md")
        files[-1].write_text(f"# {name}\n\n## Contents\n\n{members}\n\n## See Also\n", encoding="utf-8")
    ((_, item),) = derive(page, types=files).document["paths"].items()
    ((_, found),) = item.items()
    return dict(found)


def bare(schema: Any) -> Any:
    """A schema without its sources."""
    if not isinstance(schema, dict):
        return schema
    return {key: bare(value) for key, value in schema.items() if key != "x-sources"}


@pytest.mark.parametrize("written", ["{{filters}}&limit={{limit}}", "filters&limit=limit"])
def test_a_name_alone_in_the_query_is_a_map(tmp_path: Path, written: str) -> None:
    limits = (
        "Map Entries: Maximum number of 4 items.",
        "Key Length Constraints: Maximum length of 256.",
        "Array Members: Minimum number of 1 item. Maximum number of 20 items.",
        "Length Constraints: Minimum length of 1.",
    )
    found = derived(
        tmp_path,
        request=f"GET /prunings?{written} HTTP/1.1",
        parameters=f"{member('filters', *limits)}\n\n{member('limit')}",
    )
    filters, limit = found["parameters"]
    assert {key: filters[key] for key in ("name", "in", "required", "style", "explode")} == {
        "name": "filters",
        "in": "query",
        "required": False,
        "style": "form",
        "explode": True,
    }
    assert bare(filters["schema"]) == {
        "type": "object",
        "maxProperties": 4,
        "propertyNames": {"maxLength": 256},
        "additionalProperties": {"type": "array", "minItems": 1, "maxItems": 20, "items": {"minLength": 1}},
    }
    assert (limit["name"], bare(limit["schema"])) == ("limit", {})


def test_a_map_in_the_query_is_inferred_from_its_form(tmp_path: Path) -> None:
    found = derived(tmp_path, request="GET /prunings?{{filters}} HTTP/1.1", parameters=member("filters"))
    ((filters),) = found["parameters"]
    assert bare(filters["schema"]) == {"type": "object", "propertyNames": {}, "additionalProperties": {}}
    assert filters["schema"]["x-sources"]["type"]["evidence"] == "inferred"


def test_a_name_alone_that_nobody_documents_is_a_fixed_part_of_the_query(tmp_path: Path) -> None:
    ((fixed),) = derived(tmp_path, request="GET /prunings?all HTTP/1.1")["parameters"]
    assert (fixed["name"], fixed["required"], bare(fixed["schema"])) == ("all", True, {"type": "string", "enum": [""]})


@pytest.mark.parametrize("mark", ["`{}`", "***{}***"])
def test_placeholders_may_be_marked_otherwise(tmp_path: Path, mark: str) -> None:
    shown = '"name": "{{string}}",\n   "tags": { "{{string}}" : {{number}} }'
    parts: dict[str, str] = {
        "request": f"PUT /p/{{{{key}}}}?all={{{{all}}}} HTTP/1.1\nContent-type: application/json\n\n{{ {shown} }}",
        "parameters": f"{member('all')}\n\n{member('key', 'Required: Yes')}",
        "asked": "\n\n".join(
            [
                member("name", "Type: String", "Required: Yes"),
                member("tags", "Type: String to integer map", "Required: No"),
            ]
        ),
    }
    other = {**parts, "request": re.sub(r"\{\{(\w+)\}\}", lambda found: mark.format(found[1]), parts["request"])}
    assert other["request"] != parts["request"]
    assert derived(tmp_path, types=None, **other) == derived(tmp_path, types=None, **parts)


def test_a_syntax_may_link_its_members_with_titles(tmp_path: Path) -> None:
    body = '{ "[name](#orchard-Prune-name "#orchard-Prune-name")": "string" }'
    found = derived(
        tmp_path,
        response=f"HTTP/1.1 200\nContent-type: application/json\n\n{body}",
        answered=member("name", "Type: String"),
    )
    schema = found["responses"]["200"]["content"]["application/json"]["schema"]
    assert bare(schema["properties"]) == {"name": {"type": "string"}}


def test_a_body_may_be_text(tmp_path: Path) -> None:
    found = derived(
        tmp_path,
        request="POST /prune HTTP/1.1\n\n{{Body}}",
        asked=f"The request accepts the following string data.\n\n{member('Body', 'Required: Yes')}",
        response="HTTP/1.1 200\n\n{{Body}}",
        answered=f"The response returns the following as the HTTP body.\n\n{member('Body')}",
    )
    assert found["requestBody"]["required"] is True
    assert list(found["responses"]["200"]["content"]) == list(found["requestBody"]["content"])


def test_exceptions_among_the_members_are_those_of_a_stream_of_events(tmp_path: Path) -> None:
    events = f"{member('cut', 'Type: String')}\n\n{member('broken', 'Type: Exception', 'HTTP Status Code: 424')}"
    found = derived(
        tmp_path,
        response='HTTP/1.1 200\nContent-type: application/json\n\n{\n   "broken": {\n   },\n   "cut": "string"\n}',
        answered=f"The following data is returned in JSON format by the service.\n\n{events}",
    )
    assert found["responses"]["200"]["content"] == {"application/vnd.amazon.eventstream": {"schema": {}}}
    assert found["x-gaps"] == [
        "response.body: an exception among the members tells of a stream of events, which is not written out"
    ]


def test_a_status_belongs_to_exceptions_only(tmp_path: Path) -> None:
    with pytest.raises(PageError, match="cut: this line is not understood: HTTP Status Code: 424"):
        derived(
            tmp_path,
            response='HTTP/1.1 200\nContent-type: application/json\n\n{\n   "cut": "string"\n}',
            answered=member("cut", "Type: String", "HTTP Status Code: 424"),
        )


def test_a_structure_without_members_has_no_page(tmp_path: Path) -> None:
    lines = "Type: [Tools](API_Tools.md) object", "Required: No"
    found = derived(
        tmp_path,
        request='POST /prune HTTP/1.1\nContent-type: application/json\n\n{\n   "tools": { ... }\n}',
        asked=f"The request accepts the following data in JSON format.\n\n{member('tools', *lines)}",
        types={"Tools": f"{member('all', 'Type: Structure', 'Required: No')}\n\n{member('saw', 'Type: String')}"},
    )
    tools = found["requestBody"]["content"]["application/json"]["schema"]["properties"]["tools"]
    assert bare(tools["properties"]) == {"all": {"type": "object"}, "saw": {"type": "string"}}
    assert "x-gaps" not in found


@pytest.mark.parametrize(
    "line", ["Key Pattern: `[a-z]+`", "Valid Keys: `a | b`", "Map Entries: Maximum number of 2 items."]
)
def test_what_is_said_of_one_of_two_maps_is_said_of_neither(tmp_path: Path, line: str) -> None:
    found = derived(
        tmp_path,
        response='HTTP/1.1 200\nContent-type: application/json\n\n{ "cuts": { "string" : { "string" : number } } }',
        answered=member("cuts", "Type: String to string to integer map map", line),
    )
    cuts = found["responses"]["200"]["content"]["application/json"]["schema"]["properties"]["cuts"]
    inner = {"type": "object", "propertyNames": {"type": "string"}, "additionalProperties": {"type": "integer"}}
    assert bare(cuts) == {"type": "object", "propertyNames": {"type": "string"}, "additionalProperties": inner}
    (gap,) = found["x-gaps"]
    assert gap.endswith(f"{line} (of which of several inside one another, is not told)")


_SPAN = "```Required: Yes```"
_BLOCK = "```\nType: Integer\nRequired: Yes\n```"


@pytest.mark.parametrize("prose", [_SPAN, f"{_SPAN} is not so here.", _BLOCK, f"{_BLOCK}\nNot so here.", f"`{_BLOCK}`"])
def test_code_in_a_members_prose_says_nothing(tmp_path: Path, prose: str) -> None:
    found = derived(
        tmp_path,
        response='HTTP/1.1 200\nContent-type: application/json\n\n{\n   "cut": "string"\n}',
        answered=member("cut", prose, "Type: String"),
    )
    schema = found["responses"]["200"]["content"]["application/json"]["schema"]
    assert bare(schema["properties"]) == {"cut": {"type": "string"}}
    assert "required" not in schema


def test_words_in_bold_are_no_error(tmp_path: Path) -> None:
    frost = (
        " ** FrostException **\nCold.\n\n **What to do** \n\nWait.\n ** degrees **\nHow cold.\nHTTP Status Code: 409"
    )
    found = derived(tmp_path, errors=f"{frost}\n\n ** RainException **\nIt is wet.\nHTTP Status Code: 400")
    names = {status: answer["x-errors"] for status, answer in found["responses"].items() if status != "200"}
    assert names == {"409": ["FrostException"], "400": ["RainException"]}


@pytest.mark.parametrize("stated", ["[Branch](API_Branch.md) object", "Array of strings"])
def test_a_bare_word_is_no_body_of_members(tmp_path: Path, stated: str) -> None:
    asked = "The request accepts the following data in JSON format.\n\n" + member(
        "twig", f"Type: {stated}", "Required: No"
    )
    with pytest.raises(PageError, match="twig: is a member of JSON, but the body in the Request Syntax is a bare word"):
        derived(tmp_path, request="POST /prune HTTP/1.1\n\nBody", asked=asked)
