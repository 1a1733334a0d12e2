"""A contract that cannot be used is wrong usage, wherever that shows: one line, exit status 2."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from conformance.errors import UsageError
from spec.contract import ContractError, guarded


@contextlib.contextmanager
def usable(contract: str) -> Iterator[None]:
    """While something is made of a contract that somebody else may have written: a catalogue, an oracle, a plan.

    Args:
        contract: its name, its edition or its folder.

    Raises:
        UsageError: there is no such contract, or it is not of the form that a contract has.
    """
    try:
        with guarded(contract):
            yield
    except ContractError as error:
        raise UsageError(f"{error}.", error.hint) from error
