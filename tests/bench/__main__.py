"""Measures a standard run, a bare loop of the same bytes, and stock Schemathesis, all against the same reference."""

from __future__ import annotations

import http.client
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from conformance.engine.foreign import exchanges
from conformance.reference.running import Running
from reports import exchanges as recording
from spec.contract import DEFAULT, load
from strategies.request import Request

CONNECTOR = "abcdef1ghij2klmno3pqr4"
DESCRIPTION = Path(__file__).parents[2] / "spec" / "contracts" / DEFAULT / "openapi.yaml"
_LONGEST = 100_000


@dataclass(frozen=True)
class Measure:
    """One line of the table."""

    name: str
    seconds: float
    exchanges: int

    @property
    def rate(self) -> float:
        """Exchanges per second."""
        return self.exchanges / self.seconds


def suite(name: str, url: str, output: Path, cache: Path) -> Measure:
    """A standard run as a whole process."""
    environment = {**os.environ, "CHIME_CONFORMANCE_CACHE": str(cache)}
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "conformance", "run", "--target", url, "--output", str(output)],
        check=True,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    seconds = time.perf_counter() - started
    return Measure(name, seconds, json.loads((output / "run.json").read_text())["exchanges"])


def bare(url: str, requests: list[Request]) -> Measure:
    """The same bytes through `http.client` with one kept connection, nothing judged and nothing deleted."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc)
    started = time.perf_counter()
    sent = 0
    for request in requests:
        try:
            connection.putrequest(request.method, request.path, skip_accept_encoding=True)
            for header in request.headers:
                connection.putheader(*header)
            connection.putheader("Content-Length", str(len(request.body)))
            connection.endheaders(request.body)
            connection.getresponse().read()
            sent += 1
        except (http.client.HTTPException, ValueError, OSError):
            connection.close()
    connection.close()
    return Measure("bare http.client loop, same bytes", time.perf_counter() - started, sent)


def stock(url: str) -> Measure:
    """`st run` as it comes, with the same operation."""
    command = [
        str(Path(sys.executable).parent / "st"),
        "run",
        str(DESCRIPTION),
        "--url",
        url,
        "--seed",
        "0",
        "--no-color",
    ]
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=300, check=False)
        seconds = time.perf_counter() - started
    cases = re.search(r"([\d,]+) generated", done.stdout)
    return Measure("stock `st run`", seconds, int(cases[1].replace(",", "")) if cases else 0)


def main() -> None:
    """Measure and print the table."""
    with tempfile.TemporaryDirectory() as folder, Running(parameters={"voiceConnectorId": [CONNECTOR]}) as reference:
        cache, output = Path(folder) / "cache", Path(folder) / "report"
        cold = suite("standard run, first time for its seed", reference.url, output, cache)
        warm = min((suite("standard run", reference.url, output, cache) for _ in range(3)), key=lambda m: m.seconds)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        recorded = exchanges(recording.read(output / "run.json"), load(DEFAULT))
        plain = bare(reference.url, [e.case.request for e in recorded if len(e.case.request.body) < _LONGEST])
        other = stock(reference.url)
    print(f"{'':42}{'seconds':>9}{'exchanges':>11}{'per second':>12}{'ratio':>8}")  # noqa: T201 - a table for a person
    for measure in (cold, warm, plain, other):
        ratio = measure.rate / other.rate if other.exchanges else 0
        print(  # noqa: T201 - as above
            f"{measure.name:42}{measure.seconds:9.2f}{measure.exchanges:11}{measure.rate:12.0f}{ratio:8.1f}"
        )
    print(f"\nratio: exchanges per second against stock `st run`. Peak memory of a run: {peak:.0f} MB.")  # noqa: T201 - as above


if __name__ == "__main__":
    main()
