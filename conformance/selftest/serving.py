"""The reference over HTTP with named faults: for `serve --fault`, and in a child process for tests."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from functools import reduce
from typing import Any

from conformance.reference.hooks import NO_HOOKS, Hooks
from conformance.reference.serving import server
from conformance.reference.serving.running import Running
from conformance.selftest.faults import faults as faults_of
from conformance.selftest.faults.fault import Fault
from conformance.selftest.sequences import lives
from spec.contract import DEFAULT, load


def known(contract: str, operations: tuple[str, ...] = ("all",)) -> dict[str, Fault]:
    """The faults that the reference of a contract can have, by name: in one answer, and in the life of a resource.

    It answers one request after the other: what shows only in two that are under way together is none of them.

    Args:
        contract: its name, edition or folder.
        operations: the names of those whose answers may be wrong; none for the contract's default.
    """
    name = load(contract).name
    alone = {fault.name: fault for fault in faults_of(name, operations).values() if fault.mixes is None}
    return {**alone, **lives(name).faults}


def deviating(contract: str, faults: Sequence[str]) -> Hooks:
    """What makes the reference of a contract deviate in all of these points.

    Args:
        contract: its name, edition or folder.
        faults: names of faults.

    Raises:
        KeyError: there is no fault of such a name.
    """
    named = known(contract)
    return reduce(Hooks.then, (named[name].hooks for name in faults), NO_HOOKS)


def serve(listener: socket.socket, *, faults: Sequence[str], contract: str = DEFAULT, **options: Any) -> None:
    """Serve a deviating reference until it is interrupted; see `conformance.reference.serving.server.serve`."""
    server.serve(listener, contract=contract, hooks=deviating(contract, faults), **options)


class Deviating(Running):
    """A reference with faults in a child process; its options are `faults` and those of `serve`."""

    entry = __name__
