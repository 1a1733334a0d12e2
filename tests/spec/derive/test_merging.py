"""A page and a model of one operation together: each keyword names its source, and every difference is a conflict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from spec.derive.contracts import derived
from spec.derive.model import service
from spec.derive.writing.documents import Derivation
from tests.spec.derive.published import Writer


def together(folder: Path, service_name: str, operation: str, *changes: tuple[str, str]) -> Derivation:
    """The page of an operation, with some of its text replaced, and the model that it was written from."""
    writer = Writer(service=service(service_name), name=operation)
    text = writer.page()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    page = folder / f"{operation}.md"
    page.write_text(text, encoding="utf-8")
    for name, content in writer.types.items():
        (folder / f"API_{name}.md").write_text(content, encoding="utf-8")
    types = [folder / f"API_{name}.md" for name in writer.types]
    return derived([page], types=types, service_name=service_name, operations=[operation])[0]


def operation(derivation: Derivation) -> Mapping[str, Any]:
    ((_, item),) = derivation.document["paths"].items()
    ((_, found),) = item.items()
    stated: Mapping[str, Any] = found
    return stated


@pytest.fixture
def untouched(tmp_path: Path) -> Derivation:
    return together(tmp_path, "appconfig", "CreateApplication")


def test_sources_that_agree_have_no_conflict(untouched: Derivation) -> None:
    assert untouched.conflicts == ()


def test_the_pages_statements_stay_the_pages(untouched: Derivation) -> None:
    name = operation(untouched)["requestBody"]["content"]["application/json"]["schema"]["properties"]["Name"]
    assert name["x-sources"]["maxLength"]["evidence"] == "page"


def test_the_model_gives_the_types_that_a_page_does_not_state(tmp_path: Path) -> None:
    derivation = together(tmp_path, "chime-sdk-voice", "ListProxySessions")
    (token,) = [stated for stated in operation(derivation)["parameters"] if stated["name"] == "next-token"]
    assert token["schema"]["type"] == "string"
    assert token["schema"]["x-sources"]["type"] == {
        "evidence": "model",
        "place": "ListProxySessionsRequest › NextToken",
    }
    assert token["schema"]["x-sources"]["maxLength"]["evidence"] == "page"


def test_what_a_page_says_of_a_list_it_says_of_each_item(tmp_path: Path) -> None:
    """The page does not tell that the parameter is a list."""
    derivation = together(tmp_path, "ssm-sap", "UntagResource")
    (keys,) = [stated for stated in operation(derivation)["parameters"] if stated["name"] == "tagKeys"]
    assert (keys["schema"]["type"], "pattern" in keys["schema"]) == ("array", False)
    assert keys["schema"]["items"]["x-sources"]["pattern"]["evidence"] == "page"
    assert derivation.conflicts == ()


def test_a_difference_is_a_conflict_of_both_sides(tmp_path: Path) -> None:
    changes = ("Minimum length of 1. Maximum length of 64.", "Minimum length of 1. Maximum length of 63.")
    (conflict,) = together(tmp_path, "appconfig", "CreateApplication", changes).conflicts
    assert conflict.id == "request.body.Name.maxLength.model"
    assert (conflict.place, conflict.says) == ("Request Body › Name", "63")
    assert (conflict.against, conflict.reads) == ("model: CreateApplicationRequest › Name", "64")


def test_an_error_that_only_one_of_them_has(tmp_path: Path) -> None:
    derivation = together(tmp_path, "appconfig", "CreateApplication", ("BadRequestException", "WrongRequestException"))
    assert {conflict.id for conflict in derivation.conflicts} == {
        "error.WrongRequestException.status.model",
        "error.BadRequestException.status.model",
    }


def test_a_page_is_read_beside_the_model_of_its_service(tmp_path: Path) -> None:
    """Without an operation named, those that have a page are taken from the model."""
    writer = Writer(service=service("appconfig"), name="ListApplications")
    page = tmp_path / "ListApplications.md"
    page.write_text(writer.page(), encoding="utf-8")
    derivation, sources = derived([page], service_name="appconfig")
    assert operation(derivation)["x-pagination"]["items"] == "$response.body#/Items"
    assert (sources.binding, sources.origin["service"]) == ("page", "appconfig")


def test_the_model_tells_how_a_timestamp_is_written_that_no_syntax_shows(tmp_path: Path) -> None:
    """The members of a union are not in the syntax, and `Type: Timestamp` is a number or text."""
    found = operation(together(tmp_path, "qapps", "CreateQApp"))
    written = [schema["type"] for schema in _schemas(found) if schema.get("format") == "timestamp"]
    assert sorted(set(written)) == ["number", "string"]


def test_a_number_of_a_syntax_may_be_an_integer_of_the_model(tmp_path: Path) -> None:
    """Without the type's page, only the syntax tells of the member, and it says number of both kinds."""
    page = tmp_path / "CreateSchedulingPolicy.md"
    page.write_text(Writer(service=service("batch"), name=page.stem).page(), encoding="utf-8")
    derivation, _ = derived([page], service_name="batch", operations=[page.stem])
    body = operation(derivation)["requestBody"]["content"]["application/json"]["schema"]["properties"]
    share = body["fairsharePolicy"]["properties"]["shareDecaySeconds"]
    assert (share["type"], share["x-sources"]["type"]["evidence"]) == ("integer", "model")
    assert [conflict.id for conflict in derivation.conflicts if conflict.id.endswith("type.model")] == []


def _schemas(node: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from _schemas(value)
    if isinstance(node, list):
        for value in node:
            yield from _schemas(value)


def test_a_request_id_that_a_page_shows_is_no_difference(tmp_path: Path) -> None:
    """It is the protocol's: no model has it."""
    sample = "\n## Examples\n\n#### Sample Response\n\n```\nHTTP/1.1 201 Created\nx-amzn-RequestId: 1\n\n{}\n```\n"
    derivation = together(tmp_path, "appconfig", "CreateApplication", ("\n## See Also", f"{sample}\n## See Also"))
    assert derivation.conflicts == ()


def test_a_type_without_a_page_is_told_by_the_syntax_and_the_model(tmp_path: Path) -> None:
    page = tmp_path / "API_CreateContactList.md"
    page.write_text(Writer(service=service("sesv2"), name="CreateContactList").page(), encoding="utf-8")
    found = operation(derived([page], service_name="sesv2")[0])
    assert [gap.partition(", ")[2] for gap in found["x-gaps"]] == [
        "so the syntax and the model tell of its members"
    ] * 2
