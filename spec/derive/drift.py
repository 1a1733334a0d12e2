"""A contract against a newer page or the SDK's model: what was added, removed, tightened, loosened or changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from spec.contract import Contract, overlay_of
from spec.derive.facts import OF_TEXT, Fact, facts
from spec.derive.writing.documents import Derivation
from spec.operation import operations
from spec.reading.overlay import OverlayError, apply

# What only an example shows, or what somebody inferred, is not what a newer source has to say.
_SOFT = {"example", "inferred", "protocol"}
# What pages never say, so that a model that does is no drift: types outside of bodies, and members of every answer.
_UNTOLD_PLACES = ("request.path.", "request.query.", "request.header.", "response.header.")
_UNTOLD_KEYWORDS = {"type", "format", "contentEncoding"}
# `Type: Timestamp`, where no syntax shows how it is written.
_EITHER = {"number", "string"}
_LEAST = {"minimum", "minLength", "minItems", "minProperties"}
_MOST = {"maximum", "maxLength", "maxItems", "maxProperties"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One statement that is not what it was.

    Attributes:
        kind: `added`, `removed`, `tightened`, `loosened` or `changed`.
        operation: the operation's name.
        id: what it is about: `request.path.voiceConnectorId.pattern`; "" for the operation as a whole.
        was: what the contract says, or None.
        now: what the newer source says, or None.
        place: where the newer source says it, or where the contract did, or "".
    """

    kind: str
    operation: str
    id: str
    was: Any
    now: Any
    place: str


def drift(contract: Contract, newer: Derivation, *, whole: bool) -> tuple[Change, ...]:
    """What a newer source says otherwise than a contract.

    The contract's decisions are applied to the newer source first, as far as they still fit, so that none of them is
    taken for drift.

    Args:
        contract: the contract.
        newer: what a newer page, or the model, says.
        whole: whether the newer source has every operation, so that one that it lacks is gone.
    """
    document = _decided(newer.document, overlay_of(contract.name))
    found = operations(contract.name, document)
    changes: list[Change] = []
    for name, operation in contract.operations.items():
        if name in found:
            changes += _operation(name, operation.definition, found[name].definition)
        elif whole:
            changes.append(Change(kind="removed", operation=name, id="", was=name, now=None, place=""))
    return tuple(changes)


def _decided(document: Mapping[str, Any], overlay: Mapping[str, Any]) -> dict[str, Any]:
    """The document with the actions of an overlay that fit it."""
    result = dict(document)
    for action in overlay.get("actions") or ():
        try:
            result = apply(result, {"actions": [action]})
        except OverlayError:
            continue
    return result


def _operation(name: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Change]:
    before, after = facts(was), facts(now)
    before, after = _of_each(before, after), _of_each(after, before)
    unknown = tuple(gap.partition(": ")[0] for stated in (was, now) for gap in stated.get("x-gaps", ()))
    added = {fact.path for key, fact in after.items() if fact.keyword == "member" and key not in before}
    removed = {fact.path for key, fact in before.items() if fact.keyword == "member" and key not in after}
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key), after.get(key)
        fact = new or old
        if fact is None or (old and new and _equal(old, new)) or _soft(old, new):
            continue
        if any(fact.path == path or fact.path.startswith(f"{path}.") for path in unknown):
            continue
        # Of a member that is new or gone, its own keywords say nothing more.
        if _inside(fact, added | removed):
            continue
        yield Change(
            kind=_kind(fact, old, new),
            operation=name,
            id=key,
            was=old.value if old else None,
            now=new.value if new else None,
            place=str(fact.source.get("place", "")),
        )


def _of_each(stated: Mapping[str, Fact], other: Mapping[str, Fact]) -> dict[str, Fact]:
    """The statements; those on a list outside of the body that only the other source calls one are on each item."""
    lists = {
        fact.path
        for fact in other.values()
        if fact.keyword == "type" and fact.value == "array" and fact.id not in stated
    }
    moved = (
        replace(fact, path=f"{fact.path}.items") if fact.path in lists and fact.keyword in OF_TEXT else fact
        for fact in stated.values()
    )
    return {fact.id: fact for fact in moved}


def _soft(old: Fact | None, new: Fact | None) -> bool:
    """Whether a statement is one that the two sources need not both make."""
    fact = new or old
    outside = bool(fact and fact.path.startswith(_UNTOLD_PLACES) and fact.keyword in _UNTOLD_KEYWORDS)
    evidence = {stated.source.get("evidence") for stated in (old, new) if stated}
    if outside and "inferred" in evidence:
        return True
    if old and old.source.get("evidence") in _SOFT and (new is None or old.source != new.source):
        return new is None or new.source.get("evidence") in _SOFT
    if fact is None or (old and new):
        return False
    if fact.keyword == "required" and not fact.value:
        return True  # what is not said to be required is not
    if fact.keyword == "minProperties" and fact.value == 1 and evidence == {"model"}:
        return True  # no page says of a map that it has one entry at least
    promised = fact.path.startswith("response.") and fact.keyword == "required"
    return outside or promised


def _inside(fact: Fact, members: set[str]) -> bool:
    """Whether a fact is about a member that is new or gone, and is not that it is there."""
    path = fact.path
    if fact.keyword == "member":
        path = path.rpartition(".")[0]
    while path:
        if path in members:
            return True
        path = path.rpartition(".")[0]
    return False


def _equal(old: Fact, new: Fact) -> bool:
    if old.keyword in {"enum", "type"}:
        before, after = _values(old), _values(new)
        either = old.keyword == "type" and _EITHER in (before, after)
        return before == after or (either and bool(before & after))
    return bool(old.value == new.value)


def _values(fact: Fact) -> set[Any]:
    return set(fact.value) if isinstance(fact.value, list) else {fact.value}


def _kind(fact: Fact, old: Fact | None, new: Fact | None) -> str:
    """What became of a statement."""
    if fact.keyword in {"member", "status", "mediaType"} and not (old and new):
        return "added" if new else "removed"
    if old is None or new is None:
        return "tightened" if new else "loosened"
    if fact.keyword in {"enum", "type"}:
        before, after = _values(old), _values(new)
        return "tightened" if after < before else "loosened" if after > before else "changed"
    if fact.keyword in _LEAST | _MOST:
        return "tightened" if (new.value > old.value) == (fact.keyword in _LEAST) else "loosened"
    if fact.keyword in {"required", "union"}:
        return "tightened" if new.value else "loosened"
    return "changed"
