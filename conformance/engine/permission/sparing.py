"""What is not sent to a target that is not on this machine: a change of all below a path, or of what is someone else's.

A `DELETE` or a `PUT` without the id of what it is about, on `/things/` or `/`, is a wrong request, and right targets
refuse it. But a target may know it all the same, and remove or replace what its owner has made. So may it take an id
that is like another one, or plain, for that of something: where ids are counted, `12` is as real as `121`. No clause is
worth that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from urllib.parse import unquote

from conformance.engine.permission.inside import acts, asks, strays_inside
from conformance.engine.permission.known import Known
from conformance.engine.permission.stating import is_like_stated, is_stated
from conformance.engine.settings import Settings
from spec.contract import load
from spec.headers import DIRECTING
from spec.names import DELETING, ONCE
from spec.operation import Operation, Schema
from spec.paths import PLACEHOLDER
from spec.reading.documents import parse_json
from strategies.bindings import created
from strategies.request import Request

_OVERRIDES = frozenset({name for name in DIRECTING if "method" in name})
# By these a target may read another request; what the suite itself says in the others is harmless.
_LEADING = DIRECTING - _OVERRIDES - {"cookie", "expect"}
# How services of other protocols of AWS are told what to do: `GET /?Action=DeleteUser`.
_CAMEL = re.compile(r"[A-Z][a-z]+[A-Z]")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_VERBS = frozenset({verb.lower() for verb in (*DELETING, *ONCE)} | {"purge", "reboot", "reset", "destroy", "shutdown"})
_ACTION = re.compile(r"(?:^|&)_?action=(\w{1,99})", re.IGNORECASE)
# The same in a query, a form or a JSON document, as web frameworks read it.
_OVERRIDE = re.compile(
    r"(?:^|[&\"\s{,])(?:_{1,3}method|x-http-method(?:-override)?)\"?\s*+[=:]\s*+\"?([a-z]{1,10})", re.IGNORECASE
)
_TAKING = frozenset({"DELETE", "PUT", "PATCH"})
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
# A created id, as it is or so that it is that of nothing else: where ids are counted, it is a later one.
_CREATED = re.compile(r"\{[^{}:]+(?::(?:longer|prefixed|upper-case))?\}")
# Nobody calls anything by a text of ours of so many characters; nor by one that is drawn anew for each request.
_NOBODYS, _DRAWN = 16, 5
# What a target that looks names up by SQL or as files may take for the names of all that there is.
_ANY = re.compile(r"[%_*?]+")


@dataclass(frozen=True, slots=True)
class Names:
    """What there is at a target by its name.

    Attributes:
        own: what the user named. The operations that he chose may change it; others may not, nor may a method that no
            operation has.
        parents: below which something may be made: beside what is `own`, what the contract gives as an example.
        made: what the run made.
        chosen: the names of the operations that the user chose; None for all.
    """

    own: Collection[str] = frozenset()
    parents: Collection[str] = frozenset()
    made: Known = field(default_factory=Known)
    chosen: Collection[str] | None = None

    @classmethod
    def of(cls, settings: Settings) -> Names:
        """What the user of a run named: the values of parameters, and the texts of a list among them.

        A contract may be a stranger's, who names what is not his: only of a shipped one the examples may be changed.
        """
        given, shipped = settings.given.values(), load(settings.source).shipped
        values = {*(given if shipped else settings.named.values()), *settings.others.values()}
        return cls(
            frozenset(values).union(*map(_items, values)),
            frozenset(given),
            chosen=frozenset(operation.name for operation in settings.operations),
        )

    def choosing(self, operations: Collection[str]) -> Names:
        """These names, as if the user had chosen these operations as well."""
        return self if self.chosen is None else replace(self, chosen={*self.chosen, *operations})

    def is_own(self, name: str) -> bool:
        """Whether the user named it, or the run made it."""
        return name in self.own or name in self.made

    def is_changeable(self, name: str, operation: str | None) -> bool:
        """Whether an operation may change what is called so; None for a method that none has."""
        chosen = operation is not None and (self.chosen is None or operation in self.chosen)
        return name in self.made or (chosen and name in self.own)

    def has_like(self, name: str) -> bool:
        """Whether a name is one of these or like one of them."""
        return self.made.has_like(name) or Known(self.own).has_like(name)


def _items(value: str) -> list[str]:
    if not value.startswith("["):
        return []
    try:
        found = parse_json(value)
    except ValueError:
        return []
    return [item for item in found if isinstance(item, str)]


def spared(request: Request, operations: Iterable[Operation], names: Names) -> bool:
    """Whether a request might take from a target what its owner has.

    Args:
        request: what would be sent.
        operations: of the contract.
        names: what there is.
    """
    known = list(operations)
    return empties(request, known) or strays(request, known, names)


def empties(request: Request, operations: Iterable[Operation]) -> bool:
    """Whether a request would delete or replace a collection or more, where the target has such an operation.

    Args:
        request: what would be sent.
        operations: of the contract.
    """
    taking = _methods(request) & _TAKING
    if not taking:
        return False
    steps = [step for step in map(_named, request.path.partition("?")[0].split("/")) if step]
    known = list(operations)
    if ".." in steps or any(_is(steps, item) for item in known if item.method in taking):
        return ".." in steps
    return any(len(steps) < len(_steps(item)) and _leads(steps, item) for item in known) or not steps


def strays(request: Request, operations: Iterable[Operation], names: Names) -> bool:
    """Whether a request would change something that neither the user named nor the run made, if there is such a thing.

    Args:
        request: what would be sent.
        operations: of the contract.
        names: what there is.
    """
    methods = _methods(request)
    if _leads_elsewhere(request):
        return True
    steps = [step for step in request.path.partition("?")[0].split("/") if step]
    known = [item for item in operations if _is(steps, item)]
    # A target may well answer to its path alone, whatever the method. What a body names, the user gave for that.
    may_be_named = partial(_may_be_changed, names=names, is_own=names.is_own)
    inside = not methods <= _READING and any(strays_inside(request, item, may_be_named) for item in known)
    # What no operation does to a path without a name, it would do to a collection, or to all that there is.
    return inside or any(
        _strays(steps, item, names, name) or (name is None and not PLACEHOLDER.search(item.template))
        for item, name in _taking(methods, known)
    )


def _taking(methods: Collection[str], known: Collection[Operation]) -> Iterator[tuple[Operation, str | None]]:
    """The operations of a path that change what is there, with their names; None for methods that none of them has."""
    yield from ((item, item.name) for item in known if item.method in methods and overwrites(item))
    others = set(methods) - {item.method for item in known}
    yield from ((item, None) for item in known if others & _TAKING or ("POST" in others and _ends(item)))


def _ends(operation: Operation) -> bool:
    return operation.template.endswith("}")


def _strays(steps: list[str], operation: Operation, names: Names, changing: str | None) -> bool:
    """Whether a path names something that may not be changed: the last name is that of what is, before are parents.

    `changing` is the name of the operation that does; None for a method that none has.
    """
    may_be_changed = partial(_may_be_changed, names=names, is_own=partial(names.is_changeable, operation=changing))
    fresh, schemas = _fresh(operation), {item.name: item.schema for item in operation.at("path")}
    pairs = [
        (step, name[1:-1]) for step, name in zip(steps, _steps(operation), strict=True) if PLACEHOLDER.fullmatch(name)
    ]
    return any(
        not may_be_changed(step, schemas.get(name, {}), name in fresh)
        and not (place < len(pairs) and (unquote(step) in names.parents or unquote(step) in names.own))
        for place, (step, name) in enumerate(pairs, 1)
    )


def consumes(request: Request, operation: Operation, named: Collection[str]) -> bool:
    """Whether a request may take away what the user named for an operation that only works on it: there is no other.

    Args:
        request: a case of the operation.
        operation: that is verified.
        named: the parameters of which the user gave the value.
    """
    others = _methods(request) - {operation.method}
    # Few requests have another method, and only then the contract's links need be looked through.
    return not others.isdisjoint({*_TAKING, "POST"}) and not created(operation).isdisjoint(named)


def overwrites(operation: Operation) -> bool:
    """Whether an operation changes or deletes what is there already."""
    if operation.method in _TAKING:
        return True
    named = operation.method == "POST" and PLACEHOLDER.search(operation.template)
    return bool(named) and (operation.template.endswith("}") or acts(operation))


def changed(operation: Operation) -> list[str]:
    """The parameter of the path that names what an operation changes, unless each request has a new name."""
    names = [step[1:-1] for step in _steps(operation) if PLACEHOLDER.fullmatch(step)]
    return [name for name in names[-1:] if overwrites(operation) and name not in _fresh(operation)]


def _fresh(operation: Operation) -> set[str]:
    """The parameters by which every request names something new."""
    return {parameter.name for parameter in operation.at("path") if parameter.fresh}


def _may_be_changed(
    step: str,
    schema: Schema,
    fresh: bool,  # noqa: FBT001 - told of each name
    *,
    names: Names,
    is_own: Callable[[str], bool],
) -> bool:
    """Whether the thing of a name may be changed: it is the user's own, or nobody's and like none that is known."""
    if fresh and _is_drawn(step) and not is_stated(step, schema):
        return True
    plain = unquote(step).strip()
    # White space is the name of nothing.
    if not plain or is_own(plain) or _CREATED.fullmatch(plain):
        return True
    special = "{" in plain or _ANY.fullmatch(plain) or is_like_stated(plain, schema)
    nobodys = len(plain) >= _NOBODYS and not special
    return nobodys and not names.has_like(plain)


def _is_drawn(step: str) -> bool:
    """Whether a name that every request has anew is long enough to be nobody's, and is read as a name alone."""
    plain = unquote(step).strip()
    return len(plain) >= _DRAWN and not plain.isdecimal() and re.sub("[-_.~:]", "", plain).isalnum()


def _leads_elsewhere(request: Request) -> bool:
    """Whether a target may read another request: one of another path, or an action of another protocol."""
    headers = {name.lower().replace("_", "-") for name, _value in request.headers}
    actions = _ACTION.findall(unquote(request.path.partition("?")[2]))
    if b"action=" in request.body.lower():
        actions += _ACTION.findall(request.body.decode("utf-8", "replace"))
    acting = (_does(action) or (_CAMEL.match(action) and not asks(action)) for action in actions)
    return not headers.isdisjoint(_LEADING) or any(acting)


def _does(action: str) -> bool:
    """Whether the first word of an action is a verb of what changes something: of `delete`, `DELETE_ALL`, `stopIt`."""
    return (_WORD.findall(action) or [""])[0].lower() in _VERBS


def _methods(request: Request) -> set[str]:
    """The methods that a target may take a request for."""
    # A gateway of Python reads `_` as `-`, and of several methods each may count.
    headers = ((name.lower().replace("_", "-"), value) for name, value in request.headers)
    told = [method for name, value in headers if name in _OVERRIDES for method in re.split("[,;\\s]+", value)]
    if b"method" in request.body.lower() or "method" in request.path.lower():
        told += _OVERRIDE.findall(unquote(request.path.partition("?")[2]))
        told += _OVERRIDE.findall(request.body.decode("utf-8", "replace"))
    return {request.method.upper(), *(method.strip().upper() for method in told)}


def _named(step: str) -> str:
    """A segment as a target may read it: decoded, without white space; "." stands for no segment."""
    plain = unquote(step).strip()
    return "" if plain == "." else plain


def _steps(operation: Operation) -> list[str]:
    return [step for step in operation.template.split("/") if step]


def _is(steps: list[str], operation: Operation) -> bool:
    return len(steps) == len(_steps(operation)) and _leads(steps, operation)


def _leads(steps: list[str], operation: Operation) -> bool:
    """Whether the path is the operation's, as far as it goes."""
    pairs = zip(steps, _steps(operation), strict=False)
    return all(PLACEHOLDER.fullmatch(want) or step == want for step, want in pairs)
