"""Keeps the drawn cases in the user's cache: drawing them takes longer than sending them.

The same seed gives the same cases as long as nothing that they are drawn from changes; the key covers all of it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import IO

import msgspec
import platformdirs

import strategies
from spec.operation import Operation
from strategies.request import Case

_LIBRARIES = ("hypothesis", "schemathesis", "covertable", "jsonschema-rs")
_LINES = msgspec.json.Encoder()
_CASES = msgspec.json.Decoder(tuple[bool, Case])


def kept(
    operation: Operation, arguments: Sequence[object], control: Case, draw: Callable[[], Iterable[Case]]
) -> Iterator[Case]:
    """The cases that `draw` gives, from the cache where they were drawn before.

    Args:
        operation: what they are drawn from.
        arguments: everything else that they depend on.
        control: the control of those cases that have one.
        draw: draws them.
    """
    path = _folder() / f"{_key(operation, arguments)}.jsonl"
    known = 0
    with contextlib.suppress(OSError, msgspec.MsgspecError, RecursionError), path.open("rb") as lines:
        for line in lines:
            case = from_line(line, control)
            known += 1
            yield case
        return
    # The same cases are drawn again: those that could be read have been given.
    yield from islice(_stored(draw(), path), known, None)


def _stored(cases: Iterable[Case], path: Path) -> Iterator[Case]:
    """The cases as they come; once all have come they stand at `path`. A cache that cannot be written costs time."""
    with contextlib.ExitStack() as end:
        stream: IO[bytes] | None = None
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            stream = end.enter_context(tempfile.NamedTemporaryFile("wb", dir=path.parent, suffix=".tmp", delete=False))
            end.callback(Path(stream.name).unlink, missing_ok=True)
        for case in cases:
            if stream is not None:
                try:
                    stream.write(to_line(case))
                except OSError:
                    stream = None
            yield case
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()
                Path(stream.name).replace(path)


def _folder() -> Path:
    return Path(os.environ.get("CHIME_CONFORMANCE_CACHE") or platformdirs.user_cache_dir("chime-conformance"))


def _key(operation: Operation, arguments: Sequence[object]) -> str:
    parts = [json.dumps(operation.document, sort_keys=True), repr(arguments), _code(), platform.python_version()]
    return hashlib.sha256("\0".join([*parts, *(version(name) for name in _LIBRARIES)]).encode()).hexdigest()[:32]


@cache
def _code() -> str:
    """A digest of the strategies' own code."""
    folder = Path(strategies.__file__).parent
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in sorted(folder.rglob("*.py")))).hexdigest()


def to_line(case: Case) -> bytes:
    """A case without its control, which is one and the same for all of them, and whether it has one."""
    return _LINES.encode((case.control is not None, replace(case, control=None))) + b"\n"


def from_line(line: bytes, control: Case) -> Case:
    """The case of a line.

    Raises:
        msgspec.MsgspecError: it is no line of ours.
    """
    has_control, case = _CASES.decode(line)
    return replace(case, control=control) if has_control else case
