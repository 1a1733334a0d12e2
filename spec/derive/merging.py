"""A page and a model of the same operation as one description: the page first, the model where the page is silent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any

from spec.derive.conflicts import Conflict
from spec.derive.facts import KEYWORDS, OF_TEXT, Fact, facts
from spec.derive.page.schemas import ONLY_THE_SYNTAX
from spec.derive.page.sides import REQUEST, RESPONSE
from spec.derive.writing.documents import Described

_STEPS = ("items", "additionalProperties", "propertyNames")
# Statements of the model about the operation as a whole, which no page has.
_TRAITS = ("x-pagination", "x-host-prefix", "x-readonly", "x-idempotent", "x-dependent", "security")

# The protocol's own: a page's sample shows it, and no model has it.
_REQUEST_ID = "response.header.x-amzn-requestid"
_AND_THE_MODEL = "so the syntax and the model tell of its members"


def merged(page: Described, model: Described) -> Described:
    """The page's description, completed by the model's; every keyword in which they differ is a conflict.

    Args:
        page: as the page describes the operation; its statements stay as they are.
        model: as the model describes the same operation.
    """
    definition = deepcopy(page.definition)
    _parameters(definition, model.definition)
    _bodies(definition, model.definition)
    definition.update({trait: model.definition[trait] for trait in _TRAITS if trait in model.definition})
    if "x-gaps" in definition:
        definition["x-gaps"] = [gap.replace(ONLY_THE_SYNTAX, _AND_THE_MODEL) for gap in definition["x-gaps"]]
    found = tuple(_conflicts(facts(definition), facts(model.definition)))
    return replace(page, definition=definition, conflicts=(*page.conflicts, *found))


def _parameters(definition: dict[str, Any], model: Mapping[str, Any]) -> None:
    known = {(stated["in"], stated["name"].lower()): stated for stated in definition["parameters"]}
    for stated in model["parameters"]:
        own = known.get((stated["in"], stated["name"].lower()))
        if own is not None:
            _complete(own["schema"], stated["schema"])
            own.update({key: stated[key] for key in ("allowReserved", "style", "explode", "x-prefix") if key in stated})


def _bodies(definition: dict[str, Any], model: Mapping[str, Any]) -> None:
    pairs = [(definition.get("requestBody"), model.get("requestBody"))]
    answers = [(code, answer) for code, answer in definition["responses"].items() if str(code).startswith("2")]
    pairs += [(answer, model["responses"].get(code)) for code, answer in answers]
    for own, stated in pairs:
        for media_type, media in (own or {}).get("content", {}).items():
            other = (stated or {}).get("content", {}).get(media_type)
            if other is not None:
                _complete(media["schema"], other["schema"])
        for name, header in (own or {}).get("headers", {}).items():
            named = {known.lower(): known for known in (stated or {}).get("headers", {})}
            if name.lower() in named:
                _complete(header["schema"], (stated or {})["headers"][named[name.lower()]]["schema"])


def _complete(own: dict[str, Any], model: Mapping[str, Any]) -> None:
    """Adds the model's keywords to a schema that does not have them, each with its source."""
    if "type" not in own and model.get("type") == "array" and "items" not in own:
        _into_items(own)
    _add_keywords(own, model)
    for step in _STEPS:
        if isinstance(model.get(step), Mapping) and isinstance(own.get(step), dict):
            _complete(own[step], model[step])
    for inner in ("items", "properties"):
        if inner in model and not own.get(inner) and own.get("type") == model.get("type"):
            own[inner] = deepcopy(model[inner])
    for name, member in own.get("properties", {}).items():
        if name in model.get("properties", {}):
            _complete(member, model["properties"][name])


def _add_keywords(own: dict[str, Any], model: Mapping[str, Any]) -> None:
    sources = model.get("x-sources", {})
    if _leaves_open(own, model.get("type")):
        del own["type"]
    for keyword in (*KEYWORDS, "x-sensitive", "x-idempotency-token"):
        if keyword in model and keyword not in own:
            own[keyword] = model[keyword]
            if keyword in sources:
                own.setdefault("x-sources", {})[keyword] = sources[keyword]
    if "oneOf" in model and "oneOf" not in own and own.get("properties"):
        own["oneOf"] = model["oneOf"]


def _leaves_open(own: Mapping[str, Any], kind: Any) -> bool:
    """Whether a page tells of a type only that it may be the model's.

    A timestamp is a number or text, and a syntax says number of integers, too.
    """
    stated = own.get("type")
    if isinstance(stated, list):
        return kind in stated
    shown = own.get("x-sources", {}).get("type", {}).get("place") in {REQUEST.syntax, RESPONSE.syntax}
    return shown and (stated, kind) == ("number", "integer")


def _into_items(own: dict[str, Any]) -> None:
    """What a page says of a list that it does not call one, it says of each item."""
    moved = [key for key in OF_TEXT if key in own]
    sources = own.get("x-sources", {})
    if moved:
        own["items"] = {
            **{key: own.pop(key) for key in moved},
            "x-sources": {key: sources.pop(key) for key in moved if key in sources},
        }


def _conflicts(page: Mapping[str, Fact], model: Mapping[str, Fact]) -> Iterator[Conflict]:
    paths = {fact.path for fact in page.values()}
    for identifier, fact in model.items():
        own = page.get(identifier)
        if own is not None and not _agree(own, fact):
            yield _conflict(identifier, own.source, str(own.value), fact.source, str(fact.value))
        elif own is None and fact.keyword in {"member", "status"} and _has_place(fact.path, paths):
            yield _conflict(identifier, {"place": "the page"}, "nothing of it", fact.source, str(fact.value))
    for identifier, fact in page.items():
        if identifier not in model and fact.keyword in {"member", "status"} and fact.path.lower() != _REQUEST_ID:
            yield _conflict(identifier, fact.source, str(fact.value), {}, "nothing of it")


def _has_place(path: str, paths: set[str]) -> bool:
    """Whether the page could have said it: members of a structure that it does not write out, it could not."""
    return ".body." not in path or path.rpartition(".")[0] in paths


def _agree(page: Fact, model: Fact) -> bool:
    if page.value == model.value:
        return True
    if page.keyword == "enum":
        return set(page.value) == set(model.value)
    # A syntax says number for every kind of number.
    kinds = [page.value, model.value]
    return page.keyword == "type" and sorted(map(str, kinds)) == ["integer", "number"] and page.source == {}


def _conflict(
    identifier: str, source: Mapping[str, Any], says: str, against: Mapping[str, Any], reads: str
) -> Conflict:
    return Conflict(
        id=f"{identifier}.model",
        place=source.get("place", "the page"),
        says=says,
        against=f"model: {against['place']}" if "place" in against else "the model",
        reads=reads,
    )
