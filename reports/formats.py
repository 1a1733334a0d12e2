"""Run records on disk: found, read, and brought from an earlier format to today's."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reports.record import FORMAT

# What format 1 called an edition.
_EDITIONS = {"2018-05-01": "chime-2018-05-01", "2022-08-03": "chime-sdk-voice-2022-08-03"}
_ONLY = "CreateProxySession"


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
    return path / "run.json" if path.is_dir() else path


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
    return _from_first(found) if version == 1 else found


def recording(path: Path) -> Iterator[dict[str, Any]]:
    """The exchanges that a record of format 1 holds itself, in today's form; none for others."""
    found = _read(path)
    for entry in found.get("recording", ()) if isinstance(found, dict) else ():
        yield _entry(entry)


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        reason = error.strerror or "unreadable"
        raise RecordError(path, f"cannot be read ({reason})", "name a run.json") from error
    except UnicodeDecodeError as error:
        raise RecordError(path, "is not UTF-8", "name a run.json that a run has written") from error
    except (ValueError, RecursionError) as error:
        raise RecordError(path, "is no JSON", "name a run.json that a run has written") from error


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
        packed = zlib.decompress(base64.b64decode(old["body"]))
        return {"text": base64.b64encode(packed).decode(), "encoding": "base64"}
    return {"text": old["body"], "encoding": old.get("encoding", "utf-8")}
