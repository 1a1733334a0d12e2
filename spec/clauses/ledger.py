"""The clauses that no schema carries: those of the protocol, for every operation, and those of one contract.

`spec/protocol.yaml` has the first kind as templates; a contract's `ledger.yaml` has the second kind, and its own words
for the derived ones. Its keys:

    extends: NAME      the ledger of another shipped contract comes first; an entry of the same id replaces it
    clauses: [...]     `id` (local), `operation` (else the contract's default), `section`, `evidence`, `place`,
                       `sentence`, and either `check` with its arguments under `with`, or `excluded`: why nothing
                       can test it
    observations: {..} what is worth telling of an operation's answers; `conformance.oracle.choices` tells the form
    adjustments: {...} the `sentence`, `excluded` or `note` of a derived clause, by its local or its whole id
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from spec.clauses.checks import CHECKS
from spec.clauses.clause import Clause, Evidence, Level
from spec.clauses.lifecycle import rules
from spec.contract import Contract, load
from spec.names import repeatable
from spec.operation import Operation, operations
from spec.relations.links import leading_to
from spec.words import a_thing, capital, either, in_words, noun_of

_EMPTY: Mapping[str, Any] = {"clauses": (), "adjustments": {}, "observations": {}}


@cache
def protocol() -> Mapping[str, Any]:
    """What holds for every operation of the protocol."""
    text = files("spec").joinpath("protocol.yaml").read_bytes()
    ledger: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return ledger


def level(evidence: Evidence, contract: Contract) -> Level:
    """How binding a statement is: only the contract's own source binds."""
    return Level.MUST if evidence == contract.source else Level.SHOULD


def allowances(contract: Contract) -> frozenset[str]:
    """What is right in this contract's answers although its source does not say so, by the names in `protocol.yaml`."""
    stated = protocol()["allowances"].items()
    return frozenset(name for name, entry in stated if contract.source in entry["for"] and not contract.shipped)


def protocol_clauses(contract: Contract, operation: Operation) -> Iterator[Clause]:
    """The protocol's clauses on one operation, in the contract's words."""
    words = vocabulary(contract, operation)
    for entry in protocol()["clauses"]:
        if _CONDITIONS[entry.get("when", "always")](operation):
            yield _clause({**entry, **_resting(entry, operation)}, contract, operation, words)


def _resting(entry: Mapping[str, Any], operation: Operation) -> dict[str, str]:
    """What a clause rests on where the operation documents an error that it is about."""
    named = [name for status in entry.get("errors", ()) for name in operation.errors_of(status)]
    return {"evidence": "source", "place": f"Errors › {named[0]}"} if named else {}


def own_clauses(contract: Contract, operation: Operation) -> Iterator[Clause]:
    """The clauses that the contract's own ledger has on one operation."""
    words = vocabulary(contract, operation)
    for entry in _merged(contract)["clauses"]:
        if entry.get("operation", contract.default) == operation.name:
            yield _clause(entry, contract, operation, words)


def lifecycle_clauses(contract: Contract, operation: Operation) -> Iterator[Clause]:
    """The clauses over sequences that follow from the contract's links."""
    words = vocabulary(contract, operation)
    for rule in rules(operation, contract.operations):
        stated = rule.source.get("evidence", "source")
        entry = {
            "id": rule.local,
            "section": "Lifecycle",
            "evidence": Evidence.INFERRED if rule.implied else stated,
            "place": rule.source.get("place", "Response Syntax"),
            "sentence": rule.sentence,
            "check": rule.check,
            "with": rule.arguments,
        }
        yield _clause(entry, contract, operation, words)


def adjustments(contract: Contract) -> Mapping[str, Mapping[str, str]]:
    """The contract's own words for derived clauses, by their ids."""
    found: Mapping[str, Mapping[str, str]] = _merged(contract)["adjustments"]
    return found


def observations(contract: Contract, operation: Operation) -> Mapping[str, Mapping[str, Any]] | None:
    """What the contract's ledger finds worth telling of an operation's answers, by name; None where it says nothing."""
    found: Mapping[str, Mapping[str, Any]] | None = _merged(contract)["observations"].get(operation.name)
    return found


def _merged(contract: Contract) -> dict[str, Any]:
    """The contract's ledger behind the one that it extends."""
    own = contract.ledger
    base = _merged(load(own["extends"])) if "extends" in own else _EMPTY
    replaced = {(entry.get("operation"), entry["id"]) for entry in own.get("clauses", ())}
    kept = [entry for entry in base["clauses"] if (entry.get("operation"), entry["id"]) not in replaced]
    return {
        "clauses": [*kept, *own.get("clauses", ())],
        "adjustments": {**base["adjustments"], **own.get("adjustments", {})},
        "observations": {**base["observations"], **own.get("observations", {})},
    }


def _clause(entry: Mapping[str, Any], contract: Contract, operation: Operation, words: Mapping[str, str]) -> Clause:
    evidence = Evidence(contract.source if entry["evidence"] == "source" else entry["evidence"])
    check = entry.get("check", "")
    excluded = entry.get("excluded", "")
    return Clause(
        id=operation.clause_id(entry["id"]),
        operation=operation.name,
        section=entry["section"],
        level=level(evidence, contract),
        evidence=evidence,
        place=entry["place"],
        url=operation.documentation_url,
        sentence=entry["sentence"].format_map(words),
        check=check,
        arguments=entry.get("with", {}),
        checks=() if excluded else CHECKS[check],
        excluded=excluded,
        note=entry.get("note", ""),
    )


def vocabulary(contract: Contract, operation: Operation) -> dict[str, str]:
    """What the templates call things: the contract's own words, or what the names of the operation suggest."""
    stated = contract.words
    resource = either(list(dict.fromkeys(nouns(contract, operation).values()))) or "resource"
    required = operation.request_schema.get("required", ())
    return {
        "method": operation.method,
        "does": stated.get("operations", {}).get(operation.name, f"reaches {operation.name}"),
        "resource": resource,
        "A_resource": capital(a_thing(resource)),
        "source": contract.source,
        "or_empty_object": ", or an empty object" if "empty-object" in allowances(contract) else "",
        "members_required": f"{in_words(len(required), 'member')} {'is' if len(required) == 1 else 'are'} required"
        if required
        else "the operation needs one",
    }


def nouns(contract: Contract, operation: Operation) -> dict[str, str]:
    """What each parameter of the path names, in plain words: `{"voiceConnectorId": "connector"}`."""
    stated = contract.words.get("parameters", {})
    return {name: stated.get(name, noun_of(name)) for name in operation.identifiers}


def _several_inputs(operation: Operation) -> bool:
    optional = [item for item in operation.parameters if item.location != "path"]
    return len(optional) + len(operation.request_schema.get("properties", ())) > 1


def _refuses_unknown(operation: Operation) -> bool:
    """Whether what is unknown is to be refused although no source documents an error for it.

    What is only read must be there, and so must what another operation makes. Any other name may be used as it comes: a
    topic to publish to need not be made before.
    """
    if operation.missing_error or not operation.may_be_unknown:
        return False
    leading = leading_to(operation, operations(operation.contract, operation.document))
    return operation.method == "GET" or any(link.made for link in leading)


_CONDITIONS: Mapping[str, Callable[[Operation], bool]] = {
    "always": lambda _: True,
    "body": lambda operation: operation.request_body is not None,
    "body-required": lambda operation: operation.requires_body,
    "json-request": lambda operation: operation.has_json_request,
    "json-response": lambda operation: operation.has_json_response,
    "empty-response": lambda operation: not operation.response.get("content"),
    "several-inputs": _several_inputs,
    "repeatable": repeatable,
    "errors": lambda operation: bool(operation.errors),
    "no-error-for-invalid-input": lambda operation: not operation.invalid_error,
    "no-error-for-unknown-resources": _refuses_unknown,
}
