"""The YAML files of a contract: read within bounds and checked; every error has file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from spec.headers import DIRECTING, SENDERS
from spec.operation import METHODS
from spec.paths import PLACEHOLDER
from spec.reading.contract_checks import Steps
from spec.reading.documents import parse_yaml
from spec.reading.files import read_text

MAXIMUM_BYTES = 32 * 2**20
LOCATIONS = ("path", "query", "header")
# What stands behind `#` tells operations of one path apart, and is not sent.
_PATH = re.compile(r"/[^\s?\\]*")
_NO_PATH = "is no path: it begins with /, has no ., .., ?, backslash or white space, and a placeholder is a whole step"
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}")
_LONGEST = 256


class FormError(ValueError):
    """A file is no YAML, or not of the form that a contract needs.

    The message is one line: the file's name, the number of the line where it is known, and what is wrong.
    """


def mapping(folder: Path, name: str) -> dict[str, Any]:
    """The mapping in a file.

    Raises:
        FileError: the file cannot be read, or is too large.
        FormError: it is no YAML, or no mapping.
    """
    document = _loaded(read_text(folder / name, MAXIMUM_BYTES), name)
    if not isinstance(document, dict):
        raise FormError(f"{name}:1: is no mapping")
    return document


def description(folder: Path, name: str) -> dict[str, Any]:
    """The OpenAPI document in a file, with the parts that a contract cannot do without.

    Raises:
        FileError: the file cannot be read, or is too large.
        FormError: it is no YAML, or such a part is missing or of another kind.
    """
    document = mapping(folder, name)
    for path, problem in _problems(document):
        raise FormError(placed(folder, name, path, f"{'.'.join(map(str, path))} {problem}"))
    return document


def _loaded(text: str, name: str) -> Any:
    try:
        return parse_yaml(text)
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise FormError(f"{name}{line}: is not YAML: {error.problem}") from error
    except (yaml.YAMLError, ValueError) as error:
        raise FormError(f"{name} cannot be read: {' '.join(str(error).split())}") from error


def placed(folder: Path, name: str, path: Steps, words: str) -> str:
    """What is wrong with a part of a file, with the file's name and the line where the part stands.

    Raises:
        FileError: the file cannot be read.
    """
    return f"{name}:{_line(read_text(folder / name, MAXIMUM_BYTES), path)}: {words}"


def problem(document: Mapping[str, Any]) -> str:
    """What an OpenAPI document lacks, in words; "" where there is nothing."""
    return next((f"{' '.join(map(str, steps))} {words}" for steps, words in _problems(document)), "")


def _problems(document: Mapping[str, Any]) -> Iterator[tuple[Steps, str]]:
    """What an OpenAPI document lacks, with the path to it."""
    paths = document.get("paths")
    if not isinstance(paths, Mapping):
        yield ("paths",), "is no mapping of paths"
        return
    names: list[str] = []
    for template, item in paths.items():
        if not _is_path(template):
            yield ("paths", template), _NO_PATH
            continue
        if not isinstance(item, Mapping):
            yield ("paths", template), "is no mapping of methods"
            continue
        for method in METHODS:
            if method in item:
                yield from _operation(item[method], ("paths", template, method), names)


def _is_path(template: Any) -> bool:
    """Whether a template is a path below the target's URL: behind a host, `@elsewhere/` would be another one."""
    if not isinstance(template, str) or not _PATH.fullmatch(template) or not template.isprintable():
        return False
    steps = template.split("/")[1:]
    if any(character in "{}" for step in steps if not PLACEHOLDER.fullmatch(step) for character in step):
        return False
    return not {".", ".."} & set(steps) and "" not in steps[:-1]


def _operation(definition: Any, path: Steps, names: list[str]) -> Iterator[tuple[Steps, str]]:
    if not isinstance(definition, Mapping):
        yield path, "is no operation"
        return
    name = definition.get("operationId")
    if not isinstance(name, str) or not name:
        yield path, "has no operationId"
    elif not name.isprintable() or len(name) > _LONGEST:
        yield path, f"has an operationId that is no name of at most {_LONGEST} characters"
    elif name in names:
        yield path, f"has the operationId {name}, which another operation has as well"
    names.append(str(name))
    responses = definition.get("responses")
    if not isinstance(responses, Mapping) or not any(str(code).startswith("2") for code in responses):
        yield path, "has no response of success"
    elif not all(isinstance(answer, Mapping) for answer in responses.values()):
        yield (*path, "responses"), "has a response that is no mapping"
    yield from _parameters(definition.get("parameters", []), path)
    body = definition.get("requestBody")
    if body is not None and not (isinstance(body, Mapping) and isinstance(body.get("content"), Mapping)):
        yield (*path, "requestBody"), "has no content"


def _parameters(parameters: Any, path: Steps) -> Iterator[tuple[Steps, str]]:
    for index, stated in enumerate(parameters if isinstance(parameters, list) else ["none"]):
        place = (*path, "parameters", index)
        if not isinstance(stated, Mapping) or stated.get("in") not in LOCATIONS or not stated.get("name"):
            yield place, f"is no parameter with a name, in one of {', '.join(LOCATIONS)}"
        elif not str(stated["name"]).isprintable():
            yield place, "has a name with a character that cannot be seen"
        elif stated["in"] == "header" and not _TOKEN.fullmatch(str(stated["name"])):
            yield place, "is a header with a name that is not valid"
        elif stated["in"] == "header" and str(stated["name"]).lower() in SENDERS | DIRECTING:
            yield place, f"is the header {stated['name']}, which frames, directs or signs a message"


def _line(text: str, path: Steps) -> int:
    """The line of the node at a path, or of the last node before it that exists."""
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    line = 1
    for step in path:
        if isinstance(node, yaml.MappingNode):
            found = [(key, value) for key, value in node.value if key.value == str(step)]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            found = [(node.value[step], node.value[step])]
        else:
            break
        if not found:
            break
        line = found[0][0].start_mark.line + 1
        node = found[0][1]
    return line
