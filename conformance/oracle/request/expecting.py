"""From a request to what the documentation allows as an answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from conformance.oracle.exact import foreign
from conformance.oracle.expectation import Breach, Expectation
from conformance.oracle.request.body import Body, BodyRules
from conformance.oracle.request.headers import Openness, open_points, relied_upon
from conformance.oracle.request.parameters import Given, ParameterRules
from conformance.oracle.request.path import Identifier, PathRules, required, template_pattern
from conformance.oracle.schemas import Offence
from spec.clauses import clause_ids
from spec.clauses.catalogue import Catalogue
from spec.clauses.ledger import allowances, nouns
from spec.contract import Contract
from spec.names import IDENTIFIERS, TAGGING, USING, plain, resource, verb
from spec.operation import BAD_REQUEST, NOT_FOUND, Operation
from spec.paths import documented
from spec.relations.alternatives import dependent, named_otherwise, of_query, undecided_choice
from spec.relations.links import IN_BODY, leading_to, told
from strategies.bindings import created
from strategies.forgeries import FORGERIES
from strategies.request import Request

# An ordinary server, router or gateway in front of a target may refuse what is larger than this.
_LARGE_TARGET = 1 << 11
# Where no signature can be read at all, the request may count as invalid input.
_INCOMPLETE = frozenset({"auth.form", "auth.date.required", "auth.host"})
# A server that goes by the media type may not have read the body, so no part of the body needs to come back.
_UNREAD = frozenset({"content-type-missing", "content-type-other"})
# Steps of the local id of a clause on a member of the body: `request.body.Name.type`.
_MEMBER = 3
# What names an account: errors for unknown resources do not speak of it.
_ACCOUNTS = frozenset({"accountid", "awsaccountid"})
# Where a parameter beside path and body stands.
_BESIDE = frozenset({"query", "header"})
# Methods that HTTP defines for any resource.
_ANYWHERE = frozenset({"OPTIONS", "TRACE"})


class RequestOracle:
    """Knows, for one operation and the resources that exist, what every request may be answered."""

    def __init__(
        self, contract: Contract, operation: Operation, catalogue: Catalogue, given: Mapping[str, str]
    ) -> None:
        self._operation = operation
        self._catalogue = catalogue
        self._given = given
        allowed = allowances(contract)
        self._path = PathRules(operation, nouns(contract, operation), allowed)
        self._parameters = ParameterRules(operation, allowed)
        self._body = BodyRules(operation, allowed, told(operation, contract.operations))
        own = (operation.method, operation.template)
        self._created = created(operation)
        self._named = {name for name in (*given, *self._created) if name.startswith(IN_BODY)}
        # Parameters whose values callers choose. An attempt to create an unusual one may have made it, even if refused.
        self._chosen = set(_chosen(contract, operation))
        self._deletes_anyway = operation.method == "DELETE" and "deleted-anyway" in allowed
        # No clause says that what is unknown is refused: a topic to publish to need not be made before.
        self._takes_unknown = operation.missing not in catalogue
        self._may_name = "unknown-or-invalid" in allowed
        self._own_forms = "ids-of-their-own-form" in allowed
        self._ways = of_query(operation) if "named-otherwise" in allowed else ()
        self._dependent = dependent(operation) if "named-otherwise" in allowed else ()
        self._made = set(_made(operation)) if "made-by-naming" in allowed else set()
        self._others = [
            (method, re.compile(template_pattern(template)))
            for method, template in documented(operation.document)
            if (method, template) != own
        ]

    def expect(self, request: Request, bindings: Mapping[str, str]) -> Expectation:
        """What `request` may be answered where also the resources of `bindings` exist."""
        if request.forgery:
            return self._forged(request.forgery)
        path = request.path.partition("?")[0]
        raw = self._path.match(path)
        if raw is None or request.method != self._operation.method:
            return self._elsewhere(request.method, path, here=raw is not None)
        found = Openness()
        open_points(self._operation, request, found)
        existing = {**self._given, **bindings}
        given = self._parameters.given(request, existing, found)
        if len(request.path) > _LARGE_TARGET:
            found.add("large", 413, 414, 431)
        body = self._body.read(request.body, found, existing)
        if found.unspecified & _UNREAD:
            body = replace(body, document=None)
        identifiers = self._path.identifiers(raw, existing)
        return self._combined(identifiers, given, body, found, relied_upon(self._operation, request), existing)

    def _forged(self, name: str) -> Expectation:
        """A wrong signature: nothing else of the request is looked at before it is refused."""
        forgery = FORGERIES[name]
        refusals = {401, 403, BAD_REQUEST} if forgery.clause in _INCOMPLETE else {401, 403}
        return Expectation(
            success=self._operation.success_status,
            allowed=frozenset(refusals),
            breaches=(self._breach(self._operation.clause_id(forgery.clause), forgery.change),),
            forged=True,
        )

    def _elsewhere(self, method: str, path: str, *, here: bool) -> Expectation:
        """Another path or method: it does not do what the operation does, unless a server reads it as the right one."""
        left_open, breach = "other-operation", None
        if not self._documents(method, path):
            left_open, breach = self._other_method(method, path) if here else self._other_path(path)
        return Expectation(
            success=self._operation.success_status,
            allowed=frozenset(),
            any_answer=True,
            breaches=() if breach is None else (breach,),
            known=here,
            unspecified=frozenset({left_open}),
        )

    def _documents(self, method: str, path: str) -> bool:
        """Whether another operation has this method and path."""
        return any(other == method and rule.fullmatch(path) for other, rule in self._others)

    def _other_method(self, method: str, path: str) -> tuple[str, Breach | None]:
        operation = self._operation
        if method.upper() == operation.method:
            # Methods are told apart by case, but many servers are lenient, and none of that is documented.
            return "method-case", None
        harmless = _ANYWHERE if operation.success_status in (200, 204) else frozenset()
        # A server that offers GET offers HEAD (RFC 9110, 9.1).
        readable = operation.method == "GET" or self._documents("GET", path)
        if method in harmless or (method == "HEAD" and readable):
            return "other-method", None
        return "other-method", self._breach(operation.clause_id(clause_ids.METHOD), f"the method is {method}")

    def _other_path(self, path: str) -> tuple[str, Breach | None]:
        operation = self._operation
        name = self._path.missing(path)
        if name:
            clause = operation.clause_id(required(name))
            return "other-path", self._breach(clause, "the path has no id")
        if path.endswith("/") and self._path.match(path[:-1]):
            return "trailing-slash", None
        if self._path.match_in_any_case(path):
            return "path-case", None
        if self._path.reads_alike(path) or self._path.reads_with_slashes(path):
            return "path-spelling", None
        return "other-path", self._breach(operation.clause_id(clause_ids.PATH), f"the path is {path[:80]}")

    def _names_something(self, local: str) -> bool:
        """Whether a clause is about a member that names something: where it is wrong it is unknown as well."""
        if any(local.startswith(f"request.{name}.") for name in self._named):
            return True
        steps = local.split(".")
        of_member = len(steps) > _MEMBER and (clause_ids.on_request_body(local) or steps[1] in _BESIDE)
        return self._may_name and of_member and plain(steps[-2]).endswith(IDENTIFIERS)

    def _in_query(self, given: Given, existing: Mapping[str, str]) -> bool:
        known = {name for name, value in given.values.items() if existing.get(name) == value}
        return named_otherwise(self._ways, given.values, known)

    def _choice(self, values: Mapping[str, Any], body: Body) -> Mapping[str, Any] | None:
        document = body.document if isinstance(body.document, dict) else {}
        given = {name: value for name, value in {**values, **document}.items() if value is not None}
        choice = undecided_choice(self._dependent, given)
        # To ask for nothing at all is a choice of its own.
        return {**(choice or {}), "": None} if body.idle else choice

    def _breach(self, clause: str, detail: str) -> Breach:
        return Breach(clause=clause, level=self._catalogue[clause].level, detail=detail)

    def _combined(
        self,
        identifiers: Iterable[Identifier],
        given: Given,
        body: Body,
        found: Openness,
        relies: tuple[str, ...],
        existing: Mapping[str, str],
    ) -> Expectation:
        operation, success = self._operation, self._operation.success_status
        unknown = [identifier for identifier in identifiers if not identifier.known]
        values: dict[str, Any] = {identifier.name: identifier.value for identifier in identifiers} | given.values
        if any(identifier.offences or not identifier.plain or identifier.alike for identifier in unknown):
            return self._unusual_path(unknown, values, body, found)
        breaches = tuple(
            self._breach(clause, detail)
            for clause, detail in (*((offence.clause, offence.reason) for offence in given.offences), *body.broken)
        )
        allowed, unspecified = set(found.statuses), set(found.unspecified)
        if unknown:
            anyway = self._deletes_anyway or self._takes_unknown
            allowed |= {success} if anyway or all(each.name in self._made for each in unknown) else set()
            invalid = breaches or unspecified or any(self._may_be_misformed(each, existing) for each in unknown)
            allowed |= operation.missing_statuses | (operation.invalid_statuses if invalid else set())
            unspecified |= {"existence-order"} if breaches else set()
        elif breaches:
            allowed |= operation.invalid_statuses
            if any(self._names_something(operation.local(breach.clause)) for breach in breaches):
                allowed |= operation.missing_statuses
        else:
            allowed |= {success} | (operation.invalid_statuses if unspecified else set())
        return Expectation(
            success=success,
            allowed=frozenset(allowed),
            # Where no clause says how what is unknown is refused, it may be refused in any way: by a policy, too.
            any_refusal=bool(unknown) and self._takes_unknown,
            breaches=breaches,
            unspecified=frozenset(unspecified),
            known=not unknown,
            robustness=body.robustness
            or bool(unspecified & {"large", "deep"})
            or any(each.is_of_odd_text for each in given.offences),
            relies=relies,
            named_otherwise=body.named_otherwise or self._in_query(given, existing),
            choice=self._choice(values, body),
            parameters=values,
            document=body.document,
        )

    def _may_be_misformed(self, identifier: Identifier, existing: Mapping[str, str]) -> bool:
        """Whether an unknown id may have another form than those that the service makes."""
        made = identifier.name in existing or identifier.name in self._created
        return self._own_forms and made and not identifier.formed and identifier.name not in self._chosen

    def _empty(self, identifier: Identifier) -> list[Offence]:
        """That an id is not there at all, where nothing else is said of its form."""
        if identifier.value:
            return []
        clause = self._operation.clause_id(required(identifier.name))
        detail = "the path has no id"
        return [Offence(clause=clause, keyword="required", pointer="", detail=detail)]

    def _unusual_path(
        self, unknown: Sequence[Identifier], values: Mapping[str, Any], body: Body, found: Openness
    ) -> Expectation:
        """Routers and servers read such a path differently; a refusal of any kind is right."""
        success = self._operation.success_status
        offences = [offence for identifier in unknown for offence in identifier.offences or self._empty(identifier)]
        alike = all(identifier.alike for identifier in unknown)
        there = not offences and (
            self._deletes_anyway or all(identifier.alike or identifier.name in self._chosen for identifier in unknown)
        )
        return Expectation(
            success=success,
            allowed=frozenset({BAD_REQUEST, NOT_FOUND, *({success} if alike or there else ())}),
            any_refusal=True,
            known=False,
            breaches=tuple(self._breach(offence.clause, offence.reason) for offence in offences),
            unspecified=frozenset({"unusual-id"} | (found.unspecified & {"large"})),
            robustness="large" in found.unspecified or _any_foreign(values),
            parameters=values,
            document=body.document if alike else None,
        )


def _chosen(contract: Contract, operation: Operation) -> Iterator[str]:
    """The parameters that name what another operation made by a name that its caller chose."""
    for link in leading_to(operation, contract.operations):
        yield from (name for name, place in link.created.items() if link.by_caller or place.side == "request")


def _made(operation: Operation) -> Iterator[str]:
    """The parameters of the path that may be new: a name that begins that of what is made, and accounts.

    For example `LayerName` of PublishLayerVersion, unless another operation makes layers.
    """
    linked = created(operation)
    new = verb(operation.name) not in USING | TAGGING
    for name in operation.identifiers:
        text = plain(name)
        of_thing = text.endswith("name") and plain(resource(operation.name)).startswith(text.removesuffix("name"))
        if text in _ACCOUNTS or (new and of_thing and name not in linked):
            yield name


def _any_foreign(values: Mapping[str, Any]) -> bool:
    """Whether some parameter has a character that only robustness speaks of."""
    return any(isinstance(value, str) and foreign(value) for value in values.values())
