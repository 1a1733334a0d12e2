"""A derived contract as the files of its folder: contract.yaml, openapi.yaml, overlay.yaml and ledger.yaml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spec.derive.contracts import Sources
from spec.derive.draft import Draft, Inferred, inferred
from spec.derive.errors import DeriveError
from spec.derive.writing.documents import Derivation
from spec.derive.writing.rendering import dump, render
from spec.operation import Operation, operations

FILES = ("contract.yaml", "openapi.yaml", "overlay.yaml", "ledger.yaml")

_LEDGER = """\
# Clauses in words that no schema carries, each with the name of the check that tests it, and this contract's own words
# for the derived ones. What holds for every operation of the protocol needs no line here.
clauses: []
"""
_OVERLAY = """\
# What no source states and names suggest, as an OpenAPI Overlay over openapi.yaml. Nothing of it binds (SHOULD).
# To confirm an action, delete the word "inferred" in it: it then binds like the contract's own source.
# To refuse one, delete the action. What could not be inferred is listed under x-todo, and `run` repeats it.
overlay: 1.0.0
"""
_CONTRACT = "# What the contract is about, where it comes from, and what has to exist at a target.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The files of a contract.

    Attributes:
        files: their texts by name.
        todo: what a user has to say, a sentence each.
    """

    files: Mapping[str, str]
    todo: tuple[str, ...]


def contents(derivation: Derivation, sources: Sources, name: str) -> Contents:
    """The files of a derived contract.

    Args:
        derivation: the description with its conflicts.
        sources: what it is derived from.
        name: the contract's name, for messages.
    """
    found = operations(name, derivation.document)
    names = inferred(found)
    todo = (*_undecided(derivation), *names.todo, *_gaps(found))
    files = {
        "contract.yaml": _contract(derivation, sources, names),
        "openapi.yaml": f"# Derived; never edited. What is added stands in overlay.yaml.\n{render(derivation)}",
        "overlay.yaml": _overlay(names.drafts, todo, derivation),
        "ledger.yaml": _LEDGER,
    }
    return Contents(files=files, todo=todo)


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Writes a contract's files into a folder that has none of them yet.

    Raises:
        DeriveError: one of the files is there already, so that writing would lose what was decided in it.
    """
    try:
        # A link that leads nowhere is there, too: what is written would go wherever it points.
        taken = [name for name in files if (folder / name).exists() or (folder / name).is_symlink()]
        if taken:
            raise DeriveError(f"{folder / taken[0]} is there already: name another folder, or delete this one")
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder, files)
    except OSError as error:
        raise DeriveError(f"{folder} cannot be written: {error.strerror}") from error


def _write(folder: Path, files: Mapping[str, str]) -> None:
    """Writes all of the files, or none."""
    begun: list[Path] = []
    try:
        for name, text in files.items():
            with (folder / name).open("x", encoding="utf-8") as stream:
                begun.append(folder / name)
                stream.write(text)
    except OSError:
        for path in begun:
            path.unlink()
        raise


def _undecided(derivation: Derivation) -> Iterator[str]:
    for conflict in derivation.conflicts:
        # Nothing follows from it until an overlay says that an answer must have a member.
        if conflict.id.endswith(".optional"):
            continue
        sides = f"{conflict.place}: {conflict.says}; {conflict.against}: {conflict.reads}"
        yield f"decide {conflict.id} ({sides}); until then, the first holds."


def _gaps(found: Mapping[str, Operation]) -> Iterator[str]:
    for operation in found.values():
        yield from (f"{operation.name}: {gap.rstrip('.')}." for gap in operation.definition.get("x-gaps", ()))


def _contract(derivation: Derivation, sources: Sources, names: Inferred) -> str:
    info = derivation.document["info"]
    model = sources.model
    stated: dict[str, Any] = {
        "title": info["title"],
        "version": info["version"],
        "source": sources.binding,
        "origin": dict(sources.origin),
        "protocol": "restJson1",
        "signing": {"service": model.signing_name if model else None},
        "endpoint": {"prefix": model.metadata["endpointPrefix"] if model else None, "host": _host(sources)},
        "overlay": "overlay.yaml",
    }
    lines = [_CONTRACT, dump(stated)]
    if model is None:
        lines.append("# TODO signing.service and endpoint.host: no model of an SDK tells them.\n")
    lines.append("# What exists at the target: a value here, or with --parameter NAME=VALUE.\n")
    lines.append(dump({"parameters": dict.fromkeys(names.given)}))
    lines += [_comment(f"TODO {name}{_example(example)}") for name, example in names.given.items()]
    return "".join(lines)


def _example(example: Any) -> str:
    return "" if example is None else f"; the page's example is {example!r}"


def _host(sources: Sources) -> str | None:
    return f"{sources.model.metadata['endpointPrefix']}.{{region}}.amazonaws.com" if sources.model else None


def _overlay(drafts: Sequence[Draft], todo: Sequence[str], derivation: Derivation) -> str:
    title = derivation.document["info"]["title"]
    head = {"info": {"title": title, "version": "1.0.0"}, "x-todo": list(todo)}
    actions = "".join(f"  {_comment(draft.comment)}{_indented(_action(draft))}" for draft in drafts)
    return f"{_OVERLAY}{dump(head)}" + (f"actions:\n{actions}" if actions else "actions: []\n")


def _comment(text: str) -> str:
    """A comment of one line, whatever a page calls something: to YAML, U+2028 ends a line as well."""
    return f"# {' '.join(''.join(char if char.isprintable() else ' ' for char in text).split())}\n"


def _action(draft: Draft) -> str:
    return dump([{"target": draft.target, "update": dict(draft.update)}])


def _indented(text: str) -> str:
    return "".join(f"  {line}\n" for line in text.splitlines())
