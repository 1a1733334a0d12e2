"""`drift` says what a newer page or the model states otherwise, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from conformance.cli.commands.drift import command
from conformance.errors import UsageError
from spec.contract import load
from spec.derive import derive
from spec.derive.contracts import derived
from spec.derive.drift import Change, drift
from spec.derive.model import service
from spec.derive.writing.folder import contents, write
from tests.spec.derive.published import Writer

PAGES = Path(__file__).parents[2] / "pages"
TREE = PAGES / "PlantTree.2031-05-06.md"
BRANCH = PAGES / "Branch.2031-05-06.md"
CASE = "([a-z0-9]{21,22}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"


@pytest.fixture
def contract(tmp_path: Path) -> str:
    """The contract of the invented operation."""
    derivation, sources = derived([TREE, BRANCH])
    folder = tmp_path / "orchard"
    write(folder, contents(derivation, sources, "orchard").files)
    return str(folder)


def drifted(contract: str, tmp_path: Path, *changes: tuple[str, str]) -> list[Change]:
    text = TREE.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    page = tmp_path / TREE.name
    page.write_text(text, encoding="utf-8")
    return list(drift(load(contract), derive(page, types=[BRANCH]), whole=False))


def test_the_same_page_has_not_drifted(contract: str, tmp_path: Path) -> None:
    assert drifted(contract, tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "kind", "identifier"),
    [
        ("Maximum length of 20.", "Maximum length of 19.", "tightened", "request.body.Label.maxLength"),
        ("Maximum length of 20.", "Maximum length of 21.", "loosened", "request.body.Label.maxLength"),
        ("Minimum value of -1.", "Minimum value of 0.", "tightened", "request.body.Age.minimum"),
        ("`Owl | Wren`", "`Owl`", "tightened", "request.body.Visits.additionalProperties.items.enum"),
        ("Valid Values: `yes | no`", "Valid Values: `yes | no | maybe`", "loosened", "request.query.dry-run.enum"),
        ("Pattern: `[a-z]+`", "Pattern: `[a-y]+`", "changed", "request.path.orchardId.pattern"),
        ("Default: false\nRequired: No", "Default: false\nRequired: Yes", "tightened", "request.body.Grafted.required"),
        ("\nPattern: `[^|]+`", "", "loosened", "request.body.Label.pattern"),
        ("HTTP Status Code: 409", "HTTP Status Code: 410", "changed", "error.FrostException.status"),
        (" ** StoneException **", " ** RockException **", "added", "error.RockException.status"),
        ("HTTP/1.1 202\n", "HTTP/1.1 201\n", "changed", "response.status"),
    ],
)
def test_kinds_of_drift(contract: str, tmp_path: Path, old: str, new: str, kind: str, identifier: str) -> None:
    found = {change.id: change.kind for change in drifted(contract, tmp_path, (old, new))}
    assert found[identifier] == kind
    assert len(found) == (2 if "Exception **" in old else 1)


def test_a_new_member_is_one_change(contract: str, tmp_path: Path) -> None:
    text = TREE.read_text(encoding="utf-8")
    block = text[text.index(" ** [Grafted]") : text.index(" ** [Height]")]
    more = block.replace("Grafted", "Pruned")
    changes = drifted(
        contract,
        tmp_path,
        (block, f"{block}{more}"),
        ('   "Grafted": {{boolean}},\n', '   "Grafted": {{boolean}},\n   "Pruned": {{boolean}},\n'),
    )
    assert [(change.kind, change.id) for change in changes] == [("added", "request.body.Pruned.member")]


def test_the_models_pattern_of_voice_connectors() -> None:
    """The page knows nothing of it."""
    newer, _ = derived(service_name="chime-sdk-voice", operations=["CreateProxySession"])
    found = {change.id: change for change in drift(load("2022-08-03"), newer, whole=False)}
    pattern = found["request.path.voiceConnectorId.pattern"]
    assert (pattern.kind, pattern.was, pattern.now) == ("changed", r".*\S.*", CASE)
    assert {change.split(".")[-2].lower() for change in found} == {"voiceconnectorid"}


def test_an_operation_that_the_model_lacks(tmp_path: Path) -> None:
    derivation, sources = derived(service_name="appconfig", operations=["GetApplication", "CreateApplication"])
    folder = tmp_path / "appconfig"
    write(folder, contents(derivation, sources, "here").files)
    newer, _ = derived(service_name="appconfig", operations=["GetApplication"])
    (change,) = drift(load(str(folder)), newer, whole=True)
    assert (change.kind, change.operation) == ("removed", "CreateApplication")


@pytest.mark.parametrize(
    ("service_name", "name"),
    [
        pytest.param("m2", "UntagResource", id="a list in the query, which no page calls one"),
        pytest.param("geo-maps", "GetStaticMap", id="a number in the query, of which a page tells a range"),
        pytest.param("cleanrooms", "ListPrivacyBudgets", id="a timestamp in a union"),
        pytest.param("batch", "CreateSchedulingPolicy", id="a map with one entry at least"),
    ],
)
def test_what_no_page_says_is_no_drift(service_name: str, name: str, tmp_path: Path) -> None:
    writer = Writer(service=service(service_name), name=name)
    page = tmp_path / f"{name}.md"
    page.write_text(writer.page(), encoding="utf-8")
    types = [tmp_path / f"{kind}.md" for kind in writer.types]
    for file in types:
        file.write_text(writer.types[file.stem], encoding="utf-8")
    derivation, sources = derived([page], types=types)
    folder = tmp_path / "contract"
    write(folder, contents(derivation, sources, "here").files)
    newer, _ = derived(service_name=service_name, operations=[name])
    assert drift(load(str(folder)), newer, whole=False) == ()


def invoke(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(command, list(arguments), standalone_mode=False)
    if result.exception:
        raise result.exception
    return int(result.return_value or 0), result.output


def test_the_command_says_it_in_text() -> None:
    status, output = invoke("2022-08-03", "--service", "chime-sdk-voice")
    assert status == 1
    assert f"changed   CreateProxySession request.path.voiceConnectorId.pattern: .*\\S.* -> {CASE}" in output


def test_the_command_says_it_in_json(contract: str, tmp_path: Path) -> None:
    page = tmp_path / TREE.name
    page.write_text(TREE.read_text(encoding="utf-8").replace("`Owl | Wren`", "`Owl`"), encoding="utf-8")
    _, output = invoke(contract, "--page", str(page), "--page", str(BRANCH), "--json")
    (change,) = json.loads(output)
    assert {"kind", "operation", "id", "was", "now", "place"} == set(change)


def test_the_command_reads_the_model_that_a_contract_comes_from(tmp_path: Path) -> None:
    derivation, sources = derived(service_name="appconfig", operations=["GetApplication"])
    folder = tmp_path / "appconfig"
    write(folder, contents(derivation, sources, "here").files)
    assert invoke(str(folder)) == (0, "Nothing drifted.\n")


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("2018-05-01",), "Give --page or --service"),
        (("2018-05-01", "--service", "chime"), "has none of the contract's operations"),
        (("2018-05-01", "--service", "chimee"), "Nearest: chime"),
        (("nowhere",), "there is no such contract"),
        (("2018-05-01", "--page", "nowhere.md"), r"nowhere\.md: cannot be read"),
    ],
)
def test_wrong_usage_is_one_line(arguments: tuple[str, ...], problem: str) -> None:
    with pytest.raises(UsageError, match=problem) as caught:
        invoke(*arguments)
    assert "\n" not in str(caught.value)


def test_the_nearest_names_are_told_once() -> None:
    with pytest.raises(UsageError) as caught:
        invoke("2018-05-01", "--service", "chimee")
    assert f"{caught.value} {caught.value.hint}".count("Nearest") == 1
