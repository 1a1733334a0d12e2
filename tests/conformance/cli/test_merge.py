"""The parts of a run, put together, are the run without parts; what is no part of it is named."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conformance.selftest.serving import Deviating
from reports.files import store
from reports.run.record import Record
from tests.conformance.support import chime, record

CONNECTOR = "abcdef1ghij2klmno3pqr4"
FAMILY = ("--contract", "chime-sdk-voice-2022-08-03", "--operation", "all")
# An operation without a body or a query has no clause on combinations.
BODILESS = ("--contract", "chime-sdk-voice-2022-08-03", "--operation", "GetProxySession", "--auth", "none")
# Of the plan of a standard run, clauses of each kind; the full control, which has every member, fails for one of them.
CLAUSES = ("--select", "request.body.GeoMatchLevel.*", "--select", "request.path.*", "--select", "response.[bs]*")
STANDARD = ("--examples", "0", *CLAUSES)
ECHO = "dropped:response.body.ProxySession.GeoMatchLevel.echo"
ENUM = "unknown-0:request.body.GeoMatchLevel.enum"
# How long one waits is the moment's, too.
TIMES = ("started_at", "duration_seconds", "latency", "timeline", "throttling")
# What differs from one run against the same target to the next: ids, instants, numbers and ports that are given out.
GIVEN = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64}|\d{4}-\d\d-\d\dT[\d:.]+Z?|\d{8}T\d{6}Z|\w{3}, \d\d \w{3} \d{4} [\d:]+ GMT"
    r"|\+1\d{10}|127\.0\.0\.1:\d+|\d{10}\.\d+"
)


def compared(folder: Path) -> Any:
    """A record without what is given out anew in every run."""
    found = {name: value for name, value in record(folder).items() if name not in TIMES}
    # An instant may be a number, too.
    return json.loads(GIVEN.sub("0", json.dumps(found)))


def statuses(folder: Path) -> dict[str, str]:
    """What was found of each clause."""
    return {clause["id"]: clause["status"] for clause in record(folder)["clauses"]}


def made(folder: Path, count: int, *arguments: str) -> list[str]:
    """The parts of a run, by their folders."""
    folders = [str(folder / f"part-{number}") for number in range(1, count + 1)]
    for number, output in enumerate(folders, 1):
        done = chime("run", *arguments, "--shard", f"{number}/{count}", "--output", output)
        assert done.status in (0, 1, 3), done.err
    return folders


@pytest.mark.parametrize(
    ("count", "arguments"),
    [(2, ("--depth", "smoke", *FAMILY)), (3, BODILESS)],
    ids=["family-smoke", "without a body"],
)
@pytest.mark.slow
def test_the_parts_of_a_run_are_the_whole_run(count: int, arguments: tuple[str, ...], tmp_path: Path) -> None:
    status = chime("run", *arguments, "--output", str(tmp_path / "whole")).status
    merged = chime("merge", *made(tmp_path, count, *arguments), "--output", str(tmp_path / "merged"))
    assert (merged.status, compared(tmp_path / "merged")) == (status, compared(tmp_path / "whole"))


@pytest.mark.parametrize(
    ("faults", "arguments"),
    [
        ((ENUM, ECHO), STANDARD),
        ((ENUM,), ("--depth", "smoke", *FAMILY)),
    ],
    ids=["standard", "family"],
)
@pytest.mark.slow
def test_the_parts_of_a_failing_run_are_the_whole_run(
    faults: tuple[str, ...], arguments: tuple[str, ...], tmp_path: Path
) -> None:
    contract = "chime-sdk-voice-2022-08-03" if "all" in arguments else "chime-2018-05-01"

    def fresh(*more: str) -> None:
        with Deviating(contract=contract, parameters={"voiceConnectorId": [CONNECTOR]}, faults=faults) as target:
            # A part alone may be inconclusive: what tells why its control is refused is another part's.
            assert chime("run", "--target", target.url, *arguments, *more).status in (0, 1, 3)

    fresh("--output", str(tmp_path / "whole"))
    parts = [tmp_path / f"part-{number}" for number in (1, 2, 3)]
    for number, part in enumerate(parts, 1):
        fresh("--shard", f"{number}/3", "--output", str(part))
        _as_if_at(part, record(tmp_path / "whole")["target"]["url"])
    merged = chime("merge", *map(str, parts), "--output", str(tmp_path / "merged"))
    # How many sessions a list shows depends on what was created before, and parts create less.
    shown = statuses if "all" in arguments else compared
    assert (merged.status, shown(tmp_path / "merged")) == (1, shown(tmp_path / "whole"))


def _as_if_at(part: Path, url: str) -> None:
    """Each part has a target of its own; say that they are one."""
    path = part / "run.json"
    found = store.load(path)
    store.write(replace(found, target={**found.target, "url": url}), path)


SELECT = ("--depth", "smoke", "--auth", "none", "--select", "request.body.Name.*", "--select", "response.body.*.Name.*")


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Two parts of a small run."""
    return made(tmp_path_factory.mktemp("parts"), 2, *SELECT)


def test_each_clause_of_a_part_is_verified_there_alone(parts: list[str]) -> None:
    statuses = [{clause["id"]: clause["status"] for clause in record(Path(part))["clauses"]} for part in parts]
    own = [{name for name in found if name.startswith("request.") and found[name] == "pass"} for found in statuses]
    assert own[0] & own[1] == set()
    assert own[0]
    assert own[1]


def test_the_whole_has_every_report(parts: list[str], tmp_path: Path) -> None:
    merged = chime("merge", *parts, "--output", str(tmp_path), "--history", str(tmp_path / "runs.db"))
    assert merged.status == 0, merged.err
    assert ET.parse(tmp_path / "junit.xml").find(".//testcase") is not None
    assert {path.name for path in tmp_path.iterdir()} >= {
        "run.json",
        "exchanges.jsonl.gz",
        "report.html",
        "summary.md",
        "badge.svg",
        "runs.db",
    }


def test_the_order_of_the_parts_does_not_matter(parts: list[str], tmp_path: Path) -> None:
    chime("merge", *parts, "--output", str(tmp_path / "one"))
    chime("merge", *reversed(parts), "--output", str(tmp_path / "other"))
    assert compared(tmp_path / "one") == compared(tmp_path / "other")


def test_a_missing_part_is_named(parts: list[str], tmp_path: Path) -> None:
    done = chime("merge", parts[0], "--output", str(tmp_path))
    assert (done.status, done.err) == (
        2,
        "chime-conformance: 1 part of 2 is missing: 2. Make it with run --shard 2/2.\n",
    )


def test_a_part_that_is_given_twice_is_named(parts: list[str], tmp_path: Path) -> None:
    done = chime("merge", parts[0], parts[1], parts[1], "--output", str(tmp_path))
    assert (done.status, done.err) == (
        2,
        f"chime-conformance: {parts[1]} and {parts[1]} are both part 2 of 2.\n",
    )


def test_a_whole_run_is_no_part(parts: list[str], tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    whole.mkdir()
    (whole / "exchanges.jsonl.gz").write_bytes((Path(parts[1]) / "exchanges.jsonl.gz").read_bytes())
    store.write(replace(store.load(Path(parts[1])), shard=None), whole / "run.json")
    done = chime("merge", parts[0], str(whole), "--output", str(tmp_path))
    assert (done.status, "is of a whole run" in done.err, done.err.count("\n")) == (2, True, 1)


CHANGES: dict[str, Callable[[Record], Record]] = {
    "seed": lambda found: replace(found, seed=7),
    "depth": lambda found: replace(found, depth="deep"),
    "contract": lambda found: replace(found, contract="chime-sdk-voice-2022-08-03"),
    "target": lambda found: replace(found, target={**found.target, "url": "http://127.0.0.1:1"}),
    "version": lambda found: replace(found, suite={**found.suite, "version": "0.0.9"}),
    "selection": lambda found: replace(found, shard=found.shard and replace(found.shard, select=("*",))),
    "number of parts": lambda found: replace(found, shard=found.shard and replace(found.shard, count=4)),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_part_of_another_run_is_named(name: str, parts: list[str], tmp_path: Path) -> None:
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "exchanges.jsonl.gz").write_bytes((Path(parts[1]) / "exchanges.jsonl.gz").read_bytes())
    store.write(CHANGES[name](store.load(Path(parts[1]))), foreign / "run.json")
    done = chime("merge", parts[0], str(foreign), "--output", str(tmp_path))
    assert done.status == 2
    assert done.err.startswith(f"chime-conformance: {foreign} is part of another run: its {name} is ")
    assert done.err.count("\n") == 1


def test_parts_of_another_version_are_not_merged(parts: list[str], tmp_path: Path) -> None:
    others = [tmp_path / str(number) for number in range(2)]
    for part, other in zip(parts, others, strict=True):
        other.mkdir()
        (other / "exchanges.jsonl.gz").write_bytes((Path(part) / "exchanges.jsonl.gz").read_bytes())
        found = store.load(Path(part))
        store.write(replace(found, suite={**found.suite, "version": "0.0.9"}), other / "run.json")
    done = chime("merge", *map(str, others), "--output", str(tmp_path))
    assert (done.status, "was made by chime-conformance 0.0.9, and this is " in done.err) == (2, True)


def test_a_part_with_other_requests_is_named(parts: list[str], tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "exchanges.jsonl.gz").write_bytes((Path(parts[1]) / "exchanges.jsonl.gz").read_bytes())
    found = store.load(Path(parts[1]))
    changed = replace(
        found,
        shard=found.shard and replace(found.shard, plan="0"),
        environment={**found.environment, "hypothesis": "1.0"},
    )
    store.write(changed, other / "run.json")
    done = chime("merge", parts[0], str(other), "--output", str(tmp_path))
    assert (done.status, "it was made with hypothesis 1.0" in done.err) == (2, True)


@pytest.mark.parametrize("text", ["0/2", "3/2", "1", "1/0", "a/b", "-1/2", "1/2/3"])
def test_a_shard_is_one_of_several(text: str) -> None:
    done = chime("run", "--shard", text, "--dry-run")
    assert (done.status, "--shard must be I/N" in done.err) == (2, True)


def test_a_shard_without_a_clause_is_refused() -> None:
    done = chime("run", "--shard", "9/9", "--select", "request.body.Name.pattern", "--dry-run")
    assert (done.status, "would have no clause of its own" in done.err) == (2, True)


@pytest.mark.parametrize("option", ["--history", "--baseline"])
def test_a_part_is_compared_with_no_whole_run(option: str, tmp_path: Path) -> None:
    done = chime("run", "--shard", "1/2", option, str(tmp_path / "x"), "--dry-run")
    assert (done.status, "is for whole runs" in done.err) == (2, True)


@pytest.mark.slow
def test_what_could_not_be_made_is_said_by_judge_and_merge_as_by_the_run(tmp_path: Path) -> None:
    """They send nothing, so that they cannot find it out themselves."""
    arguments = (*BODILESS, "--depth", "smoke")
    with Deviating(parameters={"voiceConnectorId": ["another0connector00000"]}, faults=[]) as target:
        given = (*arguments, "--target", target.url)
        parts = made(tmp_path, 2, *given)
        chime("run", *given, "--output", str(tmp_path / "whole"))
    chime("judge", str(tmp_path / "whole"), "--output", str(tmp_path / "judged"))
    chime("merge", *parts, "--output", str(tmp_path / "merged"))
    said = {name: reasons(tmp_path / name) for name in ("whole", "judged", "merged")}
    assert said["whole"]["not created"].startswith("GetProxySession needs what CreateProxySession creates")
    assert said == dict.fromkeys(said, said["whole"])


def reasons(folder: Path) -> dict[str, str]:
    """Why clauses are open, by kind."""
    return {
        clause["why"]: clause["reason"] for clause in record(folder)["clauses"] if clause["status"] == "inconclusive"
    }
