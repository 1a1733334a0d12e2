"""How one clause was judged."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """How one clause was judged on one exchange, or over the run."""

    PASS = "pass"  # noqa: S105 - an outcome, no password
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"
    EXCLUDED = "excluded"
    SKIPPED = "skipped"
    WAIVED = "waived"
