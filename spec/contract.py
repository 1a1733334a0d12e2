"""Contracts: one published version of what a service documents, as a folder of data."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from spec.operation import Operation, operations
from spec.reading import contract_files
from spec.reading.contract_checks import problem
from spec.reading.contract_files import FormError, description, mapping
from spec.reading.files import FileError, is_folder
from spec.reading.overlay import OverlayError, apply, confirmed
from spec.relations.links import supplied

# By edition: `--edition 2018-05-01` is short for `--contract chime-2018-05-01`.
EDITIONS = ("2018-05-01", "2022-08-03")
SHIPPED = ("chime-2018-05-01", "chime-sdk-voice-2022-08-03")
DEFAULT = SHIPPED[0]
DEFAULT_EDITION = EDITIONS[0]

# What our code raises where a contract has something of another kind than it must have.
_MALFORMED = (ArithmeticError, AttributeError, LookupError, RuntimeError, StopIteration, TypeError, ValueError)


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
        host: the service's own host, with `{region}` in the place of a region; "" where nobody knows it.
        todo: what could not be derived and is for a user to say, a sentence each.
        origin: the service that the SDK's model was read of, as boto3 spells it; "" where there was none.
        words: what sentences call things: `parameters` (what an id names, by parameter: `connector`) and `operations`
            (what a request does, by operation: `creates a session`).
        cli: the AWS CLI's name of the service, such as `chime`; "" where no line for it is printed.
        served_by: a contract of the same service whose operations delete and list what this contract's create; "" where
            the contract's own do.
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
    host: str = ""
    todo: tuple[str, ...] = ()
    origin: str = ""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    cli: str = ""
    served_by: str = ""

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

    def given(self, values: Mapping[str, str] | None = None) -> dict[str, str]:
        """The values of the parameters that exist at a target: `values` over the contract's own and its examples.

        What another operation creates does not exist before it is created.
        """
        return {**self._examples, **self.parameters, **(values or {})}

    @cached_property
    def _examples(self) -> Mapping[str, str]:
        """The documentation's own examples of what is in a path and no operation creates."""
        return {
            parameter.name: str(parameter.example)
            for operation in self.operations.values()
            for parameter in operation.at("path")
            if parameter.example is not None and parameter.name not in supplied(operation, self.operations)
        }

    @property
    def operation(self) -> Operation:
        """The default operation."""
        return self.operations[self.default]


@cache
def load(name: str = DEFAULT) -> Contract:
    """A contract by its name, its edition, or the folder that holds it.

    Raises:
        ContractError: there is no such contract, or a file of it is missing or broken.
    """
    with guarded(name):
        return _loaded(name)


@contextlib.contextmanager
def guarded(name: str) -> Iterator[None]:
    """Turn what a malformed contract of others makes our code raise into one sentence; in a shipped one it is a defect.

    Raises:
        ContractError: something was of another kind than a contract has there.
    """
    try:
        yield
    except ContractError:
        raise
    except _MALFORMED as error:
        if name in (*SHIPPED, *EDITIONS):
            raise
        what = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        raise ContractError(name, f"is not of the form that a contract has ({what})") from error


def _loaded(name: str) -> Contract:
    known = dict(zip(EDITIONS, SHIPPED, strict=True)).get(name, name)
    shipped = known in SHIPPED
    folder = _folder(known)
    if not is_folder(folder):
        raise ContractError(
            name, "there is no such contract", f"Shipped: {', '.join(SHIPPED)}; or name a folder that `derive` wrote."
        )
    try:
        stated = mapping(folder, "contract.yaml")
        ledger = mapping(folder, "ledger.yaml")
        source = str(stated.get("source", "page"))
        overlay = mapping(folder, _own(folder, stated["overlay"])) if "overlay" in stated else {}
        document = description(folder, "openapi.yaml")
        document = confirmed(apply(document, overlay), source) if overlay else document
    except FileError as error:
        raise ContractError(str(folder), f"{error.path.name} {error.problem}") from error
    except FormError as error:
        raise ContractError(str(folder), str(error)) from error
    except OverlayError as error:
        raise ContractError(str(folder), f"{stated['overlay']}: {error}") from error
    if not shipped:
        _check(folder, stated, document)
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
        ledger=ledger,
        parameters={name: str(value) for name, value in _part(stated, "parameters").items() if value is not None},
        options=_part(stated, "options"),
        service=str(_part(stated, "signing").get("service") or ""),
        source=source,
        host=str(_part(stated, "endpoint").get("host") or ""),
        todo=tuple(map(str, overlay.get("x-todo") or ())),
        origin=str(_part(stated, "origin").get("service") or ""),
        words=_part(stated, "words"),
        cli=str(stated.get("cli") or ""),
        served_by=str(stated.get("served_by") or ""),
    )


def _own(folder: Path, name: Any) -> str:
    """The name of a file in the contract's own folder.

    Raises:
        ContractError: it is no file's name, or the file lies elsewhere.
    """
    if not isinstance(name, str) or Path(name).name != name:
        raise ContractError(str(folder), "contract.yaml: overlay is no name of a file beside it")
    return name


def _check(folder: Path, stated: Mapping[str, Any], document: Mapping[str, Any]) -> None:
    """Raises ContractError where a contract of others points outside itself, or states what is no schema."""
    # An overlay may have said something else of what was read.
    if wrong := contract_files.problem(document):
        raise ContractError(str(folder), f"openapi.yaml: {wrong}")
    if found := problem(document):
        raise ContractError(str(folder), contract_files.placed(folder, "openapi.yaml", *found))
    if stated.get("served_by") not in (None, "", *SHIPPED):
        raise ContractError(str(folder), "contract.yaml: served_by names no shipped contract")


def beside(contract: Contract) -> dict[str, Operation]:
    """The operations of `served_by` that work on what the contract's own create, by name.

    Example: beside CreateProxySession alone these are GetProxySession, ListProxySessions, and those that update and
    delete a session; the configuration of a connector is on another path.
    """
    if not contract.served_by:
        return {}
    paths = tuple(operation.template for operation in contract.operations.values())
    others = load(contract.served_by).operations
    return {
        name: other
        for name, other in others.items()
        if name not in contract.operations and f"{other.template}/".startswith(tuple(f"{path}/" for path in paths))
    }


def overlay_of(name: str) -> Mapping[str, Any]:
    """The decisions of a contract, by its name or folder: its overlay, or nothing where it has none.

    Raises:
        ContractError: the overlay cannot be read.
    """
    folder = _folder(name)
    if not (folder / "overlay.yaml").exists():
        return {}
    try:
        return mapping(folder, "overlay.yaml")
    except (FileError, FormError) as error:
        raise ContractError(str(folder), str(error)) from error


def _folder(name: str) -> Path:
    return Path(str(files("spec"))) / "contracts" / name if name in SHIPPED else Path(name)


def _part(stated: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A mapping inside contract.yaml; an empty one where it is left out."""
    part = stated.get(name) or {}
    if not isinstance(part, Mapping):
        raise ContractError(name, f"contract.yaml: {name} is no mapping")
    return part
