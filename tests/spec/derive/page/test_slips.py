"""Pages with one slip, such as a lost line or character: none is misread in silence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from spec.derive import Derivation, PageError, derive

PAGES = Path(__file__).parents[3] / "pages"
TREE = "PlantTree.2031-05-06.md"
BRANCH = PAGES / "Branch.2031-05-06.md"
PAGE = (PAGES / TREE).read_text(encoding="utf-8")

Changed = Callable[..., Derivation]

_ANSWER = "Ticket}}\nContent-type: application/json"


def line_of(begin: str) -> str:
    """The line of the page that begins so."""
    start = PAGE.index(begin)
    return PAGE[start : PAGE.index("\n", start) + 1]


@pytest.fixture
def changed(tmp_path: Path) -> Changed:
    """Derives the Markdown page with one of its texts replaced."""

    def derive_anew(old: str, new: str, *, page: str = PAGE) -> Derivation:
        assert old in page
        file = tmp_path / TREE
        file.write_text(page.replace(old, new, 1), encoding="utf-8")
        return derive(file, types=[BRANCH])

    return derive_anew


def operation(derivation: Derivation) -> dict[str, Any]:
    ((_, item),) = derivation.document["paths"].items()
    ((_, found),) = item.items()
    return dict(found)


def rings(derivation: Derivation) -> dict[str, Any]:
    schema: dict[str, Any] = operation(derivation)["requestBody"]["content"]["application/json"]["schema"]
    return dict(schema["properties"]["Rings"])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param(" ** FrostException **\n", "", "Degrees: is no name of an error", id="an error's first line"),
        pytest.param(" ** FrostException **", " ** FrostException *", "Degrees: is no name", id="one of its stars"),
        pytest.param(line_of(" ** [Grafted]"), "", "Default: this line|stands in the Request Syntax", id="a member's"),
        pytest.param("PUT /orchards", "PT /orchards", "is no HTTP request", id="a letter of the method"),
        pytest.param("Content-type:", "Content-tpe:", "is no header of a media type", id="a letter of a header"),
        pytest.param("application/json", "aplication/json", "is no media type of JSON", id="a letter of a media type"),
        pytest.param('"{{string}}",\n   "Note"', '"{{sting}}",\n   "Note"', "body is not understood", id="a type's"),
        pytest.param('"{{string}}" : "', '"{{strng}}" : "', "body is not understood", id="a name's placeholder"),
        pytest.param('"{{string}}" : "', '"{{string}" : "', "body is not understood", id="a brace"),
        pytest.param("{{orchardId}}", "{orchardId}}", "has half a placeholder", id="a brace of the path"),
        pytest.param("yes | no", "yes; no", "DryRun: this line is not understood", id="a bar between values"),
        pytest.param("`[a-z]+`", "`[a\u2011z]+`", "orchardId: this line is not understood", id="a hyphen"),
        pytest.param("application/json", "applicationjson", "Content-type: stands in the Request", id="a slash"),
        pytest.param(_ANSWER, _ANSWER.replace("/", ""), "Content-type: stands in the Response", id="an answer's"),
    ],
)
def test_what_is_lost_is_missed(changed: Changed, old: str, new: str, message: str) -> None:
    with pytest.raises(PageError, match=message):
        changed(old, new)


def test_a_header_of_an_answer_that_nobody_documents_is_missed(changed: Changed) -> None:
    start = PAGE.index(" ** [Ticket]")
    with pytest.raises(PageError, match="X-Orchard-Ticket: stands in the Response Syntax, and Response Elements says"):
        changed(PAGE[start : PAGE.index("\n\n", start)], "")


@pytest.mark.parametrize("lost", ["**", "** "])
def test_a_line_that_nearly_introduces_a_member_is_no_prose(changed: Changed, lost: str) -> None:
    line = line_of(" ** [PlantedAt](#API_PlantTree_ResponseSyntax)")
    with pytest.raises(PageError, match="this line is not understood") as caught:
        changed(line, line.replace(lost, "", 1))
    assert "[PlantedAt]" in caught.value.line
    assert caught.value.number == PAGE[: PAGE.index(line)].count("\n") + 1


@pytest.mark.parametrize("member", ["Token", "Limit", "DryRun"])
def test_an_unmarked_value_that_nobody_documents_is_no_fixed_one(changed: Changed, member: str) -> None:
    plain = PAGE.replace("{{", "").replace("}}", "")
    start = plain.index(f" ** [{member}]")
    with pytest.raises(PageError, match="stands in the Request Syntax, and URI Request Parameters says nothing"):
        changed(plain[start : plain.index("\n\n", start)], "", page=plain)


@pytest.mark.parametrize("heading", ["## Errors\n", "## Errors\n<a name", " ** ShadeException **"])
def test_a_page_that_ends_early_is_refused(changed: Changed, heading: str) -> None:
    """Also where the anchor of the last heading is among what is lost."""
    cut = PAGE.index(heading) + len("## Errors\n") * heading.startswith("##")
    with pytest.raises(PageError, match="so it may be cut off"):
        changed(PAGE[cut:], "")


def test_a_page_without_anchors_that_ends_early_is_refused(changed: Changed) -> None:
    bare = "\n".join(line for line in PAGE.split("\n") if not line.startswith("<a name"))
    with pytest.raises(PageError, match="so it may be cut off"):
        changed(bare[bare.index(" ** StoneException") :], "", page=bare)


def test_bounds_of_one_of_several_lists_inside_one_another_are_none_of_the_others(changed: Changed) -> None:
    found = changed("Array Members: Minimum number of 1 item. Maximum number of 500 items.\n", "")
    assert {"minItems", "maxItems"} & {*rings(found), *rings(found)["items"]} == set()
    (gap,) = operation(found)["x-gaps"]
    assert gap.endswith("Array Members: Fixed number of 4 items. (of which of several inside one another, is not told)")


@pytest.mark.parametrize("before", ["Type: Long", "Length Constraints: Maximum length of 64."])
@pytest.mark.parametrize("line", ["Uniqueness: Yes", "Smell: Strong and sweet"])
def test_a_line_that_may_be_an_unknown_constraint_is_a_gap(changed: Changed, before: str, line: str) -> None:
    (gap,) = operation(changed(before, f"{line}\n{before}"))["x-gaps"]
    assert gap.endswith(f": this line is taken for prose, or says nothing: {line}")


def test_a_misspelt_constraint_that_stands_alone_is_a_gap(changed: Changed) -> None:
    (gap,) = operation(changed("Where the tree stands.\nRequired", "Where the tree stands.\nRequred"))["x-gaps"]
    assert gap == "request.path.treeKey: this line is taken for prose, or says nothing: Requred: Yes"


def test_a_syntax_may_link_its_members(changed: Changed) -> None:
    linked = changed('"Age": ', '"[Age](#orchard-PlantTree-request-Age)": ')
    assert linked.document == derive(PAGES / TREE, types=[BRANCH]).document
