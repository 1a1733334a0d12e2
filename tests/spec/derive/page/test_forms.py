"""The forms that published pages take: none is misread in silence, and no valid one is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from spec.derive import Derivation, PageError, derive

PAGES = Path(__file__).parents[3] / "pages"
TREE = "PlantTree.2031-05-06.md"
BRANCH = PAGES / "Branch.2031-05-06.md"
PAGE = (PAGES / TREE).read_text(encoding="utf-8")

Operation = dict[str, Any]


def plain(name: str) -> str:
    """A name as the page links it to the syntax."""
    return f"[{name}](#API_PlantTree_RequestSyntax)"


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., Derivation]:
    """Derives the Markdown page with some of its text replaced."""

    def derive_anew(*changes: tuple[str, str]) -> Derivation:
        text = PAGE
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        file = tmp_path / TREE
        file.write_text(text, encoding="utf-8")
        return derive(file, types=[BRANCH])

    return derive_anew


def operation(derivation: Derivation) -> Operation:
    ((_, item),) = derivation.document["paths"].items()
    ((_, found),) = item.items()
    return dict(found)


def member(derivation: Derivation, name: str) -> dict[str, Any]:
    schema = operation(derivation)["requestBody"]["content"]["application/json"]["schema"]["properties"][name]
    return {key: value for key, value in schema.items() if key != "x-sources"}


def parameter(derivation: Derivation, name: str) -> dict[str, Any]:
    (found,) = [stated for stated in operation(derivation)["parameters"] if stated["name"] == name]
    return {key: value for key, value in found["schema"].items() if key != "x-sources"}


# What used to be misread.


def test_a_parameter_without_a_type_has_none(changed: Callable[..., Derivation]) -> None:
    derivation = changed()
    assert parameter(derivation, "treeKey") == {}
    assert parameter(derivation, "X-Orchard-Token") == {"maxLength": 64}


def test_a_range_only_suggests_integers(changed: Callable[..., Derivation]) -> None:
    (limit,) = [stated for stated in operation(changed())["parameters"] if stated["name"] == "limit"]
    assert limit["schema"]["type"] == "integer"
    assert limit["schema"]["x-sources"]["type"]["evidence"] == "inferred"
    assert limit["schema"]["x-sources"]["maximum"]["evidence"] == "page"


def test_a_range_with_a_fraction_suggests_numbers(changed: Callable[..., Derivation]) -> None:
    derivation = changed(("Minimum value of 1. Maximum value of 99.", "Minimum value of 0.5. Maximum value of 99."))
    assert parameter(derivation, "limit") == {"type": "number", "minimum": 0.5, "maximum": 99}


def test_a_sub_heading_ends_no_section(changed: Callable[..., Derivation]) -> None:
    derivation = changed(("How many neighbours to look at.", "How many neighbours to look at.\n\n### A note\n\nFew."))
    names = [stated["name"] for stated in operation(derivation)["parameters"]]
    assert names == ["orchardId", "treeKey", "dry-run", "limit", "mode", "X-Orchard-Token"]
    assert parameter(derivation, "limit")["maximum"] == 99


@pytest.mark.parametrize("heading", ["### Example", "### Errors", "#### Request Body"])
def test_a_sub_heading_may_be_called_like_a_section(changed: Callable[..., Derivation], heading: str) -> None:
    derivation = changed(("Only looks whether it would work.", f"Only looks.\n\n{heading}\n\nSomething."))
    assert len(operation(derivation)["parameters"]) == 6


def test_a_section_that_nobody_knows_may_state_nothing(changed: Callable[..., Derivation]) -> None:
    with pytest.raises(PageError, match="stands in a section that states no members") as caught:
        changed(("## Request Body\n", "## Request Headers\n"))
    assert caught.value.field == "Request Headers"


def test_a_path_without_its_section_is_refused(changed: Callable[..., Derivation]) -> None:
    section = PAGE[PAGE.index("## URI Request Parameters") : PAGE.index("## Request Body")]
    with pytest.raises(PageError, match="has no section URI Request Parameters"):
        changed((section, ""))


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("Type: Long", "Type:Long", "Age"),
        ("Valid Range: Minimum value of -1.", "Valid Range:Minimum value of -1.", "Age"),
        ("Pattern: `[^|]+`", "Pattern:`[^|]+`", "Label"),
        ("Valid Values: `Owl | Wren`", "Valid Values:` Owl | Wren`", "Visits"),
    ],
)
def test_a_colon_needs_no_space(changed: Callable[..., Derivation], old: str, new: str, name: str) -> None:
    assert member(changed((old, new)), name) == member(changed(), name)


def test_a_documented_header_is_not_one_of_every_answer(changed: Callable[..., Derivation]) -> None:
    ticket = operation(changed())["responses"]["202"]["headers"]["X-Orchard-Ticket"]
    assert "required" not in ticket
    assert "x-sources" not in ticket


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f"{plain('Grafted')} **   <a", f"{plain('Grafted')}    <a"),
        (f" ** {plain('DryRun')}", f" * {plain('DryRun')}"),
        (f"{plain('orchardId')} **", f"{plain('orchardId')}"),
        (" ** [Crown](#API_PlantTree_ResponseSyntax) **", " ** [Crown](#API_PlantTree_ResponseSyntax)"),
    ],
)
def test_a_member_that_is_not_recognised_is_missed(changed: Callable[..., Derivation], old: str, new: str) -> None:
    """Its lines would become the prose of the member before it, or nobody's."""
    with pytest.raises(PageError, match=r"PlantTree\.2031-05-06\.md"):
        changed((old, new))


def test_a_member_that_nobody_documents_is_missed(changed: Callable[..., Derivation]) -> None:
    start = PAGE.index(f" ** {plain('DryRun')}")
    with pytest.raises(PageError, match="dry-run: stands in the Request Syntax, and URI Request Parameters says"):
        changed((PAGE[start : PAGE.index(f" ** {plain('Limit')}")], ""))
    start = PAGE.index(f" ** {plain('Grafted')}")
    with pytest.raises(PageError, match="Grafted: stands in the Request Syntax, and Request Body says nothing of it"):
        changed((PAGE[start : PAGE.index(f" ** {plain('Height')}")], ""))


def test_bytes_may_be_required(tmp_path: Path) -> None:
    page = tmp_path / "Saw.md"
    page.write_text(
        "# Saw\n\n## Request Syntax\n```\nPUT /saw HTTP/1.1\n\n{{Wood}}\n```\n\n"
        "## URI Request Parameters\nThe request does not use any URI parameters.\n\n"
        "## Request Body\nThe request accepts the following binary data.\n\n ** Wood ** \nThe wood.\n"
        "Length Constraints: Maximum length of 9.\nRequired: Yes\n\n"
        "## Response Syntax\n```\nHTTP/1.1 {{StatusCode}}\n```\n\n## Response Elements\n"
        "If the action is successful, the service sends back the following HTTP response.\n\n"
        " ** StatusCode ** \nWhat came of it.\n\n## Errors\nNone.\n",
        encoding="utf-8",
    )
    found = operation(derive(page))
    assert found["requestBody"]["required"] is True
    (media,) = found["requestBody"]["content"].values()
    assert media["schema"]["maxLength"] == 9
    assert found["responses"] == {"200": {"description": "Success.", "x-status-varies": True}}


def test_plain_text_may_have_bytes_behind_the_request_line(tmp_path: Path) -> None:
    page = tmp_path / "Saw.txt"
    page.write_text(
        "Saw\n\nRequest Syntax\n\nPUT /saw HTTP/1.1 Wood\n\n"
        "URI Request Parameters\n\nThe request does not use any URI parameters.\n\n"
        "Request Body\n\nThe request accepts the following binary data.\n\nWood\n\nThe wood.\n\nRequired: Yes\n\n"
        "Response Syntax\n\nHTTP/1.1 204 No Content\n\nErrors\n\nFrostException\n\nCold.\n\nHTTP Status Code: 409\n",
        encoding="utf-8",
    )
    found = operation(derive(page))
    assert found["requestBody"] == {"required": True, "content": {"application/octet-stream": {"schema": {}}}}
    assert found["responses"]["409"]["x-errors"] == ["FrostException"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("HTTP Status Code: 409\n", ""),
        ("HTTP Status Code: 409", "HTTP Status Code: 4o9"),
        (" ** ShadeException **", " ** Shade) **"),
        ('Content-type: application/json\n\n{\n   "Age"', 'Content-type: (pplication/json\n\n{\n   "Age"'),
        ("X-Orchard-Token: {{Token}}\n", "X-Orchard-Token: {{Token}}\nSmell Constraints: Strong.\n"),
        ("Pattern: `[^|]+`", "Pattern::`[^|]+`"),
        ("Valid Values: `Owl | Wren`", "Valid Values: `Owl | Wren"),
    ],
)
def test_a_slip_of_the_pen_is_refused(changed: Callable[..., Derivation], old: str, new: str) -> None:
    """None of them may give an error another's status, a body another type, or a member another pattern."""
    renamed = [("ShadeException", "Shade"), ("FrostException", "Frost")] if "Exception" not in old else []
    with pytest.raises(PageError, match=r"PlantTree\.2031-05-06\.md"):
        changed(*renamed, (old, new))


# What used to be refused.


def test_a_note_on_a_union(changed: Callable[..., Derivation]) -> None:
    note = " **Note: **This object is a Union. Only one member of this object can be specified or returned."
    line = "Type: [Branch](API_Branch.md) object\n"
    crown = member(changed((line, f"{line}{note}\n")), "Crown")
    assert crown["oneOf"] == [{"required": ["Leaves"]}, {"required": ["Twigs"]}]


def test_names_with_escapes(changed: Callable[..., Derivation]) -> None:
    derivation = changed(("{{orchardId}}", "{{orchard_id}}"), (plain("orchardId"), plain("orchard\\_id")))
    assert parameter(derivation, "orchard_id")["pattern"] == "[a-z]+"


def test_words_with_escapes(changed: Callable[..., Derivation]) -> None:
    derivation = changed(("Base64-encoded binary", "Base64\\-encoded binary"), ("length of 100.", "length of 100\\."))
    assert member(derivation, "Seed") == member(changed(), "Seed")


def test_an_anchor_on_the_headings_line(tmp_path: Path) -> None:
    text = re.sub(r"^(#+ .*)\n(<a name=.*)$", r"\1\2", PAGE, flags=re.MULTILINE)
    assert "## Errors<a name=" in text
    file = tmp_path / TREE
    file.write_text(text, encoding="utf-8")
    anew, before = derive(file, types=[BRANCH]), derive(PAGES / TREE, types=[BRANCH])
    assert anew.document == before.document


def test_no_space_around_a_linked_name(changed: Callable[..., Derivation]) -> None:
    derivation = changed((f" ** {plain('Age')} **   ", f"**{plain('Age')}**"))
    assert member(derivation, "Age") == member(changed(), "Age")


def test_errors_without_their_opening_sentence(changed: Callable[..., Derivation]) -> None:
    start = PAGE.index("For information about the errors")
    sentence = PAGE[start : PAGE.index(" ** FrostException")]
    assert operation(changed((sentence, "")))["responses"].keys() == {"202", "400", "409"}


def test_the_same_line_twice_says_nothing_new(changed: Callable[..., Derivation]) -> None:
    line = "Length Constraints: Minimum length of 1. Maximum length of 20.\n"
    assert member(changed((line, line + line)), "Label") == member(changed(), "Label")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Byte", {"type": "integer"}),
        ("Short", {"type": "integer"}),
        ("BigInteger", {"type": "integer"}),
        ("BigDecimal", {"type": "number"}),
        ("Base64\\-encoded binary data object", {"type": "string", "contentEncoding": "base64"}),
        ("[ Branch ](API_Branch.md) object", {"type": "object"}),
    ],
)
def test_types(changed: Callable[..., Derivation], written: str, expected: dict[str, Any]) -> None:
    assert member(changed(("Type: JSON value", f"Type: {written}")), "Extra").items() >= expected.items()


@pytest.mark.parametrize(
    "quoted", ["Type: String\nValid Values: `a | b`\nRequired: Yes\n**Other trees**\n", "Pattern: x\n"]
)
def test_prose_may_quote_constraints(changed: Callable[..., Derivation], quoted: str) -> None:
    derivation = changed(("In days.\n", f"In days.\n{quoted}Not so here.\n"))
    assert member(derivation, "Age") == member(changed(), "Age")


def test_a_constraint_in_front_of_the_type_is_listed(changed: Callable[..., Derivation]) -> None:
    derivation = changed(("In days.\n", "In days.\nValid Range: Minimum value of 7.\n"))
    assert member(derivation, "Age")["minimum"] == -1
    assert operation(derivation)["x-gaps"] == [
        "request.body.Age: this line is taken for prose, or says nothing: Valid Range: Minimum value of 7."
    ]


def test_a_status_in_an_errors_prose(changed: Callable[..., Derivation]) -> None:
    derivation = changed(("It is too cold.", "It is too cold.\nHTTP Status Code: 409 Conflict"))
    assert operation(derivation)["responses"]["409"]["x-errors"] == ["FrostException"]


def test_a_word_of_the_path_may_be_called_like_a_parameter_of_the_query(changed: Callable[..., Derivation]) -> None:
    derivation = changed(("/trees/{{treeKey+}}", "/Limit/{{treeKey+}}"))
    assert list(derivation.document["paths"]) == ["/orchards/{orchardId}/Limit/{treeKey}"]


def test_a_pattern_may_have_back_ticks_and_backslashes(changed: Callable[..., Derivation]) -> None:
    pattern = r"[`\-a-z]+\.[`~]"
    assert member(changed(("Pattern: `[^|]+`", f"Pattern: `{pattern}`")), "Label")["pattern"] == pattern


def test_a_pattern_of_no_standard_is_kept_apart(changed: Callable[..., Derivation]) -> None:
    label = member(changed(("Pattern: `[^|]+`", r"Pattern: `[\w-.]+`")), "Label")
    assert (label["x-pattern"], "pattern" in label) == (r"[\w-.]+", False)


def test_the_body_of_an_answer_alone_is_an_example(changed: Callable[..., Derivation]) -> None:
    head = PAGE[PAGE.index("HTTP/1.1 202 Accepted") : PAGE.index('{"Crown": {"Leaves": null')]
    found = operation(changed((head, "")))["responses"]["202"]["content"]["application/json"]
    assert found["example"]["Errors"] == ["Wren", "Owl"]


def test_what_stands_between_service_and_client_is_no_header_of_the_service(changed: Callable[..., Derivation]) -> None:
    derivation = changed(("x-orchard-gardener: G1", "x-amz-apigw-id: G1\nX-Amzn-Trace-Id: R1"))
    assert list(operation(derivation)["responses"]["202"]["headers"]) == ["X-Orchard-Ticket"]


def test_a_type_without_its_page_is_a_gap() -> None:
    found = operation(derive(PAGES / TREE))
    assert found["x-gaps"] == [
        f"{side}.body.Crown: no page of the type Branch was given, so only the syntax tells of its members"
        for side in ("request", "response")
    ]


# What is no page to derive from.


@pytest.mark.parametrize(
    "cut", ["## Errors", " ** StoneException **", "## See Also", "HTTP Status Code: 409", '"Seed": {{blob}}']
)
def test_a_page_that_is_cut_off(tmp_path: Path, cut: str) -> None:
    file = tmp_path / TREE
    text = PAGE[: PAGE.index("## Examples")] + PAGE[PAGE.index("## See Also") :]
    file.write_text(text[: text.index(cut)], encoding="utf-8")
    with pytest.raises(PageError) as caught:
        derive(file)
    assert "\n" not in str(caught.value)


def test_a_page_of_another_protocol(changed: Callable[..., Derivation]) -> None:
    with pytest.raises(PageError, match="of another protocol: it has a section Request Parameters"):
        changed(("## URI Request Parameters", "## Request Parameters"))


def test_a_body_in_xml(changed: Callable[..., Derivation]) -> None:
    with pytest.raises(PageError, match="XML: it is a page of another protocol"):
        changed(("data in JSON format", "data in XML format"))


def test_a_section_that_stands_there_twice(changed: Callable[..., Derivation]) -> None:
    with pytest.raises(PageError, match="Errors: stands twice on the page"):
        changed(("## See Also", "## Errors\n\nNone.\n\n## See Also"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Type: JSON value", f"Type: {'Array of ' * 3000}strings"),
        ('"Extra": {{JSON value}}', f'"Extra": {"[" * 3000}{{{{number}}}}{"]" * 3000}'),
        ('"Extra": {{JSON value}}', '"Extra": ' + '{ "a": ' * 3000 + "{{number}}" + "}" * 3000),
        ("Valid Range: Minimum value of 0.5.", f"Valid Range: {'Minimum value of 1' * 20000}"),
    ],
)
def test_nothing_is_read_without_end(changed: Callable[..., Derivation], old: str, new: str) -> None:
    with pytest.raises(PageError) as caught:
        changed((old, new))
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize(
    "line",
    ["[" * 100000, "** " * 50000, "x" + "`" * 100001, '<a name="' * 5000, "Type: " + "[a](" * 30000],
    ids=["brackets", "stars", "ticks", "anchors", "links"],
)
def test_unusual_prose_is_read_in_linear_time(changed: Callable[..., Derivation], line: str) -> None:
    assert member(changed(("In days.\n", f"In days.\n{line}\nYes.\n")), "Age")["minimum"] == -1


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Pattern: `[&lt;a-z&gt;]+`", {"pattern": "[<a-z>]+"}),
        ("Pattern: a&amp;b", {"pattern": "a&b"}),
        ("Valid Values: `A` | `B`", {"enum": ["A", "B"]}),
        ("Valid Values: `A &amp; B | C`", {"enum": ["A & B", "C"]}),
        ("Length Constraints: Fixed length of 12.", {"minLength": 12, "maxLength": 12}),
    ],
)
def test_constraints_as_other_writers_write_them(
    changed: Callable[..., Derivation], written: str, expected: dict[str, Any]
) -> None:
    found = member(
        changed(("Length Constraints: Minimum length of 1. Maximum length of 20.\nPattern: `[^|]+`", written)), "Label"
    )
    assert found == {"type": "string", "default": "oak", **expected}


@pytest.mark.parametrize(
    "written",
    [
        "Valid Values: A, B, C",
        "Valid Values: `A`, `B`",
        "Valid Values: `A|B` | `C`",
        "Valid Values:\n+ `A`\n+ `B`",
        "Length Constraints: Minimum length of 5. Maximum length of 2.",
        "Length Constraints: Minimum length of 5. Minimum length of 6.",
        "Length Constraints: Minimum length of 1,000.",
        "| Value | Means |\n| --- | --- |\n| A | x |",
    ],
)
def test_constraints_that_may_mean_several_things_are_refused(changed: Callable[..., Derivation], written: str) -> None:
    with pytest.raises(PageError, match="Label: this line is not understood"):
        changed(("Length Constraints: Minimum length of 1. Maximum length of 20.\nPattern: `[^|]+`", written))


@pytest.mark.parametrize(
    "rewritten",
    [
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="CRLF"),
        pytest.param(lambda text: f"\ufeff{text}", id="byte order mark"),
        pytest.param(lambda text: text.replace("Type: ", "Type:\t"), id="tabs"),
        pytest.param(lambda text: text.replace("Type: ", "Type:\xa0"), id="no-break spaces"),
        pytest.param(lambda text: text.replace("\n", "  \n"), id="spaces at the end of lines"),
        pytest.param(lambda text: text.replace("\nType:", "\n    Type:"), id="indented lines"),
    ],
)
def test_white_space_says_nothing(tmp_path: Path, rewritten: Callable[[str], str]) -> None:
    file = tmp_path / TREE
    file.write_bytes(rewritten(PAGE).encode())
    assert derive(file, types=[BRANCH]).document == derive(PAGES / TREE, types=[BRANCH]).document
