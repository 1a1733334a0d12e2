"""What can go wrong between a page and its description.

DeriveError
├── PageError      a page that cannot be read, or a line on it that is not understood
└── DecisionError  a conflict without a decision, or a decision without a conflict
"""

from __future__ import annotations

from dataclasses import dataclass


class DeriveError(ValueError):
    """No description can be derived."""


@dataclass(frozen=True, kw_only=True)
class PageError(DeriveError):
    """A file is no page of the kind that was asked for, or has a line that is not understood.

    Attributes:
        file: the file's name.
        reason: what is wrong, without the name of the file.
        hint: what to do about it, or "".
        field: the member whose block has the line, or "".
        line: the line, or "".
    """

    file: str
    reason: str
    hint: str = ""
    field: str = ""
    line: str = ""

    def __str__(self) -> str:
        where = f" › {self.field}" if self.field else ""
        line = f": {self.line!r}" if self.line else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.file}{where}: {self.reason}{line}{hint}"


@dataclass(frozen=True, kw_only=True)
class DecisionError(DeriveError):
    """The decisions of an overlay do not match the conflicts of the page.

    Attributes:
        unsettled: ids of conflicts without a decision.
        stale: ids of decisions without a conflict.
    """

    unsettled: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()

    def __str__(self) -> str:
        parts = [
            f"conflicts without a decision: {', '.join(self.unsettled)}" if self.unsettled else "",
            f"decisions without a conflict: {', '.join(self.stale)}" if self.stale else "",
        ]
        return f"{'; '.join(part for part in parts if part)} (settle them under x-decisions in the overlay)"
