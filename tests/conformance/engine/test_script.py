"""A sequence is told as a script that keeps the ids which the target gives."""

from __future__ import annotations

import subprocess

from conformance.engine.sequences.script import Line, script

CREATE = Line(note="create", curl="curl -i -X POST 'http://a/things'", made="abc-1", member=("Thing", "Id"))
READ = Line(note="read", curl="curl -i -X GET 'http://a/things/abc-1'")


def test_an_id_is_kept_in_a_variable() -> None:
    assert script([CREATE, READ]).splitlines() == [
        "# 1. create",
        """ID1=$(curl -s -X POST 'http://a/things' | jq -r '.["Thing"]["Id"]')""",
        "# 2. read",
        """curl -i -X GET 'http://a/things/'"${ID1}"''""",
    ]


def test_the_script_runs_in_a_shell() -> None:
    """With stand-ins for curl and jq, which print what they are told."""
    standing = 'curl() { printf "%s\\n" "$*"; }\njq() { cat >/dev/null; echo xyz-9; }\n'
    done = subprocess.run(
        ["sh", "-c", standing + script([CREATE, READ])], capture_output=True, text=True, check=True, timeout=10
    )
    assert done.stdout == "-i -X GET http://a/things/xyz-9\n"


def test_there_is_no_script_where_curl_cannot_send_a_request() -> None:
    assert script([CREATE, Line(note="odd", curl="")]) == ""


def test_an_id_that_means_something_to_a_shell_stays_a_literal() -> None:
    hostile = Line(note="create", curl="curl -i 'http://a'", made="$(id)", member=("Id",))
    assert script([hostile]).splitlines()[1] == "curl -i 'http://a'"
