"""A derived contract is a folder that loads: what was inferred, what is open, and what a user confirms."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest
import yaml

from spec.contract import ContractError, load
from spec.derive import DeriveError
from spec.derive.contracts import derived
from spec.derive.writing.folder import FILES, contents, write
from spec.relations.echo import echoes

APPLICATIONS = ["CreateApplication", "GetApplication", "ListApplications", "DeleteApplication"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A contract of AppConfig's applications."""
    return written(tmp_path / "appconfig", "appconfig", APPLICATIONS)


def written(folder: Path, service: str, operations: list[str]) -> Path:
    derivation, sources = derived(service_name=service, operations=operations)
    write(folder, contents(derivation, sources, "here").files)
    return folder


def test_the_folder_loads(folder: Path) -> None:
    contract = load(str(folder))
    assert set(contract.operations) == set(APPLICATIONS)
    assert (contract.source, contract.service, contract.default) == ("model", "appconfig", "CreateApplication")
    assert contract.host == "appconfig.{region}.amazonaws.com"
    assert contract.parameters == {}


def test_what_creates_is_linked_to_what_uses(folder: Path) -> None:
    links = load(str(folder)).operations["CreateApplication"].response["links"]
    assert {name: link["parameters"] for name, link in links.items()} == {
        "GetApplication": {"ApplicationId": "$response.body#/Id"},
        "DeleteApplication": {"ApplicationId": "$response.body#/Id"},
    }
    assert {link["x-sources"]["link"]["evidence"] for link in links.values()} == {"inferred"}


def test_names_are_new_for_every_request(folder: Path) -> None:
    members = load(str(folder)).operations["CreateApplication"].request_schema["properties"]
    assert [name for name, member in members.items() if member.get("x-fresh")] == ["Name"]


def test_members_of_the_request_come_back(folder: Path) -> None:
    members = load(str(folder)).operations["CreateApplication"].response_schema["properties"]
    assert {name: member["x-echo"] for name, member in members.items() if "x-echo" in member} == {
        "Name": {"from": "$request.body#/Name", "compare": "equal"},
        "Description": {"from": "$request.body#/Description", "compare": "equal"},
    }


def test_an_id_in_the_creating_path_is_new_for_every_request(tmp_path: Path) -> None:
    contract = load(str(written(tmp_path / "iot", "iot", ["CreateThing", "DescribeThing", "DeleteThing"])))
    create = contract.operations["CreateThing"]
    assert create.at("path")[0].schema["x-fresh"] is True
    assert create.response["links"]["DeleteThing"]["parameters"] == {"thingName": "$response.body#/thingName"}
    assert contract.parameters == {}


@pytest.mark.parametrize(
    ("service", "operation", "fresh"),
    [
        ("iot", "CreateTopicRule", ["ruleName"]),
        ("sesv2", "CreateEmailTemplate", ["TemplateName"]),
        ("mediapackage", "CreateChannel", ["id"]),
        # These name something that exists: an API key, and a business account.
        ("apigateway", "CreateUsagePlanKey", []),
        ("socialmessaging", "CreateWhatsAppMessageTemplate", []),
    ],
)
def test_a_name_may_be_shorter_than_that_of_what_is_created(
    tmp_path: Path, service: str, operation: str, fresh: list[str]
) -> None:
    found = load(str(written(tmp_path / service, service, [operation]))).operations[operation]
    named = {**{item.name: item.schema for item in found.at("path")}, **found.request_schema.get("properties", {})}
    assert [name for name, schema in named.items() if schema.get("x-fresh")] == fresh


def test_what_is_made_inside_two_others_is_made_inside_the_same_ones(tmp_path: Path) -> None:
    operations = ["CreateMesh", "CreateVirtualRouter", "CreateRoute"]
    contract = load(str(written(tmp_path / "mesh", "appmesh", operations)))
    assert contract.operations["CreateVirtualRouter"].response["links"]["CreateRoute"]["parameters"] == {
        "meshName": "$request.path.meshName",
        "virtualRouterName": "$response.body#/virtualRouterName",
    }


def test_what_is_below_the_path_of_what_is_made_takes_its_name(tmp_path: Path) -> None:
    contract = load(str(written(tmp_path / "eks", "eks", ["CreateCluster", "UpdateClusterConfig"])))
    links = contract.operations["CreateCluster"].response["links"]
    assert links["UpdateClusterConfig"]["parameters"] == {"name": "$response.body#/cluster/name"}


def test_a_list_that_names_one_thing_has_a_new_item_for_every_request(tmp_path: Path) -> None:
    contract = load(str(written(tmp_path / "s3tables", "s3tables", ["CreateNamespace"])))
    named = contract.operations["CreateNamespace"].request_schema["properties"]["namespace"]
    assert ("x-fresh" in named, named["items"]["x-fresh"]) == (False, True)


def test_an_id_that_nothing_creates_is_asked_for(tmp_path: Path) -> None:
    folder = written(tmp_path / "voice", "chime-sdk-voice", ["CreateProxySession", "GetProxySession"])
    stated = yaml.safe_load((folder / "contract.yaml").read_text(encoding="utf-8"))
    assert stated["parameters"] == {"voiceConnectorId": None}
    assert load(str(folder)).parameters == {}


def test_an_error_that_only_its_name_explains(tmp_path: Path) -> None:
    contract = load(str(written(tmp_path / "batch", "sesv2", ["CreateContactList"])))
    assert contract.operations["CreateContactList"].definition["responses"]["400"]["x-means"] == {
        "AlreadyExistsException": "exists"
    }


def test_deleting_a_word_confirms(folder: Path, tmp_path: Path) -> None:
    confirmed = tmp_path / "confirmed"
    write(confirmed, {name: (folder / name).read_text(encoding="utf-8") for name in FILES})
    overlay = confirmed / "overlay.yaml"
    stated = overlay.read_text(encoding="utf-8")
    overlay.write_text(stated.replace("evidence: inferred", "evidence:", 1), encoding="utf-8")
    links = load(str(confirmed)).operations["CreateApplication"].response["links"]
    assert links["GetApplication"]["x-sources"]["link"]["evidence"] == "model"
    assert links["DeleteApplication"]["x-sources"]["link"]["evidence"] == "inferred"


def test_a_folder_is_never_overwritten(folder: Path) -> None:
    with pytest.raises(DeriveError, match="is there already"):
        write(folder, {"contract.yaml": ""})


def test_a_name_that_no_folder_can_have_is_told(tmp_path: Path) -> None:
    with pytest.raises(DeriveError, match="cannot be written: File name too long"):
        write(tmp_path / ("x" * 300), {"contract.yaml": ""})


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "overlay.yaml").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(DeriveError, match="is there already"):
        write(tmp_path, {"contract.yaml": "", "overlay.yaml": ""})
    assert [path.name for path in tmp_path.iterdir()] == ["overlay.yaml"]


@pytest.mark.parametrize("name", ["a\u2028b: c", "a\u2029b: c", "a\x85b: c", "a\0b", "a\nb: c", "a # b"])
def test_what_a_page_calls_something_ends_no_comment(name: str) -> None:
    derivation, sources = derived(service_name="chime-sdk-voice", operations=["CreateProxySession"])
    (template,) = derivation.document["paths"]
    definition = derivation.document["paths"].pop(template)
    for parameter in definition["post"]["parameters"]:
        parameter["name"] = name
    derivation.document["paths"][template.replace("voiceConnectorId", name)] = definition
    files = contents(derivation, sources, "here").files
    assert all(yaml.safe_load(text) is not None for name, text in files.items() if name != "ledger.yaml")
    assert len(yaml.safe_load(files["contract.yaml"])["parameters"]) == 1


def test_what_is_left_out_is_listed(tmp_path: Path) -> None:
    contract = load(str(written(tmp_path / "quicksight", "quicksight", ["CreateAnalysis"])))
    assert any("too many members" in line for line in contract.todo)


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("contract.yaml", "source: model", "source: [model", r"contract\.yaml:\d+: is not YAML"),
        ("openapi.yaml", "operationId: Get", "operation: Get", r"openapi\.yaml:\d+: .*operationId"),
        ("openapi.yaml", "- name: ApplicationId", "- nam: ApplicationId", r"openapi\.yaml:\d+: .*is no parameter"),
        ("openapi.yaml", "  /applications:", "  '@elsewhere.example/x':", r"openapi\.yaml:\d+: .*is no path"),
        ("openapi.yaml", "  /applications:", "  http://elsewhere.example/x:", r"openapi\.yaml:\d+: .*is no path"),
        ("openapi.yaml", "  /applications:", "  /a/../x:", r"openapi\.yaml:\d+: .*is no path"),
        ("openapi.yaml", "  /applications:", "  //elsewhere.example:", r"openapi\.yaml:\d+: .*is no path"),
        ("openapi.yaml", "  /applications:", "  /a?b=c:", r"openapi\.yaml:\d+: .*is no path"),
        (
            "openapi.yaml",
            "operationId: Get",
            'operationId: "\\e]0;x\\a"\n      x-was: Get',
            r"openapi\.yaml:\d+: .*operationId",
        ),
        ("overlay.yaml", "['/applications'].post", "['/apps'].post", r"overlay\.yaml: .*/apps.* matches nothing"),
        ("overlay.yaml", "target: $.paths", "aim: $.paths", r"overlay\.yaml: .* has no target"),
        ("ledger.yaml", "clauses: []", "[]", r"ledger\.yaml:1: is no mapping"),
    ],
)
def test_a_broken_file_is_named_with_its_line(
    folder: Path, tmp_path: Path, name: str, old: str, new: str, problem: str
) -> None:
    broken = tmp_path / f"broken {name} {len(new)}"
    write(broken, {known: (folder / known).read_text(encoding="utf-8") for known in FILES})
    text = (broken / name).read_text(encoding="utf-8")
    assert old in text
    (broken / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContractError, match=problem) as caught:
        load(str(broken))
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "ledger.yaml").unlink()
    with pytest.raises(ContractError, match=r"ledger\.yaml cannot be read"):
        load(str(folder))


def test_pages_are_inferred_where_no_paginator_tells(tmp_path: Path) -> None:
    contract = load(str(written(tmp_path / "voice", "chime-sdk-voice", ["ListProxySessions"])))
    found = contract.operations["ListProxySessions"].definition["x-pagination"]
    assert (found["token"], found["next"]) == ("$request.query.next-token", "$response.body#/NextToken")
    assert (found["size"], found["items"]) == ("$request.query.max-results", "$response.body#/ProxySessions")


def test_an_object_with_other_members_in_the_answer_is_no_echo(tmp_path: Path) -> None:
    contract = load(str(written(tmp_path / "contract", "lambda", ["PublishLayerVersion"])))
    repeated = [".".join(echo.path) for echo in echoes(contract.operation.response_schema)]
    assert sorted(repeated) == ["CompatibleArchitectures", "CompatibleRuntimes", "Description", "LicenseInfo"]


def test_a_contract_that_cannot_be_written_whole_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: Any = Path.open

    def full(path: Path, *arguments: Any, **more: Any) -> Any:
        if path.name == "overlay.yaml":
            raise OSError(errno.ENOSPC, "No space left on device")
        return opened(path, *arguments, **more)

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(DeriveError, match="No space left"):
        write(tmp_path / "c", {"contract.yaml": "a", "overlay.yaml": "b"})
    assert list((tmp_path / "c").iterdir()) == []
