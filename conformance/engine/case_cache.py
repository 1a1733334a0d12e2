"""Keeps the drawn cases in the user's cache: drawing them takes longer than sending them.

The same seed gives the same cases as long as nothing that they are drawn from changes; the key covers all of it.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
import platform
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import platformdirs

import strategies
from reports.store import replace_text
from spec.operation import Operation
from strategies.request import Case, Kind, Request

_LIBRARIES = ("hypothesis", "schemathesis", "covertable", "jsonschema-rs")


def kept(
    operation: Operation, arguments: Sequence[object], control: Case, draw: Callable[[], Iterable[Case]]
) -> list[Case]:
    """The cases that `draw` gives, from the cache where they were drawn before.

    Args:
        operation: what they are drawn from.
        arguments: everything else that they depend on.
        control: the control of those cases that have one.
        draw: draws them.
    """
    path = _folder() / f"{_key(operation, arguments)}.json"
    with contextlib.suppress(OSError, ValueError, KeyError):
        return [_case(data, control) for data in json.loads(path.read_text(encoding="ascii"))]
    cases = list(draw())
    # A cache that cannot be written only costs time.
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_text(path, json.dumps([_plain(case) for case in cases]))
    return cases


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


def _plain(case: Case) -> dict[str, Any]:
    request = case.request
    return {
        "id": case.id,
        "clause": case.clause,
        "change": case.change,
        "control": case.control is not None,
        "operation": case.operation,
        "kind": case.kind,
        "drawn": case.drawn,
        "method": request.method,
        "path": request.path,
        "headers": request.headers,
        "body": base64.b64encode(request.body).decode(),
    }


def _case(data: dict[str, Any], control: Case) -> Case:
    return Case(
        id=data["id"],
        clause=data["clause"],
        change=data["change"],
        control=control if data["control"] else None,
        operation=data["operation"],
        kind=Kind(data["kind"]),
        drawn=data["drawn"],
        request=Request(
            method=data["method"],
            path=data["path"],
            headers=tuple((name, value) for name, value in data["headers"]),
            body=base64.b64decode(data["body"]),
        ),
    )
