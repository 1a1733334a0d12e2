"""`python -m conformance` and the console script `chime-conformance`."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

_INTERRUPTED = 130
_DEFECT = 4
_BROKEN_PIPE = 141
_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


def main() -> None:
    """Run the command line; every error of ours is one line, and its exit status is its own."""
    # Nothing has been sent while modules are still being loaded, and an exception there could be swallowed.
    _listen(_leave)
    import click  # noqa: PLC0415 - see above

    from conformance.cli import streams  # noqa: PLC0415 - see above
    from conformance.cli.main import cli  # noqa: PLC0415 - see above
    from conformance.errors import ConformanceError  # noqa: PLC0415 - see above

    _listen(signal.default_int_handler)
    streams.prepare()
    try:
        status = cli(prog_name="chime-conformance", standalone_mode=False)
    except ConformanceError as error:
        _end(str(error), error.status)
    except click.exceptions.NoArgsIsHelpError as error:
        streams.say(error.format_message())
        sys.exit(error.exit_code)
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        path = context.command_path if context else "chime-conformance"
        _end(f"{error.format_message()} See {path} --help.", error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _end("interrupted.", _INTERRUPTED)
    except BrokenPipeError:
        os._exit(_BROKEN_PIPE)
    except Exception as error:  # noqa: BLE001 - whatever it is, it must not look like a finding
        _end(_defect(error), _DEFECT)
    else:
        sys.exit(status if isinstance(status, int) else 0)


def _listen(handler: object) -> None:
    """SIGTERM (the end of a nightly job) and SIGHUP (a closed terminal) do what Ctrl-C does."""
    for number in _SIGNALS:
        # A command that was started to outlive its terminal, by nohup, does.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handler)  # type: ignore[arg-type] # - one of the two handlers of this module


def _leave(_number: int, _frame: FrameType | None) -> None:
    os.write(2, b"chime-conformance: interrupted.\n")
    os._exit(_INTERRUPTED)


def _defect(error: Exception) -> str:
    """One line about an error of the suite itself; the traceback goes to a file."""
    import tempfile  # noqa: PLC0415 - only for a defect
    import traceback  # noqa: PLC0415 - only for a defect

    kind = type(error).__name__
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="chime-conformance-", suffix=".txt", delete=False, encoding="utf-8", errors="backslashreplace"
        ) as file:
            file.writelines(traceback.format_exception(error))
    except OSError:
        return f"an error of the suite itself ({kind}); its details could not be written."
    return f"an error of the suite itself ({kind}). Please report it with {file.name}."


def _end(message: str, status: int) -> None:
    from conformance.cli import streams  # noqa: PLC0415 - see `main`
    from reports.text import one_line  # noqa: PLC0415 - see `main`

    streams.say(f"chime-conformance: {one_line(message)}", err=True)
    sys.exit(status)


if __name__ == "__main__":
    main()
