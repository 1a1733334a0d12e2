"""`serve` from outside: one line when it is ready, and a quiet end."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from tests.conformance.support import chime
from tests.patience import PATIENCE


@pytest.mark.slow
def test_serves_from_its_line_until_it_is_interrupted() -> None:
    arguments = [sys.executable, "-m", "conformance", "serve", "--port", "0", "--voice-connector-id", "mine"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stderr is not None
        line = server.stdout.readline()
        url = re.match(r"http://127\.0\.0\.1:\d+", line)
        assert url is not None
        assert "mine" in line
        with urllib.request.urlopen(f"{url[0]}/voice-connectors/mine/proxy-sessions") as answer:
            assert answer.status == 200
        with pytest.raises(urllib.error.HTTPError, match="404") as missing:
            urllib.request.urlopen(f"{url[0]}/voice-connectors/other/proxy-sessions")
        missing.value.close()

        server.send_signal(signal.SIGINT)

        assert server.wait(PATIENCE) == 0
        assert (server.stdout.read(), server.stderr.read()) == ("", "")


@pytest.mark.slow
def test_serves_only_what_the_credentials_of_its_environment_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLEFALSE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not-a-secret")
    arguments = [sys.executable, "-m", "conformance", "serve", "--port", "0", "--auth", "sigv4"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        line = server.stdout.readline()
        assert "signed requests only" in line
        assert "not-a-secret" not in line
        with pytest.raises(urllib.error.HTTPError, match="401") as unsigned:
            urllib.request.urlopen(line.split()[0])
        unsigned.value.close()
        server.send_signal(signal.SIGINT)
        assert server.wait(PATIENCE) == 0


def test_without_credentials_nothing_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, "/dev/null")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    done = chime("serve", "--auth", "sigv4")
    assert (done.status, done.err.count("\n")) == (2, 1)
    assert "no AWS credentials found" in done.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--parameter", "voiceConnectorId"), "NAME=VALUE"),
        (("--parameter", "voiceConnectorID=mine"), "Did you mean voiceConnectorId?"),
        (("--contract", "nowhere"), "no such contract"),
    ],
)
def test_a_wrong_option_is_one_line(arguments: tuple[str, ...], words: str) -> None:
    done = chime("serve", *arguments)

    assert (done.status, done.err.count("\n")) == (2, 1)
    assert words in done.err
