"""Pages that other tools copied: what is only spelt otherwise is read alike, and what is not understood is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from spec.derive import PageError, derive
from spec.derive.facts import facts

PAGES = Path(__file__).parents[3] / "pages"
TREE = "PlantTree.2031-05-06.md"
BRANCH = PAGES / "Branch.2031-05-06.md"
PAGE = (PAGES / TREE).read_text(encoding="utf-8")
LABELS = "Type|Required|Valid Values|Valid Range|Length Constraints|Pattern"
Change = Callable[[str], str]


def _outside_code(change: Callable[[str], str]) -> Change:
    """Changes each line that stands in no code block."""

    def changed(text: str) -> str:
        blocks = text.split("```")
        outside = [
            "\n".join(map(change, block.split("\n"))) if number % 2 == 0 else block
            for number, block in enumerate(blocks)
        ]
        return "```".join(outside)

    return changed


def _stated(text: str, tmp_path: Path) -> dict[str, object]:
    """Every fact of a page."""
    file = tmp_path / TREE
    file.write_text(text, encoding="utf-8", newline="")
    ((_, item),) = derive(file, types=[BRANCH]).document["paths"].items()
    return {name: fact.value for name, fact in facts(item["put"]).items()}


SAME: dict[str, Change] = {
    "line ends of Windows": lambda text: text.replace("\n", "\r\n"),
    "no-break spaces": _outside_code(
        lambda line: re.sub(r"^([^`]*)", lambda found: found[1].replace(" ", "\u00a0"), line)
    ),
    "characters of no width": _outside_code(lambda line: re.sub(rf"^({LABELS}):", "\\1\u200b:", line)),
    "marks of direction": _outside_code(lambda line: re.sub(rf"^({LABELS}): ", "\\1: \u200e", line)),
    "a host in the syntax": lambda text: text.replace("X-Orchard-Token:", "Host: orchard.example\nX-Orchard-Token:"),
    "an escaped ampersand": lambda text: text.replace("}&limit", "}&amp;limit"),
    "a value that stands there twice": lambda text: text.replace("yes | no", "yes | yes | no"),
    "headings one level below": _outside_code(lambda line: f"#{line}" if line.startswith("#") else line),
    "sections one level below": _outside_code(lambda line: f"#{line}" if line.startswith("##") else line),
    "headings with closing signs": _outside_code(lambda line: re.sub(r"^(#+) (.*)$", r"\1 \2 \1", line)),
    "fences of tildes": lambda text: text.replace("```", "~~~"),
    "code between two ticks": _outside_code(lambda line: re.sub(r"`([^`]*)`", r"`` \1 ``", line)),
    "blanks inside of code": _outside_code(lambda line: re.sub(r"^(Pattern: )`([^`]*)`", r"\1` \2 `", line)),
    "code as HTML": _outside_code(lambda line: re.sub(r"`([^`\\]*)`", r"<code>\1</code>", line)),
}
TOLD: dict[str, Change] = {
    "labels in bold": lambda line: re.sub(rf"^({LABELS}):", r"**\1:**", line),
    "labels in bold of HTML": lambda line: re.sub(rf"^({LABELS}):", r"<b>\1:</b>", line),
    "labels in italics": lambda line: re.sub(rf"^({LABELS}):", r"*\1*:", line),
    "labels in a table": lambda line: re.sub(rf"^({LABELS}): (.*)", r"| \1 | \2 |", line),
    "labels of a list of definitions": lambda line: re.sub(rf"^({LABELS}):", r":   \1:", line),
    "an equals sign": lambda line: re.sub(rf"^({LABELS}):", r"\1 =", line),
    "no colon": lambda line: re.sub(rf"^({LABELS}):", r"\1", line),
    "words before labels": lambda line: re.sub(rf"^({LABELS}):", r"Also, \1:", line),
    "a wide colon": lambda line: re.sub(rf"^({LABELS}):", "\\1\uff1a", line),
    "values in a list": lambda line: re.sub(r"^Valid Values: (.*)", r"Valid Values:\n- \1", line),
    "values on two lines": lambda line: re.sub(r"^(Valid Values: .*?) \| (.*)", r"\1\n| \2", line),
    "bars that are escaped": lambda line: line.replace(" | ", r" \| ") if line.startswith("Valid Values") else line,
}


@pytest.mark.parametrize("change", SAME.values(), ids=SAME)
def test_what_is_only_spelt_otherwise_is_read_alike(change: Change, tmp_path: Path) -> None:
    text = change(PAGE)
    assert text != PAGE
    assert _stated(text, tmp_path) == _stated(PAGE, tmp_path)


@pytest.mark.parametrize("section", ["URI Request Parameters", "Request Body"])
@pytest.mark.parametrize("change", TOLD.values(), ids=TOLD)
def test_what_is_not_understood_is_told_in_every_section(change: Change, section: str, tmp_path: Path) -> None:
    before, heading, rest = PAGE.partition(f"## {section}\n")
    own, following, after = rest.partition("\n## ")
    lines = [change(line) for line in own.split("\n")]
    assert lines != own.split("\n")
    with pytest.raises(PageError, match=rf"^{re.escape(TREE)}:\d+ "):
        _stated("".join((before, heading, "\n".join(lines), following, after)), tmp_path)


@pytest.mark.parametrize("between", ["<br/>", " "])
def test_a_constraint_behind_prose_is_told(between: str, tmp_path: Path) -> None:
    text = PAGE.replace("\nLength Constraints: Maximum", f"{between}Length Constraints: Maximum", 1)
    with pytest.raises(PageError, match=r"Token: this line is not understood: Makes a repetition harmless"):
        _stated(text, tmp_path)


def test_backslashes_of_a_pattern_outside_of_code_are_told(tmp_path: Path) -> None:
    text = PAGE.replace("Pattern: `[a-z]+`", r"Pattern: \+[a-z]+", 1)
    with pytest.raises(PageError, match="nothing tells whether they are Markdown's"):
        _stated(text, tmp_path)
