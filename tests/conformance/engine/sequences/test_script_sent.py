"""The script of a failing sequence, run by a shell: it shows what the finding says."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from conformance.engine.settings import Settings
from conformance.engine.verification import verify
from conformance.selftest.serving import Deviating
from tests.patience import PATIENCE

FAMILY = "chime-sdk-voice-2022-08-03"
CONNECTOR = "abcdef1ghij2klmno3pqr4"


def run_by_a_shell(fault: str, clause: str, folder: Path) -> list[str]:
    """The statuses and bodies that the script of a clause's finding prints, in order."""
    if not all(map(shutil.which, ("sh", "curl", "jq"))):
        pytest.skip("sh, curl or jq is not installed")
    with Deviating(faults=[fault], contract=FAMILY, parameters={"voiceConnectorId": [CONNECTOR]}) as target:
        record = verify(
            Settings(
                contract=FAMILY,
                operation=("all",),
                select=(clause,),
                target=target.url,
                depth="smoke",
                auth="none",
                output=folder,
            )
        ).record
        (finding,) = record.findings
        done = subprocess.run(
            ["sh", "-eu", "-c", finding.reproduce["script"]],
            capture_output=True,
            text=True,
            check=True,
            cwd=folder,
            timeout=PATIENCE,
        )
    return [line for line in done.stdout.replace("HTTP/1.1 ", "\nHTTP/1.1 ").splitlines() if line[:1] in ("H", "{")]


@pytest.mark.slow
def test_a_list_that_leaves_out_a_session_is_seen_in_the_output(tmp_path: Path) -> None:
    clause = "ListProxySessions.lifecycle.filter"
    before, whole, restricted, listed, *after = run_by_a_shell("lifecycle:filter-finds-none", clause, tmp_path)[-6:]
    assert (restricted, listed) == ("HTTP/1.1 200 OK", '{"ProxySessions":[]}')
    assert (before, after[0]) == ("HTTP/1.1 200 OK", "HTTP/1.1 200 OK")
    assert all('"ProxySessionId"' in body for body in (whole, after[1]))
