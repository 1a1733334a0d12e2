"""The run record on disk: validated against its schema, read back as data, written whole or not at all."""

from __future__ import annotations

import json
import os
import tempfile
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema

from reports.record import FORMAT, ClauseResult, Finding, Message, Observation, Record

if TYPE_CHECKING:
    from collections.abc import Mapping


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


def write(record: Record, path: Path) -> None:
    """Write `record` to `path` as JSON, replacing it in one step.

    Raises:
        OSError: the file cannot be written.
    """
    replace_text(path, dump(record))


def dump(record: Record) -> str:
    """`record` as JSON in ASCII, each exchange of the recording on a line of its own."""
    plain = record.to_json()
    # Most of the text by far, and for machines: an indented form takes three times as long to write.
    exchanges = ",\n".join(json.dumps(exchange, allow_nan=False) for exchange in plain.pop("recording"))
    members = {name: json.dumps(value, indent=1, allow_nan=False) for name, value in plain.items()}
    members["recording"] = f"[\n{exchanges}\n]"
    return "{\n" + ",\n".join(f'"{name}": {text}' for name, text in members.items()) + "\n}\n"


def load(path: Path) -> Record:
    """The record that `path` holds.

    Raises:
        RecordError: the file cannot be read, is no run record, or is of a newer format.
    """
    document = _read(path)
    found = document.get("format") if isinstance(document, dict) else None
    if isinstance(found, int) and found > FORMAT:
        raise RecordError(path, f"format {found} is newer than {FORMAT}", "use a newer chime-conformance")
    problem = next(_validator().iter_errors(document), None)
    if problem is not None:
        place = "/".join(str(part) for part in problem.absolute_path) or "the document"
        raise RecordError(path, f"no run record: at {place}: {problem.message[:200]}", "name a run.json")
    return from_json(document)


def from_json(document: dict[str, Any]) -> Record:
    """The record that `document` states; it must satisfy the schema."""
    plain = dict(document)
    return Record(
        **plain
        | {
            "clauses": tuple(ClauseResult(**clause) for clause in plain["clauses"]),
            "findings": tuple(finding_from_json(finding) for finding in plain["findings"]),
            "observations": tuple(Observation(**observation) for observation in plain["observations"]),
            "waived": tuple(plain["waived"]),
            "leaked_sessions": tuple(plain["leaked_sessions"]),
            "recording": tuple(plain["recording"]),
            "trend": {clause: tuple(statuses) for clause, statuses in plain["trend"].items()},
        }
    )


def replace_text(path: Path, text: str) -> None:
    """Write `text` to `path`; see `replace_texts`."""
    replace_texts({path: text})


def replace_texts(texts: Mapping[Path, str]) -> None:
    """Write each text to its path in UTF-8, by way of files beside them, so that no reader sees a half.

    Raises:
        OSError: a file cannot be written; then none is replaced and nothing is left behind.
    """
    staged: dict[Path, Path] = {}
    try:
        for path, text in texts.items():
            staged[path] = _stage(path, text.encode())
        for path, temporary in staged.items():
            temporary.replace(path)
    finally:
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)


def _stage(path: Path, content: bytes) -> Path:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        temporary.chmod(0o644)
    except OSError:
        temporary.unlink()
        raise
    return temporary


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the run record."""
    text = resources.files("reports").joinpath("run.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@cache
def _validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(schema())


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = error.strerror or "unreadable"
        raise RecordError(path, f"cannot be read ({reason})", "name a run.json") from error
    except (ValueError, RecursionError) as error:
        raise RecordError(path, "is no JSON", "name a run.json that a run has written") from error


def finding_from_json(document: dict[str, Any]) -> Finding:
    """The finding that `document` states."""
    control = document["control"]
    return Finding(
        **document
        | {
            "request": _message(document["request"]),
            "response": _message(document["response"]),
            "control": None if control is None else _message(control),
        }
    )


def _message(document: dict[str, Any]) -> Message:
    return Message(**document | {"headers": tuple((name, value) for name, value in document["headers"])})
