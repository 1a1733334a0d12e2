"""What is written at once is sent in one piece, in order, and before the connection ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from conformance.reference.serving.joined import Joined


class Wire:
    """A transport that writes down what it is told."""

    def __init__(self) -> None:
        self.told: list[object] = []

    def write(self, data: bytes) -> None:
        self.told.append(data)

    def write_eof(self) -> None:
        self.told.append("eof")

    def close(self) -> None:
        self.told.append("close")

    def is_closing(self) -> bool:
        return "close" in self.told


def told(use: Callable[[Joined], None]) -> list[object]:
    """What a transport is told by the time the loop has come round."""

    async def main() -> list[object]:
        wire = Wire()
        use(Joined(wire, asyncio.get_running_loop()))  # type: ignore[arg-type] # - no more is asked of a transport
        await asyncio.sleep(0)
        return wire.told

    return asyncio.run(main())


def test_what_is_written_at_once_is_sent_in_one_piece() -> None:
    def use(joined: Joined) -> None:
        joined.write(b"head")
        joined.write(b"body")

    assert told(use) == [b"headbody"]


@pytest.mark.parametrize(("end", "word"), [(Joined.write_eof, "eof"), (Joined.close, "close")])
def test_what_was_written_is_sent_before_the_end(end: Callable[[Joined], None], word: str) -> None:
    def use(joined: Joined) -> None:
        joined.write(b"answer")
        end(joined)
        assert joined.is_closing() == (word == "close")

    assert told(use) == [b"answer", word]
