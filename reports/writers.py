"""Writes all reports of a run into one folder."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

from reports import badge, html, junit, markdown, store
from reports.record import Record

_RENDERERS: dict[str, Callable[[Record], str]] = {
    "run.json": store.dump,
    "report.html": html.render,
    "junit.xml": junit.render,
    "summary.md": markdown.render,
    "badge.svg": badge.render,
}


def write_all(record: Record, output: Path) -> None:
    """Write `run.json`, `report.html`, `junit.xml`, `summary.md` and `badge.svg` to `output`.

    Everything is rendered before anything is written, and written before anything is replaced.

    Raises:
        OSError: the folder or a file in it cannot be written; then earlier reports stay as they are, and where there
            are none, those that can be written are.
    """
    texts = {output / name: render(record) for name, render in _RENDERERS.items()}
    output.mkdir(parents=True, exist_ok=True)
    try:
        store.replace_texts(texts)
    except OSError:
        if not any(path.exists() for path in texts):
            for path, text in texts.items():
                with contextlib.suppress(OSError):
                    store.replace_text(path, text)
        raise
