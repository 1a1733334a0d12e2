"""`run`: verifies a target. A thin front of `pytest --pyargs conformance` with a progress bar and a summary."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click
import pytest

from conformance import plugin
from conformance.cli.options import settings_options
from conformance.cli.progress import Front
from conformance.errors import UsageError
from conformance.settings import Settings, resolve


@click.command("run")
@settings_options
@click.option("--config", type=Path, default=None, metavar="FILE", help="TOML file [chime-conformance.toml]")
def command(config: Path | None, **given: Any) -> None:
    """Verify a target, or the built-in reference, and write the reports."""
    settings = resolve(given, config=config)
    _writable(settings.output)
    sys.exit(verify(settings))


def verify(settings: Settings) -> int:
    """Run the suite with `settings`; the exit status of design.md."""
    # Only the suite's own plugin: others cost start-up time and may change what a run means.
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    front = Front(settings)
    arguments = [
        "--pyargs", plugin.SUITE, "-p", "no:terminal", "-p", "no:cacheprovider", "-p", "no:logging", "-p", "no:faulthandler",
        "-c", os.devnull, "--rootdir", str(Path(plugin.__file__).parent), "--capture=no", "--assert=plain",
    ]  # fmt: skip
    status = pytest.main(arguments, plugins=[plugin, front])
    return front.status(int(status))


def _writable(output: Path) -> None:
    """Refuse an output folder that cannot be written, before anything is sent.

    Raises:
        UsageError: it cannot.
    """
    try:
        output.mkdir(parents=True, exist_ok=True)
        probe = output / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise UsageError(
            f"cannot write to {output}: {error.strerror}.", "Choose another folder with --output."
        ) from error
