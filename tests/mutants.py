"""Mutation test of the oracle and of the strategies: runs mutmut, then shows what the tests did not notice.

`make mutants` runs it; arguments are mutmut's: `python -m tests.mutants 'conformance.oracle.answer.timestamps*'`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import click

ROOT = Path(__file__).parents[1]
MUTMUT = str(Path(sys.executable).parent / "mutmut")
# The exit statuses that mutmut keeps; every other one is a time-out or a crash, which is noticed too. 255 says nothing
# of the mutant: its tests could not be started, as where a test's generated name is not found again.
_OUTCOMES = {0: "survived", 1: "killed", 3: "killed", 33: "not run by any test", 255: "not tried", None: "not tried"}


def outcomes() -> dict[str, dict[str, str]]:
    """By module, the outcome of each mutant by its name."""
    found = {}
    for path in sorted((ROOT / "mutants").rglob("*.meta")):
        known = json.loads(path.read_text())["exit_code_by_key"]
        if known:
            module = str(path.relative_to(ROOT / "mutants")).removesuffix(".py.meta")
            found[module] = {name: _OUTCOMES.get(code, "timed out") for name, code in known.items()}
    return found


def change(name: str) -> str:
    """The lines that a mutant takes away and puts in."""
    shown = subprocess.run([MUTMUT, "show", name], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    return "\n".join(line for line in shown.splitlines() if line[:1] in ("+", "-") and line[:3] not in ("+++", "---"))


def main() -> int:
    """Run, and print a table by module and every mutant that nothing noticed."""
    workers = str(os.cpu_count() or 1)
    subprocess.run(
        [MUTMUT, "run", "--max-children", workers, *sys.argv[1:]],
        cwd=ROOT,
        check=False,
        env=os.environ | {"PYTHONPATH": "."},
    )
    found = outcomes()
    for module, mutants in found.items():
        counts = Counter(mutants.values())
        click.echo(f"{module:40} {len(mutants):5}  " + ", ".join(f"{count} {word}" for word, count in counts.items()))
    for mutants in found.values():
        for name, outcome in mutants.items():
            if outcome in ("survived", "not run by any test"):
                click.echo(f"\n{name}: {outcome}\n{change(name)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
