"""Measures runs and bare loops against the same reference, prints the table and keeps it in `docs/bench.md`."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from conformance.reference.running import Running
from tests.bench.measures import CONNECTOR, FAMILY, Measure, bare, requests_of, run, served, start, stock

_PAGE = Path(__file__).parents[2] / "docs" / "bench.md"
# Longer bodies take the time of the network, not of the suite.
_LONGEST = 100_000
_TIMES = 3
_INTRODUCTION = """# Speed and memory

`make bench` measures and writes this page. Only the ratios count: seconds depend on the machine and on what else it
does; its load is below the table. The reference is of this suite, too, and runs beside it: half of what a run takes is
its time, as it is of the bare loop's. A cold run draws its requests, a warm one has them in the user's cache.

"""


def main() -> None:
    """Measure, print the table and keep it."""
    with tempfile.TemporaryDirectory() as folder:
        before = os.getloadavg()[0]
        text = table(list(_measured(Path(folder))))
        after = os.getloadavg()[0]
        load = f"The load of the machine's {os.cpu_count()} processors: {before:.1f} before, {after:.1f} after."
    sys.stdout.write(f"{text}\n{load}\n")
    _PAGE.write_text(f"{_INTRODUCTION}{text}\n{load}\n", encoding="utf-8")


def _measured(folder: Path) -> Iterator[Measure]:
    cache, output = folder / "cache", folder / "report"
    with Running(parameters={"voiceConnectorId": [CONNECTOR]}) as reference:
        run("", output, cache, "--target", reference.url)
        requests = [request for request in requests_of(output) if len(request.body) < _LONGEST]
        yield bare("bare `http.client` loop", reference.url, requests)
        yield run("unsigned run", output, cache, "--target", reference.url)
        other = stock(reference.url)
    with served() as url:
        yield bare("bare loop against `serve`", url, requests)
    yield run("signed run, first time (`make run`, cold)", output, folder / "empty")
    yield run("signed run (`make run`, warm)", output, folder / "empty")
    run("", output, cache, "--contract", FAMILY, "--operation", "all")
    yield run("family run", output, cache, "--contract", FAMILY, "--operation", "all")
    run("", output, cache, "--depth", "deep")
    yield run("deep run", output, cache, "--depth", "deep")
    yield min((start(output, cache) for _ in range(_TIMES)), key=lambda measure: measure.seconds)
    yield other


def table(measures: list[Measure]) -> str:
    """The measures in Markdown; the ratio is that of the time an exchange takes to that of the first measure."""
    lines = [
        "| | seconds | exchanges | per second | times the bare loop | memory, MB |",
        "| --- | --: | --: | --: | --: | --: |",
    ]
    for measure in measures:
        rate = f"{measure.rate:,.0f}" if measure.exchanges else ""
        ratio = f"{measures[0].rate / measure.rate:.1f}" if measure.exchanges else ""
        memory = f"{measure.megabytes:.0f}" if measure.megabytes else ""
        exchanges = f"{measure.exchanges:,}" if measure.exchanges else ""
        lines.append(f"| {measure.name} | {measure.seconds:.2f} | {exchanges} | {rate} | {ratio} | {memory} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
