"""Every example in the documentation: command lines parse, configurations load, jobs have their service's form."""

from __future__ import annotations

import itertools
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from conformance.cli.main import cli
from conformance.engine.configuration import resolve
from conformance.selftest.serving import Deviating, known
from reports.accepted import waivers
from tests.docs.forms import check

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
NIGHTLY = ROOT / "docs" / "nightly.md"
FENCE = re.compile(r"(?ms)^```(?P<kind>\w*)\n(?P<text>.*?)^```$")
INLINE = re.compile(r"`((?:chime-conformance|make) [^`]+)`")
TARGETS = {
    line.partition(":")[0] for line in (ROOT / "Makefile").read_text().splitlines() if re.match(r"[a-z]+:", line)
}


def fences(page: Path, kind: str) -> list[str]:
    return [match["text"] for match in FENCE.finditer(page.read_text()) if match["kind"] == kind]


def section(title: str, kind: str) -> list[str]:
    """The fences of one section of the page about nights."""
    text = NIGHTLY.read_text().partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    return [match["text"] for match in FENCE.finditer(text) if match["kind"] == kind]


def lines() -> Iterator[tuple[str, str]]:
    """Every command line of ours, with the page that it stands in."""
    for page in PAGES:
        text = page.read_text()
        shell = [line for fence in fences(page, "sh") for line in fence.replace("\\\n", " ").splitlines()]
        indented = [line[4:] for line in FENCE.sub("", text).splitlines() if line.startswith("    ")]
        for line in (*shell, *indented, *INLINE.findall(text)):
            for start in re.finditer(r"(?:\.venv/bin/)?\b(chime-conformance|make) (?!error)", line):
                if line[: start.start()].strip() in ("", "$") or "then" in line[: start.start()]:
                    yield page.name, line[start.start(1) :].partition(";")[0].partition("  #")[0].strip()


LINES = sorted(set(lines()))


def test_there_are_command_lines() -> None:
    assert {page for page, _ in LINES} >= {"README.md", "CONTRIBUTING.md", "nightly.md"}


@pytest.mark.parametrize(("page", "line"), [(page, line) for page, line in LINES if " --fault " in line])
def test_the_faults_of_an_example_are_known(page: str, line: str) -> None:
    words = shlex.split(line)
    named = [name for option, name in itertools.pairwise(words) if option == "--fault" and "…" not in name]
    assert page
    assert [name for name in named if name not in known("2018-05-01")] == []


@pytest.mark.parametrize(("page", "line"), LINES)
def test_a_command_line_parses(page: str, line: str) -> None:
    program, *arguments = shlex.split(line.partition("        ")[0])
    assert page
    if program == "make":
        assert set(arguments) <= TARGETS
        return
    context = click.Context(cli)
    name, command, rest = cli.resolve_command(context, list(arguments))
    assert command is not None
    if not {"-h", "--help"} & set(rest) and rest != ["JOURNAL"]:
        parsed = command.make_context(name, rest, parent=context)
        if name == "run" and not parsed.params["target"]:
            resolve({**parsed.params, "baseline": None, "fail_on": None}, environ={})


def test_the_named_target_of_the_page_can_be_resolved(tmp_path: Path) -> None:
    (text,) = section("One short line", "toml")
    (tmp_path / "c.toml").write_text(text)
    settings = resolve({"target": "staging", "depth": "deep"}, config=tmp_path / "c.toml", environ={})
    written = tomllib.loads(text)["targets"]["staging"]
    assert settings.target == written.pop("url")
    assert {name: getattr(settings, name) for name in written} == written


@pytest.mark.parametrize(("title", "schema"), [("GitHub Actions", "github-workflows"), ("GitLab CI", "gitlab-ci")])
def test_a_job_has_the_form_of_its_service(title: str, schema: str, tmp_path: Path) -> None:
    (text,) = section(title, "yaml")
    file = tmp_path / "job.yml"
    file.write_text(text)
    check(schema, file)


@pytest.mark.parametrize(("number", "schema"), [(0, "github-workflows"), (1, "gitlab-ci")])
def test_a_job_in_parts_has_the_form_of_its_service(number: int, schema: str, tmp_path: Path) -> None:
    (tmp_path / "job.yml").write_text(section("More than one machine", "yaml")[number])
    check(schema, tmp_path / "job.yml")


def test_the_action_has_the_form_of_one() -> None:
    check("github-actions", ROOT / "action.yml")


def test_the_workflow_uses_inputs_and_outputs_that_the_action_has() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    (text,) = section("GitHub Actions", "yaml")
    nightly = yaml.safe_load(text)["jobs"]["staging"]["steps"]
    (own,) = [step for step in nightly if "chime-conformance@" in step.get("uses", "")]
    assert own["with"].keys() <= action["inputs"].keys()
    assert set(re.findall(r"steps\.conformance\.outputs\.(\w+)", text)) <= action["outputs"].keys()


def steps() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((ROOT / "action.yml").read_text())["runs"]["steps"]
    return found


def step(name: str) -> dict[str, Any]:
    return next(item for item in steps() if item.get("name") == name)


def step_using(action: str) -> dict[str, Any]:
    return next(item for item in steps() if item.get("uses", "").startswith(f"{action}@"))


def environment(inputs: dict[str, str], folder: Path) -> dict[str, str]:
    """The variables of the action's step, with its inputs filled in."""
    defaults = {
        key: value["default"] for key, value in yaml.safe_load((ROOT / "action.yml").read_text())["inputs"].items()
    }
    given = defaults | inputs
    filled = {
        name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda match: given[match[1]], text)
        for name, text in step("Verify")["env"].items()
    }
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, **filled, "GITHUB_OUTPUT": str(folder / "output"), "PATH": path}


@pytest.mark.slow
def test_the_action_runs_and_tells_its_verdict(tmp_path: Path) -> None:
    inputs = {"depth": "smoke", "output": "a report", "arguments": "--auth none --label 'of the night'"}
    first = verify(inputs, tmp_path)
    assert first.returncode == 0, first.stderr
    assert (tmp_path / "output").read_text() == "verdict=conformant\n"
    record = json.loads((tmp_path / "a report" / "run.json").read_text())
    assert (record["depth"], record["target"]["label"], record["target"]["auth"]) == ("smoke", "of the night", "none")
    second = verify({**inputs, "baseline": "a report/run.json"}, tmp_path)
    assert second.returncode == 0, second.stderr
    assert json.loads((tmp_path / "a report" / "run.json").read_text())["changes"]["new"] == []


@pytest.mark.slow
def test_the_action_fails_as_the_run_does(tmp_path: Path) -> None:
    done = verify({"target": "http://127.0.0.1:9", "depth": "smoke"}, tmp_path)
    assert done.returncode == 3
    assert (tmp_path / "output").read_text() == "verdict=inconclusive\n"


def test_the_action_tells_no_verdict_of_a_record_that_was_there_before(tmp_path: Path) -> None:
    (tmp_path / "conformance-report").mkdir()
    (tmp_path / "conformance-report" / "run.json").write_text('{\n "verdict": "conformant",\n}')
    for arguments in ("--depth no-such", "--output elsewhere --target http://127.0.0.1:9 --depth smoke"):
        assert verify({"arguments": arguments}, tmp_path).returncode in {2, 3}
    assert not (tmp_path / "output").exists()


def test_the_action_runs_nothing_where_its_arguments_cannot_be_told_apart(tmp_path: Path) -> None:
    assert verify({"target": "http://127.0.0.1:9", "arguments": "--safe --label it's"}, tmp_path).returncode == 1
    assert sorted(tmp_path.iterdir()) == []


def test_the_action_imports_nothing_of_the_checkout_and_keeps_the_python_of_the_job() -> None:
    install = step("Install")["run"]
    assert re.findall(r'python" (?!-P )', install, re.IGNORECASE) == []
    assert "chime-conformance/bin" not in install
    # An empty entry in the job's own is the current directory.
    assert [step(name)["env"]["PYTHONPATH"] for name in ("Install", "Verify")] == ["", ""]
    assert step_using("actions/setup-python")["with"]["update-environment"] is False


def verify(inputs: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step("Verify")["run"]],
        env=environment(inputs, folder),
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


# Clauses with both deviations of the nights, and few requests.
FEW = "--select request.body.Name.* --select response.*"
Night = Callable[[str, bool], subprocess.CompletedProcess[str]]


def three_nights(night: Night) -> list[tuple[int, str]]:
    """Exit status and summary of a seeded night, one with the same deviation, and one with another."""
    found = []
    nameless, not_201 = "dropped:response.body.ProxySession.Name.echo", "as-200:response.status.201"
    for fault, accept in ((nameless, True), (nameless, False), (not_201, False)):
        with Deviating(parameters={"voiceConnectorId": ["abcdef1ghij2klmno3pqr4"]}, faults=[fault]) as target:
            done = night(target.url, accept)
        found.append((done.returncode, done.stdout))
    return found


def check_nights(nights: list[tuple[int, str]]) -> None:
    (first, seeded), (second, same), (third, worse) = nights
    assert (first, second, third) == (1, 0, 1)
    assert "No run of this target has been accepted yet" in seeded
    assert "exit 0: nothing new" in same
    assert "nonconformant:" in worse


@pytest.mark.slow
def test_three_nights_of_the_gitlab_job(tmp_path: Path) -> None:
    (text,) = section("GitLab CI", "yaml")
    script = yaml.safe_load(text)["conformance"]["script"][0]
    (tmp_path / "nights").mkdir()

    def night(url: str, accept: bool) -> subprocess.CompletedProcess[str]:  # noqa: FBT001 - a row of the table
        variables = {**of_the_night(), "CHIME_CONFORMANCE_TARGET": url, "ACCEPT": "1" if accept else ""}
        variables["CHIME_CONFORMANCE_SELECT"] = ",".join(FEW.split()[1::2])
        return shell(["sh", "-e", "-c", script], variables, tmp_path)

    check_nights(three_nights(night))


@pytest.mark.slow
def test_three_nights_of_the_github_workflow(tmp_path: Path) -> None:
    (text,) = section("GitHub Actions", "yaml")
    nightly = yaml.safe_load(text)["jobs"]["staging"]["steps"]
    given = next(item["with"] for item in nightly if "chime-conformance@" in item.get("uses", ""))
    (accepting,) = [item["run"] for item in nightly if item.get("name") == "Accept"]
    (tmp_path / "nights").mkdir()

    def night(url: str, accept: bool) -> subprocess.CompletedProcess[str]:  # noqa: FBT001 - a row of the table
        inputs = {**given, "config": "", "target": url, "depth": "smoke", "arguments": f"--label staging {FEW}"}
        done = verify(inputs, tmp_path)
        if accept:
            assert shell(["bash", "-e", "-c", accepting], environment({}, tmp_path), tmp_path).returncode == 0
        return done

    check_nights(three_nights(night))


SMALL = "--depth smoke --select request.body.Name.*"


@pytest.mark.slow
def test_the_parts_of_the_github_workflow_are_merged(tmp_path: Path) -> None:
    jobs = yaml.safe_load(section("More than one machine", "yaml")[0])["jobs"]
    (given,) = [item["with"] for item in jobs["part"]["steps"] if "chime-conformance@" in item.get("uses", "")]
    (merging,) = [item["run"] for item in jobs["merge"]["steps"] if item.get("name") == "Merge"]
    for part in jobs["part"]["strategy"]["matrix"]["part"]:
        filled = {name: text.replace("${{ matrix.part }}", str(part)) for name, text in given.items()}
        inputs = {**filled, "config": "", "target": "", "depth": "", "arguments": f"{filled['arguments']} {SMALL}"}
        assert verify(inputs, tmp_path).returncode == 0
    done = shell(["bash", "-e", "-c", merging], environment({}, tmp_path), tmp_path)
    assert (done.returncode, "conformant" in done.stdout) == (0, True)


@pytest.mark.slow
def test_the_parts_of_the_gitlab_jobs_are_merged(tmp_path: Path) -> None:
    jobs = yaml.safe_load(section("More than one machine", "yaml")[1])
    assert jobs["part"]["parallel"] > 1
    count = 2
    for part in range(1, count + 1):
        variables = {**of_the_night(), "CI_NODE_INDEX": str(part), "CI_NODE_TOTAL": str(count)}
        done = shell(["sh", "-e", "-c", f"{jobs['part']['script'][0]} {SMALL}"], variables, tmp_path)
        assert done.returncode == 0, done.stderr
    done = shell(["sh", "-e", "-c", jobs["merge"]["script"][0]], of_the_night(), tmp_path)
    assert (done.returncode, "conformant" in done.stdout) == (0, True)


def of_the_night() -> dict[str, str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "CHIME_CONFORMANCE_DEPTH": "smoke", "CHIME_CONFORMANCE_LABEL": "staging"}


def shell(command: list[str], variables: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, env=variables, cwd=folder, capture_output=True, text=True, check=False)


def test_the_configuration_of_the_page_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (text,) = [text for text in fences(NIGHTLY, "toml") if "[targets.staging]" in text]
    Path("chime-conformance.toml").write_text(text)
    for script in fences(NIGHTLY, "sh"):
        for line in re.findall(r"(?m)^chime-conformance run (.*--target staging.*)$", script):
            given = told(line)
            assert resolve(given, config=given["config"], environ={}).label == "staging"


def test_the_waivers_of_the_page_are_waivers(tmp_path: Path) -> None:
    texts = [text for text in fences(NIGHTLY, "toml") if "[[waiver]]" in text]
    (tmp_path / "waivers.toml").write_text(texts[0])
    (waiver,) = waivers.load(tmp_path / "waivers.toml")
    assert (waiver.kind, waiver.expires) == ("must-fail", date(2026, 5, 31))


def test_the_units_are_well_formed(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    units = section("systemd", "ini")
    for text in units:
        name = text.splitlines()[0].rpartition("/")[2]
        # The tool is not installed where the unit looks for it.
        (tmp_path / name).write_text(text.replace("/opt/chime-conformance/bin/chime-conformance", sys.executable))
    files = sorted(map(str, tmp_path.iterdir()))
    assert [Path(file).suffix for file in files] == [".service", ".timer"]
    done = subprocess.run(["systemd-analyze", "verify", *files], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_service_runs_a_line_that_parses() -> None:
    service = section("systemd", "ini")[0]
    line = re.search(r"(?m)^ExecStart=\S+ run (.*)$", service)
    assert line is not None
    assert told(line[1])["target"] == "staging"


def told(line: str) -> dict[str, Any]:
    """What the arguments of a run say."""
    context = click.Context(cli)
    name, command, rest = cli.resolve_command(context, ["run", *shlex.split(line)])
    assert command is not None
    return command.make_context(name, rest, parent=context).params


def test_the_dockerfile_has_no_fault() -> None:
    binary = Path(sys.executable).parent / "hadolint"
    done = subprocess.run([str(binary), str(ROOT / "Dockerfile")], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_image_runs_as_nobody_special_and_gets_only_the_tool() -> None:
    text = (ROOT / "Dockerfile").read_text()
    assert re.search(r"(?m)^USER 10001$", text)
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    packages = set(
        tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    )
    assert packages <= kept
    assert "requirements.lock" in kept
    assert not {"tests", ".git"} & kept


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_within_the_repository_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
        if "://" not in link and not link.startswith("reference/"):  # pages that are made; MkDocs knows them
            assert (page.parent / link.partition("#")[0]).exists(), link
