"""The strategies that others import: their documented examples run, and what they draw is what they say."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import strategies
from conformance.oracle.oracle import Oracle
from spec.contract import DEFAULT, ContractError
from strategies import Violation, invalid, valid
from strategies.drawing.sampling import draw
from strategies.request import Request

PAGE = Path(__file__).parents[2] / "docs" / "pytest.md"
ORACLE = Oracle.of(DEFAULT)


def send(method: str, path: str, headers: Any, body: bytes) -> int:
    """A server that does what the documentation says."""
    expected = ORACLE.expect(Request(method=method, path=path, headers=tuple(headers), body=body))
    return 400 if expected.breaches else 201


def documented() -> dict[str, str]:
    (page,) = re.findall(r"(?s)```python\n(.*?)```", PAGE.read_text(encoding="utf-8"))
    docstring = (strategies.__doc__ or "").partition("\n\n    ")[2].rpartition("\n\nThey")[0]
    return {"page": page, "docstring": textwrap.dedent(f"    {docstring}")}


@pytest.mark.parametrize("place", ["page", "docstring"])
def test_the_documented_example_runs(place: str) -> None:
    namespace: dict[str, Any] = {"send": send}
    quick = settings(max_examples=8, database=None, deadline=None)
    exec(compile(documented()[place], place, "exec"), namespace)
    tests: list[Callable[[], None]] = [value for name, value in namespace.items() if name.startswith("test_")]
    assert len(tests) == 2
    for test in tests:
        quick(test)()


@settings(max_examples=40, database=None, deadline=None, phases=[Phase.generate])
@given(valid("CreateProxySession"))
def test_what_is_drawn_as_valid_is_valid(request: Request) -> None:
    assert ORACLE.expect(request).valid


@settings(max_examples=150, database=None, deadline=None, phases=[Phase.generate])
@given(invalid("CreateProxySession"))
@pytest.mark.slow
def test_what_is_drawn_as_wrong_breaks_the_clause_that_it_names(wrong: Violation) -> None:
    assert {breach.clause for breach in ORACLE.expect(wrong.request).breaches} == {wrong.clause}


def test_values_and_clauses_are_chosen() -> None:
    strategy: st.SearchStrategy[Violation] = invalid(
        "CreateProxySession", clause="request.body.Name.*", voiceConnectorId="mine"
    )
    drawn = draw(strategy, 20, 1)
    assert {wrong.clause for wrong in drawn} == {"request.body.Name.pattern", "request.body.Name.type"}
    assert {wrong.request.path for wrong in drawn} == {"/voice-connectors/mine/proxy-sessions"}


def test_a_clause_that_nothing_breaks_is_an_error_that_names_those_that_can_be_broken() -> None:
    with pytest.raises(ValueError, match=r"no request breaks a clause 'nonsense' .*request\.body\.Name\.pattern"):
        invalid("CreateProxySession", clause="nonsense")


@pytest.mark.parametrize("offered", [valid, invalid])
def test_an_unknown_operation_is_an_error(offered: Callable[[str], Any]) -> None:
    with pytest.raises(ContractError, match="DeleteEverything"):
        offered("DeleteEverything")


def test_nothing_else_is_offered() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        strategies.nonsense  # noqa: B018 - looking it up is the point
