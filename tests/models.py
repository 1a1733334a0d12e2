"""Derives and plans every REST-JSON operation of every service whose model botocore brings along.

`make models` runs it on all cores and prints a table: eight minutes of processor time. A stage is a function of a
service's name and a derived operation that says what is wrong with it, or ""; each has a column. The last one plans the
operation, and has the SDK's own validator look at what is planned: valid requests must pass, and violations must fail
or be of a kind that it does not check.

Names of services as arguments restrict it to those.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from time import perf_counter

from rich.console import Console
from rich.table import Table

from spec.derive import ModelError
from spec.derive.facts import facts
from spec.derive.model import Service, described, service
from spec.derive.model.services import names, version
from spec.derive.writing.documents import Described
from tests.planned import compared, operation_of

_LEAST_SHOWN = 100
_MOST_SHOWN = 3
# So many columns the table needs, wherever it is printed.
_WIDTH = 140
_UNCHECKED = "unchecked: "
_OTHERS = "services of other protocols"


Stage = Callable[[str, Described, Counter[str]], str]


def loads(_service: str, found: Described, _counts: Counter[str]) -> str:
    """An operation that a contract can hold."""
    return "" if operation_of(found).success_status else "is not the operation that it was"


def states(_service: str, found: Described, _counts: Counter[str]) -> str:
    """At least its status of success."""
    return "" if "response.status" in facts(found.definition) else "has no status of success"


def agrees(name: str, found: Described, counts: Counter[str]) -> str:
    """A plan of which the SDK's validator thinks the same; counts what it saw, and what it does not check."""
    comparison = compared(name, found)
    counts["valid"] += comparison.valid
    counts["refused"] += comparison.refused
    counts.update({f"{_UNCHECKED}{kind}": count for kind, count in comparison.unchecked.items() if count})
    return "; ".join(comparison.wrong[:_MOST_SHOWN])


STAGES: Mapping[str, Stage] = {"loads": loads, "states": states, "agrees": agrees}
COLUMNS = ("operations", "derived", *STAGES, "valid", "refused", "facts", "with gaps")


def main() -> int:
    """Prints the table; the exit status is 1 where an operation did not get through a stage."""
    started = perf_counter()
    table = Table("service", *COLUMNS, title=f"botocore {version()}")
    total: Counter[str] = Counter()
    wrong: list[str] = []
    wanted = sys.argv[1:] or names()
    with ProcessPoolExecutor() as pool:
        for name, (row, lines) in zip(wanted, pool.map(_of_service, wanted), strict=True):
            total.update(row)
            wrong += lines
            if row["operations"] >= _LEAST_SHOWN:
                table.add_row(name, *_cells(row))
    table.add_section()
    table.add_row(f"all {total['services']} services", *_cells(total))
    console = Console(width=_WIDTH)
    console.print(table)
    console.print(
        f"{total[_OTHERS]} services speak other protocols; services of fewer than {_LEAST_SHOWN} "
        f"operations have no row of their own; {perf_counter() - started:.0f} s."
    )
    kinds = {name: count for name, count in total.most_common() if name.startswith(_UNCHECKED)}
    console.print("What the SDK's validator does not check, with the violations planned of it:")
    console.print(", ".join(f"{name.removeprefix(_UNCHECKED)} {count:,}" for name, count in kinds.items()) or "nothing")
    for line in wrong:
        console.print(line, markup=False)
    return bool(wrong)


def _of_service(name: str) -> tuple[Counter[str], list[str]]:
    """What became of the operations of a service, and a line for each that did not get through a stage."""
    try:
        found = service(name)
    except ModelError:
        return Counter({_OTHERS: 1}), []
    wrong: list[str] = []
    return _counted(found, wrong), wrong


def _counted(found: Service, wrong: list[str]) -> Counter[str]:
    row: Counter[str] = Counter(services=1, operations=len(found.operations))
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
            problem = _problem(found.name, operation, check, row)
            row[stage] += not problem
            if problem:
                wrong.append(f"{found.name} {name}: {stage}: {problem}")
    return row


def _problem(name: str, operation: Described, check: Stage, row: Counter[str]) -> str:
    try:
        return check(name, operation, row)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what this looks for
        return repr(error)


def _cells(row: Counter[str]) -> list[str]:
    return [f"{row[column]:,}" for column in COLUMNS]


if __name__ == "__main__":
    sys.exit(main())
