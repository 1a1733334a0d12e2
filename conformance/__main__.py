"""`python -m conformance` and the console script `chime-conformance`."""

from __future__ import annotations

import contextlib
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
    _open_standard_streams()
    # Nothing has been sent while modules are still being loaded, and an exception there could be swallowed.
    _listen(_leave)
    import click  # noqa: PLC0415 - see above

    from conformance.cli import streams  # noqa: PLC0415 - see above
    from conformance.cli.main import cli  # noqa: PLC0415 - see above
    from conformance.errors import ConformanceError, lacking  # noqa: PLC0415 - see above

    sys.unraisablehook = _unheard
    _listen(signal.default_int_handler)
    streams.prepare()
    try:
        status = cli(prog_name="chime-conformance", standalone_mode=False)
    except ConformanceError as error:
        _end(str(error), error.status)
    except click.exceptions.NoArgsIsHelpError as error:
        for line in error.format_message().splitlines():
            streams.say(line, err=True)
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
        trouble = lacking(error)
        _end(f"{trouble}." if trouble else _defect(error), _DEFECT)
    else:
        sys.exit(status if isinstance(status, int) else 0)


def _open_standard_streams() -> None:
    """Give standard streams that a caller has closed to nobody: else the next file opened is what is printed to."""
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(number)
        except OSError:
            # The lowest free number is given: this one, since those below it are open.
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115 - a number, for good


def _listen(handler: object) -> None:
    """SIGTERM (the end of a nightly job) and SIGHUP (a closed terminal) do what Ctrl-C does."""
    for number in _SIGNALS:
        # A command that was started to outlive its terminal, by nohup, does.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handler)  # type: ignore[arg-type] # - one of the two handlers of this module


def _leave(_number: int, _frame: FrameType | None) -> None:
    os.write(2, b"chime-conformance: interrupted.\n")
    os._exit(_INTERRUPTED)


def _unheard(swallowed: sys.UnraisableHookArgs) -> None:
    """End where a signal has fallen into a callback of the interpreter, which swallows every exception.

    Nothing has been sent then: a run that sends listens for itself, and has noted that it is to end.
    """
    from conformance.engine.interruption import Interrupted  # noqa: PLC0415 - see `main`

    if issubclass(swallowed.exc_type, KeyboardInterrupt):
        _leave(0, None)
    if not issubclass(swallowed.exc_type, Interrupted):
        sys.__unraisablehook__(swallowed)


def _defect(error: Exception) -> str:
    """One line about an error of the suite itself; the traceback goes to a file, without secrets."""
    import tempfile  # noqa: PLC0415 - only for a defect

    from conformance.cli.defects import told  # noqa: PLC0415 - only for a defect

    kind = type(error).__name__
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="chime-conformance-", suffix=".txt", delete=False, encoding="utf-8", errors="backslashreplace"
        ) as file:
            file.write(told(error))
    except OSError:
        return f"an error of the suite itself ({kind}); its details could not be written."
    return f"an error of the suite itself ({kind}). Please report it with {file.name}."


def _end(message: str, status: int) -> None:
    from conformance.cli import streams  # noqa: PLC0415 - see `main`
    from reports.wording.text import one_line  # noqa: PLC0415 - see `main`

    # Nobody may be able to hear it: the status says it as well.
    with contextlib.suppress(OSError):
        streams.say(f"chime-conformance: {one_line(message)}", err=True)
        sys.stderr.flush()
    sys.exit(status)


if __name__ == "__main__":
    main()
