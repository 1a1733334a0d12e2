"""JSON, YAML and TOML of others are parsed within bounds."""

from __future__ import annotations

import pytest
import yaml

from spec.reading.documents import parse_json, parse_toml, parse_yaml

_DEEP = 50_000
_LAUGHS = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))


def test_documents_are_parsed() -> None:
    assert parse_json('{"a": [1]}') == parse_toml("a = [1]") == parse_yaml("a: [1]") == {"a": [1]}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * _DEEP + "]" * _DEEP, id="flow"),
        pytest.param("[\n" * _DEEP + "]" * _DEEP, id="lines"),
        pytest.param("{a: " * _DEEP + "1" + "}" * _DEEP, id="mappings"),
        pytest.param("- " * _DEEP + "1", id="block"),
        pytest.param("? " * _DEEP + "1", id="keys"),
        pytest.param("[" * 500 + "]" * 500, id="no crash"),
        pytest.param("&a [*a]", id="itself"),
        pytest.param(_LAUGHS, id="laughs"),
    ],
)
def test_yaml_that_nobody_could_walk_is_refused(text: str) -> None:
    # Newer versions of PyYAML refuse some of it themselves.
    with pytest.raises((ValueError, yaml.YAMLError), match=r"too deeply|too much|maximum nesting"):
        parse_yaml(text)


def test_yaml_with_many_brackets_that_is_flat_is_parsed() -> None:
    assert parse_yaml("[" + "[]," * 6_000 + "]") == [[]] * 6_000


@pytest.mark.parametrize(
    "text", ['!!int ""', "!!bool 5", "!!timestamp x", "!!python/object:os.system {}", "2020-13-45"]
)
def test_a_value_that_is_not_of_its_tag_is_refused(text: str) -> None:
    with pytest.raises((ValueError, yaml.YAMLError), match=r"."):
        parse_yaml(text)


@pytest.mark.parametrize(
    "text",
    [
        "a." * _DEEP + "a = 1",
        "[" + "a." * _DEEP + "a]",
        '"a".' * _DEEP + "a = 1",
        "a . 'b' ." * _DEEP + "a = 1",
        "a = " + "[" * _DEEP + "]" * _DEEP,
        "a = " + "{a = " * _DEEP + "1" + "}" * _DEEP,
    ],
    ids=["key", "table", "quoted", "spaces", "array", "inline"],
)
def test_toml_that_takes_gigabytes_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"too deeply|more than 64 parts"):
        parse_toml(text)


def test_toml_with_dots_in_its_texts_is_parsed() -> None:
    text = "and so on" + " ..." * 100
    assert parse_toml(f"a.b.c = '{text}'\n# {text}\n") == {"a": {"b": {"c": text}}}
