"""Reads ordinary answers by httptools, in a tenth of the time; whatever is unusual about an answer is left to h11."""

from __future__ import annotations

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from conformance.wire.exchange import Answer

_START, _END = b"HTTP/1.1 ", b"\r\n\r\n"
_FINAL = 200
# Larger ones take the time of the network, and have limits that h11 is told.
_MOST, _HEADERS = 1 << 16, 100
# What may end the connection, or the body in another place.
_CONNECTION = frozenset({b"connection", b"proxy-connection", b"upgrade", b"transfer-encoding"})


class OddError(Exception):
    """An answer is not of the one form that is read here."""


class Ordinary:
    """Reads one final answer of HTTP/1.1 whose body has a stated length, on a connection that stays open."""

    def __init__(self) -> None:
        self._message = _Message()
        self._parser = HttpResponseParser(self._message)
        self._data = b""

    def add(self, data: bytes) -> Answer | None:
        """The answer, or None while a part of it is still to come.

        Args:
            data: what has come, in pieces of any size; b"" where the other side has closed.

        Raises:
            OddError: it is no ordinary answer. Others read it from its beginning.
        """
        self._data += data
        if not data or not self._data.startswith(_START) or len(self._data) > _MOST:
            raise OddError
        try:
            self._parser.feed_data(data)
        # What takes up another protocol is no error to httptools, but raised like one.
        except (HttpParserError, HttpParserUpgrade) as error:
            raise OddError from error
        message = self._message
        if message.unusual or len(message.headers) > _HEADERS:
            raise OddError
        if not message.complete:
            return None
        status, body = self._parser.get_status_code(), b"".join(message.chunks)
        # httptools passes over line breaks behind the answer.
        if status < _FINAL or len(self._data) > self._data.index(_END) + len(_END) + len(body):
            raise OddError
        return Answer(status=status, headers=tuple(message.headers), body=body)


class _Message:
    """What httptools has found so far.

    Attributes:
        headers: as an answer has them.
        chunks: the body.
        complete: nothing more is to come.
        unusual: something is not as it ordinarily is.
    """

    def __init__(self) -> None:
        self.headers: list[tuple[str, str]] = []
        self.chunks: list[bytes] = []
        self.complete = False
        self.unusual = False

    def on_message_begin(self) -> None:
        """A second answer in the place of one."""
        self.unusual = self.unusual or self.complete

    def on_status(self, reason: bytes) -> None:
        """The reason phrase, which counts for nothing."""
        self.unusual = self.unusual or not reason.decode("latin-1").isprintable()

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header."""
        self.unusual = self.unusual or name.lower() in _CONNECTION
        self.headers.append((name.decode("latin-1"), value.strip(b" \t").decode("latin-1")))

    def on_body(self, piece: bytes) -> None:
        """A piece of the body."""
        self.chunks.append(piece)

    def on_message_complete(self) -> None:
        """The end."""
        self.complete = True
