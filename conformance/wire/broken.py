"""How an exchange ends without an answer."""

from __future__ import annotations

from typing import Final

from conformance.wire.exchange import Failure

# The kind of a failure that is this machine's: nothing was sent, and the target is not to blame.
LACKING: Final = "lacking"


class Broken(Exception):  # noqa: N818 - it carries a Failure and never reaches a caller
    """The exchange failed; `failure` says how, `idle` whether the peer had just closed an idle connection."""

    def __init__(self, kind: str, detail: str, *, idle: bool = False) -> None:
        super().__init__(detail)
        self.failure = Failure(kind=kind, detail=detail)
        self.idle = idle
