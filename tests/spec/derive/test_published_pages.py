"""The published pages beside the repository: all derive, and what they say is what the SDK's model says, or it differs.

A page and a model may drift apart, but only in what can: patterns and lengths. A member, a status, or whether something
is required that only one of them has would be one that was misread.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from spec.derive.facts import Fact, facts
from spec.derive.model import described, service
from spec.derive.page.derivation import read_actions

PAGES = Path(__file__).parents[4] / "shared" / "pages"
ACTIONS = sorted(path for path in PAGES.rglob("*.md") if "## Request Syntax" in path.read_text(encoding="utf-8"))
DRIFTING = {"pattern", "minLength", "maxLength"}

pytestmark = pytest.mark.skipif(not ACTIONS, reason="the documentation pages are not beside the repository")


def types_of(page: Path) -> list[Path]:
    """The pages of types that a page leads to, of the same service."""
    prefix = page.stem.partition("_")[0] + "_" if "_" in page.stem else ""
    found: dict[Path, None] = {}
    pending = [page]
    while pending:
        for name in re.findall(r"\[(\w+)\]\(API_[\w-]+\.md\) object", pending.pop().read_text(encoding="utf-8")):
            path = page.parent / f"{prefix}{name}.md"
            if path.exists() and path not in found:
                found[path] = None
                pending.append(path)
    return list(found)


@pytest.mark.parametrize("page", ACTIONS, ids=lambda page: page.stem)
def test_a_page_says_what_the_model_says(page: Path) -> None:
    (found,), _ = read_actions([page], types=types_of(page))
    stated, model = facts(found.definition), facts(described(service(found.service), found.name).definition)
    shown = {fact.path for fact in stated.values() if fact.source.get("evidence") == "example"}
    wrong = {
        identifier: (fact.value, model[identifier].value if identifier in model else None)
        for identifier, fact in stated.items()
        if fact.path not in shown and not _agrees(fact, model.get(identifier))
    }
    assert {fact.rpartition(".")[2] for fact in wrong} <= DRIFTING, wrong


def _agrees(fact: Fact, model: Fact | None) -> bool:
    if fact.path.startswith("response") and fact.keyword == "required":
        return True
    if model is None:
        return False
    if fact.keyword == "type":
        # A syntax says number of every kind of number; the page of a type would tell which.
        return _values(model) <= _values(fact) | ({"integer"} if "number" in _values(fact) else set())
    return _values(fact) == _values(model)


def _values(fact: Fact) -> set[object]:
    return set(fact.value) if isinstance(fact.value, list) else {fact.value}
