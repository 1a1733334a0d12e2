"""The catalogue: every clause of an edition, derived from its operation, plus the hand-written ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from spec.clause import Clause, Evidence, Level
from spec.contract import DEFAULT_EDITION, load
from spec.operation import Node, Operation, types, walk
from spec.words import a_type, counted

KEYWORDS = (
    "type",
    "enum",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "pattern",
    "format",
)
_SIZES = {
    "minLength": ("at least", "character"),
    "maxLength": ("at most", "character"),
    "minItems": ("at least", "item"),
    "maxItems": ("at most", "item"),
}
_LEVELS = {Evidence.PAGE: Level.MUST}


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The clauses of one edition, in the order of the report.

    Attributes:
        edition: the edition.
        clauses: by id.
    """

    edition: str
    clauses: Mapping[str, Clause]

    def __iter__(self) -> Iterator[Clause]:
        return iter(self.clauses.values())

    def __getitem__(self, clause_id: str) -> Clause:
        return self.clauses[clause_id]

    def __contains__(self, clause_id: str) -> bool:
        return clause_id in self.clauses

    def __len__(self) -> int:
        return len(self.clauses)


@cache
def catalogue(edition: str = DEFAULT_EDITION) -> Catalogue:
    """The catalogue of `edition`.

    Raises:
        ContractError: there is no such edition.
    """
    operation = load(edition).operation
    ledger = _ledger()
    derived = [*_path(operation), *_request(operation), *_response(operation), *_errors(operation)]
    written = [_written(entry, operation) for entry in ledger["clauses"] if _applies(entry, edition)]
    adjusted = [_adjusted(clause, ledger) for clause in derived]
    ordered = sorted([*adjusted, *written], key=lambda clause: ledger["sections"].index(clause.section))
    return Catalogue(edition=edition, clauses={clause.id: clause for clause in ordered})


def _ledger() -> dict[str, Any]:
    text = files(__package__).joinpath("contracts", "ledger.yaml").read_bytes()
    ledger: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return ledger


def _applies(entry: Mapping[str, Any], edition: str) -> bool:
    return edition in entry.get("editions", (edition,))


def _written(entry: Mapping[str, Any], operation: Operation) -> Clause:
    return Clause(
        id=entry["id"],
        section=entry["section"],
        level=Level(entry["level"]),
        evidence=Evidence(entry["evidence"]),
        place=entry["place"],
        url=operation.documentation_url,
        sentence=entry["sentence"],
        checks=tuple(entry.get("checks", ())),
        excluded=entry.get("excluded", ""),
        note=entry.get("note", ""),
    )


def _adjusted(clause: Clause, ledger: Mapping[str, Any]) -> Clause:
    """The derived clause with the ledger's own sentence, exclusion or note, where it has one."""
    own = ledger["adjustments"].get(clause.id)
    if own is None:
        return clause
    excluded = own.get("excluded", clause.excluded)
    return Clause(
        id=clause.id,
        section=clause.section,
        level=clause.level,
        evidence=clause.evidence,
        place=clause.place,
        url=clause.url,
        sentence=own.get("sentence", clause.sentence),
        checks=() if excluded else clause.checks,
        excluded=excluded,
        note=own.get("note", clause.note),
    )


def _path(operation: Operation) -> Iterator[Clause]:
    parameter = operation.parameter
    node = Node(path=(parameter.name,), schema=parameter.schema, required=True)
    yield from _node("request.path", "Request path", node, operation, checks=("accepted", "refused"))


def _request(operation: Operation) -> Iterator[Clause]:
    for node in walk(operation.request_schema):
        yield from _node("request.body", "Request body", node, operation, checks=("accepted", "refused"))


def _response(operation: Operation) -> Iterator[Clause]:
    status = operation.success_status
    shown = {"evidence": "page", "place": "Response Syntax"}
    yield _clause(
        f"response.status.{status}",
        "Response",
        shown,
        operation,
        sentence=f"A valid request is answered {status}.",
        checks=("accepted", "answered"),
    )
    yield _clause(
        "response.contentType",
        "Response",
        shown,
        operation,
        sentence="The answer is application/json.",
        checks=("answered",),
    )
    for name, header in operation.response.get("headers", {}).items():
        yield _clause(
            f"response.header.{name}",
            "Response",
            header.get("x-sources", {}).get("required", {}),
            operation,
            sentence=f"The answer carries the header {name}.",
            checks=("answered",),
        )
    for node in walk(operation.response_schema):
        yield from _node("response.body", "Response", node, operation, checks=("answered",))


def _errors(operation: Operation) -> Iterator[Clause]:
    for name, status in operation.errors.items():
        source = operation.definition["responses"][str(status)].get("x-sources", {}).get("status", {})
        yield _clause(
            f"error.{name}.status",
            "Errors",
            source,
            operation,
            sentence=f"{name} is answered {status}.",
            checks=("refused",),
        )
        yield _clause(
            f"error.{name}.type",
            "Errors",
            {**source, "evidence": "protocol"},
            operation,
            sentence=f"A refusal with {status} names {name}.",
            checks=("refused",),
        )


def _node(prefix: str, section: str, node: Node, operation: Operation, *, checks: tuple[str, ...]) -> Iterator[Clause]:
    """The clauses of one schema node: one per keyword, and one for being required or optional."""
    base = ".".join((prefix, *node.path))
    name = ".".join(part for part in node.path if part != "items") or "the body"
    subject = f"Each item of {name}" if node.path[-1:] == ("items",) else name[0].upper() + name[1:]
    sources = node.schema.get("x-sources", {})
    if node.required is not None and (node.required or prefix.startswith("request")):
        word = "required" if node.required else "optional"
        sentence = f"{subject} must be there." if node.required else f"{subject} may be left out."
        own = checks if node.required else ("accepted",)
        yield _clause(f"{base}.{word}", section, sources.get("required", {}), operation, sentence=sentence, checks=own)
    for keyword in KEYWORDS:
        if keyword in node.schema:
            yield _clause(
                f"{base}.{keyword}",
                section,
                sources.get(keyword, {}),
                operation,
                sentence=_sentence(subject, keyword, node.schema),
                checks=checks,
            )


def _clause(
    clause_id: str,
    section: str,
    source: Mapping[str, Any],
    operation: Operation,
    *,
    sentence: str,
    checks: tuple[str, ...],
) -> Clause:
    evidence = Evidence(source.get("evidence", "page"))
    url = source.get("url", operation.documentation_url)
    anchor = source.get("anchor")
    return Clause(
        id=clause_id,
        section=section,
        level=_LEVELS.get(evidence, Level.SHOULD),
        evidence=evidence,
        place=source.get("place", "Request Syntax"),
        url=f"{url}#{anchor}" if anchor else url,
        sentence=sentence,
        checks=checks,
        note=source.get("decision", ""),
    )


def _sentence(subject: str, keyword: str, schema: Mapping[str, Any]) -> str:
    value = schema[keyword]
    if keyword == "type":
        return f"{subject} is {' or '.join(map(a_type, types(schema)))}."
    if keyword == "enum":
        return f"{subject} is one of {', '.join(str(item) for item in value if item is not None)}."
    if keyword in _SIZES:
        bound, noun = _SIZES[keyword]
        return f"{subject} has {bound} {counted(value, noun)}."
    return {
        "minimum": f"{subject} is at least {value}.",
        "maximum": f"{subject} is at most {value}.",
        "pattern": f"{subject} matches {value}",
        "format": f"{subject} is an instant in time.",
    }[keyword]
