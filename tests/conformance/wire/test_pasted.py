"""A line to paste says what it is meant to say and does nothing else, in every shell, whatever a record holds."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.wire.access import access
from conformance.wire.showing.reproduce import Destination, commands
from conformance.wire.showing.shell import word
from spec.contract import load
from strategies.request import Request
from tests.patience import PATIENCE

# Each would make the file `owned` where a shell or Python ran it.
PAYLOADS = (
    "'; touch owned; '",
    '"; touch owned; "',
    "$(touch owned)",
    "`touch owned`",
    "${x:-$(touch owned)}",
    "a\ntouch owned\n#",
    "a\r\ntouch owned",
    "$'\\x27; touch owned; \\x27'",
    "\\'; touch owned; \\'",
    "; touch owned #",
    "| touch owned",
    "& touch owned &",
    "<(touch owned)",
    "!touch owned",
    "'''+__import__('os').system('touch owned')+'''",
    "é\x1b]0;x\x07'; touch owned; '",
    "%s%n\\n$(touch owned)",
    "@/etc/passwd",
    "[1-9]{a,b}*?~",
    "-va[$(touch owned)]é",
    # Half a character comes last: the AWS CLI cannot send one, and has no line for it.
    "\u2028'\udc80; touch owned",
)
SHELLS = ("sh", "dash", "bash")


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A folder with a `curl` and an `aws` that write down what they were told."""
    for name in ("curl", "aws"):
        tool = tmp_path / "bin" / name
        tool.parent.mkdir(exist_ok=True)
        tool.write_text(
            "#!/bin/sh\nprintf '%s\\0' \"$@\" > told\ncase \" $* \" in *' @- '*) exec cat >> told ;; esac\n"
        )
        tool.chmod(0o755)
    return tmp_path


def pasted(shell: str, line: str, tools: Path) -> list[bytes]:
    """What the tool was told when the line is run."""
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    environment = {"PATH": f"{tools / 'bin'}:/usr/bin:/bin", "X_OWN": "$(touch owned)'; touch owned"}
    subprocess.run(
        [shell, "-c", line],
        cwd=tools,
        env=environment,
        capture_output=True,
        timeout=PATIENCE,
        check=True,
        stdin=subprocess.DEVNULL,
    )
    assert not (tools / "owned").exists()
    return (tools / "told").read_bytes().split(b"\0")


def encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("shell", SHELLS)
def test_a_word_is_data_in_every_shell(shell: str, payload: str, tools: Path) -> None:
    assert pasted(shell, f"curl {word(payload)}", tools)[0] == encoded(payload)


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("shell", SHELLS)
def test_the_curl_line_runs_curl_and_nothing_else(shell: str, payload: str, tools: Path) -> None:
    request = Request(method=payload, path=f"/{payload}", headers=((f"X{payload}", payload),), body=encoded(payload))
    destination = Destination(
        url="http://h", signed=True, access=access(headers=["X-Own: secret"], client_cert=None, host="other")
    )
    told = pasted(shell, commands(request, destination)["curl"], tools)
    assert encoded(f"http://h/{payload}") in told
    assert encoded(f"X{payload}: {payload}") in told
    assert encoded(payload) in told
    assert b"X-Own: $(touch owned)'; touch owned" in told


@pytest.mark.parametrize("payload", PAYLOADS[:-1])
@pytest.mark.parametrize("shell", SHELLS)
def test_the_aws_line_runs_aws_and_nothing_else(shell: str, payload: str, tools: Path) -> None:
    request = Request(path="/voice-connectors/c/proxy-sessions").with_json(
        {"ParticipantPhoneNumbers": ["+12", "+13"], "Capabilities": ["SMS"], "Name": payload}
    )
    destination = Destination(url="http://h", cli="chime", operation=load().operation)
    told = pasted(shell, commands(request, destination)["aws"], tools)
    assert json.loads(told[told.index(b"--cli-input-json") + 1])["Name"] == payload


# Runs lines one after the other, and says after each whether it has made the file.
RUN = """
import json, os, sys
for line in json.load(sys.stdin):
    code = compile(line, "line", "exec")
    try:
        exec(code, {})
    except BaseException:
        pass
    print(os.path.exists("owned"))
"""


def test_the_python_line_is_made_of_literals(tools: Path) -> None:
    lines = [python_line(payload) for payload in PAYLOADS]
    assert all(line.isascii() for line in lines)
    # Nothing listens there, and http.client refuses most of the payloads: it is enough that nothing else is run.
    done = subprocess.run(
        [sys.executable, "-c", RUN],
        input=json.dumps(lines),
        cwd=tools,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    assert done.stdout.splitlines() == ["False"] * len(PAYLOADS)


def python_line(payload: str) -> str:
    """The line for Python of a request that consists of a payload."""
    request = Request(method=payload, path=f"/{payload}", headers=((payload, payload),), body=encoded(payload))
    return commands(request, Destination(url="http://127.0.0.1:9", signed=True))["python"]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_is_no_region_or_service_has_no_line(payload: str) -> None:
    request = Request(path="/voice-connectors/c/proxy-sessions", body=b"{}")
    assert commands(request, Destination(url="http://h", region=payload)) == {}
    assert commands(request, Destination(url="http://h", service=payload)) == {}


@pytest.mark.parametrize("header", ["@/etc/passwd", "@x: y"])
def test_a_header_that_curl_takes_for_a_file_has_no_curl_line(header: str) -> None:
    request = Request(path="/", headers=((header, ""),))
    assert "curl" not in commands(request, Destination(url="http://h"))


def test_secrets_are_read_from_variables() -> None:
    reach = access(headers=["X-Api-Key: not-a-secret"], user="u", password="not-a-password", proxy="http://a:b@p:1")
    lines = commands(Request(path="/"), Destination(url="http://h", access=reach))
    text = "\n".join(lines.values())
    for secret in ("not-a-secret", "not-a-password", "http://a:b", "dTpub3QtYS1wYXNzd29yZA"):
        assert secret not in text
    assert "-H 'X-Api-Key: '\"${X_API_KEY}\"" in lines["curl"]
    assert "-H 'Authorization: '\"${AUTHORIZATION}\"" in lines["curl"]
    assert '--proxy http://p:1 --proxy-user "${PROXY_USER}"' in lines["curl"]
    assert "os.environ['X_API_KEY']" in lines["python"]
