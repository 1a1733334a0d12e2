"""Operations of every shape, made by hand: what the strategies must be able to plan."""

from __future__ import annotations

from typing import Any

from spec.operation import Operation, operations

TEXT = {"type": "string"}
STAMP = {"type": "number", "format": "timestamp"}
UNION = {
    "type": "object",
    "properties": {"S": TEXT, "N": {"type": "integer"}},
    "oneOf": [{"required": ["S"]}, {"required": ["N"]}],
}
MAP = {
    "type": "object",
    "propertyNames": {"type": "string", "pattern": "^[a-z]{1,5}$"},
    "additionalProperties": {"type": "string", "maxLength": 20},
    "minProperties": 1,
    "maxProperties": 3,
}


def deep(levels: int) -> dict[str, Any]:
    """An object inside an object, and so on."""
    return {"type": "object", "properties": {"In": deep(levels - 1) if levels else TEXT, "Note": TEXT}}


BODIES: dict[str, dict[str, Any]] = {
    "optional": {"type": "object", "properties": {"Note": TEXT}},
    "none": {"type": "object", "properties": {}},
    "scalars": {
        "type": "object",
        "required": ["Flag", "Rate"],
        "properties": {
            "Flag": {"type": "boolean"},
            "Rate": {"type": "number", "minimum": 0, "maximum": 1},
            "More": {"type": "number", "exclusiveMinimum": 0},
            "Long": {"type": "string", "minLength": 3, "maxLength": 64, "pattern": "^[a-z-]+$"},
            "When": STAMP,
            "Either": {"type": ["number", "string"], "format": "timestamp"},
            "Data": {"type": "string", "contentEncoding": "base64", "maxLength": 400},
            "Any": {},
            "Const": {"type": "string", "const": "x"},
            "Step": {"type": "integer", "multipleOf": 5, "minimum": 5, "maximum": 90},
        },
    },
    "maps": {"type": "object", "required": ["Tags"], "properties": {"Tags": MAP, "Free": {"type": "object"}}},
    "unions": {
        "type": "object",
        "properties": {
            "Value": UNION,
            "Values": {"type": "array", "items": UNION, "maxItems": 5, "minItems": 1},
            "Outer": {"type": "object", "properties": {"Value": UNION}, "required": ["Value"]},
        },
    },
    "lists": {
        "type": "object",
        "properties": {
            "Tags": {"type": "array", "items": {"type": "object", "required": ["Key"], "properties": {"Key": TEXT}}},
            "Grid": {"type": "array", "items": {"type": "array", "items": {"type": "integer"}}},
            "Once": {"type": "array", "uniqueItems": True, "items": TEXT, "minItems": 2},
            "Kinds": {"type": "array", "items": {"enum": ["a", "b"], "type": "string"}, "minItems": 0},
            "Bare": {"type": "array", "x-type": "Things"},
        },
    },
    "deep": deep(12),
    "list": {"type": "array", "items": TEXT, "minItems": 1},
    "map": MAP,
    "union": UNION,
    "document": {},
    "patterns": {
        "type": "object",
        "required": ["Arn"],
        "properties": {
            "Arn": {"type": "string", "pattern": "^arn:aws[a-z-]*:[a-z]+:[a-z0-9-]*:[0-9]{12}:thing/[A-Za-z0-9]+$"},
            "Letters": {"type": "string", "pattern": "^[\\p{L}\\p{N}_]{1,20}$"},
            "Same": {"type": "string", "pattern": "^(a)\\1$"},
            "Ahead": {"type": "string", "pattern": "^(?!-)[a-z-]{2,9}$"},
            "Choice": {"type": "string", "pattern": "^(a|b|c)(d|e|f)(g|h|i)(j|k|l)$", "enum": ["adgj", "behk"]},
        },
    },
}


def body(schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An operation object with a JSON body."""
    content = {"application/json": {"schema": schema}}
    return {"requestBody": {"required": bool(schema.get("required")), "content": content}, **more}


def query(name: str, schema: dict[str, Any], *, required: bool = False) -> dict[str, Any]:
    """A parameter of the query string."""
    return {"name": name, "in": "query", "required": required, "schema": schema}


PARAMETERS = [
    query("max-results", {"type": "integer", "minimum": 1, "maximum": 99}, required=True),
    query("status", {"type": "string", "enum": ["Open", "Closed"]}),
    query("deep", {"type": "boolean"}),
    query("since", {"type": "string", "format": "timestamp"}),
    query("rate", {"type": "number"}),
    query("tag", {"type": "array", "items": {"type": "string", "pattern": "^[a-z]{2,4}$"}, "maxItems": 3}),
    query("filter", {"type": "object", "additionalProperties": TEXT}),
    query("unknown", {}),
    {"name": "If-Match", "in": "header", "required": True, "schema": {"type": "string", "pattern": "^[0-9a-f]{8}$"}},
    {"name": "X-When", "in": "header", "schema": {"type": "string", "format": "http-date"}},
    {"name": "X-Flag", "in": "header", "schema": {"type": "boolean"}},
    {
        "name": "x-meta-*",
        "in": "header",
        "x-prefix": "x-meta-",
        "schema": {"type": "object", "additionalProperties": TEXT},
    },
]
PATH = [
    {"name": "bucket", "in": "path", "required": True, "schema": {"type": "string", "pattern": "^[a-z]{3,9}$"}},
    {"name": "number", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}},
    {"name": "thingId", "in": "path", "required": True, "schema": {"type": "string", "maxLength": 64}},
]
ANSWER = {"200": {"content": {"application/json": {"schema": {"type": "object", "properties": {"Id": TEXT}}}}}}
BYTES: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {"maxLength": 900}}}}
}


def shaped(method: str = "post", template: str = "/things", **definition: Any) -> Operation:
    """One operation of a document that has a sibling on the same path and on a longer one."""
    other = {"operationId": "Other", "responses": {"204": {}}}
    own = {"operationId": "Tried", "responses": ANSWER, **definition}
    sibling = "delete" if method != "delete" else "put"
    paths = {template: {method: own, sibling: other}, f"{template}/more": {"get": {**other, "operationId": "More"}}}
    return operations("made", {"paths": paths})["Tried"]


SHAPES: dict[str, Operation] = {
    **{f"body-{name}": shaped(**body(schema)) for name, schema in BODIES.items()},
    "get": shaped("get"),
    "get-parameters": shaped("get", "/things/{bucket}/{number}/{thingId}", parameters=[*PATH, *PARAMETERS]),
    "put-parameters": shaped("put", "/b/{bucket}", parameters=[PATH[0], *PARAMETERS], **body(BODIES["scalars"])),
    "delete": shaped("delete", "/things/{thingId}", parameters=[PATH[2]], responses={"204": {}}),
    "patch": shaped("patch", "/things/{thingId}", parameters=[PATH[2]], **body(BODIES["optional"])),
    "bytes": shaped("put", **BYTES),
    "text": shaped("put", requestBody={"content": {"text/plain": {"schema": TEXT}}}),
}
