"""`serve`: the reference as a stand-alone mock."""

from __future__ import annotations

import click

from conformance.errors import UsageError
from spec.description import DEFAULT_EDITION, EDITIONS, load


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="H", help="address to listen on")
@click.option(
    "--port", default=8080, show_default=True, type=click.IntRange(0, 65535), metavar="N", help="0 takes a free port"
)
@click.option(
    "--edition", default=DEFAULT_EDITION, show_default=True, type=click.Choice(EDITIONS), help="edition of the contract"
)
@click.option("--voice-connector-id", "connectors", multiple=True, metavar="ID", help="a connector that exists")
@click.option("--fault", default="", metavar="NAME", help="deviate in one point; `selftest` lists the names")
def command(host: str, port: int, edition: str, connectors: tuple[str, ...], fault: str) -> None:
    """Serve the reference until Ctrl-C."""
    from conformance.reference.faults import FAULTS  # noqa: PLC0415 - keeps --help quick
    from conformance.reference.server import listen, serve  # noqa: PLC0415 - as above

    if fault and fault not in FAULTS:
        raise UsageError(f"unknown fault {fault!r}.", _nearest(fault, list(FAULTS)))
    try:
        listener = listen(host, port)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"cannot listen on {host}:{port}: {reason}.", "Choose another --port.") from error
    known = connectors or (str(load(edition).parameter["example"]),)
    bound = listener.getsockname()
    shown = f"[{bound[0]}]" if ":" in bound[0] else bound[0]
    line = f"http://{shown}:{bound[1]}  edition {edition}, connectors {', '.join(known)}  (Ctrl-C ends)"
    with listener:
        serve(listener, edition=edition, connectors=known, fault=fault, ready=lambda: click.echo(line))


def _nearest(name: str, known: list[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only for a typo

    near = get_close_matches(name, known, 3)
    return f"Did you mean {' or '.join(near)}?" if near else "`chime-conformance selftest --list` names them."
