"""`python -m conformance` and the console script `chime-conformance`."""

from __future__ import annotations

import signal
import sys

import click

from conformance.cli import streams
from conformance.cli.main import cli
from conformance.errors import ConformanceError

_INTERRUPTED = 130


def main() -> None:
    """Run the command line; every error of ours is one line, and its exit status is its own."""
    # Whoever ends a nightly job sends SIGTERM, and a terminal that closes SIGHUP; like Ctrl-C they leave the sessions
    # deleted and the report written. What is ignored stays so: `nohup` relies on it.
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler)
    streams.prepare()
    try:
        status = cli(prog_name="chime-conformance", standalone_mode=False)
    except ConformanceError as error:
        _end(str(error), error.status)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        sys.exit(error.exit_code)
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        path = context.command_path if context else "chime-conformance"
        _end(f"{error.format_message()} See {path} --help.", error.exit_code)
    except click.Abort:
        _end("interrupted.", _INTERRUPTED)
    else:
        sys.exit(status if isinstance(status, int) else 0)


def _end(message: str, status: int) -> None:
    sys.stderr.write(f"chime-conformance: {message}\n")
    sys.exit(status)


if __name__ == "__main__":
    main()
