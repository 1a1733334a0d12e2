"""Schemathesis' own cases for the same operation: positive, negative and coverage, as plain requests.

Only their requests are used; what is right about the answers, the oracle decides.
"""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from unittest import mock

import requests
import schemathesis
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.hooks import HOOKS_MODULE_ENV_VAR
from schemathesis.errors import UnsupportedRegexPattern

from spec.clauses import clause_ids
from spec.methods import withheld
from spec.operation import JSON_MEDIA_TYPE, Operation
from spec.tame import longest
from strategies.controls import example, path
from strategies.drawing.over import never
from strategies.drawing.sampling import by_seed_alone, draw
from strategies.request import Case, Kind, Request

_MODES = {"positive": GenerationMode.POSITIVE, "negative": GenerationMode.NEGATIVE}
_BASE = "http://target.invalid"
# Set by the transport, or different from run to run.
_DROPPED = {
    "user-agent",
    "x-schemathesis-testcaseid",
    "accept-encoding",
    "connection",
    "content-length",
    "host",
}


def schemathesis_cases(
    operation: Operation, values: Mapping[str, str], *, count: int, seed: int, over: Callable[[], bool] = never
) -> Iterator[Case]:
    """Coverage cases, and at most `count` generated ones of each kind; none at all where `count` is 0.

    Raises:
        OverError: `over` says so, which is asked before every example.
    """
    if count < 1:
        return
    document = _without_patterns(_document(operation, values), lambda pattern: not longest(pattern))
    try:
        found = _found(document, operation, count, seed, over)
    except UnsupportedRegexPattern:
        found = _found(_without_patterns(document, lambda _pattern: True), operation, count, seed, over)
    clause, spared = operation.clause_id(clause_ids.ROBUSTNESS), withheld(operation)
    for kind, cases in found.items():
        for number, case in enumerate(cases, 1):
            if case.method.upper() in spared:
                continue
            yield Case(
                id=f"{clause}/schemathesis-{kind}-{number:04}",
                clause=clause,
                request=_request(operation, values, case),
                change=f"a {kind.replace('-', ' ')} case of Schemathesis",
                operation=operation.name,
                kind=Kind.FOREIGN,
                drawn=kind in _MODES,
            )


def _found(
    document: dict[str, Any], operation: Operation, count: int, seed: int, over: Callable[[], bool]
) -> dict[str, list[Any]]:
    """What Schemathesis makes of a document, by kind.

    Raises:
        UnsupportedRegexPattern: it cannot read one of the document's patterns.
    """
    schema = _loaded(document)
    tested = schema[operation.template][operation.method]
    config = schema.config.generation_for(operation=tested)
    with by_seed_alone():
        found: dict[str, list[Any]] = {
            f"coverage-{name}": list(
                schema.iter_coverage_cases(tested, generation_modes=[mode], generation_config=config)
            )
            for name, mode in _MODES.items()
        }
    for name, mode in _MODES.items():
        found[name] = draw(tested.as_strategy(generation_mode=mode), count, seed, over)
    return found


def _loaded(document: dict[str, Any]) -> Any:
    """A document, with nothing of the user's own Schemathesis.

    By itself it obeys a `schemathesis.toml` of the working directory or of one above it, and a variable: both may name
    code, which it imports, and headers, which it puts into every request.
    """
    with mock.patch.dict(os.environ):
        os.environ.pop(HOOKS_MODULE_ENV_VAR, None)
        return schemathesis.openapi.from_dict(document, config=SchemathesisConfig())


def _without_patterns(value: Any, dropped: Callable[[str], bool]) -> Any:
    """A document without some patterns of texts; a member that is called `pattern` is no text, and stays."""
    if isinstance(value, dict):
        return {
            name: _without_patterns(inner, dropped)
            for name, inner in value.items()
            if not (name == "pattern" and isinstance(inner, str) and dropped(inner))
        }
    return [_without_patterns(item, dropped) for item in value] if isinstance(value, list) else value


def _document(operation: Operation, values: Mapping[str, str]) -> dict[str, Any]:
    """The operation alone, with any text for the ids of its path, and with an example.

    Every case goes to the known resource, so what is tried about its id would be lost; and without an example,
    Schemathesis starts from empty lists and repeated items, about which the documentation is silent.
    """
    definition: dict[str, Any] = copy.deepcopy(dict(operation.definition))
    for parameter in definition.get("parameters", ()):
        if parameter["in"] == "path":
            parameter["schema"] = {"type": "string"}
    body = example(operation, values).body
    if operation.has_json_request:
        definition["requestBody"]["content"][JSON_MEDIA_TYPE]["example"] = json.loads(body)
    paths = {operation.template: {operation.method.lower(): definition}}
    about = {"openapi": "3.1.0", "info": {"title": operation.name, "version": "1"}}
    return {**about, **operation.document, "paths": paths}


def _request(operation: Operation, values: Mapping[str, str], case: Any) -> Request:
    prepared = requests.Request(**case.as_transport_kwargs(base_url=_BASE)).prepare()
    body = prepared.body or b""
    query = prepared.path_url.partition("?")[2] if operation.at("query") else ""
    return Request(
        method=prepared.method or operation.method,
        path=path(operation, values) + (f"?{query}" if query else ""),
        headers=tuple(
            (name, JSON_MEDIA_TYPE if value == "*/*" else value)
            for name, value in prepared.headers.items()
            if name.lower() not in _DROPPED
        ),
        body=body.encode() if isinstance(body, str) else body,
    )
