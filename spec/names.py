"""What the names of operations and members suggest: the verb, the resource, and which members name a resource."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from spec.nodes import walk
from spec.operation import CONFLICT, Operation, Schema, is_fresh, types

_VERB = re.compile(r"(?P<verb>[A-Z][a-z]+)(?P<resource>\w*)")
CREATING = {"Create", "Put", "Register", "Add", "Start", "Import", "Allocate"}
DELETING = {"Delete", "Deregister", "Remove"}
READING = {"Get", "Describe", "List"}
REPLACING = "Replace"
USING = {*READING, "Update", "Modify", REPLACING, *DELETING}
# Verbs of requests about what exists, whatever it is.
TAGGING = {"Tag", "Untag"}
# Verbs of requests that change a state, and may be refused where it has changed already.
ONCE = {
    *("Start", "Stop", "Cancel", "Terminate", "Complete", "Close", "Revoke", "Accept", "Reject", "Decline"),
    *("Associate", "Disassociate", "Attach", "Detach", "Enable", "Disable", "Activate", "Deactivate"),
}
# What a service calls the identifier of a thing, the more specific first.
IDENTIFIERS = ("id", "identifier", "name", "arn", "key", "uri", "url")
# What the names of errors say where something does not exist.
UNKNOWN = ("NotFound", "NoSuch", "DoesNotExist", "NotExist")
# What the names of errors say where something is there already, or in use: `ConflictException`, `name_taken`.
_TAKEN = re.compile(
    r"(?i:already|(?<!not)(?<!not[_-])exists|conflict|duplicate|(?<!mis)taken)|InUse(?![a-z])|\b(?:\w+[_-])?in[_-]use"
)
# What the words of a refusal say then. "Exists", "unique" and "taken" by themselves may tell of anything: that no such
# thing exists, that a list has a member twice, that a step was not taken.
_ALREADY = re.compile(r"(?i)\balready\b|\b(?:is|been) taken\b|\bin use\b")
# Words that may as well be about a list in the request that has a member twice.
_ONE_ONLY = re.compile(
    r"(?i)\b(?:names?|ids?|identifiers?) (?:\S+ ){0,2}(?:is|are|be) (?:not )?unique\b|\bunique constraint\b"
    r"|\bduplicate (?:name|id|identifier|entry|key)\b|\bconflicts? with (?:an? )?existing\b"
)
# What they say where there are so many that no more are made.
_FULL = re.compile("limit|quota", re.IGNORECASE)
# Members that are about how a request is made, not about the resource.
# The last word of a member that names something: `groupIds`, `roleArn` and `name` do, `valid` and `learn` do not.
_NAMING = re.compile(r"(?:(?i:identifier|name|uri|url)|(?:^|[-_.])(?i:id|arn|key)|I[dD]|A(?:rn|RN)|Key)s?$")
_TECHNICAL = re.compile(
    r"(?i)(next)?token|client(request)?token|maxresults|marker|limit|pagesize|dryrun|idempotency\w*"
)


def verb(name: str) -> str:
    """`Create` of `CreateThing`."""
    match = _VERB.match(name)
    return match["verb"] if match else ""


def resource(name: str) -> str:
    """`Thing` of `CreateThing`, and of `ListThings`."""
    match = _VERB.match(name)
    found = match["resource"] if match else ""
    return singular(found) if match and match["verb"] == "List" else found


def singular(name: str) -> str:
    """`Policy` of `Policies`, `Thing` of `Things`."""
    if name.endswith("ies"):
        return f"{name[:-3]}y"
    return name.removesuffix("s") if not name.endswith("ss") else name


def plain(name: str) -> str:
    """A name without case and separators, for comparisons: `ThingName`, `thing-name` and `thingName` are one."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def technical(name: str) -> bool:
    """Whether a member is about the request rather than the resource."""
    return bool(_TECHNICAL.fullmatch(plain(name)))


def naming(parameter: str, thing: str, members: Mapping[str, Schema]) -> str:
    """The member that a parameter of another operation takes its value from, or "".

    The same name comes first; then a name that lacks the resource (`Id` for `ApplicationId`) or adds it
    (`thingName` for `name`).

    Args:
        parameter: for example `ApplicationId`.
        thing: the resource, for example `Application`.
        members: what there is to choose from, by name.
    """
    wanted, of = plain(parameter), plain(thing)
    texts = {name: plain(name) for name, schema in members.items() if types(schema) in {("string",), ()}}
    bare = wanted.removeprefix(of)
    kind = next((kind for kind in IDENTIFIERS if wanted.endswith(kind)), "")
    candidates = (
        wanted,
        bare,
        f"{of}{wanted}",
        kind if wanted == f"{of}{kind}" else "",
        f"{of}{kind}" if bare == kind else "",
        # What may be told by its id or its ARN is called an identifier.
        *((f"{of}id", "id", f"{of}arn", "arn") if wanted in {"identifier", f"{of}identifier"} else ()),
    )
    for candidate in filter(None, candidates):
        for name, text in texts.items():
            if text == candidate:
                return name
    return ""


def levels(schema: Schema, thing: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The members of an answer, and those of the object in it that is the resource, each with its JSON Pointer."""
    members = schema.get("properties", {})
    yield "", members
    inner = [name for name, child in members.items() if "properties" in child]
    for name in inner:
        if plain(name) == plain(thing) or len(members) == 1:
            yield f"/{name}", members[name]["properties"]


def creates(operation: Operation) -> bool:
    """Whether an operation seems to make a resource.

    What is started by its own name, as in `/pipes/{Name}/start`, exists already; what `StartJobRun` starts does not.
    """
    if verb(operation.name) not in CREATING or operation.method not in {"POST", "PUT"}:
        return False
    thing = resource(operation.name)
    return verb(operation.name) != "Start" or not any(_names(item.name, thing) for item in operation.at("path"))


def lists(operation: Operation) -> bool:
    """Whether an operation seems to show several resources, also those that others made."""
    return verb(operation.name) == "List" or "items" in operation.pagination


def _names(parameter: str, thing: str) -> bool:
    """Whether a parameter names a thing: `Name` does, and `pipeId` of `Pipe`."""
    return plain(parameter).removeprefix(plain(thing)) in {*IDENTIFIERS, ""}


def repeatable(operation: Operation) -> bool:
    """Whether the same request can be accepted again: what was deleted is gone, and what was stopped is stopped."""
    return operation.method != "DELETE" and verb(operation.name) not in ONCE


def names_something(member: str, schema: Schema) -> bool:
    """Whether a member seems to name something that its caller does not make with this very request."""
    return bool(_NAMING.search(member)) and not is_fresh(schema)


def collides(operation: Operation) -> bool:
    """Whether an operation documents an error for what exists already."""
    return bool(operation.errors_of(CONFLICT)) or any(map(says_taken, operation.errors))


def may_collide(operation: Operation) -> bool:
    """Whether a request may be answered that there is such a thing already: it is documented, or it names a new one."""
    named = any(parameter.fresh for parameter in operation.parameters)
    return collides(operation) or named or any(is_fresh(node.schema) for node in walk(operation.request_schema))


def says_taken(error: str) -> bool:
    """Whether an error's name says that something exists already: `ConflictException`."""
    return _TAKEN.search(error) is not None


def tells_taken(text: str, *, also_unique: bool) -> bool:
    """Whether the words of a refusal tell that something exists already: "Group already exists".

    Args:
        text: the words.
        also_unique: whether "Names are unique." tells it as well. It may be about a list that a wrong request has.
    """
    return _ALREADY.search(text) is not None or (also_unique and _ONE_ONLY.search(text) is not None)


def says_full(text: str) -> bool:
    """Whether they say that there are so many that no more are made: `LimitExceededException`."""
    return _FULL.search(text) is not None


def says_unknown(error: str) -> bool:
    """Whether an error's name says that something does not exist: `ResourceNotFoundException`."""
    return any(word in error for word in UNKNOWN)
