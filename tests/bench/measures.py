"""What is measured: whole processes, and loops of bare requests beside them."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from conformance.wire.signatures.credentials import Keys
from conformance.wire.signatures.signing import AwsSigner
from conformance.wire.transport import HttpTransport
from reports.files import exchanges as recording
from spec.contract import DEFAULT, load
from strategies.request import Request

CONNECTOR = "abcdef1ghij2klmno3pqr4"
FAMILY = "chime-sdk-voice-2022-08-03"
DESCRIPTION = Path(__file__).parents[2] / "spec" / "contracts" / DEFAULT / "openapi.yaml"


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One line of the table.

    Attributes:
        name: what was measured.
        seconds: how long it took, as a whole.
        exchanges: requests that were answered, deletions not counted; 0 where nothing was sent.
        megabytes: the most memory that the process had at once; 0 where it was not measured.
        sending: the seconds from the first request to the last answer; 0 where nothing was sent.
        bare: exchanges per second of the bare loop just before.
    """

    name: str
    seconds: float
    exchanges: int = 0
    megabytes: float = 0
    sending: float = 0
    bare: float = 0

    @property
    def rate(self) -> float:
        """Exchanges per second."""
        return self.exchanges / self.seconds

    @property
    def times(self) -> float:
        """How many times as long an exchange takes as in the bare loop just before."""
        return self.bare / self.rate

    @property
    def times_started(self) -> float:
        """The same without what comes before the first request and after the last answer."""
        return self.bare * self.sending / self.exchanges


def run(name: str, output: Path, cache: Path, *options: str) -> Measure:
    """A run as a whole process; whatever its verdict, its exchanges count."""
    command = [sys.executable, "-m", "conformance", "run", "--output", str(output), *options]
    environment = {**os.environ, "CHIME_CONFORMANCE_CACHE": str(cache)}
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment) as process:
        # Its own usage alone: that of the reference, its child, is not asked for.
        _, _, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = 0
    sent = json.loads((output / "run.json").read_text(encoding="utf-8"))["exchanges"]
    return Measure(
        name=name, seconds=seconds, exchanges=sent, megabytes=usage.ru_maxrss / 1024, sending=_span(output / "run.json")
    )


def _span(record: Path) -> float:
    """Seconds from the first request of a recorded run to its last answer."""
    entries = recording.read(record)
    first = last = next(entries)
    for entry in entries:
        last = entry
    return last.at - (first.at - first.elapsed)


def start(output: Path, cache: Path) -> Measure:
    """From the start of the process to the first request, with the reference started beside it."""
    began = time.time()
    run("", output, cache, "--depth", "smoke")
    first = next(iter(recording.read(output / "run.json")))
    return Measure(name="start to first request", seconds=first.at - first.elapsed - began)


def requests_of(output: Path) -> list[Request]:
    """The requests of a recorded run."""
    return [
        Request(
            method=entry.request.method,
            path=entry.request.path,
            headers=entry.request.headers,
            body=entry.request.body.content,
            forgery=entry.request.forgery,
        )
        for entry in recording.read(output / "run.json")
    ]


def bare(
    name: str, url: str, requests: Sequence[Request], complete: Callable[[Request], Request] = lambda request: request
) -> Measure:
    """The same bytes through `http.client` with one kept connection, each new session deleted, nothing judged.

    Args:
        name: of the line.
        url: of the reference.
        requests: what is sent; it is completed before the clock is started.
        complete: adds what a run's transport adds, such as a signature.
    """
    whole = list(map(complete, requests))
    connection = http.client.HTTPConnection(urlsplit(url).netloc)
    started, answered = time.perf_counter(), 0
    for request in whole:
        try:
            status, body = _sent(connection, request)
            answered += 1
            if status == load(DEFAULT).operation.success_status:
                identity = json.loads(body)["ProxySession"]["ProxySessionId"]
                deletion = Request(method="DELETE", path=f"{request.path.partition('?')[0]}/{identity}", headers=())
                _sent(connection, complete(deletion))
        except (http.client.HTTPException, ValueError, OSError):
            connection.close()
    connection.close()
    seconds = time.perf_counter() - started
    return Measure(name=name, seconds=seconds, exchanges=answered, sending=seconds)


def _sent(connection: http.client.HTTPConnection, request: Request) -> tuple[int, bytes]:
    given = {header.lower() for header, _ in request.headers}
    connection.putrequest(request.method, request.path, skip_host="host" in given, skip_accept_encoding=True)
    for header in request.headers:
        connection.putheader(*header)
    if "content-length" not in given:
        connection.putheader("Content-Length", str(len(request.body)))
    connection.endheaders(request.body)
    answer = connection.getresponse()
    return answer.status, answer.read()


def signing(url: str, keys: Keys) -> Callable[[Request], Request]:
    """What makes of a request the bytes that a signed run sends."""
    signer = AwsSigner(keys, region="us-east-1", service=load(DEFAULT).service)
    return HttpTransport(url, signer=signer).sent


@contextmanager
def served() -> Iterator[str]:
    """The URL of `serve`, as a user starts it."""
    command = [sys.executable, "-m", "conformance", "serve", "--port", "0", "--voice-connector-id", CONNECTOR]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            if process.stdout is None:  # a pipe was asked for
                raise RuntimeError
            said = re.search(r"http://[\d.]+:\d+", process.stdout.readline())
            if said is None:
                raise RuntimeError
            yield said[0]
        finally:
            process.terminate()


def stock(url: str) -> Measure:
    """`st run` as it comes, with the same operation."""
    program = str(Path(sys.executable).parent / "st")
    command = [program, "run", str(DESCRIPTION), "--url", url, "--seed", "0", "--no-color"]
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=600, check=False)
        seconds = time.perf_counter() - started
    cases = re.search(r"([\d,]+) generated", done.stdout)
    return Measure(name="stock `st run`", seconds=seconds, exchanges=int(cases[1].replace(",", "")) if cases else 0)
