"""A pytest session of the suite inside `run`: nothing around it takes part in it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from conformance.engine.settings import Settings
from conformance.suite import plugin

_DISTRIBUTED = ("-n", "--numprocesses", "--dist", "--tx", "-d")
_ARGUMENTS = (
    "--pyargs",
    plugin.SUITE,
    "-p",
    plugin.__name__,
    "-p",
    "no:cacheprovider",
    "--noconftest",
    # The plugin is loaded before pytest, which therefore rewrites none of its assertions: it has none.
    "-W",
    "ignore::pytest.PytestAssertRewriteWarning",
    "-c",
    os.devnull,
)


class _Given:
    """Gives a session its settings."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Hand the settings over."""
        plugin.state_of(config).settings = self._settings


def run(settings: Settings, arguments: Sequence[str]) -> int:
    """Run the suite with these settings and further arguments for pytest; the exit status.

    No other plugin, no conftest.py, no configuration and no variable for pytest takes part.
    """
    for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS"):
        os.environ.pop(name, None)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    # The workers of pytest-xdist are Python processes of their own, and must not import the current directory either.
    os.environ["PYTHONSAFEPATH"] = "1"
    several = any(argument.startswith(_DISTRIBUTED) for argument in arguments)
    own = [*_ARGUMENTS, "--rootdir", str(Path(plugin.__file__).parent), *(("-p", "xdist.plugin") if several else ())]
    return int(pytest.main([*own, *arguments], plugins=[_Given(settings)]))
