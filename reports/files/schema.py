"""The JSON Schema of the run record, made from its dataclasses: `python -m reports.files.schema` writes it.

The descriptions are those of the docstrings: what stands under "Attributes" describes a member.
"""

from __future__ import annotations

import dataclasses
import inspect
import json
import re
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec

from reports.accepted import known
from reports.run import finding, measured, record

_ATTRIBUTE = re.compile(r"^    (\w+): (.+(?:\n {8,}.+)*)", re.MULTILINE)


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the run record, as the package holds it."""
    text = resources.files("reports").joinpath("run.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def generated() -> dict[str, Any]:
    """The schema as the dataclasses state it."""
    (root,), components = msgspec.json.schema_components([record.Record], ref_template="#/$defs/{name}")
    modules = (record, finding, known, measured)
    kinds = {name: kind for module in modules for name, kind in vars(module).items() if dataclasses.is_dataclass(kind)}
    for name, component in components.items():
        if name in kinds:
            _describe(component, inspect.getdoc(kinds[name]) or "")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Run record",
        **root,
        "$defs": components,
    }


def _describe(component: dict[str, Any], text: str) -> None:
    component["description"] = " ".join(text.partition("\n\n")[0].split())
    for name, description in _ATTRIBUTE.findall(text):
        component["properties"][name]["description"] = " ".join(description.split())


if __name__ == "__main__":
    path = Path(__file__).parent.with_name("run.schema.json")
    path.write_text(json.dumps(generated(), indent=1) + "\n", encoding="utf-8")
