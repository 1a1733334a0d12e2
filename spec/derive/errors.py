"""What can go wrong between a page and its description."""

from __future__ import annotations

from collections.abc import Sequence

# So much of a line is shown in a message.
_SHOWN = 200


class DeriveError(ValueError):
    """No description can be derived."""


class PageError(DeriveError):
    """A file is no page of the kind that was asked for, or has a line that is not understood.

    Attributes:
        file: the file's name.
        reason: what is wrong.
        hint: what to do about it, or "".
        field: the member or the section that it is wrong with, or "".
        line: the line that is not understood, or "".
        number: where the line stands in the file, from 1; 0 where nobody knows.
    """

    def __init__(
        self, file: str, reason: str, *, hint: str = "", field: str = "", line: str = "", number: int = 0
    ) -> None:
        place = f"{file}:{number}" if number else file
        where = f"{place} › {field}" if field else place
        shown = f": {_short(line)}" if line else ""
        super().__init__(f"{where}: {reason}{shown}{f' ({hint})' if hint else ''}")
        self.file = file
        self.reason = reason
        self.hint = hint
        self.field = field
        self.line = line
        self.number = number


def _short(line: str) -> str:
    """A line as one that a message can show."""
    flat = " ".join(line.split())
    return flat if len(flat) <= _SHOWN else f"{flat[:_SHOWN]}…"


class ModelError(DeriveError):
    """The SDK has no such model, or one of another protocol.

    Attributes:
        reason: what is wrong.
        hint: what to do about it, or "".
    """

    def __init__(self, reason: str, *, hint: str = "") -> None:
        super().__init__(f"{reason}. {hint}".strip() if hint else reason)
        self.reason = reason
        self.hint = hint


class DecisionError(DeriveError):
    """The decisions of an overlay do not match the conflicts of the page.

    Attributes:
        unsettled: ids of conflicts without a decision.
        stale: ids of decisions without a conflict.
    """

    def __init__(self, *, unsettled: Sequence[str] = (), stale: Sequence[str] = ()) -> None:
        problems = {"conflicts without a decision": unsettled, "decisions without a conflict": stale}
        stated = "; ".join(f"{problem}: {', '.join(ids)}" for problem, ids in problems.items() if ids)
        super().__init__(f"{stated} (decisions stand under x-decisions in the overlay)")
        self.unsettled = tuple(unsettled)
        self.stale = tuple(stale)
