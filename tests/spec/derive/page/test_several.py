"""Several pages make one document with an operation from each."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from spec.derive import PageError, derive
from spec.derive.build import build
from spec.operation import operations

PAGES = Path(__file__).parents[3] / "pages"
TREE = PAGES / "PlantTree.2031-05-06.md"
BRANCH = PAGES / "Branch.2031-05-06.md"


@pytest.fixture
def ping(tmp_path: Path) -> Path:
    """A second action, on the path of the first with another method."""
    page = tmp_path / "FellTree.2031-05-06.md"
    page.write_text(
        "---\nsource_url: https://docs.example.invalid/orchard/API_FellTree.html\n---\n# FellTree\n\n"
        "## Request Syntax\n```\nDELETE /orchards/{{orchardId}}/trees/{{treeKey}} HTTP/1.1\n```\n\n"
        "## URI Request Parameters\nThe request uses the following URI parameters.\n\n"
        " ** orchardId ** \nWhere.\nRequired: Yes\n\n ** treeKey ** \nWhich.\nRequired: Yes\n\n"
        "## Response Syntax\n```\nHTTP/1.1 204\n```\n\n## Errors\nNone.\n",
        encoding="utf-8",
    )
    return page


def test_operations_share_paths(ping: Path) -> None:
    document = derive(TREE, ping, types=[BRANCH]).document
    assert {path: list(item) for path, item in document["paths"].items()} == {
        "/orchards/{orchardId}/trees/{treeKey}": ["put", "delete"]
    }
    assert document["info"] == {"title": "PlantTree, FellTree", "version": "2031-05-06"}


def test_each_operation_has_its_own_page(ping: Path) -> None:
    found = operations("orchard", derive(TREE, ping, types=[BRANCH]).document)
    assert {name: operation.documentation_url for name, operation in found.items()} == {
        "PlantTree": "https://docs.example.invalid/orchard/API_PlantTree.html",
        "FellTree": "https://docs.example.invalid/orchard/API_FellTree.html",
    }


def test_conflicts_begin_with_the_operations_name(ping: Path) -> None:
    alone = {conflict.id for conflict in derive(TREE, types=[BRANCH]).conflicts}
    together = {conflict.id for conflict in derive(ping, TREE, types=[BRANCH]).conflicts}
    assert together == {f"PlantTree.{conflict}" for conflict in alone}


def test_two_pages_about_one_action_are_refused(tmp_path: Path) -> None:
    copy = tmp_path / "copy.md"
    copy.write_bytes(TREE.read_bytes())
    with pytest.raises(PageError, match=r"another page is about PlantTree as well"):
        derive(TREE, copy, types=[BRANCH])


def test_an_overlay_may_name_several_pages(ping: Path, tmp_path: Path) -> None:
    (tmp_path / TREE.name).write_bytes(TREE.read_bytes())
    (tmp_path / BRANCH.name).write_bytes(BRANCH.read_bytes())
    decided = {conflict.id: "so" for conflict in derive(TREE, ping, types=[BRANCH]).conflicts}
    overlay = tmp_path / "overlay.yaml"
    stated = {"x-pages": [TREE.name, ping.name], "x-types": [BRANCH.name], "x-decisions": decided}
    overlay.write_text(yaml.safe_dump(stated), encoding="utf-8")
    assert list(operations("orchard", yaml.safe_load(build(overlay, tmp_path)))) == ["PlantTree", "FellTree"]


def test_operations_that_differ_in_a_fixed_query_only(tmp_path: Path) -> None:
    pages = []
    for name in ("Water", "Prune"):
        page = tmp_path / f"{name}.md"
        page.write_text(
            f"# {name}\n\n## Request Syntax\n```\nPOST /trees?do={name.lower()} HTTP/1.1\n```\n\n"
            "## URI Request Parameters\nThe request does not use any URI parameters.\n\n"
            "## Response Syntax\n```\nHTTP/1.1 204\n```\n\n## Errors\nNone.\n",
            encoding="utf-8",
        )
        pages.append(page)
    document = derive(*pages).document
    assert list(document["paths"]) == ["/trees", "/trees#Prune"]
    assert {operation.template for operation in operations("trees", document).values()} == {"/trees"}
