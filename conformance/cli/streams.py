"""Standard output and error on any terminal: a character that it cannot show is spelt in ASCII, never a traceback."""

from __future__ import annotations

import codecs
import io
import os
import sys
from contextlib import suppress
from typing import Final

import click

from reports.wording.text import visible

# As for a program that SIGPIPE ends.
_UNREAD = 141
_HANDLER: Final = "chime-conformance"
# What our own texts use, in the form that every terminal shows.
_PLAIN = str.maketrans({"›": ">", "…": "...", "·": "-", "×": "x", "’": "'", "⟨": "<", "⟩": ">", "→": "->", "–": "-"})


def prepare() -> None:
    """Let every standard stream take any text."""
    codecs.register_error(_HANDLER, _spelt)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_HANDLER)


def say(text: str, *, err: bool = False) -> None:
    """Print a line on standard output or error: whatever is in it, it steers no terminal and begins no other line.

    Everything that the commands print goes through here or through `write`, or is one line of `reports.wording.text`.

    Raises:
        SystemExit: nobody reads standard output any more.
    """
    # In a workflow of GitHub a line may be a command.
    line = visible(text).replace("\n", "⟨U+000A⟩")
    if err:
        click.echo(line, err=True)
    else:
        write(f"{line}\n")


def write(text: str) -> None:
    """Write `text` to standard output, with nothing in it that steers a terminal.

    Where nobody reads any more, as with `| head`, the command ends quietly.

    Raises:
        SystemExit: nobody reads any more.
    """
    try:
        sys.stdout.write(visible(text))
        sys.stdout.flush()
    except BrokenPipeError:
        unread()
        sys.exit(_UNREAD)


def unread() -> None:
    """Nobody reads standard output any more: let it end in nothing.

    The end of Python flushes it again, and would complain again.
    """
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _spelt(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    wrong = error.object[error.start : error.end]
    plain = wrong.translate(_PLAIN)
    return plain.encode("ascii", "backslashreplace").decode("ascii"), error.end
