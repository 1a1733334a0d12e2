"""Derives every REST-JSON operation of every service whose model botocore brings along, and prints what came of it.

`make models` runs it. A stage is a function of a derived operation that says what is wrong with it, or "". The table
has a column for each; more stages (planning, validating what is planned) are added to `STAGES`.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Mapping
from time import perf_counter

from rich.console import Console
from rich.table import Table

from spec.derive import ModelError
from spec.derive.documents import Described, assembled
from spec.derive.facts import facts
from spec.derive.model import Service, described, service
from spec.derive.model.services import names, version
from spec.operation import operations

_LEAST_SHOWN = 100


def loads(found: Described) -> str:
    """An operation that a contract can hold."""
    ((name, operation),) = operations("models", assembled([found]).document).items()
    return "" if name == found.name and operation.success_status else "is not the operation that it was"


def states(found: Described) -> str:
    """At least its status of success."""
    return "" if "response.status" in facts(found.definition) else "has no status of success"


STAGES: Mapping[str, Callable[[Described], str]] = {"loads": loads, "states": states}


def main() -> int:
    """Prints the table; the exit status is 1 where an operation did not get through a stage."""
    started = perf_counter()
    table = Table("service", "operations", "derived", *STAGES, "facts", "with gaps", title=f"botocore {version()}")
    total: Counter[str] = Counter()
    wrong: list[str] = []
    for name in names():
        try:
            found = service(name)
        except ModelError:
            total["services of other protocols"] += 1
            continue
        row = _counted(found, wrong)
        total.update(row)
        total["services"] += 1
        if row["operations"] >= _LEAST_SHOWN:
            table.add_row(name, *_cells(row))
    table.add_section()
    table.add_row(f"all {total['services']} services", *_cells(total))
    console = Console()
    console.print(table)
    console.print(
        f"{total['services of other protocols']} services speak other protocols; services of fewer than {_LEAST_SHOWN} "
        f"operations have no row of their own; {perf_counter() - started:.0f} s."
    )
    for line in wrong:
        console.print(line)
    return bool(wrong)


def _counted(found: Service, wrong: list[str]) -> Counter[str]:
    row: Counter[str] = Counter(operations=len(found.operations))
    for name in found.operations:
        try:
            operation = described(found, name)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what this looks for
            wrong.append(f"{found.name} {name}: {error!r}")
            continue
        row["derived"] += 1
        row["facts"] += len(facts(operation.definition))
        row["with gaps"] += bool(operation.definition.get("x-gaps"))
        for stage, check in STAGES.items():
            problem = check(operation)
            row[stage] += not problem
            if problem:
                wrong.append(f"{found.name} {name}: {stage}: {problem}")
    return row


def _cells(row: Counter[str]) -> list[str]:
    return [f"{row[column]:,}" for column in ("operations", "derived", *STAGES, "facts", "with gaps")]


if __name__ == "__main__":
    sys.exit(main())
