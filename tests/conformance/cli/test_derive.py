"""`derive` prints a description, or writes a contract; whatever is wrong is one line."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from conformance.cli.commands.derive import command
from conformance.errors import UsageError
from spec.contract import load
from tests.conformance.support import chime

PAGES = Path(__file__).parents[2] / "pages"
TREE = str(PAGES / "PlantTree.2031-05-06.md")
BRANCH = str(PAGES / "Branch.2031-05-06.md")


def invoke(*arguments: str) -> str:
    result = CliRunner().invoke(command, list(arguments), standalone_mode=False)
    if result.exception:
        raise result.exception
    return str(result.output)


def test_without_a_folder_the_description_is_printed() -> None:
    document = yaml.safe_load(invoke(TREE, BRANCH))
    assert list(document["paths"]) == ["/orchards/{orchardId}/trees/{treeKey}"]


def test_pages_of_types_may_stand_anywhere() -> None:
    assert invoke(BRANCH, TREE) == invoke(TREE, "--types", BRANCH)


def test_a_contract_of_pages(tmp_path: Path) -> None:
    folder = tmp_path / "orchard"
    output = invoke(TREE, BRANCH, "--output", str(folder))
    contract = load(str(folder))
    assert (contract.source, contract.origin, contract.service) == ("page", "", "")
    assert output.splitlines()[0] == f"{folder}: 1 operation, 4 TODOs."
    assert contract.todo[0] == (
        "decide response.body.Crown.Leaves.example-null (Response Syntax: integer; Sample Response: null); "
        "until then, the first holds."
    )
    assert "voiceConnectorId" not in (folder / "contract.yaml").read_text(encoding="utf-8")
    assert yaml.safe_load((folder / "contract.yaml").read_text(encoding="utf-8"))["parameters"] == {
        "orchardId": None,
        "treeKey": None,
    }


def test_a_contract_of_a_model(tmp_path: Path) -> None:
    folder = tmp_path / "appconfig"
    names = ("CreateApplication", "GetApplication")
    wanted = [part for name in names for part in ("--operation", name)]
    output = invoke("--service", "appconfig", *wanted, "--output", str(folder))
    assert output.splitlines()[0] == f"{folder}: 2 operations, 0 TODOs."
    assert tuple(load(str(folder)).operations) == names


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ((), "nothing to derive: name a page, or --service and --operation"),
        (("--service", "appconfig"), "nothing to derive"),
        (("--service", "appconfig", "--operation", "CreateAplication"), "Nearest: CreateApplication"),
        (("--service", "sqs", "--operation", "all"), "speaks the protocol"),
        (("--service", "appsyncc", "--operation", "all"), r"there is no service 'appsyncc'.*Nearest: appsync, "),
        ((__file__,), r"test_derive\.py: is no page of an AWS API Reference"),
        ((TREE, TREE), "another page is about PlantTree as well"),
        ((BRANCH,), "this is a type's page"),
        ((TREE, "--types", TREE), "is no type page"),
        (("nowhere.md",), r"nowhere\.md: cannot be read"),
    ],
)
def test_wrong_usage_is_one_line(arguments: tuple[str, ...], problem: str) -> None:
    with pytest.raises(UsageError, match=problem) as caught:
        invoke(*arguments)
    assert "\n" not in str(caught.value)
    assert not str(caught.value).endswith("..")


def test_a_folder_that_is_there_is_kept(tmp_path: Path) -> None:
    (tmp_path / "overlay.yaml").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match=r"overlay\.yaml is there already"):
        invoke(TREE, BRANCH, "--output", str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["overlay.yaml"]


def test_a_page_that_was_cut_short_is_one_line(tmp_path: Path) -> None:
    page = tmp_path / "cut.md"
    page.write_text(Path(TREE).read_text(encoding="utf-8")[:700], encoding="utf-8")
    with pytest.raises(UsageError, match=r"^cut\.md .*: save the page whole\.$"):
        invoke(str(page))


def test_a_binding_that_nobody_gave_is_named_with_its_option(tmp_path: Path) -> None:
    folder = tmp_path / "group"
    invoke("--service", "scheduler", "--operation", "GetScheduleGroup", "--output", str(folder))
    ended = chime("run", "--contract", str(folder), "--depth", "smoke", cwd=tmp_path)
    assert (ended.status, ended.err) == (
        2,
        "chime-conformance: GetScheduleGroup needs the Name of something that exists. Add --parameter Name=VALUE.\n",
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("actions: [", "overlay.yaml:2: is not YAML"),
        ("actions:\n- target: $.paths['/nowhere']\n  update: {}\n", "$.paths['/nowhere']: matches nothing."),
        (None, "overlay.yaml cannot be read"),
    ],
    ids=["broken", "matches nothing", "missing"],
)
def test_an_overlay_that_cannot_be_used_is_one_line(text: str | None, problem: str, tmp_path: Path) -> None:
    folder = tmp_path / "group"
    invoke("--service", "scheduler", "--operation", "CreateScheduleGroup", "--output", str(folder))
    overlay = folder / "overlay.yaml"
    overlay.unlink() if text is None else overlay.write_text(text, encoding="utf-8")
    ended = chime("run", "--contract", str(folder), cwd=tmp_path)
    assert (ended.status, ended.err.count("\n")) == (2, 1)
    assert problem in ended.err
