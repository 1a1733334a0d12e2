"""Which values of path parameters exist from the start: those that no operation creates."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from typing import Any

from conformance.reference.service.answers.fitting import answered
from conformance.reference.service.answers.samples import sample
from conformance.reference.service.reading.parameters import converted
from conformance.reference.service.reading.validation import broken_keywords
from conformance.reference.service.roles import kind_until, parts, placeholders
from spec.contract import Contract
from spec.operation import Operation
from spec.parameter import Parameter


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
                found[parameter.name] = (_made_up(operation, parameter),)
    return found


def _made_up(operation: Operation, parameter: Parameter) -> str:
    """A value that the path takes and that, where that is possible, the answer can show under the same name."""
    schemas = [parameter.schema]
    schemas += [schema for name, schema in answered(operation) if name == parameter.name.lower()]

    def breaks(value: Any) -> int:
        return sum(any(broken_keywords(schema, converted(schema, [str(value)]))) for schema in schemas)

    # The narrower one often is the answer's.
    chance = [random.Random(parameter.name) for _ in schemas]  # noqa: S311 - the same value in every run
    return str(min(map(sample, schemas, chance), key=breaks))
