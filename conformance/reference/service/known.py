"""Which values of path parameters exist from the start: those that no operation creates."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping

from conformance.reference.service.roles import kind_until, parts, placeholders
from conformance.reference.service.samples import sample
from spec.contract import Contract


def existing(contract: Contract, given: Mapping[str, Collection[str]] | None = None) -> dict[str, Collection[str]]:
    """The values that exist, by path parameter.

    A value comes from `given`, else from the contract's own parameters, else from the documentation's example; where
    nobody names one, it is made up from the parameter's schema.
    """
    stated: dict[str, Collection[str]] = {name: (value,) for name, value in contract.given().items()}
    found = {**stated, **(given or {})}
    # What an operation of the contract makes exists once it is made.
    kinds = {part.kind for part in parts(contract.operations).values() if part.creates}
    for operation in contract.operations.values():
        named = {
            name: kind_until(operation.template, place) for place, name in enumerate(placeholders(operation.template))
        }
        for parameter in operation.at("path"):
            if parameter.name not in found and named.get(parameter.name) not in kinds:
                chance = random.Random(parameter.name)  # noqa: S311 - the same value in every run
                found[parameter.name] = (str(sample(parameter.schema, chance)),)
    return found
