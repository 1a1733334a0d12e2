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
SCRIPTS = {
    "bash": """
eval "$(_CHIME_CONFORMANCE_COMPLETE=bash_source chime-conformance)"
COMP_WORDS=(chime-conformance {words} '{typed}') COMP_CWORD={position}
_chime_conformance_completion chime-conformance
printf '%s\\n' "${{COMPREPLY[@]}}"
""",
    "zsh": """
autoload -Uz compinit; compinit -D -u
eval "$(_CHIME_CONFORMANCE_COMPLETE=zsh_source chime-conformance)"
compadd() {{ print -rl -- $completions }}
words=(chime-conformance {words} '{typed}') CURRENT={number}
_chime_conformance_completion
""",
    "fish": """
_CHIME_CONFORMANCE_COMPLETE=fish_source chime-conformance | source
complete -C 'chime-conformance {words} {typed}'
""",
}
KNOWN = [
    ("run --depth", "s", ["smoke", "standard"]),
    ("run --contract", "chime-2", ["chime-2018-05-01"]),
    ("run --target", "st", ["staging"]),
    ("run --edition 2022-08-03 --operation", "Li", ["ListProxySessions"]),
    ("run --select", "request.body.Name.pa", ["request.body.Name.pattern"]),
    ("serve --fault", "trimmed:request.body.Na", ["trimmed:request.body.Name.pattern"]),
]


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with a target by a name, and a file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "chime-conformance.toml").write_text('[targets.staging]\nurl = "http://127.0.0.1:9"\n')
    (tmp_path / "waivers.toml").touch()


@pytest.mark.parametrize("shell", SCRIPTS)
@pytest.mark.parametrize(("words", "typed", "expected"), KNOWN, ids=[words.split()[-1] for words, _, _ in KNOWN])
def test_a_shell_offers_what_is_known(shell: str, words: str, typed: str, expected: list[str]) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here")
    position = len(words.split()) + 1
    script = SCRIPTS[shell].format(words=words, typed=typed, position=position, number=position + 1)
    options = ("--norc",) if shell == "bash" else ("-f",) if shell == "zsh" else ("--no-config",)
    done = subprocess.run([shell, *options, "-c", script], env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert sorted(done.stdout.split()) == expected, done.stderr


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("run --waivers wa", "run --waivers waivers.toml"),
        ("run --depth sm", "run --depth smoke"),
    ],
)
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
