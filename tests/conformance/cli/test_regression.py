"""From one night to the next: baselines, waivers, history, and recorded runs judged and sent again."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.selftest.serving import Deviating
from reports.files import exchanges
from tests.conformance.support import chime, failing, record

CONNECTOR = "abcdef1ghij2klmno3pqr4"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("nights")


@pytest.fixture(scope="module")
def good(folder: Path) -> Path:
    """The record of a faithful target."""
    chime("run", "--depth", "smoke", "--output", str(folder / "good"))
    return folder / "good" / "run.json"


@pytest.fixture(scope="module")
def worse() -> Iterator[str]:
    """A target that does not give the name back."""
    with Deviating(
        parameters={"voiceConnectorId": [CONNECTOR]}, faults=["dropped:response.body.ProxySession.Name.echo"]
    ) as target:
        yield target.url


# What is told of an answer; the deviation is among it.
FEW = ("--depth", "smoke", "--select", "response.*")


def smoke(url: str, output: Path, *more: str) -> int:
    return chime("run", "--target", url, *FEW, "--output", str(output), *more).status


@pytest.fixture(scope="module")
def bad(folder: Path, worse: str) -> Path:
    """The record of the target that does not give the name back."""
    smoke(worse, folder / "bad")
    return folder / "bad" / "run.json"


@pytest.fixture(scope="module")
def family(folder: Path) -> Path:
    """The record of all operations of the family."""
    every = ("--contract", "chime-sdk-voice-2022-08-03", "--operation", "all", "--depth", "smoke")
    chime("run", *every, "--output", str(folder / "family"))
    return folder / "family" / "run.json"


def test_what_got_worse_is_one_new_finding(good: Path, worse: str, folder: Path) -> None:
    assert smoke(worse, folder / "new", "--baseline", str(good), "--fail-on", "new") == 1
    changes = record(folder / "new")["changes"]
    assert [entry["clause"] for entry in changes["new"]] == ["response.body.ProxySession.Name.echo"]
    assert smoke(worse, folder / "old", "--baseline", str(folder / "new" / "run.json"), "--fail-on", "new") == 0
    assert record(folder / "old")["changes"]["new"] == []
    assert record(folder / "old")["verdict"] == "nonconformant"


@pytest.mark.parametrize(
    ("waiver", "options", "status"),
    [
        ('clause = "*.Name.echo"\nreason = "known"', (), 0),
        ('clause = "*.Name.echo"\nreason = "known"\nexpires = 2020-01-01', (), 1),
        ('clause = "*.Status.echo"\nreason = "known"', (), 1),
    ],
)
def test_a_waiver_in_force_covers_its_clause(
    worse: str, tmp_path: Path, waiver: str, options: tuple[str, ...], status: int
) -> None:
    (tmp_path / "waivers.toml").write_text(f"[[waiver]]\n{waiver}\n")
    assert smoke(worse, tmp_path, "--waivers", str(tmp_path / "waivers.toml"), *options) == status


def test_a_stale_waiver_fails_a_strict_run(tmp_path: Path) -> None:
    (tmp_path / "waivers.toml").write_text('[[waiver]]\nclause = "no.such"\nreason = "old"\n')
    waivers = ("--waivers", str(tmp_path / "waivers.toml"), *FEW, "--output", str(tmp_path / "report"))
    assert chime("run", *waivers).status == 0
    assert chime("run", *waivers, "--strict").status == 1


def test_the_template_is_a_waiver_file_alone_even_in_a_workflow(
    worse: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    outcome = chime("run", "--target", worse, *FEW, "--output", str(tmp_path), "--waivers-template")
    assert (outcome.status, "nonconformant" in outcome.err, "::error" in outcome.err) == (1, True, True)
    (tmp_path / "waivers.toml").write_text(outcome.out.replace('reason = ""', 'reason = "known"'))
    assert smoke(worse, tmp_path, "--waivers", str(tmp_path / "waivers.toml")) == 0


@pytest.mark.parametrize("option", ["--waivers", "--baseline"])
def test_a_file_that_is_none_is_one_line_before_anything_is_sent(tmp_path: Path, option: str) -> None:
    (tmp_path / "odd").write_text("{")
    outcome = chime("run", option, str(tmp_path / "odd"), "--output", str(tmp_path / "report"))
    assert (outcome.status, outcome.err.count("\n")) == (2, 1)
    assert not (tmp_path / "report").exists()


def test_the_history_keeps_and_forgets_runs(worse: str, tmp_path: Path) -> None:
    history = tmp_path / "runs.db"
    for _ in range(2):
        assert smoke(worse, tmp_path / "report", "--history", str(history)) == 1
    assert record(tmp_path / "report")["trend"]["response.body.ProxySession.Name.echo"] == ["fail", "fail"]
    assert chime("history", str(history)).out.count("nonconf") == 2
    assert chime("history", str(history), "--keep", "1").out.count("nonconf") == 1
    assert chime("history", str(tmp_path / "missing.db")).status == 2
    (tmp_path / "odd.db").write_text("no database")
    assert chime("history", str(tmp_path / "odd.db")).status == 2


def test_recorded_answers_are_judged_as_they_were(good: Path, bad: Path, tmp_path: Path) -> None:
    assert chime("judge", str(good), "--output", str(tmp_path / "a")).status == 0
    assert chime("judge", str(bad), "--output", str(tmp_path / "b")).status == 1
    assert failing(record(tmp_path / "b")) == failing(record(bad.parent)) == ["response.body.ProxySession.Name.echo"]


def test_a_recorded_case_is_sent_again(bad: Path, tmp_path: Path, worse: str) -> None:
    (case, *_) = [finding["case"] for finding in record(bad.parent)["findings"]]
    outcome = chime("replay", str(bad), "--case", case, "--target", worse, "--output", str(tmp_path))
    assert outcome.status == 1, outcome.err
    assert failing(record(tmp_path)) == ["response.body.ProxySession.Name.echo"]
    assert record(tmp_path)["exchanges"] < 20
    missing = chime("replay", str(bad), "--case", "no-such-case", "--target", worse, "--output", str(tmp_path))
    assert missing.status == 2


def test_of_a_case_that_is_sent_again_only_its_clauses_are_judged(good: Path, tmp_path: Path, worse: str) -> None:
    case = "request.body.Name.pattern/*"
    chime("replay", str(good), "--case", case, "--target", worse, "--output", str(tmp_path))
    tested = [clause["id"] for clause in record(tmp_path)["clauses"] if clause["status"] not in ("skipped", "excluded")]
    assert tested == ["request.body.Name.pattern"]


def test_where_to_send_a_record_again_is_asked_by_its_name(folder: Path, worse: str) -> None:
    smoke(worse, folder / "named")
    outcome = chime("replay", str(folder / "named" / "run.json"))
    assert (outcome.status, f"Add --target {worse}, if that is where." in outcome.err) == (2, True)


def test_runs_are_set_side_by_side(good: Path, bad: Path, tmp_path: Path) -> None:
    outcome = chime("compare", str(good), str(bad), "--output", str(tmp_path))
    assert outcome.status == 0
    assert "response.body.ProxySession.Name.echo" in outcome.out
    assert {path.suffix for path in tmp_path.iterdir()} == {".html", ".json", ".md"}
    assert chime("compare", str(good)).status == 2
    assert chime("compare", str(good), str(tmp_path / "missing.json")).status == 2


def test_a_plan_is_printed_and_nothing_is_sent(tmp_path: Path) -> None:
    outcome = chime("run", "--dry-run", "--depth", "smoke", "--target", "http://target.invalid", cwd=tmp_path)
    assert outcome.status == 0
    assert outcome.out.count("POST ") > 50
    assert list(tmp_path.iterdir()) == []


def test_a_target_elsewhere_is_not_sent_to_unasked(tmp_path: Path) -> None:
    outcome = chime(
        "run", "--depth", "smoke", "--target", "http://target.invalid", "--output", str(tmp_path / "report")
    )
    assert outcome.status == 2
    assert "--yes" in outcome.err
    assert not (tmp_path / "report").exists()


@pytest.mark.parametrize(
    "options",
    [
        ("--operation", "all", "--yes"),
        ("--operation", "PutVoiceConnectorProxy"),
        ("--operation", "DeleteVoiceConnectorProxy", "--operation", "PutVoiceConnectorProxy"),
    ],
)
def test_what_configures_a_target_elsewhere_is_sent_only_by_its_name_and_with_yes(
    options: tuple[str, ...], tmp_path: Path
) -> None:
    contract = ("--contract", "chime-sdk-voice-2022-08-03", "--depth", "smoke")
    outcome = chime("run", *contract, "--target", "http://target.invalid", *options, "--output", str(tmp_path / "new"))
    assert outcome.status == 2
    assert "--operation PutVoiceConnectorProxy" in outcome.err
    assert not (tmp_path / "new").exists()


def test_a_recording_of_what_configures_is_replayed_elsewhere_only_by_its_name_and_with_yes(
    family: Path, tmp_path: Path
) -> None:
    again = ("replay", str(family), "--output", str(tmp_path / "again"))
    elsewhere = ("--target", "http://target.invalid", "--yes")
    unnamed, other = chime(*again, *elsewhere), chime(*again, *elsewhere, "--operation", "DeleteVoiceConnectorProxy")
    assert (unnamed.status, "--operation PutVoiceConnectorProxy" in unnamed.err) == (2, True)
    # The name gives consent; the target answers nothing, and is inconclusive.
    assert other.status == 3, other.err


def test_a_replay_sends_the_operations_of_the_record_or_those_that_are_named(family: Path, tmp_path: Path) -> None:
    again = ("replay", str(family), "--output")
    chime(*again, str(tmp_path / "all"))
    chime(*again, str(tmp_path / "one"), "--operation", "GetVoiceConnectorProxy")
    judged = [
        {clause["operation"] for clause in record(tmp_path / name)["clauses"] if clause["status"] == "pass"}
        for name in ("all", "one")
    ]
    assert (len(judged[0]), judged[1]) == (8, {"GetVoiceConnectorProxy"})


def test_a_budget_of_sessions_is_kept_and_nothing_is_dropped(tmp_path: Path) -> None:
    assert chime("run", "--depth", "smoke", "--max-sessions", "2", "--output", str(tmp_path)).status == 3
    data = record(tmp_path)
    reasons = [clause["reason"] for clause in data["clauses"] if clause["status"] == "inconclusive"]
    assert {reason for reason in reasons if reason} == {"the budget of 2 resources is used up"}
    assert data["stopped"] == ""
    assert data["observations"]


def test_a_safe_run_creates_nothing(tmp_path: Path) -> None:
    chime("run", "--depth", "smoke", "--safe", "--output", str(tmp_path))
    answers = [entry.response for entry in exchanges.read(tmp_path / "run.json")]
    assert {answer.status for answer in answers if answer is not None} & {201} == set()
    assert len(answers) > 10


def test_a_signed_run_shows_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = {
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLEFALSE",
        "AWS_SECRET_ACCESS_KEY": "not-a-secret/at+all",
        "AWS_SESSION_TOKEN": "no-token-at-all",
    }
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)
    with Deviating(
        parameters={"voiceConnectorId": [CONNECTOR]}, faults=["dropped:response.body.ProxySession.Name.echo"]
    ) as target:
        smoke(target.url, tmp_path, "--auth", "sigv4")
    texts = [path.read_bytes() for path in tmp_path.iterdir()]
    written = b"".join(gzip.decompress(text) if text.startswith(b"\x1f\x8b") else text for text in texts).decode()
    assert "aws-sigv4" in written
    assert not [name for name, value in secrets.items() if value in written]
    assert "Signature=" not in written
