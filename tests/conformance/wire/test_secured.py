"""A peer that sends messages of TLS without contents is not listened to longer than one that is silent."""

from __future__ import annotations

import contextlib
import itertools
import socket
import ssl
import time
from typing import cast

import pytest
import trustme

from conformance.wire.secured import Secured

AUTHORITY = trustme.CA()


class Tickets:
    """The other end of a connection, in this process: it sends nothing but so many tickets."""

    def __init__(self, number: int) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.num_tickets = number
        AUTHORITY.issue_cert("localhost").configure_cert(context)
        self._came, self.goes = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._came, self.goes, server_side=True)

    def sendall(self, data: bytes) -> None:
        self._came.write(data)
        with contextlib.suppress(ssl.SSLWantReadError):
            self._tls.do_handshake()

    def recv(self, most: int) -> bytes:
        return self.goes.read(most)

    def gettimeout(self) -> float | None:
        return None

    def settimeout(self, seconds: float | None) -> None: ...


def test_the_clock_is_looked_at_also_while_messages_without_contents_come(monkeypatch: pytest.MonkeyPatch) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    AUTHORITY.configure_trust(context)
    peer = Tickets(500)
    secured = Secured(cast("socket.socket", peer), context, "localhost")
    secured.settimeout(3)
    monkeypatch.setattr(time, "monotonic", itertools.count().__next__)
    with pytest.raises(TimeoutError):
        secured.recv(1)
    assert peer.goes.pending > 0
