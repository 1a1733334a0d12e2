"""The run record on disk: read back as data, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from reports.files import codec, formats
from reports.files.formats import RecordError
from reports.files.permissions import as_any_new_file
from reports.run.record import Record

__all__ = ["RecordError", "dump", "load", "replace_text", "replace_texts", "write"]


def write(record: Record, path: Path) -> None:
    """Write `record` to `path` as JSON, replacing it in one step.

    Raises:
        OSError: the file cannot be written.
    """
    replace_text(path, dump(record))


def dump(record: Record) -> str:
    """`record` as indented JSON in ASCII."""
    return codec.dumps(record, indent=1) + "\n"


def load(path: Path) -> Record:
    """The record that `path` holds; a folder stands for the `run.json` in it.

    Raises:
        RecordError: the file cannot be read, is no run record, or is of a newer format.
    """
    path = formats.located(path)
    document = formats.document(path)
    try:
        record = codec.typed(document, Record)
    except codec.CodecError as error:
        raise RecordError(path, f"no run record: {str(error)[:200]}", "name a run.json") from error
    if not isinstance(record.target.get("url"), str):
        raise RecordError(path, "no run record: its target has no URL", "name a run.json")
    return record


def replace_text(path: Path, text: str) -> None:
    """Write `text` to `path`; see `replace_texts`."""
    replace_texts({path: text})


def replace_texts(texts: Mapping[Path, str], ready: Mapping[Path, Path] = MappingProxyType({})) -> None:
    """Write each text to its path in UTF-8, by way of files beside them, so that no reader sees a half.

    Args:
        texts: by path.
        ready: files that are written already and go to their paths with them.

    Raises:
        OSError: a file cannot be written; then none is replaced and nothing is left behind.
    """
    staged: dict[Path, Path] = {}
    try:
        for path, text in texts.items():
            staged[path] = _stage(path, text.encode())
        for path, temporary in (staged | dict(ready)).items():
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
        as_any_new_file(temporary)
    except OSError:
        temporary.unlink()
        raise
    return temporary
