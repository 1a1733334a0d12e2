"""Plans an operation, and compares what is planned with the SDK's own validator of parameters.

What that validator does not check, its source says: it knows types, what is required, the least length and the least
value, and that a union has one member. It knows no greatest length or value, no patterns, and no enums. To it any text
and any number is a timestamp, and a blob may have any length.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel
from botocore.validate import ParamValidator

from spec.derive.writing.documents import Described, assembled
from spec.nodes import walk
from spec.operation import Operation, Schema, operations
from strategies.plan import DEPTHS, deterministic
from strategies.request import Case, Kind
from strategies.values.ordinary import ordinary
from tests.parameters import UnreadableError, parameters

# The clauses whose violations the validator is expected to see, by their last word.
CHECKED = frozenset({"required", "type", "minLength", "minItems", "minimum"})
_VALID = (Kind.CONTROL, Kind.VALID)


@dataclass(kw_only=True)
class Comparison:
    """What became of the requests that are planned for an operation.

    Attributes:
        valid: how many valid ones passed the validator.
        refused: how many violations it saw.
        unchecked: violations that it does not check, by what it would have to know.
        wrong: a line for each valid request that it refused, and each violation that it should have seen.
    """

    valid: int = 0
    refused: int = 0
    unchecked: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def operation_of(found: Described) -> Operation:
    """The operation as a contract has it."""
    return operations("models", assembled([found]).document)[found.name]


def plan(operation: Operation, depth: str = "smoke") -> list[Case]:
    """Every case of an operation that does not depend on a seed."""
    values = {parameter.name: str(ordinary(parameter.schema)) for parameter in operation.at("path")}
    return list(deterministic(operation, values, DEPTHS[depth]))


def compared(service: str, found: Described) -> Comparison:
    """The planned requests of an operation beside the SDK's validator.

    Args:
        service: as boto3 spells it.
        found: the operation, derived from its model.
    """
    model, operation = _model(service).operation_model(found.name), operation_of(found)
    schemas, known = _schemas(operation), _known(model)
    result = Comparison()
    for case in plan(operation):
        problem = _problem(model, case)
        if case.kind in _VALID:
            result.valid += not problem
            result.wrong += [f"{case.id} is valid: {problem}"] if problem else []
        elif case.kind is Kind.VIOLATION and problem:
            result.refused += 1
        elif case.kind is Kind.VIOLATION:
            unknown = _unchecked(operation.local(case.clause), schemas, known)
            unknown = "a stream of events" if model.has_event_stream_input else unknown
            result.unchecked[unknown or "seen"] += bool(unknown)
            result.wrong += [] if unknown else [f"{case.id} is not seen to be wrong"]
    return result


@lru_cache(maxsize=2)
def _model(service: str) -> ServiceModel:
    loader = Loader(include_default_search_paths=False, extra_search_paths=[Loader.BUILTIN_DATA_PATH])
    return ServiceModel(loader.load_service_model(service, "service-2"), service)


def _problem(model: OperationModel, case: Case) -> str:
    """What the validator says against a request; "" for nothing."""
    if model.input_shape is None or model.has_event_stream_input:
        return ""
    try:
        report = ParamValidator().validate(parameters(model, case.request), model.input_shape)
    except UnreadableError as error:
        return str(error)
    return " ".join(report.generate_report().split())


def _schemas(operation: Operation) -> Mapping[str, Schema]:
    """The schema of every place in a request, by what the ids of its clauses begin with."""
    outside = {f"request.{each.location}.{each.name}": each.schema for each in operation.parameters}
    return {
        **outside,
        **{".".join(("request.body", *node.path)): node.schema for node in walk(operation.request_schema)},
    }


def _known(model: OperationModel) -> frozenset[str]:
    """The places outside the body of which the SDK has a parameter; a fixed query has none."""
    members = model.input_shape.members.items() if model.input_shape else ()
    wire = ((member.serialization, name) for name, member in members)
    return frozenset(f"request.query.{stated.get('name', name)}" for stated, name in wire)


def _unchecked(clause: str, schemas: Mapping[str, Schema], known: frozenset[str]) -> str:
    """What the validator would have to know to see that a request breaks this clause; "" for nothing."""
    place, _, keyword = clause.rpartition(".")
    schema = schemas.get(place, {})
    if keyword not in CHECKED:
        return keyword
    if schema.get("format") in ("timestamp", "http-date"):
        return "the type of a timestamp"
    if "contentEncoding" in schema:
        return "the length of a blob"
    return "a fixed part of the query" if place.startswith("request.query.") and place not in known else ""
