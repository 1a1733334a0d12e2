"""A contract of operations from pages, from the SDK's model, or from both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from spec.derive.errors import DeriveError
from spec.derive.merging import merged
from spec.derive.model import Service, beside, described, selected, service, services
from spec.derive.page.derivation import read_actions
from spec.derive.writing.documents import Derivation, Described, assembled


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What a contract is derived from.

    Attributes:
        binding: what binds: `page`, or `model` where there is no page.
        pages: the names of the pages' files, those of types included.
        model: the SDK's model of the service, or None where nobody knows the service.
    """

    binding: str
    pages: tuple[str, ...]
    model: Service | None

    @property
    def origin(self) -> Mapping[str, Any]:
        """What a contract keeps of it."""
        known = {"service": self.model.name, "botocore": services.version()} if self.model else {}
        return {**({"pages": list(self.pages)} if self.pages else {}), **known}


def derived(
    pages: Sequence[Path] = (),
    *,
    types: Sequence[Path] = (),
    service_name: str = "",
    operations: Sequence[str] = (),
) -> tuple[Derivation, Sources]:
    """Derives operations from pages, from a model, or from both together.

    Of an operation that both describe, the page's statements are kept, the model adds what the page does not say, and
    every keyword in which they differ is a conflict.

    Args:
        pages: pages of actions and of the types that they link to, in any order.
        types: more pages of types.
        service_name: the service as boto3 spells it; "" for none.
        operations: the operations to take from the model, `all` for every one.

    Raises:
        DeriveError: a page or a name is wrong.
    """
    if not pages and not (service_name and operations):
        raise DeriveError("nothing to derive: name a page, or --service and --operation")
    actions, files = read_actions(pages, types=types) if pages else ((), ())
    model = service(service_name) if service_name else _guessed(actions)
    wanted = _wanted(model, operations, [action.name for action in actions]) if model and service_name else ()
    known = {name: described(model, name) for name in wanted} if model else {}
    stated = [merged(action, known.pop(action.name)) if action.name in known else action for action in actions]
    title = model.metadata["serviceFullName"] if model and not actions and len(known) > 1 else ""
    found = assembled([*stated, *known.values()], title=title)
    others = beside(model, found.document) if model else {}
    if others:
        found = replace(found, document={**found.document, "x-other-operations": others})
    return found, Sources(binding="page" if actions else "model", pages=files, model=model)


def _wanted(model: Service, operations: Sequence[str], documented: Sequence[str]) -> tuple[str, ...]:
    """The operations to take from a model: those that were asked for, else those that have a page."""
    if operations:
        return selected(model, tuple(operations))
    return tuple(name for name in documented if name in model.operations)


def _guessed(actions: Sequence[Described]) -> Service | None:
    """The service whose SDK the pages link to; None where they link to none, or its model is not installed."""
    linked = {action.service for action in actions} & set(services.names())
    return service(linked.pop()) if len(linked) == 1 else None
