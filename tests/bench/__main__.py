"""Measures runs and bare loops against the same reference, prints the tables and keeps them in `docs/bench.md`."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from conformance.reference.serving.running import Running
from conformance.wire.signatures.credentials import throw_away
from strategies.request import Request
from tests.bench.lasting import Lasting, lasting
from tests.bench.measures import CONNECTOR, FAMILY, Measure, bare, requests_of, run, served, signing, start, stock

_PAGE = Path(__file__).parents[2] / "docs" / "bench.md"
# Longer bodies take the time of the network, not of the suite.
_LONGEST = 100_000
_TIMES = 3
_INTRODUCTION = """# Speed and memory

`make bench` measures and writes this page. Only the ratios count: seconds depend on the machine and on what else it
does; its load is below the table. Just before each line a bare loop of `http.client` sends the requests of a run of
CreateProxySession, byte for byte, to the reference, and deletes what it makes; beside a signed run they are signed. The
ratio is to that loop: of the whole process, and of the time from its first request to its last answer ("once
started"). The reference is of this suite, too, and runs beside it: its time is part of a run and of the loop. A cold
run draws its requests, a warm one has them in the user's cache.

"""
_LASTING = "\n## A long run\n\n"
_TWO = """Valid requests make up the second half. What such a request makes is deleted, so that its exchange takes two
requests; a refused one takes one."""
_EXAMPLES = 100_000


def main() -> None:
    """Measure, print the table and keep it."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=main.__doc__)
    parser.add_argument("--depth", default="standard", help="another depth tries the bench itself, and keeps nothing")
    parser.add_argument("--examples", type=int, help=f"measure one deep run of so many examples: {_EXAMPLES}")
    options = parser.parse_args()
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        if options.examples is None:
            text = table(list(_measured(Path(folder), options.depth)))
        else:
            text = described(lasting(Path(folder), options.examples))
    load = (
        f"The load of the machine's {os.cpu_count()} processors: {before:.1f} before, {os.getloadavg()[0]:.1f} after."
    )
    sys.stdout.write(f"{text}\n{load}\n")
    if options.depth == "standard" and options.examples in (None, _EXAMPLES):
        _keep(f"{text}\n{load}\n", lasting=options.examples is not None)


def _keep(text: str, *, lasting: bool) -> None:
    """Put a table on the page; the other one stays as it is."""
    known = _PAGE.read_text(encoding="utf-8") if _PAGE.exists() else _INTRODUCTION
    table, _, rest = known.partition(_LASTING)
    if lasting:
        rest = text
    else:
        table = _INTRODUCTION + text
    _PAGE.write_text(f"{table}{_LASTING}{rest}" if rest else table, encoding="utf-8")


def _measured(folder: Path, depth: str) -> Iterator[Measure]:
    cache, output, empty = folder / "cache", folder / "report", folder / "empty"
    chosen = ("--depth", depth)
    keys = throw_away()
    known = {"voiceConnectorId": [CONNECTOR]}
    with Running(parameters=known) as reference, Running(parameters=known, keys=keys) as signed:
        target = (*chosen, "--target", reference.url)
        run("", output, cache, *target)
        requests = _short(output)
        run("", output, cache, *chosen)
        forged = _short(output)

        def beside(made: Callable[[], Measure], *, sign: bool = False) -> Measure:
            """A measure, and the bare loop just before it: the load of a machine changes."""
            if sign:
                rate = bare("", signed.url, forged, signing(signed.url, keys)).rate
            else:
                rate = bare("", reference.url, requests).rate
            return replace(made(), bare=rate)

        yield beside(lambda: bare("bare `http.client` loop", reference.url, requests))
        yield beside(lambda: run("unsigned run", output, cache, *target))
        yield beside(lambda: _serve(requests))
        yield beside(lambda: run("signed run, first time (`make run`, cold)", output, empty, *chosen), sign=True)
        yield beside(lambda: run("signed run (`make run`, warm)", output, empty, *chosen), sign=True)
        family = (*chosen, "--contract", FAMILY, "--operation", "all")
        run("", output, cache, *family)
        yield beside(lambda: run("family run", output, cache, *family), sign=True)
        if depth == "standard":
            run("", output, cache, "--depth", "deep")
            yield beside(lambda: run("deep run", output, cache, "--depth", "deep"), sign=True)
        yield min((start(output, cache) for _ in range(_TIMES)), key=lambda measure: measure.seconds)
        yield beside(lambda: stock(reference.url))


def _short(output: Path) -> list[Request]:
    return [request for request in requests_of(output) if len(request.body) < _LONGEST]


def _serve(requests: Sequence[Request]) -> Measure:
    with served() as url:
        return bare("bare loop against `serve`", url, requests)


def table(measures: list[Measure]) -> str:
    """The measures in Markdown; the ratio is that of the time an exchange takes to that in the bare loop before it."""
    lines = [
        "| | seconds | exchanges | per second | times the bare loop | once started | memory, MB |",
        "| --- | --: | --: | --: | --: | --: | --: |",
    ]
    for measure in measures:
        rate = f"{measure.rate:,.0f}" if measure.exchanges else ""
        ratio = f"{measure.times:.1f}" if measure.exchanges else ""
        started = f"{measure.times_started:.1f}" if measure.sending else ""
        memory = f"{measure.megabytes:.0f}" if measure.megabytes else ""
        exchanges = f"{measure.exchanges:,}" if measure.exchanges else ""
        lines.append(
            f"| {measure.name} | {measure.seconds:.2f} | {exchanges} | {rate} | {ratio} | {started} | {memory} |"
        )
    return "\n".join(lines) + "\n"


def described(found: Lasting) -> str:
    """A long run in Markdown."""
    lines = [
        "| part of the run | exchanges per second | requests per second |",
        "| --- | --: | --: |",
        *(f"| {number}. tenth | {one:,.0f} | {other:,.0f} |" for number, (one, other) in enumerate(found.rates, 1)),
    ]
    whole = found.measure
    sizes = ", ".join(f"{name} {size / 1000:,.0f} KB" for name, size in found.sizes.items())
    said = f"{whole.exchanges:,} exchanges in {whole.seconds:,.0f} s, {whole.megabytes:.0f} MB at most. {sizes}."
    return f"{_TWO}\n\n" + "\n".join(lines) + f"\n\n{said}\n"


if __name__ == "__main__":
    main()
