"""A sequence is told as a script that keeps the ids which the target gives."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from conformance.engine.sequences.curl_script import Line, script
from conformance.wire.access import access
from conformance.wire.showing.reproduce import Destination, commands
from strategies.request import Request
from tests.patience import PATIENCE

AT = Destination(url="http://abc-1.example", access=access(headers=["X-Abc: not-a-secret"]))
# Stand-ins for curl and jq: one writes down each of its arguments, the other gives an id that a shell would run.
TOOLS = """
curl() { printf '<%s>' "$@" >>told; echo >>told; }
jq() { cat >/dev/null; printf '%s' "x -o owned \\$(touch owned)"; }
"""


def line(request: Request, **more: object) -> Line:
    return Line(note="note", curl=lambda names: commands(request, AT, names).get("curl", ""), **more)  # type: ignore[arg-type] # - a Line's own


CREATE = line(Request(path="/things", method="POST"), made="abc-1", member=("Thing", "Id"))


def told(shell: str, second: Request, folder: Path, made: str = "abc-1") -> list[str]:
    """What curl is told by the second line of a script, when the target gives another id than before."""
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    create = line(Request(path="/things", method="POST"), made=made, member=("Thing", "Id"))
    text = TOOLS + script([create, line(second)])
    subprocess.run([shell, "-c", text], cwd=folder, env={"X_ABC": "a b"}, check=True, timeout=PATIENCE)
    assert not (folder / "owned").exists()
    return (folder / "told").read_text().splitlines()[1].strip("<>").split("><")


def test_an_id_is_kept_in_a_variable() -> None:
    lines = script([CREATE, line(Request(path="/things/abc-1", method="GET"))]).splitlines()
    assert lines[0] == "# 1. note"
    assert lines[1].startswith("ID1=$(curl -s -g --path-as-is -X POST ")
    assert lines[1].endswith("""http://abc-1.example/things | jq -r '.["Thing"]["Id"]')""")
    assert lines[2] == "# 2. note"
    assert lines[3].endswith("""http://abc-1.example/things/"${ID1}\"""")


SHELLS = ("sh", "dash", "bash")
GIVEN = "x -o owned $(touch owned)"


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("request_", "place", "expected"),
    [
        (Request(path="/things/abc-1?a=it's"), -1, f"http://abc-1.example/things/{GIVEN}?a=it's"),
        (Request(path="/things", body=b'{"Id": "abc-1"}'), -1, f'{{"Id": "{GIVEN}"}}'),
        (Request(path="/things", headers=(("X-Thing", "abc-1"),)), -6, f"X-Thing: {GIVEN}"),
        (Request(path="/things/xabc-1"), -1, "http://abc-1.example/things/xabc-1"),
        (Request(path="/things/\u00e9/abc-1"), -1, f"http://abc-1.example/things/\u00e9/{GIVEN}"),
    ],
    ids=["path", "body", "header", "part", "letter"],
)
def test_the_id_that_the_target_gives_is_data(
    shell: str, request_: Request, place: int, expected: str, tmp_path: Path
) -> None:
    assert told(shell, request_, tmp_path)[place] == expected


@pytest.mark.parametrize("made", ["X-Abc", "X_ABC", "curl", "-H", "http", "i", "ID1", "example"])
def test_an_id_is_looked_for_in_what_is_sent_and_nowhere_else(made: str, tmp_path: Path) -> None:
    """An id once stood for any part of the line: within double quotes, what the target gave next was not quoted."""
    found = told("sh", Request(path=f"/things/{made}"), tmp_path, made)
    assert found[:3] == ["-i", "-g", "--path-as-is"]
    assert "X-Abc: a b" in found
    assert found[-1] == f"http://abc-1.example/things/{GIVEN}"


def test_a_note_is_one_line() -> None:
    hostile = Line(note="a\ntouch owned", curl=lambda _names: "curl -i http://a")
    assert script([hostile]).splitlines() == ["# 1. a touch owned", "curl -i http://a"]


def test_there_is_no_script_where_curl_cannot_send_a_request() -> None:
    assert script([CREATE, line(Request(path="/", forgery="altered"))]) == ""


def test_an_id_that_means_something_to_a_shell_stays_a_literal() -> None:
    hostile = line(Request(path="/things"), made="$(id)", member=("Id",))
    assert "ID1" not in script([hostile])
