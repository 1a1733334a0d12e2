"""Nothing foreign steers a terminal: what prints is counted, and what it prints is made visible first."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import conformance
import reports
import spec
import strategies
from conformance.cli import streams
from tests.conformance.support import chime

ROOTS = [Path(package.__file__ or "").parent for package in (conformance, reports, spec, strategies)]
# The one module that prints, those whose text goes through `reports.wording.text` on its way, or is ours alone.
MAY = {
    "conformance/cli/streams.py",
    "conformance/engine/configuration/resolving.py",
    "reports/terminal.py",
    "conformance/cli/commands/selftest.py",
}
HOSTILE = "\x1b]0;owned\x07\x1b[2J\u202e[/x]"


def printing(path: Path) -> Iterator[str]:
    """The calls in a module that print."""
    text = path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(text)) if re.search(r"print\(|echo\(|\.write\(", text) else ():
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name in ("print", "click.echo", "click.secho") or name.endswith(
                ("stdout.write", "stderr.write", "onsole.print", "shown.print")
            ):
                yield name


def test_only_a_few_modules_print() -> None:
    found = {
        f"{root.name}/{path.relative_to(root).as_posix()}"
        for root in ROOTS
        for path in root.rglob("*.py")
        if any(printing(path))
    }
    assert found - MAY == set()


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "--target", f"http://h/{HOSTILE}"),
        ("run", "--select", HOSTILE),
        ("run", "--baseline", f"{HOSTILE}.json"),
        ("run", "--config", f"{HOSTILE}.toml"),
        ("replay", f"{HOSTILE}.json"),
        ("cleanup", HOSTILE),
        ("clauses", HOSTILE),
        ("history", HOSTILE),
        ("derive", HOSTILE),
        (HOSTILE,),
    ],
    ids=lambda arguments: arguments[0] if arguments[0].isprintable() else "command",
)
def test_what_a_user_or_a_file_names_is_shown_and_does_nothing(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = chime(*arguments, cwd=tmp_path)
    assert done.status != 0
    assert "Traceback" not in done.err
    assert not {"\x1b", "\x07", "\u202e"} & set(done.out + done.err)


@pytest.mark.parametrize("err", [True, False])
def test_what_is_said_is_one_line(capsys: pytest.CaptureFixture[str], *, err: bool) -> None:
    streams.say("a\n::error::b", err=err)
    told = capsys.readouterr()
    assert (told.err if err else told.out) == "a⟨U+000A⟩::error::b\n"
