"""The pytest plugin: options, one test per clause, and the reports at the end.

It wakes up only when tests of `conformance.suite` are collected; in any other session it does nothing.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conformance.engine.run import Run
    from conformance.engine.settings import Settings
    from reports.record import Record

SUITE = "conformance.suite"
_DEST = "conformance_"
# pytest has an option of this name, with another meaning.
_RENAMED = {"strict": "--conformance-strict"}
SETTINGS = pytest.StashKey["Settings"]()
_STATE = pytest.StashKey["State"]()


class State:
    """What one session holds: the run of this process and the parts that others send."""

    def __init__(self) -> None:
        self.run: Run | None = None
        self.parts: list[dict[str, Any]] = []
        self.started_at = time.time()
        self.record: Record | None = None
        self.clock = time.monotonic()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Every setting of a run is an option of pytest as well."""
    from conformance.engine.settings import Settings  # noqa: PLC0415 - keeps other pytest sessions quick

    group = parser.getgroup("chime-conformance", "verify a target against CreateProxySession's contract")
    for item in fields(Settings):
        name, dest = _RENAMED.get(item.name, "--" + item.name.replace("_", "-")), _DEST + item.name
        if isinstance(item.default, bool):
            group.addoption(name, dest=dest, action="store_true", default=None, help=item.metadata["help"])
        else:
            metavar = item.metadata.get("metavar")
            group.addoption(name, dest=dest, default=None, help=item.metadata["help"], metavar=metavar)


def settings_of(config: pytest.Config) -> Settings:
    """The session's settings, resolved once.

    Raises:
        pytest.UsageError: an option or the configuration is wrong.
    """
    from conformance.engine.settings import Settings, resolve  # noqa: PLC0415 - as above
    from conformance.errors import UsageError  # noqa: PLC0415 - as above

    if SETTINGS not in config.stash:
        given = {item.name: config.getoption(_DEST + item.name) for item in fields(Settings)}
        try:
            config.stash[SETTINGS] = resolve(given)
        except UsageError as error:
            raise pytest.UsageError(str(error)) from error
    return config.stash[SETTINGS]


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Where the suite is asked for, find a wrong setting before anything is collected: one line, not one per module."""
    if any(argument.partition(".")[0] == "conformance" for argument in session.config.args):
        settings_of(session.config)


def _ours(module: Any) -> bool:
    return str(getattr(module, "__name__", "")).startswith(SUITE)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test per clause of the module's sections."""
    if "clause" not in metafunc.fixturenames or not _ours(metafunc.module):
        return
    from conformance.engine.result import selected  # noqa: PLC0415 - keeps other pytest sessions quick
    from spec.catalogue import catalogue  # noqa: PLC0415 - as above

    settings = settings_of(metafunc.config)
    clauses = [
        clause
        for clause in catalogue(settings.edition)
        if clause.section in metafunc.module.SECTIONS and clause.checks and selected(clause, settings)
    ]
    metafunc.parametrize("clause", clauses, ids=[clause.id for clause in clauses])


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Clauses that every answer decides come last; a module of which no clause is selected has no test."""
    items[:] = sorted((item for item in items if _clause(item) is not None), key=_place)


def _clause(item: pytest.Item) -> str | None:
    """The clause that an item verifies; "" for an item that is not the suite's, None for one without any."""
    if not _ours(getattr(item, "module", None)):
        return ""
    callspec = getattr(item, "callspec", None)
    return getattr(callspec.params["clause"], "id", None) if callspec else ""


def _place(item: pytest.Item) -> int:
    clause = _clause(item)
    if not clause:
        return 0
    from strategies.plan import precedence  # noqa: PLC0415 - keeps other pytest sessions quick

    return precedence(clause)


@pytest.fixture(scope="session")
def run(request: pytest.FixtureRequest) -> Iterator[Run]:
    """The run against the target, ready for its first clause; the reference is started where no target is given."""
    from conformance.engine.run import start  # noqa: PLC0415 - as above
    from conformance.errors import ConformanceError  # noqa: PLC0415 - keeps other pytest sessions quick

    config = request.config
    try:
        with start(settings_of(config)) as current:
            state_of(config).run = current
            current.preflight()
            yield current
    except ConformanceError as error:
        # It is the same for every clause.
        request.session.shouldstop = str(error)
        raise


def state_of(config: pytest.Config) -> State:
    """What the session of `config` holds."""
    if _STATE not in config.stash:
        config.stash[_STATE] = State()
    return config.stash[_STATE]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """A worker of pytest-xdist has finished: take its part of the result."""
    text = getattr(node, "workeroutput", {}).get("chime_conformance")
    if text:
        state_of(node.config).parts.append(json.loads(text))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the reports; a worker hands its part to the controller instead."""
    config = session.config
    state = state_of(config)
    if state.run is not None and hasattr(config, "workeroutput"):
        config.workeroutput["chime_conformance"] = json.dumps(state.run.part().to_json())
        return
    if state.run is None and not state.parts:
        return
    from conformance.engine.conclusion import finish  # noqa: PLC0415 - keeps other pytest sessions quick

    interrupted = session.exitstatus == pytest.ExitCode.INTERRUPTED and not session.shouldstop
    status = finish(settings_of(config), state, interrupted=interrupted)
    if session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        session.exitstatus = status
