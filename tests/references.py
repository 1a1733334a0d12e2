"""Verifies random operations of random services against their own reference.

Each operation is derived from the SDK's model, alone, and verified at smoke depth against the reference of that
contract. A finding is one too many, since the reference is faithful; what stays open is printed with its reason.

`make references` runs a hundred; `python -m tests.references 20 7` runs twenty with the seed 7.
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from conformance.reference.service.known import existing
from spec.contract import load
from spec.derive import ModelError
from spec.derive.model import service
from spec.derive.model.services import names
from tests.conformance.support import process

COUNT, SEED = 100, 2032
# Operations whose requests have so many members that even one run of the smoke depth takes minutes.
_LARGE = frozenset({"quicksight", "medialive", "mediaconvert"})
_TIMEOUT = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one operation.

    Attributes:
        name: `iot CreateThing`.
        verdict: of its run; "" where there was none.
        wrong: what must not be, in a line; else "".
        open: the clauses that are open, with the reasons.
    """

    name: str
    verdict: str
    wrong: str
    open: tuple[str, ...] = ()


def drawn(count: int, seed: int) -> list[tuple[str, str]]:
    """So many operations of services that speak REST-JSON, the same for the same seed."""
    every = []
    for name in names():
        if name in _LARGE:
            continue
        try:
            every += [(name, operation) for operation in service(name).operations]
        except ModelError:
            continue
    return random.Random(seed).sample(every, count)


# Runs the command with some arguments: its exit status, and the last line that it said.
Call = Callable[..., tuple[int, str]]


def _called(*arguments: str) -> tuple[int, str]:
    done = process(*arguments, timeout=_TIMEOUT)
    return done.status, done.err.strip().rpartition("\n")[2]


def verified(service_name: str, operation: str, folder: Path, call: Call = _called) -> Outcome:
    """One operation, derived into a folder and verified against its own reference.

    Args:
        service_name: as botocore spells it.
        operation: of the service.
        folder: receives the contract and the report.
        call: runs the command with some arguments; by default in a process of its own.
    """
    name = f"{service_name} {operation}"
    contract, output = folder / "contract", folder / "report"
    status, said = call("derive", "--service", service_name, "--operation", operation, "--output", str(contract))
    if status:
        return Outcome(name=name, verdict="", wrong=f"derive: {said}")
    known = existing(load(str(contract))).items()
    given = [part for parameter, values in known for part in ("--parameter", f"{parameter}={min(values)}")]
    status, said = call("run", *given, "--contract", str(contract), "--depth", "smoke", "--output", str(output))
    record = output / "run.json"
    if not record.exists():
        return Outcome(name=name, verdict="", wrong=f"run: {status}, {said}")
    found = json.loads(record.read_text(encoding="utf-8"))
    failing = [clause["id"] for clause in found["clauses"] if clause["status"] == "fail"]
    left = [clause for clause in found["clauses"] if clause["status"] == "inconclusive"]
    wrong = f"exit {status}" if status else ""
    return Outcome(
        name=name,
        verdict=found["verdict"],
        wrong=f"fails: {' '.join(failing)}" if failing else wrong,
        open=tuple(f"{clause['id']}: {clause['reason']}" for clause in left),
    )


def outcomes(count: int, seed: int) -> Iterator[Outcome]:
    """What became of so many operations."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from pool.map(_verified, drawn(count, seed))


def _verified(drawn_one: tuple[str, str]) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        return verified(*drawn_one, Path(folder))


def main() -> int:
    """Prints what is wrong; the exit status is 1 where anything is."""
    count, seed = [*map(int, sys.argv[1:3]), *(COUNT, SEED)[len(sys.argv) - 1 :]]
    wrong = 0
    for outcome in outcomes(count, seed):
        sys.stdout.write(f"{outcome.verdict:14} {outcome.name} {outcome.wrong}".rstrip() + "\n")
        sys.stdout.writelines(f"    {line}\n" for line in outcome.open)
        sys.stdout.flush()
        wrong += bool(outcome.wrong)
    sys.stdout.write(f"{wrong} of {count} are not conformant.\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
