"""What a page says arrives in the OpenAPI description, from both published forms alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from spec.derive import Derivation, derive, render

PAGES = Path(__file__).parents[3] / "pages"
TREE = "PlantTree.2031-05-06"
BRANCH = "Branch.2031-05-06"

Rewrite = Callable[..., Derivation]


def without(value: Any, *keys: str) -> Any:
    """`value` without some keys, at any depth."""
    if isinstance(value, Mapping):
        return {key: without(child, *keys) for key, child in value.items() if key not in keys}
    return [without(item, *keys) for item in value] if isinstance(value, list) else value


def body(operation: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = operation["requestBody"]["content"]["application/json"]["schema"]
    return schema


def answer(operation: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = operation["responses"]["202"]["content"]["application/json"]["schema"]
    return schema


def test_both_forms_say_the_same() -> None:
    """Only addresses and anchors are the Markdown form's own."""
    documents = [
        derive(PAGES / f"{TREE}.{form}", types=[PAGES / f"{BRANCH}.{form}"]).document for form in ("txt", "md")
    ]
    plain, markdown = (without(document, "anchor", "url", "externalDocs") for document in documents)
    assert plain == markdown


def test_is_valid_openapi(derived: Derivation) -> None:
    from openapi_spec_validator import validate

    validate(without(derived.document, "x-sources"))


def test_method_path_and_edition(derived: Derivation) -> None:
    (path,) = derived.document["paths"]
    assert path == "/orchards/{orchardId}/trees/{treeKey}"
    assert derived.document["info"] == {"title": "PlantTree", "version": "2031-05-06"}


@pytest.mark.parametrize(
    ("name", "where", "required", "schema"),
    [
        ("orchardId", "path", True, {"type": "string", "minLength": 6, "maxLength": 6, "pattern": "[a-z]+"}),
        ("treeKey", "path", True, {}),
        ("dry-run", "query", False, {"enum": ["yes", "no"]}),
        ("limit", "query", False, {"type": "integer", "minimum": 1, "maximum": 99}),
        ("mode", "query", True, {"type": "string", "enum": ["careful"]}),
        ("X-Orchard-Token", "header", False, {"maxLength": 64}),
    ],
)
def test_parameters(operation: dict[str, Any], name: str, where: str, required: object, schema: dict[str, Any]) -> None:
    (found,) = [parameter for parameter in operation["parameters"] if parameter["name"] == name]
    assert (found["in"], found["required"]) == (where, required)
    assert without(found["schema"], "x-sources") == schema


def test_path_parameters_take_their_example_from_the_sample(operation: dict[str, Any]) -> None:
    shown = {parameter["name"]: parameter.get("example") for parameter in operation["parameters"]}
    assert (shown["orchardId"], shown["treeKey"], shown["limit"]) == ("abcdef", "by the pond", None)


def test_a_sample_of_another_path_gives_no_example(rewritten: Rewrite) -> None:
    ((_, item),) = rewritten("/trees/by%20the%20pond", "").document["paths"].items()
    assert not any("example" in parameter for parameter in item["put"]["parameters"])


@pytest.mark.parametrize(
    ("member", "schema"),
    [
        ("Age", {"type": "integer", "format": "int64", "minimum": -1, "maximum": 400000, "default": 0}),
        ("Extra", {}),
        ("Grafted", {"type": "boolean", "default": False}),
        ("Height", {"type": "number", "format": "double", "minimum": 0.5}),
        ("Label", {"type": "string", "minLength": 1, "maxLength": 20, "pattern": "[^|]+", "default": "oak"}),
        ("Note", {"type": "string"}),
        ("PlantedAt", {"type": "number", "format": "timestamp"}),
        ("Seed", {"type": "string", "contentEncoding": "base64", "minLength": 4, "maxLength": 136}),
        (
            "Rings",
            {
                "type": "array",
                "minItems": 1,
                "maxItems": 500,
                "items": {
                    "type": "array",
                    "minItems": 4,
                    "maxItems": 4,
                    "items": {"type": "number", "format": "float"},
                },
            },
        ),
        (
            "Tags",
            {
                "type": "object",
                "minProperties": 0,
                "maxProperties": 50,
                "propertyNames": {"type": "string", "minLength": 1, "maxLength": 128, "pattern": "[a-z]+"},
                "additionalProperties": {"type": "string", "maxLength": 256, "pattern": ".*"},
            },
        ),
        (
            "Visits",
            {
                "type": "object",
                "propertyNames": {"type": "string", "enum": ["Spring", "Summer"]},
                "additionalProperties": {
                    "type": "array",
                    "maxItems": 9,
                    "items": {"type": "string", "enum": ["Owl", "Wren"]},
                },
            },
        ),
        (
            "Crown",
            {
                "type": "object",
                "required": ["Leaves"],
                "properties": {
                    "Leaves": {"type": "integer", "minimum": 0},
                    "Twigs": {"type": "array", "maxItems": 7, "items": {"type": "object"}},
                },
            },
        ),
    ],
)
def test_body_members(operation: dict[str, Any], member: str, schema: dict[str, Any]) -> None:
    assert without(body(operation)["properties"][member], "x-sources") == schema


def test_required_members(operation: dict[str, Any]) -> None:
    """`Required: Yes` requires; `No` and `Conditional` do not."""
    assert body(operation)["required"] == ["Label"]
    assert operation["requestBody"]["required"] is True


def test_keywords_cite_where_they_stand(operation: dict[str, Any], form: str) -> None:
    sources = body(operation)["properties"]["Label"]["x-sources"]
    anchor = {"anchor": "orchard-PlantTree-request-Label"} if form == "md" else {}
    assert sources["pattern"] == {"evidence": "page", "place": "Request Body › Label", **anchor}
    assert sources.keys() == {"type", "minLength", "maxLength", "pattern", "default", "required"}


def test_linked_keywords_cite_the_type_page_and_its_edition(operation: dict[str, Any]) -> None:
    sources = body(operation)["properties"]["Crown"]["properties"]["Leaves"]["x-sources"]
    assert (sources["type"]["evidence"], sources["type"]["place"]) == ("page", "Request Syntax")
    for keyword in ("minimum", "required"):
        cited = (sources[keyword]["evidence"], sources[keyword]["place"])
        assert cited == ("linked", "Branch (2031-05-06) › Leaves")


def test_response_members(operation: dict[str, Any]) -> None:
    members = without(answer(operation), "x-sources")["properties"]
    assert members["Errors"] == {"type": "array", "maxItems": 3, "items": {"type": "string"}}
    assert members["PlantedAt"] == {"type": "number", "format": "timestamp"}


def test_response_headers(operation: dict[str, Any]) -> None:
    """Those of the syntax, and the service's own that only the sample shows; never HTTP's own.

    That a header is documented does not say that every answer has it.
    """
    headers = operation["responses"]["202"]["headers"]
    assert headers.keys() == {"X-Orchard-Ticket", "x-orchard-gardener"}
    ticket = headers["X-Orchard-Ticket"]
    assert without(ticket, "x-sources") == {"schema": {"pattern": "T[0-9]+"}}
    assert "x-sources" not in ticket
    assert headers["x-orchard-gardener"]["x-sources"]["required"]["evidence"] == "example"


def test_errors_by_status(operation: dict[str, Any]) -> None:
    """A member of an error is no error of its own; errors of one status share an answer."""
    errors = {code: answer["x-errors"] for code, answer in operation["responses"].items() if "x-errors" in answer}
    assert errors == {"409": ["FrostException"], "400": ["ShadeException", "StoneException"]}


def test_examples_are_the_pages_own(operation: dict[str, Any]) -> None:
    request = operation["requestBody"]["content"]["application/json"]["example"]
    response = operation["responses"]["202"]["content"]["application/json"]["example"]
    assert (request["Label"], response["Errors"]) == ("oak", ["Wren", "Owl"])


def test_without_type_pages_the_syntax_alone_tells(form: str) -> None:
    document = derive(PAGES / f"{TREE}.{form}").document
    ((_, item),) = document["paths"].items()
    leaves = body(item["put"])["properties"]["Crown"]["properties"]["Leaves"]
    assert leaves == {"type": "number", "x-sources": {"type": leaves["x-sources"]["type"]}}


def test_smallest_page(tmp_path: Path) -> None:
    """No parameters, no bodies, no example."""
    page = tmp_path / "Ping.md"
    page.write_text(
        "# Ping\n\n## Request Syntax\n```\nGET /ping HTTP/1.1\n```\n\n"
        "## URI Request Parameters\nThe request does not use any URI parameters.\n\n"
        "## Request Body\nThe request does not have a request body.\n\n"
        "## Response Syntax\n```\nHTTP/1.1 204\n```\n\n## Response Elements\n"
        "If the action is successful, the service sends back an HTTP 204 response with an empty HTTP body.\n\n"
        "## Errors\nFor information about the errors that are common to all actions, see elsewhere.\n",
        encoding="utf-8",
    )
    derivation = derive(page)
    operation = derivation.document["paths"]["/ping"]["get"]
    assert operation["parameters"] == []
    assert "requestBody" not in operation
    assert operation["responses"] == {"204": {"description": "Success."}}
    assert derivation.document["info"]["version"] == "undated"
    assert derivation.conflicts == ()


def test_binary_body(tmp_path: Path) -> None:
    """A body that is a bare word is any bytes."""
    page = tmp_path / "Fetch.md"
    page.write_text(
        "# Fetch\n\n## Request Syntax\n```\nGET /fetch HTTP/1.1\nX-Key: {{Key}}\n```\n\n"
        "## URI Request Parameters\nThe request uses the following URI parameters.\n\n ** Key ** \nThe key.\n\n"
        "## Response Syntax\n```\nHTTP/1.1 200\nContent-Type: {{ContentType}}\n\n{{Body}}\n```\n\n## Errors\nNone.\n",
        encoding="utf-8",
    )
    operation = derive(page).document["paths"]["/fetch"]["get"]
    answer = operation["responses"]["200"]
    assert answer["content"] == {"application/octet-stream": {"schema": {}}}
    assert list(answer["headers"]) == ["Content-Type"]
    assert [parameter["name"] for parameter in operation["parameters"]] == ["X-Key"]


def test_rendered_yaml_is_the_document_and_its_conflicts(derived: Derivation) -> None:
    rendered = yaml.safe_load(render(derived))
    conflicts = rendered.pop("x-conflicts")
    assert rendered == derived.document
    assert [conflict["id"] for conflict in conflicts] == [conflict.id for conflict in derived.conflicts]
    assert "&id" not in render(derived)


def test_edition_from_the_links_where_the_file_does_not_tell(rewritten: Rewrite) -> None:
    link = "the following: /goto/boto3/orchard-2031-05-07/PlantTree"
    assert rewritten("the following:", link).document["info"]["version"] == "2031-05-07"


def test_headers_and_bytes_have_no_types(tmp_path: Path) -> None:
    """Neither a header nor a body of bytes states a type, and neither is a member of a JSON body."""
    page = tmp_path / "Carve.md"
    page.write_text(
        "# Carve\n\n## Request Syntax\n```\nPUT /carve HTTP/1.1\n\n{{Wood}}\n```\n\n"
        "## URI Request Parameters\nThe request does not use any URI parameters.\n\n"
        "## Request Body\nThe request accepts the following binary data.\n\n ** Wood ** \nThe wood.\n\n"
        "## Response Syntax\n```\nHTTP/1.1 200\nX-Shape: {{Shape}}\n\n{{Statue}}\n```\n\n"
        "## Response Elements\nThe response returns the following HTTP headers.\n\n ** Shape ** \nThe shape.\n\n"
        "The response returns the following as the HTTP body.\n\n ** Statue ** \nThe statue.\n\n## Errors\nNone.\n",
        encoding="utf-8",
    )
    derivation = derive(page)
    operation = derivation.document["paths"]["/carve"]["put"]
    assert operation["requestBody"]["content"] == {"application/octet-stream": {"schema": {}}}
    assert operation["responses"]["200"]["headers"]["X-Shape"] == {"schema": {}}
    assert derivation.conflicts == ()


@pytest.mark.parametrize("typed", [True, False], ids=["with its page", "alone"])
def test_members_of_a_union_stand_on_its_page_only(tmp_path: Path, *, typed: bool) -> None:
    page, union = tmp_path / "Water.md", tmp_path / "Source.md"
    page.write_text(
        "# Water\n\n## Request Syntax\n```\nPUT /water HTTP/1.1\n\n"
        '{\n   "Sources": {\n      "{{string}}" : { ... }\n   }\n}\n```\n\n'
        "## URI Request Parameters\nThe request does not use any URI parameters.\n\n"
        "## Request Body\nThe request accepts the following data in JSON format.\n\n"
        " ** Sources ** \nWhere from.\nType: String to [Source](API_Source.md) object map\nRequired: No\n\n"
        "## Response Syntax\n```\nHTTP/1.1 200\n```\n\n## Errors\nNone.\n",
        encoding="utf-8",
    )
    union.write_text(
        "# Source\n\n## Contents\n\n ** Pond ** \nA pond.\nType: String\nRequired: No\n\n"
        " ** Rain ** \nAn amount.\nType: Double\nValid Range: Minimum value of 0.\nRequired: No\n",
        encoding="utf-8",
    )
    derivation = derive(page, types=[union] if typed else [])
    source = body(derivation.document["paths"]["/water"]["put"])["properties"]["Sources"]["additionalProperties"]
    members = {"Pond": {"type": "string"}, "Rain": {"type": "number", "format": "double", "minimum": 0}}
    assert without(source, "x-sources") == {"type": "object", "properties": members if typed else {}}
    assert derivation.conflicts == ()


def test_a_parameter_that_is_counted_is_a_list(rewritten: Rewrite) -> None:
    derivation = rewritten("Length Constraints: Maximum length of 64.", "Array Members: Maximum number of 3 items.")
    ((_, item),) = derivation.document["paths"].items()
    (token,) = [found for found in item["put"]["parameters"] if found["name"] == "X-Orchard-Token"]
    assert without(token["schema"], "x-sources") == {"type": "array", "maxItems": 3, "items": {}}


def test_a_media_type_that_the_client_chooses_is_a_parameter(tmp_path: Path) -> None:
    page = tmp_path / "Sing.md"
    page.write_text(
        "# Sing\n\n## Request Syntax\n```\nPOST /sing HTTP/1.1\nContent-Type: {{Kind}}\n\n{{Song}}\n```\n\n"
        "## URI Request Parameters\nThe request uses the following URI parameters.\n\n"
        " ** Kind ** \nThe kind of song.\nLength Constraints: Maximum length of 9.\nRequired: Yes\n\n"
        "## Request Body\nThe request accepts the following binary data.\n\n ** Song ** \nThe song.\nRequired: Yes\n\n"
        "## Response Syntax\n```\nHTTP/1.1 200\n```\n\n## Errors\nNone.\n",
        encoding="utf-8",
    )
    operation = derive(page).document["paths"]["/sing"]["post"]
    (kind,) = without(operation["parameters"], "x-sources")
    assert kind == {
        "name": "Content-Type",
        "in": "header",
        "required": True,
        "schema": {"maxLength": 9},
    }
    assert operation["requestBody"] == {"required": True, "content": {"application/octet-stream": {"schema": {}}}}


def test_a_word_of_the_path_may_be_a_parameters_name(tmp_path: Path) -> None:
    page = tmp_path / "Dig.txt"
    page.write_text(
        "Dig\n\nRequest Syntax\n\nPOST /plot/plot/dig HTTP/1.1\n\n"
        "URI Request Parameters\n\nThe request uses the following URI parameters.\n\n"
        "plot\n\nWhere.\n\nRequired: Yes\n\nResponse Syntax\n\nHTTP/1.1 200\n\n"
        "Errors\n\nFor information about the errors that are common to all actions, see elsewhere.\n",
        encoding="utf-8",
    )
    ((path, item),) = derive(page).document["paths"].items()
    assert path == "/plot/{plot}/dig"
    assert [parameter["name"] for parameter in item["post"]["parameters"]] == ["plot"]


def test_a_repeated_line_speaks_of_the_map_inside(rewritten: Rewrite) -> None:
    lines = (
        "Type: String to string to string map map",
        "Map Entries: Maximum number of 2 items.",
        "Key Pattern: [a-z]",
        "Map Entries: Maximum number of 3 items.",
        "Key Pattern: [0-9]",
        "Value Pattern: .",
    )
    derivation = rewritten("Type: JSON value", "\n\n".join(lines))
    ((_, item),) = derivation.document["paths"].items()
    assert without(body(item["put"])["properties"]["Extra"], "x-sources") == {
        "type": "object",
        "maxProperties": 2,
        "propertyNames": {"type": "string", "pattern": "[a-z]"},
        "additionalProperties": {
            "type": "object",
            "maxProperties": 3,
            "propertyNames": {"type": "string", "pattern": "[0-9]"},
            "additionalProperties": {"type": "string", "pattern": "."},
        },
    }


def test_markdown_names_without_inner_spaces(tmp_path: Path) -> None:
    """Indented bold is a name, bold at the beginning of a line a remark."""
    for name in (TREE, BRANCH):
        text = (PAGES / f"{name}.md").read_text(encoding="utf-8")
        (tmp_path / f"{name}.md").write_text(re.sub(r"\*\* (\S+) \*\*", r"**\1**", text), encoding="utf-8")
    spaced, hugged = (
        derive(folder / f"{TREE}.md", types=[folder / f"{BRANCH}.md"]).document for folder in (PAGES, tmp_path)
    )
    assert "**FrostException**" in (tmp_path / f"{TREE}.md").read_text(encoding="utf-8")
    assert hugged == spaced


def test_parameters_without_any_constraint(rewritten: Rewrite, form: str) -> None:
    """Plain text does not mark names; the syntax tells that the next parameter begins."""
    gap = {"md": "\n", "txt": "\n\n"}[form]
    stated = f"{gap}Valid Values: {'`yes | no`' if form == 'md' else 'yes | no'}"
    ((_, item),) = rewritten(stated, "").document["paths"].items()
    schemas = {parameter["name"]: without(parameter["schema"], "x-sources") for parameter in item["put"]["parameters"]}
    assert schemas["dry-run"] == {}
    assert schemas["limit"] == {"type": "integer", "minimum": 1, "maximum": 99}


@pytest.mark.parametrize("gap", [" ", "\n\n"])
def test_a_word_behind_the_head_is_a_body_of_bytes(tmp_path: Path, gap: str) -> None:
    file = tmp_path / "Ask.txt"
    file.write_text(
        "Ask\n\nRequest Syntax\n\nGET /moon HTTP/1.1\n\n"
        "URI Request Parameters\n\nThe request does not use any URI parameters.\n\n"
        f"Response Syntax\n\nHTTP/1.1 200 X-Phase: Phase{gap}Picture\n\n"
        "Errors\n\nFor information about the errors: none.\n",
        encoding="utf-8",
    )
    answered = derive(file).document["paths"]["/moon"]["get"]["responses"]["200"]
    assert answered["content"] == {"application/octet-stream": {"schema": {}}}
    assert list(answered["headers"]) == ["X-Phase"]


def test_the_next_sample_may_have_an_introduction(rewritten: Rewrite, form: str) -> None:
    end = {"md": "## See Also", "txt": "See Also"}[form]
    derivation = rewritten(end, f"Plant a beech\n\nThis example plants a beech.\n\n{end}")
    ((_, item),) = derivation.document["paths"].items()
    assert item["put"]["responses"]["202"]["content"]["application/json"]["example"]["Errors"] == ["Wren", "Owl"]
    assert not [conflict for conflict in derivation.conflicts if conflict.id.endswith("unreadable")]
