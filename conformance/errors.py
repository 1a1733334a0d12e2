"""What can go wrong that is not the target's doing.

    ConformanceError
    ├── UsageError          wrong usage or configuration: exit status 2
    ├── UnreachableError    nothing could be verified: exit status 3
    └── OutputError         the reports cannot be written: exit status 4

Each says in one line what happened, why, and what to do next; the command line prints it without a traceback. Any other
exception is a defect of the suite: exit status 4, with one line and a file that holds the traceback.
"""

from __future__ import annotations


class ConformanceError(Exception):
    """An error with a sentence for the user and the exit status that goes with it.

    Attributes:
        status: the exit status of the command.
        message: what happened, and why.
        hint: what to do next, or "".
    """

    status = 4

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message} {hint}".strip())
        self.message = message
        self.hint = hint


class UsageError(ConformanceError):
    """An option, a file or the configuration is wrong."""

    status = 2


class UnreachableError(ConformanceError):
    """The target does not answer at all."""

    status = 3


class OutputError(ConformanceError):
    """What was found cannot be written."""
