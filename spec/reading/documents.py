"""JSON, YAML and TOML that others wrote: parsed within bounds, and every trouble is a `ValueError` of one sentence.

The parsers themselves are not enough. PyYAML's C loader recurses in C: 50,000 brackets end the process. An alias may
stand for a billion nodes. tomllib keeps every beginning of a dotted key: 10 GB for one of 100 KB.
"""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

import yaml

# The deepest contract that is derived from an SDK's model has 42 levels, the largest 250,000 nodes.
_DEEPEST, _MOST_NODES = 100, 2_000_000
_TOO_DEEP = "it is nested too deeply"
# With fewer brackets and shorter lines no document is deep enough to harm the C loader.
_BRACKETS, _LONG_LINE = 5_000, 2_000
# A key of so many parts, in a line or in the head of a table.
_DOTTED = re.compile(r"""(?<![\w"'-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){64}""", re.ASCII)


def parse_json(text: str | bytes) -> Any:
    """The JSON document in `text`.

    Raises:
        ValueError: it is no such document, or it is nested too deeply to be read.
    """
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError(_TOO_DEEP) from error


def parse_toml(text: str) -> dict[str, Any]:
    """The TOML document in `text`.

    Raises:
        ValueError: it is no such document, or it is nested too deeply to be read.
    """
    if _DOTTED.search(text):
        raise ValueError("it has a key of more than 64 parts")
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise ValueError(_TOO_DEEP) from error


def parse_yaml(text: str) -> Any:
    """The YAML document in `text`.

    Raises:
        ValueError: it is nested too deeply, or its aliases stand for too much.
        yaml.YAMLError: it is no YAML.
    """
    try:
        if _may_be_deep(text):
            _check_depth(text)
        document = yaml.load(text, Loader=yaml.CSafeLoader)
    except RecursionError as error:
        raise ValueError(_TOO_DEEP) from error
    except (ArithmeticError, AttributeError, LookupError, TypeError) as error:
        # `!!int ""` or `!!bool 5`: PyYAML takes a tag at its word.
        raise ValueError("it has a value that is not of its tag") from error
    _check_size(document)
    return document


def _may_be_deep(text: str) -> bool:
    longest = max(map(len, text.splitlines()), default=0)
    return text.count("[") + text.count("{") > _BRACKETS or longest > _LONG_LINE


def _check_depth(text: str) -> None:
    """Raises ValueError for a document that is nested too deeply, which the events tell without recursion."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise ValueError(_TOO_DEEP)


def _check_size(document: Any) -> None:
    """Raises ValueError for a document that is too large to be walked to its end, as its aliases stand for too much."""
    seen, waiting = 0, [(document, 1)]
    while waiting:
        node, depth = waiting.pop()
        if depth > _DEEPEST:
            raise ValueError(_TOO_DEEP)
        if not isinstance(node, dict | list):
            continue
        seen += len(node)
        if seen > _MOST_NODES:
            raise ValueError("its aliases stand for too much")
        waiting += [(item, depth + 1) for item in (node.values() if isinstance(node, dict) else node)]
