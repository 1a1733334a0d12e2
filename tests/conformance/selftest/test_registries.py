"""Every fault and every variant of the reference: named well, and alive."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from conformance.reference.app import create_app
from conformance.reference.inprocess import InProcess
from conformance.selftest.faults import FAULTS
from conformance.selftest.faults.fault import Fault
from conformance.selftest.variants import VARIANTS
from conformance.selftest.variants.variant import Variant
from spec.catalogue import catalogue
from spec.contract import DEFAULT_EDITION
from strategies.request import Request, dump

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


def statuses(deviation: Fault | Variant) -> list[int]:
    """The statuses that a deviating reference gives to a handful of requests, twice over."""
    edition = deviation.edition or DEFAULT_EDITION
    fault = deviation if isinstance(deviation, Fault) else None
    variant = deviation if isinstance(deviation, Variant) else None
    with InProcess(create_app(edition=edition, fault=fault, variant=variant)) as transport:
        return [transport.send(request).status for request in REQUESTS * 2]


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_answers_whatever_is_sent(fault: Fault) -> None:
    assert all(200 <= status < 600 for status in statuses(fault))


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_a_variant_creates_and_never_fails(variant: Variant) -> None:
    found = statuses(variant)

    assert 201 in found
    assert 500 not in found


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_names_a_clause_that_is_tested(fault: Fault) -> None:
    clauses = {clause.id: clause for clause in catalogue(fault.edition or DEFAULT_EDITION)}

    assert clauses[fault.clause].checks


def test_names_are_readable_and_say_the_same_as_their_keys() -> None:
    entries: dict[str, Fault | Variant] = {**FAULTS, **VARIANTS}

    assert [name for name, entry in entries.items() if name != entry.name or " " in name] == []
    assert len(entries) == len(FAULTS) + len(VARIANTS)


def test_there_are_as_many_as_the_proof_promises() -> None:
    assert len(FAULTS) >= 210
    assert len(VARIANTS) >= 45


def test_no_two_faults_of_a_kind_say_the_same() -> None:
    said = Counter((fault.kind, fault.clause, fault.summary) for fault in FAULTS.values())

    assert [key for key, count in said.items() if count > 1] == []
