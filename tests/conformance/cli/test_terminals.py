"""What the reading commands print: on any terminal, to any pipe, and only what was asked for."""

from __future__ import annotations

import codecs
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from conformance.cli import streams
from conformance.cli.commands.clauses import command as clauses
from conformance.cli.commands.history import command as history
from conformance.cli.progress import progress
from conformance.errors import UsageError
from reports.archive import history as runs
from tests.patience import PATIENCE
from tests.reports import sample


def printed(*arguments: str) -> str:
    return CliRunner().invoke(clauses, arguments, catch_exceptions=False).output


def ids(*arguments: str) -> list[str]:
    return [clause["id"] for clause in json.loads(printed(*arguments, "--json"))]


def test_clauses_are_chosen_by_globs() -> None:
    assert ids("request.body.Name.*", "response.status.*") == [
        "request.body.Name.optional",
        "request.body.Name.type",
        "request.body.Name.pattern",
        "response.status.201",
    ]


def test_clauses_of_an_operation_are_chosen_by_its_name() -> None:
    found = ids("--contract", "chime-sdk-voice-2022-08-03", "--operation", "CreateProxySession")
    assert "request.body.Name.pattern" in found


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("no.such.*",), r"no clause matches no\.such\.\*"),
        (("--contract", "x", "--edition", "2018-05-01"), "name the same thing"),
        (("--contract", "nothing-like-it"), "no such contract"),
        (("--operation", "Nothing"), "Nothing"),
    ],
)
def test_what_is_not_there_is_told(arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        printed(*arguments)


def test_a_terminal_gets_the_lines_that_a_pipe_gets() -> None:
    shown = subprocess.run(
        ["script", "-qec", f"{sys.executable} -m conformance clauses request.body.Name.type", "/dev/null"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.replace("\r", "").strip() == printed("request.body.Name.type").strip()


def test_ids_are_never_broken() -> None:
    printed_ids = [line[8:] for line in printed().splitlines() if line.startswith(("MUST", "SHOULD"))]
    assert printed_ids == ids()


def test_levels_are_never_broken() -> None:
    text = printed()
    assert "SHOULD" in text
    assert "SHOU\n" not in text
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize("encoding", ["ascii", "cp437", "cp1252", "cp932", "utf-8"])
def test_any_encoding_takes_any_text(encoding: str) -> None:
    streams.prepare()
    text = "Request Body › Name · é ⟨U+001B⟩ … 日本 \ud800 😀"
    assert codecs.encode(text, encoding, "chime-conformance").decode(encoding)


def test_what_ascii_lacks_is_spelt_plainly() -> None:
    streams.prepare()
    assert codecs.encode("Body › Name … é ⟨x⟩", "ascii", "chime-conformance") == b"Body > Name ... \\xe9 <x>"


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [["clauses"], ["run", "--dry-run", "--depth", "smoke"]])
def test_a_reader_that_goes_away_ends_it_quietly(arguments: list[str]) -> None:
    command = [sys.executable, "-m", "conformance", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert (process.stderr.read(), process.wait(timeout=PATIENCE)) == (b"", 141)


def test_colour_that_is_wanted_in_a_log_brings_no_bar_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert progress().disable


@pytest.mark.slow
def test_a_run_whose_summary_nobody_reads_ends_by_its_verdict(tmp_path: Path) -> None:
    select = ("--depth", "smoke", "--select", "request.body.Name.*", "--output", str(tmp_path))
    command = [sys.executable, "-m", "conformance", "run", *select]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert (process.stderr.read(), process.wait(timeout=PATIENCE)) == (b"", 0)


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["ascii", "cp932"])
def test_the_catalogue_is_printed_on_any_terminal(encoding: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "conformance", "clauses"],
        env={"PATH": "", "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_history_is_listed_and_a_run_accepted(tmp_path: Path) -> None:
    database = str(tmp_path / "runs.db")
    runs.append(tmp_path / "runs.db", sample.five_faults())
    accepted = CliRunner().invoke(history, [database, "accept", "1"], catch_exceptions=False)
    assert accepted.output == "Run 1 of staging (nonconformant) is the baseline from now on.\n"
    listed = CliRunner().invoke(history, [database], catch_exceptions=False).output.splitlines()
    assert listed[1].split() == ["1*", "2026-01-02", "03:04", "staging", "nonconformant", "4", "1", "11.4s"]


@pytest.mark.parametrize("option", ["--keep", "--limit"])
def test_a_number_of_runs_is_bounded(option: str, tmp_path: Path) -> None:
    runs.append(tmp_path / "runs.db", sample.perfect())
    refused = CliRunner().invoke(history, [str(tmp_path / "runs.db"), option, "9" * 20], catch_exceptions=False)
    assert (refused.exit_code, "is not in the range" in refused.output) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["accept", "x"], "'x' is no number of a run"),
        (["accept", "9" * 20], "is no number of a run"),
        (["accept", "9" * 5_000], "is no number of a run"),
        (["accept", "9"], "there is no run 9"),
    ],
)
def test_a_run_that_is_not_there_cannot_be_accepted(arguments: list[str], words: str, tmp_path: Path) -> None:
    runs.append(tmp_path / "runs.db", sample.perfect())
    with pytest.raises(UsageError, match=words):
        CliRunner().invoke(history, [str(tmp_path / "runs.db"), *arguments], catch_exceptions=False)
