"""The models of services that botocore brings along: found by name, read, and refused where the protocol is another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any

import botocore
from botocore.exceptions import DataNotFoundError
from botocore.loaders import Loader

from spec.derive.errors import ModelError

PROTOCOL = "rest-json"
_NEAREST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """The model of a service.

    Attributes:
        name: as boto3 spells it, for example `appconfig`.
        metadata: the model's own: `apiVersion`, `serviceFullName`, `endpointPrefix`, `signingName`, ...
        operations: by name.
        shapes: by name.
        paginators: by operation.
    """

    name: str
    metadata: Mapping[str, Any]
    operations: Mapping[str, Any]
    shapes: Mapping[str, Any]
    paginators: Mapping[str, Any]

    @property
    def edition(self) -> str:
        """The date of the interface: `2019-10-09`."""
        return str(self.metadata["apiVersion"])

    @property
    def signing_name(self) -> str:
        """The name to sign requests for, which is in a credential's scope."""
        return str(self.metadata.get("signingName") or self.metadata["endpointPrefix"])


def version() -> str:
    """The version of the SDK core whose models these are."""
    return str(botocore.__version__)


@cache
def _loader() -> Loader:
    """Only what is installed: neither the user's own models nor what a variable names."""
    return Loader(include_default_search_paths=False, extra_search_paths=[Loader.BUILTIN_DATA_PATH])


@cache
def names() -> tuple[str, ...]:
    """The names of all services, of any protocol."""
    return tuple(_loader().list_available_services("service-2"))


def service(name: str) -> Service:
    """The model of a service that speaks REST-JSON.

    Raises:
        ModelError: there is no service of this name, or it speaks another protocol.
    """
    if name not in names():
        raise ModelError(f"there is no service {name!r} in botocore {version()}", hint=_nearest(name, names()))
    stated = _loader().load_service_model(name, "service-2")
    metadata = stated["metadata"]
    if metadata["protocol"] != PROTOCOL:
        raise ModelError(
            f"{name} speaks the protocol {metadata['protocol']}",
            hint="Contracts are derived from operations of REST-JSON only.",
        )
    return Service(
        name=name,
        metadata=metadata,
        operations=stated["operations"],
        shapes=stated["shapes"],
        paginators=_paginators(name),
    )


def selected(found: Service, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """The names of operations, `all` standing for every one.

    Raises:
        ModelError: the service has no operation of a name.
    """
    if "all" in wanted:
        return tuple(found.operations)
    for name in wanted:
        if name not in found.operations:
            hint = _nearest(name, tuple(found.operations))
            raise ModelError(f"{found.name} has no operation {name!r} in botocore {version()}", hint=hint)
    return tuple(dict.fromkeys(wanted))


def _nearest(name: str, known: tuple[str, ...]) -> str:
    lowered = {one.lower(): one for one in known}
    close = get_close_matches(name.lower(), lowered, n=_NEAREST, cutoff=0.5)
    inside = [one for one in lowered if name.lower() in one][:_NEAREST]
    near = dict.fromkeys([*close, *inside])
    return f"Nearest: {', '.join(lowered[one] for one in near)}." if near else ""


def _paginators(name: str) -> Mapping[str, Any]:
    try:
        stated: Mapping[str, Any] = _loader().load_service_model(name, "paginators-1")["pagination"]
    except DataNotFoundError:
        return {}
    return stated
