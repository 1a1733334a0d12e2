"""Every fault and every variant of the reference: named well, about a tested clause, alive, and made independently."""

from __future__ import annotations

import ast
import inspect
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest

import strategies
from conformance.engine.planning.schedule import schedule
from conformance.engine.settings import Settings
from conformance.reference.app import create_app
from conformance.reference.hooks import NO_HOOKS, Hooks
from conformance.reference.inprocess import InProcess
from conformance.selftest.faults import faults
from conformance.selftest.faults.fault import Fault
from conformance.selftest.variants import VARIANTS
from conformance.selftest.variants.variant import Variant
from conformance.wire.exchange import Answer
from spec.clauses.catalogue import catalogue
from spec.contract import DEFAULT, SHIPPED
from strategies.request import Request, dump

FAULTS = faults()
SESSIONS = "/voice-connectors/abcdef1ghij2klmno3pqr4/proxy-sessions"
BODIES: tuple[dict[str, Any], ...] = (
    {"Capabilities": ["Voice", "SMS"], "ParticipantPhoneNumbers": ["+14015550101", "+12065550100"]},
    {
        "Capabilities": ["SMS"],
        "ParticipantPhoneNumbers": ["14015550101", "+12065550100"],
        "ExpiryMinutes": 5,
        "GeoMatchLevel": "AreaCode",
        "GeoMatchParams": {"AreaCode": "206", "Country": "US"},
        "Name": "Support",
        "NumberSelectionBehavior": "AvoidSticky",
    },
    {"Capabilities": ["Fax"], "ParticipantPhoneNumbers": []},
    {},
)
REQUESTS = [Request(path=SESSIONS, body=dump(body)) for body in BODIES] + [
    Request(path=SESSIONS, body=b"{"),
    Request(path=SESSIONS.replace("abc", "abd"), body=dump(BODIES[0])),
    Request(method="PUT", path=SESSIONS, body=dump(BODIES[0])),
    Request(method="GET", path="/"),
]


def answers(hooks: Hooks, contract: str = DEFAULT) -> list[Answer]:
    """What a reference with these hooks answers to a handful of requests, twice over."""
    with InProcess(create_app(contract=contract, hooks=hooks)) as transport:
        return [transport.send(request) for request in REQUESTS * 2]


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_a_variant_creates_and_never_fails(variant: Variant) -> None:
    found = {answer.status for answer in answers(variant.hooks, variant.edition or DEFAULT)}

    assert 201 in found
    assert 500 not in found


@pytest.mark.parametrize("contract", SHIPPED)
def test_every_fault_names_clauses_that_are_tested(contract: str) -> None:
    clauses = catalogue(contract)

    assert {
        fault.name: fault.clauses for fault in faults(contract).values() if not _are_tested(fault.clauses, clauses)
    } == {}


def _are_tested(found: tuple[str, ...], clauses: Any) -> bool:
    return bool(found) and all(clause in clauses and clauses[clause].checks for clause in found)


def test_every_tested_clause_has_a_fault() -> None:
    broken = {clause for fault in FAULTS.values() for clause in fault.clauses}

    assert [clause.id for clause in catalogue() if clause.checks and clause.id not in broken] == []


def test_names_are_readable_and_say_the_same_as_their_keys() -> None:
    entries: dict[str, Fault | Variant] = {**FAULTS, **VARIANTS}

    assert [name for name, entry in entries.items() if name != entry.name or " " in name] == []
    assert len(entries) == len(FAULTS) + len(VARIANTS)


def test_no_two_faults_of_a_kind_say_the_same() -> None:
    said = Counter((fault.kind, fault.clauses, fault.summary) for fault in FAULTS.values())

    assert [key for key, count in said.items() if count > 1] == []


def test_the_reference_alone_deviates_in_nothing() -> None:
    assert [answer.status for answer in answers(NO_HOOKS)] == [201, 201, 400, 400, 400, 404, 405, 404] * 2


@cache
def sent() -> str:
    """Everything that the strategies send, in one text."""
    planned = schedule(Settings(auth="none"))
    texts = [f"{case.request.path}\n{case.request.headers}\n" for case in (*planned.cases, *planned.hazards)]
    bodies = [case.request.body.decode("latin-1") for case in (*planned.cases, *planned.hazards)]
    return "\n".join((*texts, *bodies))


def _constants() -> Iterator[str]:
    """Every text that stands in the code of the strategies."""
    for module in iter_modules(strategies.__path__):
        source = inspect.getsource(import_module(f"strategies.{module.name}"))
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


@pytest.mark.slow
def test_no_text_of_a_fault_is_known_to_the_strategies() -> None:
    own = {text for fault in FAULTS.values() for text in fault.literals}

    assert len(own) > 20
    assert [text for text in own if text in sent()] == []
    assert own & set(_constants()) == set()


def test_the_faults_import_nothing_of_the_strategies() -> None:
    package = import_module("conformance.selftest.faults")
    names = [f"conformance.selftest.faults.{module.name}" for module in iter_modules(package.__path__)]
    rules = import_module("conformance.selftest.faults.rules")
    names += [f"conformance.selftest.faults.rules.{module.name}" for module in iter_modules(rules.__path__)]

    assert [
        name for name in names if "strategies" in inspect.getsource(import_module(name)).partition('"""\n\n')[2]
    ] == []
