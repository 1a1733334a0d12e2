"""One trial of sequences: the lives of a contract's resources played on one target without sockets."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from conformance.engine.planning.parents import second
from conformance.engine.sequences.playing import Stage
from conformance.engine.sequences.running import Extent, Sequences
from conformance.engine.settings import Settings
from conformance.engine.target import existing
from conformance.oracle.oracle import Oracle
from conformance.reference.app import create_app
from conformance.reference.hooks import Hooks
from conformance.reference.inprocess import InProcess
from conformance.selftest.faults.fault import Fault
from conformance.selftest.faults.lifecycle import faults
from conformance.selftest.faults.lifecycle.hooks import CREATE, DELETE, GET, LIST, PUT, SHOW, UPDATE
from conformance.selftest.trial import Trial
from conformance.selftest.variants.lifecycle import variants
from conformance.selftest.variants.variant import Variant
from conformance.wire.exchange import Answer, Exchange, Transport
from spec.clauses.catalogue import catalogue
from spec.clauses.checks import SEQUENCE
from spec.clauses.lifecycle import lives as kinds
from spec.contract import load
from strategies.bindings import bound
from strategies.controls import smallest
from strategies.places import values_in
from strategies.request import Case, Request

# So many longer sequences are drawn for each kind of resource.
_DRAWN = 6
# So often two clients play at once.
_ROUNDS = 4


class Keeper:
    """Sends what sequences consist of straight to a target, and deletes what they make.

    Attributes:
        sent: how many requests were sent.
    """

    def __init__(self, transport: Transport, oracles: Mapping[str, Oracle]) -> None:
        """Prepare.

        Args:
            transport: the target.
            oracles: of the operations, by name.
        """
        self.sent = 0
        self._transport = transport
        self._oracles = oracles
        self._one = threading.Lock()
        self._made: list[tuple[Request, str, str]] = []
        self._lives = {
            life.creator.name: life for life in kinds({name: one.operation for name, one in oracles.items()})
        }

    def keep(self, case: Case, bindings: Mapping[str, str]) -> Exchange:
        """Send a case, with these ids in the place of its placeholders."""
        self.sent += 1
        request = bound(case.request, bindings)
        started_at = time.time()
        with self._one:
            # Two clients at once take turns, as at a server that answers one request after another.
            answer = self._transport.send(request)
        # Another client's turn: a thread that waits for nothing would keep on to the end of its sequence.
        time.sleep(0)
        elapsed = time.time() - started_at
        made = self._oracles[case.operation].identity(answer) if isinstance(answer, Answer) else None
        if made is not None:
            self._made.append((request, case.operation, made))
        return Exchange(
            case=case, request=request, outcome=answer, started_at=started_at, elapsed=elapsed, bindings=bindings
        )

    def release(self) -> None:
        """Delete what was made."""
        while self._made:
            request, creator, made = self._made.pop()
            parents = values_in(self._oracles[creator].operation, request.path) or {}
            for link, delete in self._lives[creator].others.get("delete", ()):
                plain = smallest(delete, {**self._oracles[delete.name].given, **parents})
                self._transport.send(bound(plain, dict.fromkeys(link.created, made)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Lives:
    """What is tried with sequences.

    Attributes:
        faults: by name.
        variants: by name.
    """

    faults: Mapping[str, Fault]
    variants: Mapping[str, Variant]


@cache
def lives(contract: str) -> Lives:
    """The faults and variants in the life of a contract's resources; none where it has other resources."""
    known = set(load(contract).operations)
    own = list(faults()) if known >= {CREATE, GET, LIST, UPDATE, DELETE, PUT, SHOW} else []
    return Lives(
        faults={fault.name: fault for fault in own},
        variants={variant.name: variant for variant in variants()} if own else {},
    )


def played(contract: str, hooks: Hooks, seed: int, wanted: tuple[str, ...] = ()) -> Trial:
    """Play the sequences of a contract on the reference with these hooks, drawn ones too.

    Args:
        contract: the contract.
        hooks: what makes the reference behave otherwise.
        seed: of the drawn sequences.
        wanted: the clauses of which one is expected to fail, if any.
    """
    loaded, started = load(contract), time.perf_counter()
    names = tuple(loaded.operations)
    oracles = {name: Oracle.of(contract, operation=name) for name in names}
    settings = Settings(contract=contract)
    with InProcess(create_app(contract=contract, parameters=existing(settings), hooks=hooks)) as transport:
        keeper = Keeper(transport, oracles)
        clauses = catalogue(contract, names)
        stage = Stage(contract=loaded, oracles=oracles, clauses=clauses, sender=keeper, second=second(settings))
        sequences = Sequences(stage, Extent(rounds=_ROUNDS, sequences=_DRAWN, seed=seed))
        found_after = None
        for _part in sequences.run():
            if found_after is None and any(clause in sequences.failures for clause in wanted):
                found_after = keeper.sent
    failing = sequences.failures
    found_by = next((clause for clause in wanted if clause in failing), "")
    stated = [clause for clause in clauses if SEQUENCE in clause.checks]
    return Trial(
        failing=tuple(clause.id for clause in clauses if clause.id in failing),
        verdict="nonconformant" if failing else "conformant",
        passing=1 - len(failing) / len(stated),
        requests=keeper.sent,
        found_after=(found_after or keeper.sent) if found_by else None,
        found_by=failing[found_by].sequence[-1].case.id if found_by else "",
        seconds=time.perf_counter() - started,
        examples={
            name: f"expected {found.judgement.expected}, was {found.judgement.actual}"
            for name, found in failing.items()
        },
    )
