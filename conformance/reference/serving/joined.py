"""Writes the head of an answer together with its body, which uvicorn writes apart."""

from __future__ import annotations

import asyncio
from typing import Any


class Joined:
    """A transport that sends in one piece what is written before the loop comes round.

    In two pieces an answer costs two calls of the system on either side, and wakes the client twice.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        """Prepare."""
        self._transport = transport
        self._loop = loop
        self._pieces: list[bytes] = []

    def __getattr__(self, name: str) -> Any:
        """Everything else is the transport's own."""
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Send this, and whatever else is written before the loop comes round."""
        if not self._pieces:
            self._loop.call_soon(self._flush)
        self._pieces.append(data)

    def write_eof(self) -> None:
        """Send what was written, and that nothing more comes."""
        self._flush()
        self._transport.write_eof()

    def close(self) -> None:
        """Send what was written, and close."""
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        pieces, self._pieces = self._pieces, []
        if pieces:
            self._transport.write(b"".join(pieces))
