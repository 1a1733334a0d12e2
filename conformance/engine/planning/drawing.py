"""Draws requests; very many of them in a process of its own: what drawing takes of memory goes with it.

Hypothesis and Schemathesis take seventy megabytes, and more with every thousand examples.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from conformance.engine.planning.case_cache import from_line, to_line
from spec.operation import Operation
from strategies.drawing.over import OverError, never
from strategies.request import Case

# Loading what draws once more takes as long as some hundred examples.
MANY = 2_000
# Seconds between two looks whether anything more is wanted.
_OFTEN = 0.2
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What is drawn; the same one gives the same cases.

    Attributes:
        operation: what the requests are for.
        values: of the parameters that the user gave, by name.
        seed: of what is drawn.
        examples: how many requests.
        foreign: how many of each kind that Schemathesis draws.
    """

    operation: Operation
    values: Mapping[str, str]
    seed: int
    examples: int
    foreign: int

    def cases(self, over: Callable[[], bool] = never) -> Iterator[Case]:
        """The cases, drawn in this process.

        Raises:
            OverError: `over` says so.
        """
        # Imported late: loading Hypothesis and Schemathesis takes longer than a whole smoke run.
        from strategies.drawing.generated import generated  # noqa: PLC0415 - see above
        from strategies.drawing.schemathesis_cases import schemathesis_cases  # noqa: PLC0415 - see above

        yield from generated(self.operation, self.values, count=self.examples, seed=self.seed, over=over)
        yield from schemathesis_cases(self.operation, self.values, count=self.foreign, seed=self.seed, over=over)


def drawn(drawing: Drawing, control: Case, over: Callable[[], bool] = never) -> Iterator[Case]:
    """The cases of a drawing, from another process where there are very many.

    Args:
        drawing: what is drawn.
        control: the control of those cases that have one.
        over: whether nothing more is wanted.

    Raises:
        OverError: `over` says so.
    """
    if drawing.examples <= MANY:
        yield from drawing.cases(over)
        return
    known = 0
    with contextlib.suppress(EOFError, OSError):
        for line in _lines(drawing, over):
            yield from_line(line, control)
            known += 1
        return
    # What the other process could not draw, this one does.
    yield from islice(drawing.cases(over), known, None)


def _lines(drawing: Drawing, over: Callable[[], bool]) -> Iterator[bytes]:
    """The lines that another process writes.

    Raises:
        EOFError: it ended before its time.
        OSError: it cannot be started.
        OverError: `over` says so.
    """
    # A signal is for the run, which ends the other process by itself.
    with subprocess.Popen(  # noqa: S603 - our own code with our own arguments
        [sys.executable, "-P", "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            if process.stdin is None or process.stdout is None:  # pipes were asked for
                raise EOFError
            process.stdin.write(pickle.dumps(drawing))
            process.stdin.close()
            rest = b""
            for piece in _pieces(process.stdout.fileno(), over):
                *lines, rest = (rest + piece).split(b"\n")
                yield from lines
            if process.wait():
                raise EOFError
        finally:
            process.kill()


def _pieces(descriptor: int, over: Callable[[], bool]) -> Iterator[bytes]:
    """What comes through a pipe, until its other end is closed.

    Raises:
        OverError: `over` says so.
    """
    while True:
        while not select.select([descriptor], [], [], _OFTEN)[0]:
            if over():
                raise OverError
        piece = os.read(descriptor, _PIECE)
        if not piece:
            return
        yield piece


def main() -> None:
    """Draw what standard input says, and write a line for each case."""
    drawing: Drawing = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by `_lines`
    for case in drawing.cases():
        sys.stdout.buffer.write(to_line(case))


if __name__ == "__main__":
    main()
