"""One operation of a contract as its OpenAPI document states it, with the look-ups that everything else needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from spec.clauses import clause_ids
from spec.parameter import Location, Parameter
from spec.relations.expressions import Expression, parse

JSON_MEDIA_TYPE = "application/json"
# What HTTP itself calls them.
NO_CONTENT = 204
BAD_REQUEST, NOT_FOUND, CONFLICT, UNPROCESSABLE, SERVER_ERROR = 400, 404, 409, 422, 500
METHODS = ("get", "put", "post", "delete", "patch", "head", "options")

Schema = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One HTTP action of a contract.

    Attributes:
        contract: the contract's name, for example `chime-2018-05-01`.
        name: the operation's id, for example `CreateProxySession`.
        prefix: what the ids of its clauses begin with: "" for the default operation of a shipped contract, else the
            name and a dot.
        method: the HTTP method in upper case.
        template: the path with `{parameter}` segments.
        definition: the OpenAPI operation object.
        document: the whole OpenAPI document.
    """

    contract: str
    name: str
    prefix: str = ""
    method: str
    template: str
    definition: Mapping[str, Any]
    document: Mapping[str, Any]

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """What a request carries outside its body, in the order of the documentation."""
        return tuple(
            Parameter(
                name=stated["name"],
                location=stated["in"],
                required=bool(stated.get("required")),
                schema=stated.get("schema", {}),
                definition=stated,
            )
            for stated in self.definition.get("parameters", ())
        )

    def at(self, location: Location) -> tuple[Parameter, ...]:
        """The parameters of one location."""
        return tuple(parameter for parameter in self.parameters if parameter.location == location)

    @cached_property
    def pagination(self) -> Mapping[str, Expression]:
        """How a list is read page by page (`x-pagination`): where `token`, `next`, `size` and `items` stand."""
        stated = self.definition.get("x-pagination", {})
        return {name: parse(text) for name, text in stated.items() if not name.startswith("x-")}

    def token_in(self, *locations: str) -> str:
        """The name of what continues a list, where it stands in one of these parts of a request; else ""."""
        token = self.pagination.get("token")
        return token.name if token is not None and token.location in locations else ""

    @property
    def request_body(self) -> Mapping[str, Any] | None:
        """The request body object, or None where requests have no body."""
        return self.definition.get("requestBody")

    @property
    def request_media_type(self) -> str | None:
        """The media type of the request body: JSON, or that of a blob; None where requests have no body."""
        body = self.request_body
        return next(iter(body["content"])) if body else None

    @property
    def has_json_request(self) -> bool:
        """Whether a request has a JSON body."""
        return self.request_media_type == JSON_MEDIA_TYPE

    @property
    def request_schema(self) -> Schema:
        """The JSON Schema of the request body; an empty one where requests have no JSON body."""
        body = self.request_body
        if not body or not self.has_json_request:
            return {}
        schema: Schema = body["content"][JSON_MEDIA_TYPE]["schema"]
        return schema

    @property
    def request_example(self) -> Any:
        """The documentation's own request body, or None where it shows none."""
        body = self.request_body
        return body["content"][JSON_MEDIA_TYPE].get("example") if body and self.has_json_request else None

    @cached_property
    def success_status(self) -> int:
        """The documented status of success."""
        return next(int(code) for code in self.definition["responses"] if code.startswith("2"))

    @property
    def response(self) -> Mapping[str, Any]:
        """The response object of success."""
        response: Mapping[str, Any] = self.definition["responses"][str(self.success_status)]
        return response

    @property
    def has_json_response(self) -> bool:
        """Whether success is answered with a JSON body."""
        return JSON_MEDIA_TYPE in self.response.get("content", {})

    @property
    def response_schema(self) -> Schema:
        """The JSON Schema of the body of success; an empty one where it has no JSON body."""
        if not self.has_json_response:
            return {}
        schema: Schema = self.response["content"][JSON_MEDIA_TYPE]["schema"]
        return schema

    @cached_property
    def errors(self) -> dict[str, int]:
        """The documented errors: name to status; several names may share a status."""
        return {
            name: int(code)
            for code, response in self.definition["responses"].items()
            for name in response.get("x-errors", ())
        }

    def errors_of(self, status: int) -> tuple[str, ...]:
        """The names of the errors that are documented for a status."""
        return tuple(name for name, code in self.errors.items() if code == status)

    @cached_property
    def identifiers(self) -> tuple[str, ...]:
        """The names of the path's parameters, in the order of the path."""
        named = {parameter.name: self.template.find(f"{{{parameter.name}}}") for parameter in self.at("path")}
        return tuple(sorted(named, key=named.__getitem__))

    @property
    def may_be_unknown(self) -> bool:
        """Whether its path names something that may not exist: not only what the request itself creates."""
        return any(not parameter.fresh for parameter in self.at("path"))

    @property
    def takes_input(self) -> bool:
        """Whether a request has what can be wrong beside the names of what exists."""
        return self.request_body is not None or any(parameter.may_be_wrong for parameter in self.parameters)

    @property
    def requires_body(self) -> bool:
        """Whether a request without a body is wrong: it has a required member, or the body is all that is sent."""
        body = self.request_body
        if not body or not body.get("required"):
            return False
        return not self.has_json_request or bool(self.request_schema.get("required"))

    def error_of(self, status: int) -> str:
        """The error that stands for a documented status, the first of several; "" where the status has no error."""
        return next(iter(self.errors_of(status)), "")

    @cached_property
    def meanings(self) -> dict[str, str]:
        """What errors mean whose status alone does not tell it (`x-means`): `unknown` or `exists`, by name."""
        responses = self.definition["responses"].values()
        return {name: meaning for response in responses for name, meaning in response.get("x-means", {}).items()}

    @property
    def invalid_error(self) -> str:
        """The error that answers invalid input, the first of several; "" where none is documented."""
        return next((name for name in self.errors_of(BAD_REQUEST) if name not in self.meanings), "")

    @property
    def missing_error(self) -> str:
        """The error that answers an unknown resource; "" where none is documented."""
        meant = [name for name, meaning in self.meanings.items() if meaning == "unknown"]
        return next(iter((*self.errors_of(NOT_FOUND), *meant)), "")

    @property
    def invalid_statuses(self) -> frozenset[int]:
        """The statuses that are right for invalid input: HTTP's own, and what else is documented for it."""
        return frozenset({BAD_REQUEST, *({UNPROCESSABLE} & set(self.errors.values()))})

    @property
    def missing_statuses(self) -> frozenset[int]:
        """The statuses that are right for a resource that does not exist."""
        name = self.missing_error
        return frozenset({self.errors[name]}) if name else self.invalid_statuses | {NOT_FOUND}

    def clause_id(self, local: str) -> str:
        """The id of this operation's clause from its local id (see `spec.clauses.clause_ids`)."""
        return self.prefix + local

    def local(self, clause_id: str) -> str:
        """The local id of one of this operation's clauses."""
        return clause_id.removeprefix(self.prefix)

    @property
    def success(self) -> str:
        """The id of the clause on the status of success."""
        return self.clause_id(clause_ids.success(self.success_status))

    @property
    def invalid(self) -> str:
        """The id of the clause on the status that refuses invalid input."""
        name = self.invalid_error
        return self.clause_id(clause_ids.error_status(name) if name else clause_ids.INVALID_STATUS)

    @property
    def missing(self) -> str:
        """The id of the clause on the status that answers an unknown resource."""
        name = self.missing_error
        return self.clause_id(clause_ids.error_status(name) if name else clause_ids.MISSING_STATUS)

    @property
    def documentation_url(self) -> str:
        """The address of the operation's page, or ""."""
        own = self.definition.get("externalDocs") or self.document.get("externalDocs") or {}
        url: str = own.get("url", "")
        return url

    @property
    def parameter(self) -> Parameter:
        """The first parameter of the path."""
        return self.at("path")[0]


def operations(contract: str, document: Mapping[str, Any], default: str = "") -> dict[str, Operation]:
    """The operations of an OpenAPI `document` by name, in its order.

    Args:
        contract: the name of the contract that it states.
        document: the OpenAPI document.
        default: the operation whose clause ids have no prefix.

    A path may end in `#NAME`: two operations that differ only in a fixed query need a key each.
    """
    found = (
        Operation(
            contract=contract,
            name=definition["operationId"],
            prefix="" if definition["operationId"] == default else f"{definition['operationId']}.",
            method=method.upper(),
            template=template.partition("#")[0],
            definition=definition,
            document=document,
        )
        for template, item in document["paths"].items()
        for method, definition in item.items()
        if method in METHODS
    )
    return {operation.name: operation for operation in found}


def promised_headers(response: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The headers that every answer carries, by name: a header that is only documented may come with some answers."""
    headers = response.get("headers", {}).items()
    return {
        name: header for name, header in headers if header.get("required") or "required" in header.get("x-sources", {})
    }


def is_fresh(schema: Schema) -> bool:
    """Whether every request needs a new value (`x-fresh`): the schema's own, or the items of a list."""
    return bool(schema.get("x-fresh") or schema.get("items", {}).get("x-fresh"))


def types(schema: Schema) -> tuple[str, ...]:
    """The JSON types that `schema` allows, as a tuple; empty when it states none."""
    stated = schema.get("type", ())
    return (stated,) if isinstance(stated, str) else tuple(stated)
