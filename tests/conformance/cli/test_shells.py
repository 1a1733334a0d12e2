"""Completion as the shells run it: in bash by the keys of a terminal, in zsh and fish by what they are told."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.patience import PATIENCE

COMMAND = Path(sys.executable).with_name("chime-conformance")
ENVIRONMENT = {
    **os.environ,
    "PATH": f"{COMMAND.parent}{os.pathsep}{os.environ['PATH']}",
    "TERM": "dumb",
    "PS1": "$ ",
    "INPUTRC": os.devnull,
}
# What each shell reads at its start, as the documentation has it, and how it asks for one completion.
START = {
    "bash": 'eval "$(_CHIME_CONFORMANCE_COMPLETE=bash_source chime-conformance)"',
    "zsh": """autoload -Uz compinit; compinit -D -u
eval "$(_CHIME_CONFORMANCE_COMPLETE=zsh_source chime-conformance)"
compadd() { print -rl -- $completions }""",
    "fish": "_CHIME_CONFORMANCE_COMPLETE=fish_source chime-conformance | source",
}
ASK = {
    "bash": """COMPREPLY=()
COMP_WORDS=(chime-conformance {words} '{typed}') COMP_CWORD={position}
_chime_conformance_completion chime-conformance
printf '%s\\n' "${{COMPREPLY[@]}}"
""",
    "zsh": """words=(chime-conformance {words} '{typed}') CURRENT={number}
_chime_conformance_completion""",
    "fish": "complete -C 'chime-conformance {words} {typed}'",
}
# What goes through a shell in its own way: several values; a name from the current folder, with a colon, at which bash
# divides words. test_completion.py has the rest of what is offered.
KNOWN = [
    ("run --depth", "s", ["smoke", "standard"]),
    ("run --target", "at:st", ["at:staging"]),
]


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with a target by a name, and a file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "chime-conformance.toml").write_text('[targets."at:staging"]\nurl = "http://127.0.0.1:9"\n')
    (tmp_path / "waivers.toml").touch()


@pytest.mark.slow
@pytest.mark.parametrize("shell", START)
def test_a_shell_offers_what_is_known(shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here")
    asked = [asking(shell, words, typed) for words, typed, _ in KNOWN]
    options = ("--norc",) if shell == "bash" else ("-f",) if shell == "zsh" else ("--no-config",)
    script = "\necho /\n".join((START[shell], *asked))
    done = subprocess.run([shell, *options, "-c", script], env=ENVIRONMENT, capture_output=True, text=True, check=False)
    offered = [sorted(part.split()) for part in done.stdout.split("/\n")[1:]]
    assert [expected for _, _, expected in KNOWN] == offered, done.stderr


def asking(shell: str, words: str, typed: str) -> str:
    """The lines of a script that complete what is typed after some words."""
    position = len(words.split()) + 1
    return ASK[shell].format(words=words, typed=typed, position=position, number=position + 1)


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("run --waivers wa", "run --waivers waivers.toml"),
        ("run --depth sm", "run --depth smoke"),
    ],
)
@pytest.mark.slow
def test_the_tabulator_completes_in_bash(typed: str, completed: str) -> None:
    line = 'eval "$(_CHIME_CONFORMANCE_COMPLETE=bash_source chime-conformance)"; clear() { :; }\n'
    child, terminal = pty.fork()
    if child == 0:  # pragma: no cover - the shell
        os.execvpe("bash", ["bash", "--norc", "--noprofile", "-i"], ENVIRONMENT)
    try:
        os.write(terminal, f"{line}chime-conformance {typed}\t".encode())
        assert _until(terminal, f"chime-conformance {completed} ")
    finally:
        os.close(terminal)
        os.waitpid(child, 0)


def _until(terminal: int, text: str, seconds: float = PATIENCE) -> bool:
    """Whether the terminal shows the text in time."""
    shown, end = "", time.monotonic() + seconds
    while text not in shown and time.monotonic() < end:
        if select.select([terminal], [], [], 1)[0]:
            shown += os.read(terminal, 4096).decode(errors="replace")
    return text in shown
