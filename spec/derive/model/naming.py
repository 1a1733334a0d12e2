"""What the models of an SDK call an operation, by what it is signed for, its method and its path."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from botocore.loaders import Loader

# The metadata stand at the beginning of a model.
_HEAD = 4 << 10
# Of zlib: what follows is a gzip file.
_GZIP = zlib.MAX_WBITS | 16
_SIGNING = re.compile(r'"(?:signingName|endpointPrefix)"\s*:\s*"([^"]*)"')


def names_at(signing: str, method: str, template: str) -> tuple[str, ...]:
    """What the models of the service that a request is signed for call it, by its method and its path.

    Args:
        signing: the service in a credential's scope.
        method: of the request.
        template: its path; a step of it may be the value of a placeholder, and a placeholder of it may become any step.
    """
    steps = _steps(template)
    return tuple(
        name
        for name, operation in _operations(signing).items()
        if operation["http"]["method"] == method
        and _is(steps, _steps(operation["http"]["requestUri"].partition("?")[0]))
    )


def _steps(path: str) -> list[str]:
    return [unquote(step) for step in path.partition("?")[0].split("/") if step]


def _is(steps: list[str], theirs: list[str]) -> bool:
    # `{Key+}` stands for several steps.
    same = len(steps) == len(theirs) or (len(steps) > len(theirs) > 0 and theirs[-1].endswith("+}"))
    return same and all(step == its or "{" in its or "{" in step for step, its in zip(steps, theirs, strict=False))


@cache
def _operations(signing: str) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for model in _signed_for(signing):
        found |= json.loads(zlib.decompress(model.read_bytes(), _GZIP))["operations"]
    return found


def _signed_for(signing: str) -> Iterator[Path]:
    """The models of services that are signed for by a name; of most services only the beginning is read."""
    for path in sorted(Path(Loader.BUILTIN_DATA_PATH).glob("*/*/service-2.json.gz")):
        with path.open("rb") as stream:
            head = zlib.decompressobj(_GZIP).decompress(stream.read(_HEAD), _HEAD)
        if signing in _SIGNING.findall(head.decode("utf-8", "replace")):
            yield path
