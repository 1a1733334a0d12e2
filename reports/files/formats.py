"""Run records on disk: found, read, and brought from an earlier format to today's."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reports.run.record import FORMAT
from spec.reading.files import FileError, is_folder, read_json

# What format 1 called an edition.
_EDITIONS = {"2018-05-01": "chime-2018-05-01", "2022-08-03": "chime-sdk-voice-2022-08-03"}
_ONLY = "CreateProxySession"
# Bytes that a body unpacks to at most: a few may stand for gigabytes.
_BODY = 16 << 20


class RecordError(Exception):
    """A file is no run record that this version can read.

    Attributes:
        path: the file.
        problem: what is wrong with it.
        hint: what to do about it.
    """

    def __init__(self, path: Path, problem: str, hint: str) -> None:
        super().__init__(f"{path}: {problem}; {hint}")
        self.path = path
        self.problem = problem
        self.hint = hint


def located(path: Path) -> Path:
    """The record that `path` names: a folder of reports stands for the `run.json` in it."""
    return path / "run.json" if is_folder(path) else path


def document(path: Path) -> dict[str, Any]:
    """The JSON object at `path`, in today's format.

    Raises:
        RecordError: it cannot be read, is no object, or is of a newer format.
    """
    found = _read(path)
    if not isinstance(found, dict):
        raise RecordError(path, "no run record: it is no JSON object", "name a run.json")
    version = found.get("format")
    if isinstance(version, int) and version > FORMAT:
        raise RecordError(path, f"format {version} is newer than {FORMAT}", "use a newer chime-conformance")
    try:
        return _from_first(found) if version == 1 else found
    except (AttributeError, TypeError) as error:
        raise RecordError(path, "no run record: it has no list of clauses", "name a run.json") from error


def recording(path: Path) -> Iterator[dict[str, Any]]:
    """The exchanges that a record of format 1 holds itself, in today's form; none for others."""
    found = _read(path)
    entries = found.get("recording", ()) if isinstance(found, dict) else ()
    for entry in entries if isinstance(entries, list) else ():
        try:
            yield _entry(entry)
        except (AttributeError, LookupError, TypeError, ValueError, zlib.error) as error:
            raise RecordError(path, "has an exchange that no run writes", "name another run.json") from error


def _read(path: Path) -> Any:
    try:
        return read_json(path)
    except FileError as error:
        raise RecordError(path, error.problem, "name a run.json that a run has written") from error


def _from_first(found: dict[str, Any]) -> dict[str, Any]:
    """Format 1 knew one operation, called a contract an edition, and held the recording itself."""
    edition = found.get("edition")
    kept = {name: value for name, value in found.items() if name not in {"edition", "recording"}}
    clauses = [{"operation": _ONLY, **clause} for clause in found.get("clauses", ())]
    optional = {name: found.get(name) or None for name in ("latency", "changes")}
    named = {"contract": _EDITIONS.get(str(edition), edition), "operations": [_ONLY], "clauses": clauses}
    return kept | named | optional | {"format": FORMAT}


def _entry(old: dict[str, Any]) -> dict[str, Any]:
    kept = {name: old[name] for name in ("case", "clause", "change", "control", "at", "elapsed")} | _kind(old)
    request = {name: old["request"][name] for name in ("method", "path", "headers")}
    forgery = {"forgery": old["request"].get("forgery", ""), "body": _body(old["request"])}
    came = old["outcome"]
    if "kind" in came:
        return kept | {"request": request | forgery, "failure": came}
    response = {name: came[name] for name in ("status", "headers", "truncated")} | {"body": _body(came)}
    return kept | {"request": request | forgery, "response": response}


def _kind(old: dict[str, Any]) -> dict[str, Any]:
    """Format 1 hid in ids what a case is for: `!2` is the second repetition."""
    _, repeated, number = old["case"].rpartition("!")
    plain = "control" if old["clause"].startswith("response.status") else "valid"
    kind = plain if old["control"] is None else "violation"
    return {"kind": kind, "repetition": int(number) if repeated and number.isdecimal() else 0}


def _body(old: dict[str, Any]) -> dict[str, str]:
    """Format 1 compressed long bodies."""
    if old.get("encoding") == "zlib":
        unpacking = zlib.decompressobj()
        unpacked = unpacking.decompress(base64.b64decode(old["body"]), _BODY)
        if not unpacking.eof:
            raise ValueError("a body is cut off, or unpacks to more than any run kept")
        return {"text": base64.b64encode(unpacked).decode(), "encoding": "base64"}
    return {"text": old["body"], "encoding": old.get("encoding", "utf-8")}
