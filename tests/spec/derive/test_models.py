"""Operations of every service, drawn with a fixed seed: each derives and plans, and a page of it would say the same."""

from __future__ import annotations

import json
import random
from functools import cache
from pathlib import Path

import jsonschema_rs
import pytest

from spec.derive import ModelError, derive
from spec.derive.facts import Fact, facts
from spec.derive.model import Service, described, service
from spec.derive.model.services import names
from tests.planned import compared
from tests.spec.derive.published import Writer

SEED = 2031
# So many services are looked at; `make models` looks at all.
FEW = 40
# What a page cannot tell of what is outside a body: types; and whether a text is one of a list.
UNTOLD = ("request.path", "request.query", "request.header", "response.header")
# Bodies that are larger than a page may be.
LARGE = {"quicksight"}


@cache
def few() -> tuple[tuple[Service, str], ...]:
    """An operation of each of some services."""
    draw = random.Random(SEED)
    found: list[tuple[Service, str]] = []
    for name in draw.sample(sorted(set(names()) - LARGE), 2 * FEW):
        try:
            one = service(name)
        except ModelError:
            continue
        found.append((one, draw.choice(sorted(one.operations))))
    return tuple(found[:FEW])


@pytest.mark.slow
def test_each_derives_into_schemas_that_are_ones() -> None:
    for found, name in few():
        definition = described(found, name).definition
        json.dumps(definition)
        for parameter in definition["parameters"]:
            jsonschema_rs.meta.validate(parameter["schema"])
        for media in definition.get("requestBody", {}).get("content", {}).values():
            jsonschema_rs.meta.validate(media["schema"])


def test_a_page_of_some_says_what_the_model_says(tmp_path: Path) -> None:
    wrong: list[str] = []
    agreed = 0
    for found, name in few():
        stated = described(found, name).definition
        if any("not written out" in gap for gap in stated.get("x-gaps", ())):
            continue
        read, modelled = facts(_read(tmp_path, found, name)), facts(stated)
        for identifier in read.keys() | modelled.keys():
            if _same(read.get(identifier), modelled.get(identifier)):
                agreed += 1
            else:
                wrong.append(f"{found.name} {name} {identifier}")
    assert wrong == []
    assert agreed > 1_500


@pytest.mark.slow
def test_the_sdks_validator_thinks_of_a_plan_of_each_what_the_plan_says() -> None:
    wrong: list[str] = []
    valid = refused = 0
    for found, name in few():
        comparison = compared(found.name, described(found, name))
        valid, refused = valid + comparison.valid, refused + comparison.refused
        wrong += comparison.wrong
    assert wrong == []
    assert min(valid, refused) > 200


def _read(folder: Path, found: Service, name: str) -> dict[str, object]:
    """The operation as its page states it."""
    writer = Writer(service=found, name=name)
    page = folder / f"{name}.md"
    page.write_text(writer.page(), encoding="utf-8")
    types = [folder / f"API_{kind}.md" for kind in writer.types]
    for path, text in zip(types, writer.types.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    ((_, item),) = derive(page, types=types).document["paths"].items()
    ((_, operation),) = item.items()
    definition: dict[str, object] = operation
    return definition


def _same(page: Fact | None, model: Fact | None) -> bool:
    fact = page or model
    assert fact is not None
    if fact.path.startswith(UNTOLD) and fact.keyword in {"type", "format", "contentEncoding"}:
        return True
    if fact.keyword == "required" and fact.path.startswith("response"):
        return True
    if (fact.keyword, fact.value, page) == ("minProperties", 1, None):
        return True
    if page is None or model is None:
        return False
    # A timestamp in a union, of which no syntax shows the members, may be written in two ways.
    return page.value == model.value or (isinstance(page.value, list) and model.value in page.value)
