"""`drift`: a contract against a newer page or the SDK's model of its service."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from conformance.cli import completion, streams
from conformance.cli.options import service_option
from conformance.errors import UsageError
from spec.contract import ContractError, load
from spec.derive import DeriveError
from spec.derive.contracts import derived
from spec.derive.drift import Change, drift
from spec.derive.model import service as model_of

_DRIFTED = 1


@click.command("drift")
@click.argument("contract", shell_complete=completion.contracts)
@click.option("--page", "pages", multiple=True, type=click.Path(path_type=Path), metavar="FILE", help="a newer page")
@service_option
@click.option("--json", "as_json", is_flag=True, help="print JSON")
@click.pass_context
def command(ctx: click.Context, contract: str, pages: tuple[Path, ...], service: str, *, as_json: bool) -> None:
    """Say what a newer page, or the SDK's model, states otherwise than CONTRACT; exit status 1 where it does.

    CONTRACT is the name of a shipped contract, its edition, or a folder. With neither pages nor a service, the model
    that the contract was derived from is read again.
    """
    try:
        known = load(contract)
        wanted = service or ("" if pages else known.origin)
        if not (pages or wanted):
            raise UsageError(f"{contract} does not say which service it is of.", "Give --page or --service.")
        names = [] if pages else _modelled(wanted, list(known.operations))
        newer, _ = derived(pages, service_name="" if pages else wanted, operations=names)
        found = drift(known, newer, whole=not pages)
    except DeriveError as error:
        raise UsageError(f"{error}.") from error
    except ContractError as error:
        raise UsageError(f"{error}.", error.hint) from error
    shown = json.dumps([asdict(change) for change in found], indent=2) if as_json else _told(found)
    streams.write(f"{shown}\n")
    ctx.exit(_DRIFTED if found else 0)


def _modelled(service: str, operations: Sequence[str]) -> list[str]:
    """The operations of a contract that the model still has.

    Raises:
        DeriveError: there is no such service, or it has none of them.
    """
    model = model_of(service)
    names = [name for name in operations if name in model.operations]
    if not names:
        raise DeriveError(f"the model of {service} has none of the contract's operations")
    return names


def _told(changes: Sequence[Change]) -> str:
    if not changes:
        return "Nothing drifted."
    return "\n".join(_line(change) for change in changes)


def _line(change: Change) -> str:
    what = f"{change.operation} {change.id}".strip()
    values = "" if change.was is True or change.now is True else f": {_value(change.was)} -> {_value(change.now)}"
    return f"{change.kind:<9} {what}{values if change.id else ''}{f'  ({change.place})' if change.place else ''}"


def _value(value: object) -> str:
    if value is None:
        return "nothing"
    return " | ".join(map(str, value)) if isinstance(value, list) else str(value)
