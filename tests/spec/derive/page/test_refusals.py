"""A line that is not understood is an error that names the file, the field and the line; none is dropped in silence."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from spec.derive import Derivation, PageError, derive
from spec.derive.page.constraints import constrain

PAGES = Path(__file__).parents[3] / "pages"

Rewrite = Callable[..., Derivation]


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("Type: Double", "Type: Quaternion", "Height"),
        ("Type: Double", "Type: Double\n\nSmell Constraints: Strong.", "Height"),
        ("Type: Double", "Type: Double\n\nA stray remark.", "Height"),
        ("Type: Double", "Type: Double\n\nType: Long", "Height"),
        ("Minimum value of 0.5.", "At least 0.5.", "Height"),
        ("Minimum value of 0.5.", "Minimum value of 0.5. More or less.", "Height"),
        ("Minimum length of 1. Maximum length of 20.", "Minimum value of few.", "Label"),
        ("Length Constraints: Minimum length of 1. Maximum length of 20.", "Valid Range: Minimum value of 1.", "Label"),
        ("Valid Range: Minimum value of 0.5.", "Length Constraints: Maximum length of 1.", "Height"),
        ("Valid Range: Minimum value of 0.5.", "Pattern: [0-9]+", "Height"),
        ("Valid Range: Minimum value of 0.5.", "Default: high", "Height"),
        ("Valid Range: Minimum value of 0.5.", "Array Members: Maximum number of 1 item.", "Height"),
        ("Valid Range: Minimum value of 0.5.", "Map Entries: Maximum number of 1 item.", "Height"),
        ("Valid Range: Minimum value of 0.5.", "Value Pattern: .*", "Height"),
        ("Default: oak", "Pattern: [a-z]+", "Label"),
        ("Default: oak", "Pattern:", "Label"),
        ("Default: oak", "Default: oak\n\nDefault: elm", "Label"),
        ("Default: oak", "Required: No\n\nRequired: No", "Label"),
        ("Key Pattern: ", "Key Pattern: a\n\nKey Pattern: ", "Tags"),
        ("Fixed number of 4 items.", "Fixed number of 4 items.\n\nArray Members: Fixed number of 1 item.", "Rings"),
        ("Value Pattern: ", "Pattern: a\n\nValue Pattern: ", "Tags"),
        ("Minimum length of 1. Maximum length of 20.", "Minimum length of -1. Maximum length of 20.", "Label"),
        ("Minimum length of 1. Maximum length of 20.", "Minimum number of 1 item.", "Label"),
        ("Default: oak", "Pattern: `[a-z]+` or `[0-9]+`", "Label"),
        ("yes | no", "yes or no", "DryRun"),
        ("yes | no", "yes (default) | no", "DryRun"),
        ("yes | no", "yes |\n\nno", "DryRun"),
        ("Valid Keys:", "Key Valid Values:", "Visits"),
        ("Owl |", "|", "Visits"),
        ("Required: Conditional", "Required: Maybe", "Crown"),
        ("Length Constraints: Fixed length of 6", "Length Rule: Six.", "orchardId"),
        ("HTTP Status Code: 409", "HTTP Status Code: cold", "FrostException"),
        ("HTTP Status Code: 409", "HTTP Status Code: 409\n\nRetry: never", "FrostException"),
    ],
)
def test_line_that_is_not_understood(rewritten: Rewrite, old: str, new: str, field: str) -> None:
    with pytest.raises(PageError, match="not understood") as caught:
        rewritten(old, new)
    assert caught.value.field == field
    assert caught.value.file.startswith("PlantTree.")
    assert caught.value.line
    assert all(part in str(caught.value) for part in (caught.value.file, field, caught.value.line))


@pytest.mark.parametrize("title", ["../../x", "/etc/x", "Plant\0Tree", "Plant\u2028Tree: x", "- a: &x", "P" * 129])
def test_a_title_that_names_no_action_is_refused(title: str, tmp_path: Path) -> None:
    page = (PAGES / "PlantTree.2031-05-06.md").read_text(encoding="utf-8")
    (tmp_path / "page.md").write_text(page.replace("# PlantTree", f"# {title}", 1), encoding="utf-8")
    with pytest.raises(PageError, match="names no action or type"):
        derive(tmp_path / "page.md")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("Type: JSON value", "Anything goes.", "Extra: has no Type"),
        ("HTTP Status Code: 400", "Nothing.", "ShadeException: has no HTTP Status Code"),
        ("PUT /", "PUT the ", "Request Syntax: is no HTTP request"),
        ("PUT /", "PUT https://example.com/", "Request Syntax: is no HTTP request"),
        ("HTTP/1.1 202", "SPDY 202", "Response Syntax: is no HTTP response"),
    ],
)
def test_page_with_a_gap(rewritten: Rewrite, old: str, new: str, reason: str) -> None:
    with pytest.raises(PageError, match=reason):
        rewritten(old, new)


@pytest.mark.parametrize(
    ("heading", "before", "line"),
    [
        ("URI Request Parameters", "The request uses the following URI parameters.", "Pattern: [a-z]+"),
        ("Request Body", "The request accepts the following data in JSON format.", "Type: String"),
        ("Response Elements", "The following data is returned in JSON format by the service.", "Type: String"),
    ],
)
def test_line_before_the_first_member(rewritten: Rewrite, heading: str, before: str, line: str) -> None:
    """A member whose name is not recognised does not take its lines with it."""
    with pytest.raises(PageError, match="belongs to no member") as caught:
        rewritten(before, f"{before}\n\n{line}")
    assert (caught.value.field, caught.value.line) == (heading, line)


def test_line_before_the_first_error(rewritten: Rewrite, form: str) -> None:
    name = " ** FrostException **" if form == "md" else "FrostException"
    with pytest.raises(PageError, match="Errors: this line belongs to no member: HTTP Status Code: 500"):
        rewritten(name, f"HTTP Status Code: 500\n\n{name}")


def test_request_member_that_does_not_say_whether_it_is_required(rewritten: Rewrite, form: str) -> None:
    gap = {"md": "\n", "txt": "\n\n"}[form]
    with pytest.raises(PageError, match="Label: does not say whether it is required"):
        rewritten(f"Default: oak{gap}Required: Yes", "Default: oak")


def test_parameter_without_a_place_in_the_request(rewritten: Rewrite, form: str) -> None:
    old, new = {"md": ("[Token](", "[Badge]("), "txt": ("\n\nToken\n", "\n\nBadge\n")}[form]
    with pytest.raises(PageError, match="Badge: is documented, but the Request Syntax has no place for it"):
        rewritten(old, new)


def test_member_that_stands_twice(rewritten: Rewrite, form: str) -> None:
    old, new = ("[Extra](", "[Age](") if form == "md" else ("\n\nExtra\n", "\n\nAge\n")
    with pytest.raises(PageError, match="Age: stands twice in Request Body"):
        rewritten(old, new)


def test_skeleton_that_is_no_skeleton(rewritten: Rewrite, form: str) -> None:
    old, new = ('"Errors": [', '"Errors": [[') if form == "md" else ('"PlantedAt": number }', '"PlantedAt": banana }')
    with pytest.raises(PageError, match="Response Syntax"):
        rewritten(old, new)


def test_list_of_nothing_in_a_skeleton(rewritten: Rewrite) -> None:
    with pytest.raises(PageError, match=r"Response Syntax: the body is not understood: \[\]"):
        rewritten('"Errors": [ "string" ]', '"Errors": []')


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no page of an AWS API Reference"),
        (b"Dear diary\n\nNothing happened.\n", "no page of an AWS API Reference"),
        (b"# A readme\n\n## Usage\n", "no page of an AWS API Reference"),
        (b"\xff\xfe\x00", "is in UTF-16; save it as UTF-8"),
        (b"\x80", "is no UTF-8"),
        (b"# Half\n\n## Request Syntax\n```\nGET / HTTP/1.1\n```\n", "no section Response Syntax"),
        (b"# Half\n\n## Contents\n", "type's page"),
    ],
)
def test_file_that_is_no_action_page(tmp_path: Path, content: bytes, reason: str) -> None:
    file = tmp_path / "page.txt"
    file.write_bytes(content)
    with pytest.raises(PageError, match=reason) as caught:
        derive(file)
    assert "\n" not in str(caught.value)


def test_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(PageError, match=r"nowhere\.txt: cannot be read \(no such file"):
        derive(tmp_path / "nowhere.txt")


def test_action_page_in_the_place_of_a_type_page(form: str) -> None:
    action = PAGES / f"PlantTree.2031-05-06.{form}"
    with pytest.raises(PageError, match="is no type page"):
        derive(action, types=[action])


def test_type_page_that_nothing_links_to(form: str, tmp_path: Path) -> None:
    stray = tmp_path / "Stone.md"
    stray.write_text("# Stone\n\n## Contents\n", encoding="utf-8")
    with pytest.raises(PageError, match="no member has the type Stone"):
        derive(PAGES / f"PlantTree.2031-05-06.{form}", types=[stray])


@pytest.mark.parametrize(
    ("label", "value"), [("Length Constraints", "Minimum length of 1."), ("Valid Range", "Minimum value of 1.")]
)
def test_a_bound_of_what_may_be_of_several_types(label: str, value: str) -> None:
    with pytest.raises(ValueError, match=re.escape(value)):
        constrain({"type": ["string", "integer"]}, label, value)
