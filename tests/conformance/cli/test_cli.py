"""The command line: exit statuses, one line per error, and the reports that are left."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import click
import jsonschema
import pytest

from conformance.cli.main import cli
from conformance.reference.serving.running import Running
from conformance.resources.journal import left_in
from conformance.selftest.serving import Deviating
from reports.files.schema import schema
from tests.conformance.support import chime, failing, record
from tests.patience import PATIENCE

_CONTRACTS = Path(__file__).parents[3] / "spec" / "contracts"

CONNECTOR = "abcdef1ghij2klmno3pqr4"


def test_the_command_starts_without_what_only_some_runs_need() -> None:
    code = "import sys, conformance.cli.commands.run; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "conformance.cli.commands.run" in done.stdout.split()
    assert {"jsonschema", "hypothesis", "schemathesis", "requests", "uvicorn"} & set(done.stdout.split()) == set()


@pytest.mark.slow
def test_the_reference_is_conformant_and_leaves_every_report(tmp_path: Path) -> None:
    outcome = chime("run", "--output", str(tmp_path))
    assert (outcome.status, outcome.err) == (0, "")
    data = record(tmp_path)
    jsonschema.validate(data, schema())
    assert data["verdict"] == "conformant"
    assert data["findings"] == []
    assert data["leaked_sessions"] == []
    assert data["exchanges"] >= 400
    assert data["target"]["auth"] == "sigv4"
    assert {clause["status"] for clause in data["clauses"] if clause["section"] == "Signature"} == {"pass"}
    assert {path.name for path in tmp_path.iterdir()} >= {"run.json", "report.html", "junit.xml", "summary.md"}
    assert ET.parse(tmp_path / "junit.xml").getroot().tag == "testsuites"


@pytest.mark.parametrize(
    ("fault", "clause"),
    [
        ("as-200:response.status.201", "response.status.201"),
        ("off-by-one:request.body.ParticipantPhoneNumbers.maxItems", "request.body.ParticipantPhoneNumbers.maxItems"),
        ("dropped:response.body.ProxySession.Name.echo", "response.body.ProxySession.Name.echo"),
    ],
)
@pytest.mark.slow
def test_a_deviation_is_found_on_its_clause_with_a_line_that_repeats_it(
    tmp_path: Path, fault: str, clause: str
) -> None:
    with Deviating(parameters={"voiceConnectorId": [CONNECTOR]}, faults=[fault]) as target:
        outcome = chime("run", "--target", target.url, "--depth", "smoke", "--output", str(tmp_path))
    assert outcome.status == 1
    data = record(tmp_path)
    assert data["verdict"] == "nonconformant"
    assert clause in failing(data)
    finding = next(found for found in data["findings"] if found["clause"] == clause)
    assert finding["reproduce"]["curl"].startswith("curl ")
    assert finding["expected"]
    assert finding["actual"]
    assert clause in outcome.out
    assert outcome.err == ""


@pytest.mark.slow
def test_smoke_sends_little_and_verifies_the_essentials(tmp_path: Path) -> None:
    assert chime("run", "--depth", "smoke", "--output", str(tmp_path)).status == 0
    assert 50 < record(tmp_path)["exchanges"] < 200


def test_several_globs_may_be_given() -> None:
    def aims(*globs: str) -> set[str]:
        options = [word for glob in globs for word in ("--select", glob)]
        lines = chime("run", "--dry-run", "--depth", "smoke", *options).out.splitlines()
        return {line.rpartition("  ")[2].partition("/")[0] for line in lines}

    both = aims("request.body.Name.*", "request.method")
    assert both == aims("request.body.Name.*,request.method")
    assert both == aims("request.body.Name.*") | aims("request.method")
    assert len(both) > 3


@pytest.mark.slow
def test_without_signatures_their_clauses_are_skipped_for_that_reason(tmp_path: Path) -> None:
    assert chime("run", "--depth", "smoke", "--auth", "none", "--output", str(tmp_path)).status == 0
    found = {
        (clause["status"], clause["reason"])
        for clause in record(tmp_path)["clauses"]
        if clause["section"] == "Signature"
    }
    assert found == {("skipped", "requests to this target are not signed (--auth none); --auth sigv4 signs them")}


@pytest.mark.parametrize(
    "options", [(), ("--contract", "chime-sdk-voice-2022-08-03", "--operation", "all")], ids=["one", "family"]
)
def test_nothing_listening_is_one_line_a_report_and_exit_3(tmp_path: Path, options: tuple[str, ...]) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        target = ("--target", f"http://127.0.0.1:{unused.getsockname()[1]}")
        outcome = chime("run", *target, *options, "--depth", "smoke", "--output", str(tmp_path))
    assert outcome.status == 3
    assert outcome.err.count("\n") == 1
    assert "does not answer" in outcome.err
    assert record(tmp_path)["verdict"] == "inconclusive"
    assert "does not answer" in record(tmp_path)["reason"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("run", "--targt", "x"), "--target"),
        (("run", "--target", "ftp://x"), "no http or https URL"),
        (("run", "--target", "http://user:not-a-password@x", "--auth", "sigv4"), "another Authorization"),
        (("run", "--target", "http://[x"), "no http or https URL"),
        (("run", "--edition", "2000-01-01"), "2018-05-01"),
        (("run", "--timeout", "soon"), "--timeout"),
        (("run", "--concurrency", "0"), "--concurrency"),
        (("run", "--fail-on", "new"), "--baseline"),
        (("run", "--select", "nothing.*"), "no clause that can be tested matches"),
        (("run", "--select", "request.body.*", "--select", "nothing.*", "--dry-run"), "no clause"),
        (("run", "--select", "auth.*", "--target", "http://127.0.0.1:9"), "--auth sigv4"),
        (("run", "--voice-connector-id", " "), "--voice-connector-id"),
        (("run", "--voice-connector-id", ".."), "another path"),
        (("run", "--output", "/dev/null/x"), "--output"),
        (("run", "--config", "missing.toml"), "missing.toml"),
        (
            ("serve", "--fault", "off-by-one:request.body.ParticipantPhoneNumbers.maxItem"),
            "off-by-one:request.body.ParticipantPhoneNumbers.maxItems",
        ),
        (("serve", "--fault", "zzz"), "selftest --list"),
        (("serve", "--port", "70000"), "--port"),
        (("clauses", "--edition", "x"), "2018-05-01"),
        (("derive", "missing.txt"), "missing.txt"),
        (("selftest", "--faults", "no-such-fault"), "no-such-fault"),
        (("nonsense",), "nonsense"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_2(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    outcome = chime(*arguments, cwd=tmp_path)
    assert outcome.status == 2
    assert words in outcome.err
    assert outcome.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("more", [("--list",), ()])
def test_a_contract_whose_catalogue_cannot_be_made_proves_nothing_in_one_line(
    tmp_path: Path, more: tuple[str, ...]
) -> None:
    contract = shutil.copytree(_CONTRACTS / "chime-2018-05-01", tmp_path / "mine")
    description = contract / "openapi.yaml"
    text = description.read_text(encoding="utf-8")
    description.write_text(text.replace("evidence: page", "evidence: 1"), encoding="utf-8")
    outcome = chime("selftest", "--contract", str(contract), *more, cwd=tmp_path)
    assert (outcome.status, outcome.err.count("\n")) == (2, 1)


def test_an_option_may_be_written_with_underscores() -> None:
    context = click.Context(cli, **cli.context_settings)
    name, command, rest = cli.resolve_command(context, ["run", "--max_sessions", "3"])
    assert command is not None
    assert command.make_context(name, rest, parent=context).params["max_sessions"] == "3"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("depth = 'shallow'", "--depth"),
        ("dept = 'smoke'", "'dept'"),
        ("= 1", "is not TOML"),
        ("[targets.mine]\nurls = 'x'", "'urls' in [targets.mine]"),
        ("[targets.mine]\nlabel = 'x'", "no url in [targets.mine]"),
        ("strict = 'perhaps'", "--strict"),
    ],
)
def test_a_wrong_configuration_file_is_one_line_and_exit_2(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "chime-conformance.toml"
    file.write_text(text)
    outcome = chime("run", "--target", "mine", cwd=tmp_path)
    assert (outcome.status, outcome.err.count("\n")) == (2, 1)
    assert words in outcome.err


def test_a_port_in_use_is_one_line_and_exit_2() -> None:
    with socket.socket() as used:
        used.bind(("127.0.0.1", 0))
        used.listen()
        outcome = chime("serve", "--port", str(used.getsockname()[1]))
    assert (outcome.status, outcome.err.count("\n")) == (2, 1)
    assert "in use" in outcome.err


def test_the_help_names_every_command() -> None:
    outcome = chime("--help")
    assert outcome.status == 0
    assert all(name in outcome.out for name in ("run", "serve", "clauses", "selftest", "derive"))


@pytest.fixture
def heard() -> Iterator[None]:
    """Ctrl-C reaches the children even where these tests run in the background of a shell, which has it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.slow
@pytest.mark.usefixtures("heard")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_interrupted_leaves_the_report_of_what_was_done_and_exit_130(
    tmp_path: Path, sent: signal.Signals
) -> None:
    arguments = ["run", "--rate", "40", "--output", str(tmp_path), "--target"]
    with (
        Running(parameters={"voiceConnectorId": [CONNECTOR]}) as target,
        subprocess.Popen(
            [sys.executable, "-m", "conformance", *arguments, target.url], stdout=subprocess.PIPE, text=True
        ) as process,
    ):
        # The journal tells how far the run is.
        while sum(len(journal.read_bytes().splitlines()) for journal in tmp_path.glob("sessions-*.journal")) < 50:
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(sent)
        process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    data = record(tmp_path)
    assert data["interrupted"]
    assert data["verdict"] == "inconclusive"
    assert 0 < data["exchanges"] < 400
    assert data["leaked_sessions"] == []
    assert left_in(tmp_path) == []
