"""The pytest plugin: one session verifies the target once, and each test says what became of its clause.

It is asked for: `pytest -p conformance.suite.plugin --pyargs conformance.suite --conformance-target URL`. Tests are
collected first; then the cases of the clauses that are left are sent, judged, confirmed and attributed; then each test
states its clause's final result. Under pytest-xdist the controller does all this and the workers only state results.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import pytest

from conformance.engine.configuration import resolve
from conformance.engine.planning.dry_run import lines
from conformance.engine.results.clause_results import selected
from conformance.engine.settings import Settings
from conformance.engine.verification import Progress, Verification, verify
from conformance.errors import ConformanceError, OutputError, UsageError
from conformance.suite.outcomes import Outcomes, outcomes_of, read, write
from reports.run.record import Record
from reports.wording.text import one_line, visible
from spec.clauses.catalogue import catalogue
from spec.clauses.clause import Clause

SUITE = "conformance.suite"
PREFIX = "--conformance-"
_DEST = "conformance_"
# What stands in a test's id before its clause.
_TEST = "::test_clause["
_WORKER = "conformance_outcomes"


@dataclass(kw_only=True)
class State:
    """What one session holds.

    Attributes:
        settings: of the run; resolved from the options where nobody gave them.
        progress: told how far the run is.
        verification: what became of the run, once it is over.
        error: why there is none.
        outcomes: of every clause, once they are known.
        handed_over: the file through which the workers learn the outcomes, or None.
    """

    settings: Settings | None = None
    progress: Progress = field(default=lambda _step: None)
    verification: Verification | None = None
    error: BaseException | None = None
    outcomes: Outcomes | None = None
    handed_over: Path | None = None

    @property
    def record(self) -> Record | None:
        """The run record, once there is one."""
        return self.verification.record if self.verification else None


_STATE = pytest.StashKey[State]()


def state_of(config: pytest.Config) -> State:
    """What the session of `config` holds."""
    if _STATE not in config.stash:
        config.stash[_STATE] = State()
    return config.stash[_STATE]


def settings_of(config: pytest.Config) -> Settings:
    """The session's settings, resolved once.

    Raises:
        pytest.UsageError: an option or the configuration is wrong.
    """
    state = state_of(config)
    if state.settings is None:
        given = {item.name: config.getoption(_DEST + item.name) for item in fields(Settings)}
        file = config.getoption(_DEST + "config")
        try:
            state.settings = resolve(given, config=Path(file) if file else None)
        except UsageError as error:
            raise pytest.UsageError(one_line(str(error))) from error
    return state.settings


# Options and collection


def pytest_addoption(parser: pytest.Parser) -> None:
    """Every setting of a run is an option of pytest as well, with a prefix."""
    group = parser.getgroup("chime-conformance", "verify a target against a documented contract")
    for item in fields(Settings):
        name, dest = PREFIX + item.name.replace("_", "-"), _DEST + item.name
        words = item.metadata["help"]
        if isinstance(item.default, bool):
            group.addoption(name, dest=dest, action="store_true", default=None, help=words)
        elif item.metadata.get("several"):
            group.addoption(name, dest=dest, action="append", default=None, help=words)
        else:
            group.addoption(name, dest=dest, default=None, help=words, metavar=item.metadata.get("metavar"))
    group.addoption(PREFIX + "config", dest=_DEST + "config", default=None, help="TOML file", metavar="FILE")


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Find a wrong setting before anything is collected: one line, not one per module."""
    settings_of(session.config)


def _ours(module: Any) -> bool:
    return str(getattr(module, "__name__", "")).startswith(SUITE)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test per clause of the module's sections."""
    if "clause" not in metafunc.fixturenames or not _ours(metafunc.module):
        return
    settings = settings_of(metafunc.config)
    clauses = [
        clause
        for clause in catalogue(settings.source, settings.operation or ())
        if clause.section in metafunc.module.SECTIONS and clause.checks and selected(clause, settings)
    ]
    metafunc.parametrize("clause", clauses, ids=[clause.id for clause in clauses])


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A module of which no clause is selected has no test."""
    items[:] = [item for item in items if not _ours(getattr(item, "module", None)) or _clause(item)]


def _clause(item: pytest.Item) -> str:
    """The clause that an item is about, or "" for an item that is about none."""
    callspec = getattr(item, "callspec", None)
    clause = callspec.params.get("clause") if callspec and _ours(getattr(item, "module", None)) else None
    return clause.id if isinstance(clause, Clause) else ""


# The run


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session: pytest.Session) -> Iterator[None]:
    """Verify the target before the first test; under pytest-xdist that waits until a worker has collected."""
    config = session.config
    wanted = {_clause(item) for item in session.items} - {""}
    if wanted and not hasattr(config, "workerinput") and not config.option.collectonly:
        _run(session, wanted)
    return (yield)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_node_collection_finished(node: Any, ids: Iterable[str]) -> None:
    """The first worker has collected: the controller knows which clauses are left, and verifies the target."""
    state = state_of(node.config)
    if state.verification is not None or state.error is not None:
        return
    known = {clause.id for clause in catalogue(settings_of(node.config).edition)}
    wanted = {text.partition(_TEST)[2].removesuffix("]") for text in ids} & known
    if wanted:
        _run(node.config.pluginmanager.getplugin("session"), wanted)
        if state.outcomes is not None and state.handed_over is not None:
            write(state.outcomes, state.handed_over)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of pytest-xdist where the outcomes will stand."""
    state = state_of(node.config)
    if state.handed_over is None:
        handle, name = tempfile.mkstemp(prefix="conformance-", suffix=".json")
        os.close(handle)
        state.handed_over = Path(name)
    node.workerinput[_WORKER] = str(state.handed_over)


def _run(session: pytest.Session, wanted: set[str]) -> None:
    """Send, judge, confirm and attribute, once for the session."""
    state, settings = state_of(session.config), settings_of(session.config)
    if settings.dry_run:
        reporter = session.config.pluginmanager.getplugin("terminalreporter")
        for line in lines(settings, wanted):
            reporter.write_line(visible(line))
        _stop(session, "nothing is sent in a dry run")
        return
    try:
        state.verification = verify(settings, selected=wanted, progress=state.progress)
    except ConformanceError as error:
        state.error = error
        _stop(session, str(error))
        return
    if isinstance(state.verification.error, OutputError):
        state.error = state.verification.error
        _stop(session, str(state.error))
        return
    state.outcomes = outcomes_of(state.verification.record)
    if state.verification.record.interrupted:
        _stop(session, "interrupted")


def _stop(session: pytest.Session, reason: str) -> None:
    """No test is run any more, in this process or in those of pytest-xdist."""
    reason = one_line(reason)
    distributed = session.config.pluginmanager.getplugin("dsession")
    if distributed is None:
        # With `shouldstop` the first test would still run, and fail.
        raise session.Interrupted(reason)
    session.shouldstop = distributed.shouldstop = reason


@pytest.fixture(scope="session")
def outcomes(request: pytest.FixtureRequest) -> Outcomes:
    """What became of every clause in the end."""
    state = state_of(request.config)
    handed_over = getattr(request.config, "workerinput", {}).get(_WORKER)
    if state.outcomes is None and handed_over:
        state.outcomes = read(Path(handed_over))
    if state.outcomes is None:
        pytest.fail("nothing was verified", pytrace=False)
    return state.outcomes


# The end


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """The exit status is that of the run."""
    state = state_of(session.config)
    if state.handed_over is not None:
        state.handed_over.unlink(missing_ok=True)
    if isinstance(state.error, ConformanceError):
        session.exitstatus = state.error.status
    elif state.verification is not None and session.exitstatus in _OVERRULED:
        session.exitstatus = state.verification.exit_status
    elif state.settings is not None and state.settings.dry_run and session.exitstatus in _OVERRULED:
        session.exitstatus = 0


_OVERRULED = frozenset(
    {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED, pytest.ExitCode.NO_TESTS_COLLECTED}
)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """The verdict, its reason and where the report is."""
    state = state_of(config)
    if state.error is not None:
        terminalreporter.write_line(one_line(f"chime-conformance: {state.error}"))
    if state.record is None:
        return
    record = state.record
    terminalreporter.write_line(one_line(f"{record.verdict}: {record.reason}"))
    terminalreporter.write_line(one_line(f"Report: {settings_of(config).output / 'report.html'}"))
