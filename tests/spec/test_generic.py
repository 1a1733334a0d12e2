"""Nothing but a contract's data knows what a proxy session is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from spec.contract import SHIPPED, load
from spec.nodes import walk

ROOT = Path(__file__).parents[2]
PACKAGES = ("spec", "strategies", "conformance", "reports")
# Where the particulars of proxy sessions may stand: the reference's one module, hand-written faults and variants, and
# what the first format of the record, which knew one operation only, has to be told.
PARTICULAR = (
    "conformance/reference/service/proxy_sessions.py",
    "conformance/selftest/faults/",
    "conformance/selftest/variants/",
    "reports/files/formats.py",
)
# Words of the contracts that anything else may use as well.
COMMON = {"Name", "Status", "Proxy", "status"}


@cache
def called() -> frozenset[str]:
    """What the shipped contracts call their operations, parameters, members and errors."""
    found: set[str] = set()
    for name in SHIPPED:
        for operation in load(name).operations.values():
            found |= {operation.name, *operation.errors, *(parameter.name for parameter in operation.parameters)}
            for schema in (operation.request_schema, operation.response_schema):
                found |= {node.path[-1] for node in walk(schema) if node.path and node.path[-1] != "items"}
    return frozenset(found)


def words() -> frozenset[str]:
    """The words that tell a proxy session from anything else."""
    return called() - COMMON


@cache
def said(path: Path) -> tuple[str, ...]:
    """Every text and name in a module's code, and the number 201; comments and docstrings may give examples."""
    return tuple(_said(path))


def _said(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in told:
            yield str(node.value) if isinstance(node.value, str | int) else ""
        elif isinstance(node, ast.Name):
            yield node.id


def particular(path: Path, known: frozenset[str]) -> set[str]:
    """What a module says of proxy sessions."""
    texts = said(path)
    return {word for word in known if any(word in text for text in texts)} | ({"201"} & set(texts))


def every() -> list[str]:
    """Every module of the packages, by its path."""
    return sorted(str(path.relative_to(ROOT)) for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def modules() -> list[str]:
    """Every module but for the rooms of particulars."""
    return [path for path in every() if not path.startswith(PARTICULAR)]


def test_a_module_knows_nothing_of_proxy_sessions() -> None:
    found = {module: particular(ROOT / module, words()) for module in modules()}
    assert {module: said for module, said in found.items() if said} == {}


@pytest.mark.parametrize("room", PARTICULAR)
def test_a_room_of_particulars_has_some(room: str) -> None:
    inside = [path for path in every() if path.startswith(room)]
    assert any(particular(ROOT / path, words()) for path in inside)


@pytest.mark.parametrize("word", sorted(COMMON))
def test_a_common_word_is_one_of_the_contracts_that_others_use(word: str) -> None:
    assert word in called()
    assert any(particular(ROOT / path, frozenset({word})) - {"201"} for path in modules())


def test_particulars_are_found(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text('"""ProxySession is an example."""\nstatus = 201\nroot = "/ProxySession/ExpiryMinutes"\n')
    assert particular(module, words()) == {"201", "ProxySession", "ExpiryMinutes"}
