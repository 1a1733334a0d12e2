"""What a shell is offered."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from conformance.cli.main import cli


def offered(*arguments: str) -> list[str]:
    """What is offered for the last of the arguments."""
    complete = ShellComplete(cli, {}, "chime-conformance", "_CHIME_CONFORMANCE_COMPLETE")
    return [item.value for item in complete.get_completions(list(arguments[:-1]), arguments[-1])]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("sel",), ["selftest"]),
        (("run", "--depth", ""), ["smoke", "standard", "deep"]),
        (("run", "--contract", "chime-2"), ["chime-2018-05-01"]),
        (("run", "--edition", "2022-08-03", "--operation", "List"), ["ListProxySessions"]),
        (("run", "--select", "request.body.Name.pa"), ["request.body.Name.pattern"]),
        (("clauses", "request.body.Name.pa"), ["request.body.Name.pattern"]),
        (("serve", "--fault", "trimmed:request.body.Name"), ["trimmed:request.body.Name.pattern"]),
        (("serve", "--edition", "2022-08-03", "--fault", "lifecycle:stale"), ["lifecycle:stale-reads"]),
        (("derive", "--service", "appconfigd"), ["appconfigdata"]),
        (("derive", "--service", "appconfigdata", "--operation", "Get"), ["GetLatestConfiguration"]),
        (("derive", "--service", "sqs", "--operation", "Get"), []),
        (("drift", "--service", "appconfigd"), ["appconfigdata"]),
        (("drift", "chime-sdk"), ["chime-sdk-voice-2022-08-03"]),
        (("run", "--contract", "no such", "--operation", ""), []),
    ],
)
def test_what_is_known_is_offered(arguments: tuple[str, ...], expected: list[str]) -> None:
    assert offered(*arguments) == expected


def test_the_targets_of_the_configuration_file_are_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert offered("run", "--target", "") == []
    Path("chime-conformance.toml").write_text('[targets.staging]\nurl = "http://127.0.0.1:9"\n', encoding="utf-8")
    assert offered("run", "--target", "st") == ["staging"]


@pytest.mark.parametrize(("option", "kind"), [("--waivers", "file"), ("--output", "dir")])
def test_files_are_left_to_the_shell(option: str, kind: str) -> None:
    complete = ShellComplete(cli, {}, "chime-conformance", "_CHIME_CONFORMANCE_COMPLETE")
    assert [item.type for item in complete.get_completions(["run", option], "")] == [kind]


@pytest.mark.parametrize("text", ["targets = 5", "targets = []", "targets = ['a']", "target", "x"])
def test_a_file_that_is_no_configuration_offers_nothing(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("chime-conformance.toml").write_text(f"{text}\n", encoding="utf-8")
    assert offered("run", "--target", "") == []


@pytest.mark.parametrize(
    "name", ["$(touch x)", "`id`", "a;b", "a b", "a\\nb", "\\u001b]0;x\\u0007", "!!", "~", "a|b", "a>b"]
)
def test_a_name_that_a_shell_would_carry_out_is_not_offered(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("chime-conformance.toml").write_text(f'[targets."{name}"]\nurl = "http://127.0.0.1:9"\n', encoding="utf-8")
    assert offered("run", "--target", "") == []
