"""Three actions, derived from the SDK's model, on an emulator of other people's making: its deviations, and no others.

Each of them was checked by hand, with requests written from the documentation alone.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conformance.support import chime, record
from tests.patience import PATIENCE

pytestmark = pytest.mark.slow

# What is no JSON, or no object, is taken for an empty body.
UNREAD = {"request.body.syntax", "request.body.type"}
KNOWN = {
    ("appconfig", "CreateApplication"): UNREAD
    | {"response.status.201", "response.contentType", "request.body.required"}
    | {f"request.body.Name.{keyword}" for keyword in ("required", "type", "minLength", "maxLength")}
    | {f"request.body.Description.{keyword}" for keyword in ("type", "maxLength")}
    | {f"request.body.Tags.{keyword}" for keyword in ("type", "maxProperties", "keys.minLength", "keys.maxLength")}
    | {f"request.body.Tags.values.{keyword}" for keyword in ("type", "maxLength")},
    ("scheduler", "CreateScheduleGroup"): UNREAD
    | {"response.contentType"}
    | {f"request.body.ClientToken.{keyword}" for keyword in ("type", "minLength", "maxLength", "pattern")}
    | {f"request.body.Tags.{keyword}" for keyword in ("type", "maxItems", "items.type")}
    | {
        f"request.body.Tags.items.{member}.{keyword}"
        for member in ("Key", "Value")
        for keyword in ("required", "type", "minLength", "maxLength")
    },
    ("iot", "CreateThing"): UNREAD
    | {f"request.body.attributePayload.{member}type" for member in ("", "merge.", "attributes.", "attributes.values.")}
    | {f"request.body.attributePayload.attributes.{rule}" for rule in ("values.maxLength", "keys.maxLength")}
    | {"request.body.attributePayload.attributes.keys.pattern"},
}


@pytest.fixture(scope="module")
def emulator() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = f"from moto.server import main; main(['-H', '127.0.0.1', '-p', '{port}'])"
    running = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait()


def _wait(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with socket.socket() as tried:
            tried.settimeout(1)
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("the emulator does not start")


@pytest.mark.parametrize(("service", "operation"), list(KNOWN))
def test_an_emulator_has_its_known_deviations_and_no_others(
    emulator: str, service: str, operation: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "EXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "EXAMPLE")
    contract, output = tmp_path / "contract", tmp_path / "report"
    derived = chime("derive", "--service", service, "--operation", operation, "--output", str(contract))
    assert derived.status == 0, derived.err
    signed = ("--auth", "sigv4", "--output", str(output))
    chosen = ("--select", "*.request.body.*", "--select", "*.response.*", "--depth", "smoke")
    chime("run", "--contract", str(contract), "--target", emulator, *signed, *chosen)
    failing = {
        clause["id"].removeprefix(f"{operation}.")
        for clause in record(output)["clauses"]
        if clause["status"] == "fail" and clause["level"] == "MUST"
    }
    assert failing == KNOWN[service, operation]
