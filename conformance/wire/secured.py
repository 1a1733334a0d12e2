"""TLS on a socket, within one deadline for each call.

The standard library's own socket looks at the clock only while it waits for bytes. A target that sends messages without
contents (key updates, tickets) as fast as they are read is never waited for, and one call would take for ever.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from collections.abc import Callable
from typing import Protocol, TypeVar

_T = TypeVar("_T")
# Bytes that are read before the clock is looked at again: as many as a record of TLS has.
_PIECE = 1 << 14


class Peer(Protocol):
    """What is used of a socket, with TLS on it or without."""

    def recv(self, most: int, /) -> bytes:
        """Some of what came; b"" at the end."""
        ...

    def sendall(self, data: bytes, /) -> None:
        """Send all of it."""
        ...

    def settimeout(self, seconds: float | None, /) -> None:
        """Let each call take so many seconds."""
        ...

    def gettimeout(self) -> float | None:
        """How many seconds a call may take."""
        ...

    def setsockopt(self, level: int, option: int, value: int, /) -> None:
        """Set an option of the system's."""
        ...

    def close(self) -> None:
        """Drop the connection."""
        ...


class Secured:
    """A socket that speaks TLS."""

    def __init__(self, plain: socket.socket, context: ssl.SSLContext, name: str) -> None:
        """Shake hands, within the time that the socket allows.

        Args:
            plain: the connection.
            context: what TLS is spoken with.
            name: the target's host, which its certificate must be of.

        Raises:
            ssl.SSLError: that fails.
            OSError: the connection breaks, or it takes too long.
        """
        self._plain, self._seconds = plain, plain.gettimeout()
        self._came, self._goes = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._came, self._goes, server_hostname=name)
        self._do(self._tls.do_handshake)

    def recv(self, most: int, /) -> bytes:
        """Some of what came; b"" at the end, also where the peer hangs up without a word."""
        with contextlib.suppress(ssl.SSLEOFError):
            return self._do(lambda: self._tls.read(most), flushing=False)
        return b""

    def sendall(self, data: bytes, /) -> None:
        """Send all of it."""
        if data:
            self._do(lambda: self._tls.write(data))

    def settimeout(self, seconds: float | None, /) -> None:
        """Let each call take so many seconds."""
        self._seconds = seconds

    def gettimeout(self) -> float | None:
        """How many seconds a call may take."""
        return self._seconds

    def setsockopt(self, level: int, option: int, value: int, /) -> None:
        """Set an option of the system's."""
        self._plain.setsockopt(level, option, value)

    def close(self) -> None:
        """Drop the connection."""
        self._plain.close()

    def _do(self, step: Callable[[], _T], *, flushing: bool = True) -> _T:
        """Take a step of TLS, and exchange with the peer what it needs.

        Raises:
            ssl.SSLError: it fails.
            OSError: the connection breaks, or the time is over.
        """
        deadline = None if self._seconds is None else time.monotonic() + self._seconds
        while True:
            try:
                result = step()
            except ssl.SSLWantReadError:
                self._flush(deadline)
                self._read(deadline)
            except ssl.SSLError:
                # The peer is told why.
                with contextlib.suppress(OSError):
                    self._flush(deadline)
                raise
            else:
                if flushing:
                    self._flush(deadline)
                return result

    def _read(self, deadline: float | None) -> None:
        self._wait(deadline)
        data = self._plain.recv(_PIECE)
        if data:
            self._came.write(data)
        else:
            self._came.write_eof()

    def _flush(self, deadline: float | None) -> None:
        data = self._goes.read()
        if data:
            self._wait(deadline)
            self._plain.sendall(data)

    def _wait(self, deadline: float | None) -> None:
        """Let the next call on the socket wait until the deadline.

        Raises:
            TimeoutError: it has passed.
        """
        seconds = None if deadline is None else deadline - time.monotonic()
        if seconds is not None and seconds <= 0:
            raise TimeoutError
        self._plain.settimeout(seconds)
