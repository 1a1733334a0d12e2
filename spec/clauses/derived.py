"""The clauses that an operation's OpenAPI description carries: on its parameters, bodies, echoes and errors."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from spec.clauses import clause_ids
from spec.clauses.checks import CHECKS
from spec.clauses.clause import Clause, Evidence, Level
from spec.clauses.clause_ids import ITEMS
from spec.clauses.ledger import (
    allowances,
    level,
    protocol,
    vocabulary,
)
from spec.clauses.schemas import Statement, is_a_least_of_one, is_a_width, is_beyond_reach, is_vacuous, statements
from spec.contract import Contract
from spec.error_names import ERROR_NAME_PLACES
from spec.nodes import Node, walk
from spec.operation import BAD_REQUEST, NOT_FOUND, Operation, Schema, promised_headers, types
from spec.parameter import Parameter
from spec.paths import PLACEHOLDER, reached
from spec.relations.alternatives import dependent, of_query, only_choices, within
from spec.relations.echo import echoes, lacking, stating

_SECTIONS = {"path": "Request path", "query": "Request query", "header": "Request headers"}
# The parameter whose place another one takes in a path: `/{InstanceId}/` before `{WorkspaceId}`.
_BEFORE = re.compile(r"/\{([^{}]+)\}/$")
_PLACES = {"path": "a path", "query": "a query string", "header": "a header"}


class Derivation:
    """Derives the clauses of one operation from what its OpenAPI description says."""

    def __init__(self, contract: Contract, operation: Operation) -> None:
        self._contract = contract
        self._operation = operation
        self._words = vocabulary(contract, operation)
        self._protocol = protocol()
        allowed = allowances(contract)
        self._open_names = "named-otherwise" in allowed
        self._dependent = frozenset().union(*dependent(operation)) if self._open_names else frozenset()
        self._open_sizes = "empty-is-unset" in allowed

    def every(self) -> Iterator[Clause]:
        """Every derived clause, in the order of the description."""
        yield from self.parameters()
        yield from self.request()
        yield from self.response()
        yield from self.echoes()
        yield from self.errors()

    def parameters(self) -> Iterator[Clause]:
        """What is said of the path, the query string and the headers."""
        ways = frozenset().union(*of_query(self._operation)) if self._open_names else frozenset()
        for parameter in self._operation.parameters:
            node = Node(path=(parameter.name,), schema=parameter.schema, required=parameter.required)
            for stated in statements(node, optional=True):
                clause = self._of_parameter(parameter, stated, stated.keyword, parameter.schema)
                if stated.keyword == "required" and parameter.location == "path":
                    clause = self._if_seen(clause, parameter.name)
                elif reason := self._unbreakable(parameter, stated.keyword, ways):
                    clause = replace(clause, checks=(), excluded=self._protocol[reason])
                yield clause
            if "array" in types(parameter.schema) and parameter.location != "path":
                inner = parameter.schema.get("items", {})
                for stated in statements(
                    Node(path=(parameter.name, ITEMS), schema=inner, required=None), optional=False
                ):
                    yield self._of_parameter(parameter, stated, f"{ITEMS}.{stated.keyword}", inner)

    def _unbreakable(self, parameter: Parameter, keyword: str, ways: Collection[str]) -> str:
        """Why no request can break what is said of a parameter, by the name of the reason; "" where one can."""
        schema, in_path, token = parameter.schema, parameter.location == "path", self._is_token(parameter)
        if keyword == "optional":
            named = "ways" if parameter.name in ways else "dependent" if parameter.name in self._dependent else ""
            return named or ("first" if token else "")
        if keyword == "minItems":
            return "no-items" if not in_path and schema["minItems"] <= 1 else ""
        if keyword != "minLength" or schema["minLength"] > 1:
            return ""
        return "token" if token else "" if schema["minLength"] else "no-id" if in_path else "no-text"

    def _of_parameter(self, parameter: Parameter, stated: Statement, local: str, schema: Schema) -> Clause:
        """The clause on what is said of a parameter, or of the items of one that is a list."""
        clause = self._clause(
            clause_ids.parameter(parameter.location, parameter.name, local),
            _SECTIONS[parameter.location],
            stated.source,
            stated.sentence,
            "accepted" if stated.keyword == "optional" or is_vacuous(stated.keyword, schema) else "value",
            pattern=stated.pattern,
        )
        # Everything is text there, and a list may have one item.
        if stated.keyword == "type" and types(schema) in {("string",), ("array",)}:
            reason = self._protocol["text"].format(location=_PLACES[parameter.location])
            return replace(clause, checks=(), excluded=reason)
        clause = self._unless_a_width(clause, stated.keyword, schema)
        return self._within_reach(clause, stated.keyword, schema, parameter.location)

    def _is_token(self, parameter: Parameter) -> bool:
        """Whether a parameter of the query or a header continues a list."""
        return parameter.name == self._operation.token_in(parameter.location)

    def _if_seen(self, clause: Clause, name: str) -> Clause:
        """The clause, excluded where a path without the parameter is one without another, or another operation's."""
        operation = self._operation
        before = _BEFORE.search(operation.template.partition(f"{{{name}}}")[0])
        if before:
            return replace(clause, checks=(), excluded=self._protocol["shifted"].format(other=before[1]))
        rest = operation.template.replace(f"{{{name}}}", "").replace("//", "/")
        others = reached(operation.document, PLACEHOLDER.sub("x", rest))
        if not others:
            return clause
        named = [other.name for other in self._contract.operations.values() if other.template == others[0][1]]
        words = named[0] if named else " ".join(others[0])
        return replace(clause, checks=(), excluded=self._protocol["unseen"].format(other=words))

    def _unless_a_width(self, clause: Clause, keyword: str, schema: Schema) -> Clause:
        """The clause, excluded where it only says how programs hold a number."""
        if not is_a_width(keyword, schema):
            return clause
        return replace(clause, checks=(), excluded=self._protocol["width"].format(format=schema[keyword]))

    def _within_reach(self, clause: Clause, keyword: str, schema: Schema, location: str) -> Clause:
        """The clause, excluded where only a request of many megabytes or a very long path breaks it."""
        if not is_beyond_reach(keyword, schema, location):
            return clause
        return replace(clause, checks=(), excluded=self._protocol["large"].format(bound=schema[keyword]))

    def request(self) -> Iterator[Clause]:
        """What is said of the request's body."""
        if not self._operation.has_json_request:
            return
        ways = within(self._operation.request_schema) if self._open_names else frozenset()
        alone = only_choices(self._operation.request_schema)
        depending, token = {(name,) for name in self._dependent}, (self._operation.token_in("body"),)
        for node in walk(self._operation.request_schema):
            for stated in statements(node, optional=True):
                clause = self._clause(
                    clause_ids.request_member(node.path, stated.keyword),
                    "Request body",
                    stated.source,
                    stated.sentence,
                    "accepted" if stated.keyword == "optional" or is_vacuous(stated.keyword, node.schema) else "value",
                    pattern=stated.pattern,
                )
                if stated.keyword == "optional" and node.path in ways | alone | depending:
                    which = "alone" if node.path in alone else "ways" if node.path in ways else "dependent"
                    clause = replace(clause, checks=(), excluded=self._protocol[which])
                if stated.keyword == "minLength" and node.path == token and is_vacuous(stated.keyword, node.schema):
                    clause = replace(clause, checks=(), excluded=self._protocol["token"])
                clause = self._unless_a_width(clause, stated.keyword, node.schema)
                yield self._within_reach(clause, stated.keyword, node.schema, "body")

    def response(self) -> Iterator[Clause]:
        """What is said of the answer of success."""
        operation = self._operation
        status = operation.success_status
        shown = {"place": "Response Syntax"}
        yield self._clause(
            clause_ids.success(status), "Response", shown, f"A valid request is answered {status}.", "success"
        )
        if operation.has_json_response:
            yield self._clause(
                clause_ids.RESPONSE_CONTENT_TYPE, "Response", shown, "The answer is application/json.", "answered"
            )
        for name, header in promised_headers(operation.response).items():
            source = header.get("x-sources", {}).get("required", {})
            sentence = f"The answer carries the header {name}."
            yield self._clause(clause_ids.response_header(name), "Response", source, sentence, "answered")
        if not operation.has_json_response:
            return
        for node, loose in lacking(operation.response_schema, self._binds):
            for stated in statements(node, optional=False):
                if is_vacuous(stated.keyword, node.schema):
                    continue
                clause = self._clause(
                    clause_ids.response_member(node.path, stated.keyword),
                    "Response",
                    stated.source,
                    stated.sentence,
                    "answered",
                    pattern=stated.pattern,
                )
                clause = self._unless_a_width(clause, stated.keyword, node.schema)
                if self._open_sizes and node.required is False and is_a_least_of_one(stated.keyword, node.schema):
                    clause = replace(clause, checks=(), excluded=self._protocol["empty"])
                yield replace(clause, if_there=loose)

    def echoes(self) -> Iterator[Clause]:
        """What of a request comes back in its answer."""
        for echo in echoes(self._operation.response_schema):
            name = ".".join(echo.path)
            stated = {"echo": "comes back as given"}
            if echo.unset:
                stated["unset"] = "that was not given comes back as not set"
            for keyword, words in stated.items():
                local = clause_ids.response_member(echo.path, keyword)
                yield self._clause(local, "Echo", stating(echo.schema, keyword), f"{name} {words}.", keyword)

    def _binds(self, source: Mapping[str, Any]) -> bool:
        """Whether what rests on a source must hold."""
        return level(self._evidence(source), self._contract) is Level.MUST

    def _evidence(self, source: Mapping[str, Any]) -> Evidence:
        return Evidence(source.get("evidence", self._contract.source))

    def errors(self) -> Iterator[Clause]:
        """What is said of each documented error: its status, and how it is named."""
        for name, status in self._operation.errors.items():
            source = self._operation.definition["responses"][str(status)].get("x-sources", {}).get("status", {})
            yield self._untestable(
                self._clause(
                    clause_ids.error_status(name), "Errors", source, self._error_sentence(name, status), "refused"
                ),
                name,
                "status",
            )
            yield self._untestable(self._naming(name, status, source), name, "type")

    def _naming(self, name: str, status: int, source: Mapping[str, Any]) -> Clause:
        """That a refusal names its error; the note says where the name may stand."""
        sentence = f"A refusal with {status} names {name}."
        clause = self._clause(
            clause_ids.error_type(name), "Errors", {**source, "evidence": "protocol"}, sentence, "refused"
        )
        return replace(clause, note=f"The name may stand {ERROR_NAME_PLACES}. {clause.note}".strip())

    def _error_sentence(self, name: str, status: int) -> str:
        if not self._provoked(name):
            return f"{name} is answered {status}."
        provoked = "invalid" if name == self._operation.invalid_error else "missing"
        template: str = self._protocol["errors"][provoked]["status"]
        return template.format_map({**self._words, "status": status})

    def _provoked(self, name: str) -> bool:
        """Whether requests of ours provoke the error: invalid input, or a resource that does not exist."""
        operation = self._operation
        return name == operation.invalid_error or (name == operation.missing_error and operation.may_be_unknown)

    def _untestable(self, clause: Clause, name: str, what: str) -> Clause:
        """The clause on an error with the reason why nothing provokes it, if nothing does."""
        if self._provoked(name):
            # What is wrong in a path that names what exists may always be refused as unknown.
            only_path = name == self._operation.invalid_error and not self._operation.takes_input
            return replace(clause, checks=(), excluded=self._protocol["only-path"]) if only_path else clause
        status = self._operation.errors[name]
        main = next(iter(self._operation.errors_of(status)))
        excluded: Mapping[Any, Mapping[str, str]] = self._protocol["errors"]["excluded"]
        shared = "shared" if status in (BAD_REQUEST, NOT_FOUND) and name != main else "other"
        template = excluded.get(status, excluded[shared])[what]
        return replace(clause, checks=(), excluded=template.format_map({**self._words, "main": main}))

    def _clause(
        self, local: str, section: str, source: Mapping[str, Any], sentence: str, check: str, *, pattern: str = ""
    ) -> Clause:
        evidence = self._evidence(source)
        url = source.get("url", self._operation.documentation_url)
        anchor = source.get("anchor")
        return Clause(
            id=self._operation.clause_id(local),
            operation=self._operation.name,
            section=section,
            level=level(evidence, self._contract),
            evidence=evidence,
            place=source.get("place", "Request Syntax"),
            url=f"{url}#{anchor}" if anchor else url,
            sentence=sentence,
            check=check,
            checks=CHECKS[check],
            pattern=pattern,
            note=source.get("decision", ""),
        )
