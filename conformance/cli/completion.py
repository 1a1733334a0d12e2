"""What a shell offers while a command is being typed: names that are known here, and files.

Each function has click's form: context, parameter, what was typed so far. None of them ever raises, since its message
would stand in the middle of the user's line.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from spec.contract import DEFAULT, SHIPPED, ContractError, load
from spec.reading.documents import parse_toml
from spec.reading.files import FileError, read_text

_PLAIN = re.compile(r"[A-Za-z0-9_.,:/@%+=\[\]*-]{1,256}")
Completion = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def words(known: Iterable[str]) -> Completion:
    """Offer these words."""
    return lambda _context, _parameter, typed: _offered(known, typed)


def files(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """Leave it to the shell, which knows its files."""
    return [CompletionItem(typed, type="file")]


def folders(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """Leave it to the shell, which knows its folders."""
    return [CompletionItem(typed, type="dir")]


def contracts(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """The shipped contracts, and folders."""
    return _offered(SHIPPED, typed) or folders(context, parameter, typed)


def operations(context: click.Context, _parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """The operations of the contract that was named before, or of the default one."""
    with contextlib.suppress(ContractError):
        return _offered(("all", *load(_contract(context)).operations), typed)
    return []


def services(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """The services whose models botocore has; that of each one would have to be read to know its protocol."""
    from spec.derive.model.services import names  # noqa: PLC0415 - only for this option

    return _offered(names(), typed)


def modelled(context: click.Context, _parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """The operations of the service that was named before."""
    from spec.derive.model import ModelError, service  # noqa: PLC0415 - only for this option

    with contextlib.suppress(ModelError):
        return _offered(("all", *service(context.params.get("service") or "").operations), typed)
    return []


def clauses(context: click.Context, _parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """The ids of the contract's clauses."""
    from spec.clauses.catalogue import catalogue  # noqa: PLC0415 - only for this option

    with contextlib.suppress(ContractError):
        return _offered((clause.id for clause in catalogue(_contract(context), ("all",))), typed)
    return []


def faults(context: click.Context, _parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """The faults that the reference of the contract can have."""
    from conformance.selftest.serving import known  # noqa: PLC0415 - only for this option

    with contextlib.suppress(ContractError):
        return _offered(known(_contract(context)), typed)
    return []


def targets(context: click.Context, _parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """The targets that the configuration file names."""
    file = Path(context.params.get("config") or "chime-conformance.toml")
    with contextlib.suppress(FileError, ValueError):
        found = parse_toml(read_text(file)).get("targets")
        return _offered(found if isinstance(found, dict) else (), typed)
    return []


# By the name of the setting, or else by its metavariable.
BY_SETTING: dict[str, Completion] = {
    "target": targets,
    "contract": contracts,
    "operation": operations,
    "select": clauses,
}
BY_METAVAR: dict[str, Completion] = {"FILE": files, "DB": files, "FILE|history": files, "DIR": folders}


def _contract(context: click.Context) -> str:
    return context.params.get("contract") or context.params.get("edition") or DEFAULT


def _offered(known: Iterable[str], typed: str) -> list[CompletionItem]:
    """Those of the names that begin as typed, and that a shell takes as they are.

    A file of others may call a target `$(command)`, which the shell would put into the line of its user.
    """
    return [CompletionItem(name) for name in known if name.startswith(typed) and _PLAIN.fullmatch(name)]
