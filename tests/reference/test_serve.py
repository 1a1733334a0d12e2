"""`serve` from outside: one line when it is ready, and a quiet end."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request

import pytest


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

        assert server.wait(10) == 0
        assert (server.stdout.read(), server.stderr.read()) == ("", "")
