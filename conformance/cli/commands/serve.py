"""`serve`: the reference as a stand-alone mock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from conformance.cli import completion, streams
from conformance.cli.options import contract_of
from conformance.errors import UsageError
from conformance.reference.service.known import existing
from conformance.reference.serving.listening import listen
from conformance.wire.signatures.credentials import Keys, chain
from spec.contract import DEFAULT_EDITION, EDITIONS, Contract


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="H", help="address to listen on")
@click.option(
    "--port", default=8080, show_default=True, type=click.IntRange(0, 65535), metavar="N", help="0 takes a free port"
)
@click.option(
    "--edition", default=DEFAULT_EDITION, show_default=True, type=click.Choice(EDITIONS), help="edition of the contract"
)
@click.option(
    "--contract",
    default="",
    metavar="NAME|DIR",
    help="what to serve instead of an edition",
    shell_complete=completion.contracts,
)
@click.option("--parameter", "given", multiple=True, metavar="NAME=VALUE", help="a path parameter's value that exists")
@click.option("--voice-connector-id", "connectors", multiple=True, metavar="ID", help="a connector that exists")
@click.option(
    "--auth",
    default="none",
    show_default=True,
    type=click.Choice(["none", "sigv4"]),
    help="sigv4: only requests signed with the credentials of the AWS chain here",
)
@click.option("--region", default="us-east-1", show_default=True, metavar="R", help="AWS region to be signed for")
@click.option("--service", default="", metavar="S", help="AWS service to be signed for, by default the contract's")
@click.option("--aws-profile", default=None, metavar="P", help="profile of the AWS configuration")
@click.option(
    "--max-open-sessions", default=None, type=click.IntRange(0), metavar="N", help="a connector's open sessions at most"
)
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="NAME",
    help="deviate in this point, too; `selftest --list` names them",
    shell_complete=completion.faults,
)
def command(  # noqa: PLR0913, PLR0917 - the options of click
    host: str,
    port: int,
    edition: str,
    contract: str,
    given: tuple[str, ...],
    connectors: tuple[str, ...],
    auth: str,
    aws_profile: str | None,
    faults: tuple[str, ...],
    **more: Any,
) -> None:
    """Serve the reference until Ctrl-C."""
    from conformance.selftest.serving import known as faults_of  # noqa: PLC0415 - keeps --help quick
    from conformance.selftest.serving import serve  # noqa: PLC0415 - as above

    keys = _keys(aws_profile) if auth == "sigv4" else None
    served = contract_of(contract or edition)
    known = _existing(served, given, connectors)
    known_faults = faults_of(served.name) if faults else {}
    for fault in faults:
        if fault not in known_faults:
            raise UsageError(f"unknown fault {fault!r}.", _nearest(fault, list(known_faults)))
    try:
        listener = listen(host, port)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"cannot listen on {host}:{port}: {reason}.", "Choose another --port.") from error
    bound = listener.getsockname()
    shown = f"[{bound[0]}]" if ":" in bound[0] else bound[0]
    values = [f"{name}={value}" for name, found in known.items() for value in found]
    facts = ", ".join([served.name, *(["signed requests only"] if keys else []), *values])
    line = f"http://{shown}:{bound[1]}  {facts}  (Ctrl-C ends)"
    with listener:
        serve(
            listener,
            faults=faults,
            contract=served.name,
            parameters=known,
            keys=keys,
            ready=lambda: streams.say(line),
            **more,
        )


def _existing(served: Contract, given: Sequence[str], connectors: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The values of path parameters that exist, by name; several of one name may be given."""
    named = dict.fromkeys(served.options.values(), tuple(connectors)) if connectors else {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise UsageError(f"--parameter {text} is no NAME=VALUE.", "For example: --parameter functionName=mine.")
        named[name] = (*named.get(name, ()), value)
    identifiers = {name for operation in served.operations.values() for name in operation.identifiers}
    unknown = sorted(set(named) - identifiers)
    if unknown:
        raise UsageError(f"no path has a parameter {unknown[0]}.", _nearest(unknown[0], sorted(identifiers)))
    return {name: tuple(values) for name, values in existing(served, named).items()}


def _keys(profile: str | None) -> Keys:
    frozen = chain(profile).get_frozen_credentials()
    return Keys(frozen.access_key, frozen.secret_key, frozen.token)


def _nearest(name: str, known: list[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only for a typo

    near = get_close_matches(name, known, 3)
    return f"Did you mean {' or '.join(near)}?" if near else "`chime-conformance selftest --list` names them."
