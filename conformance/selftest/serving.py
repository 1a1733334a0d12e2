"""The reference over HTTP with named faults: for `serve --fault`, and in a child process for tests."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from functools import reduce
from typing import Any

from conformance.reference import server
from conformance.reference.hooks import NO_HOOKS, Hooks
from conformance.reference.running import Running
from conformance.selftest.faults import faults as faults_of
from spec.contract import DEFAULT, load


def deviating(contract: str, faults: Sequence[str]) -> Hooks:
    """What makes the reference of a contract deviate in all of these points.

    Args:
        contract: its name, edition or folder.
        faults: names of faults.

    Raises:
        KeyError: there is no fault of such a name.
    """
    known = faults_of(load(contract).name)
    return reduce(Hooks.then, (known[name].hooks for name in faults), NO_HOOKS)


def serve(listener: socket.socket, *, faults: Sequence[str], contract: str = DEFAULT, **options: Any) -> None:
    """Serve a deviating reference until it is interrupted; see `conformance.reference.server.serve`."""
    server.serve(listener, contract=contract, hooks=deviating(contract, faults), **options)


class Deviating(Running):
    """A reference with faults in a child process; its options are `faults` and those of `serve`."""

    entry = __name__
