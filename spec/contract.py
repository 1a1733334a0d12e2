"""Contracts: one published version of what a service documents, as a folder of data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml

from spec.operation import Operation, operations

# By edition: `--edition 2018-05-01` is short for `--contract chime-2018-05-01`.
EDITIONS = ("2018-05-01", "2022-08-03")
SHIPPED = ("chime-2018-05-01", "chime-sdk-voice-2022-08-03")
DEFAULT = SHIPPED[0]
DEFAULT_EDITION = EDITIONS[0]


class ContractError(ValueError):
    """There is no such contract, or a file of it is broken.

    Attributes:
        name: the contract's name or folder.
        hint: what to do about it.
    """

    def __init__(self, name: str, problem: str, hint: str = "") -> None:
        super().__init__(f"{name}: {problem}")
        self.name = name
        self.hint = hint


@dataclass(frozen=True, kw_only=True)
class Contract:
    """One contract.

    Attributes:
        name: of a shipped contract, for example `chime-2018-05-01`; otherwise its folder.
        title: what the contract is about, in a few words.
        version: the version that the service gives it, for example `2018-05-01`.
        shipped: whether it comes with the suite.
        default: the operation that a run judges unless told otherwise.
        operations: by name, in the order of the document.
        document: the whole OpenAPI document.
        ledger: the clauses that no schema carries.
        parameters: the values that exist at a target unless the user gives others, by parameter.
        options: short command-line options for parameters: `voice-connector-id` for `voiceConnectorId`.
        service: the name to sign requests for.
        source: what the contract is derived from and what binds: `page` or `model`.
        words: what sentences call things: `parameters` (what an id names, by parameter: `connector`) and `operations`
            (what a request does, by operation: `creates a session`).
    """

    name: str
    title: str
    version: str
    shipped: bool
    default: str
    operations: Mapping[str, Operation]
    document: Mapping[str, Any]
    ledger: Mapping[str, Any]
    parameters: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    service: str = ""
    source: str = "page"
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def select(self, names: Sequence[str] = ()) -> tuple[Operation, ...]:
        """The operations of these names, in the contract's order; `all` stands for every one, no name for the default.

        Raises:
            ContractError: the contract has no operation of such a name.
        """
        wanted = set(names) or {self.default}
        unknown = sorted(wanted - self.operations.keys() - {"all"})
        if unknown:
            raise ContractError(
                self.name, f"there is no operation {unknown[0]}", f"It has {', '.join(self.operations)}; or say all."
            )
        return tuple(item for name, item in self.operations.items() if name in wanted or "all" in wanted)

    @property
    def operation(self) -> Operation:
        """The default operation."""
        return self.operations[self.default]


@cache
def load(name: str = DEFAULT) -> Contract:
    """A contract by its name, its edition, or the folder that holds it.

    Raises:
        ContractError: there is none, or a file of it is missing or broken.
    """
    known = dict(zip(EDITIONS, SHIPPED, strict=True)).get(name, name)
    shipped = known in SHIPPED
    folder: Traversable = files("spec").joinpath("contracts", known) if shipped else Path(name)
    if not folder.is_dir():
        raise ContractError(
            name, "there is no such contract", f"Shipped: {', '.join(SHIPPED)}; or name a folder that `derive` wrote."
        )
    stated = _read(folder, "contract.yaml")
    document = _read(folder, "openapi.yaml")
    default = str(stated.get("default", ""))
    found = operations(known, document, default if shipped else "")
    if not found:
        raise ContractError(name, "openapi.yaml has no operation")
    default = default or next(iter(found))
    if default not in found:
        raise ContractError(name, f"contract.yaml has the default {default}, and openapi.yaml no such operation")
    return Contract(
        name=known,
        title=str(stated.get("title", default)),
        version=str(stated.get("version", "")),
        shipped=shipped,
        default=default,
        operations=found,
        document=document,
        ledger=_read(folder, "ledger.yaml"),
        parameters=stated.get("parameters", {}),
        options=stated.get("options", {}),
        service=str(stated.get("signing", {}).get("service", "")),
        source=str(stated.get("source", "page")),
        words=stated.get("words", {}),
    )


def _read(folder: Traversable, name: str) -> dict[str, Any]:
    try:
        text = folder.joinpath(name).read_text(encoding="utf-8")
        document = yaml.load(text, Loader=yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise ContractError(str(folder), f"{name} cannot be read: {error}") from error
    except yaml.YAMLError as error:
        raise ContractError(str(folder), f"{name} is not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(document, dict):
        raise ContractError(str(folder), f"{name} is no mapping")
    return document
