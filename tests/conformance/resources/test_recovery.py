"""Nothing is left behind: journals of killed runs, what they say, and what `cleanup` makes of them."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from conformance.engine.target import Target
from conformance.errors import UsageError
from conformance.reference.app import create_app
from conformance.reference.inprocess import InProcess
from conformance.reference.serving.running import Running
from conformance.resources.journal import Entries, Journal, left_in, read
from conformance.resources.kinds import Resource, kinds
from conformance.resources.listing import given
from conformance.resources.recovery import clean
from conformance.resources.tracker import Tracker
from conformance.wire.exchange import Answer, Exchange
from conformance.wire.showing.redaction import Redactor
from spec.contract import EDITIONS, SHIPPED, load
from strategies.request import Case, Request
from tests.conformance.support import chime, record
from tests.patience import PATIENCE

CONNECTOR = "abcdef1ghij2klmno3pqr4"
COLLECTION = f"/voice-connectors/{CONNECTOR}/proxy-sessions"
TARGET = {"target": "http://127.0.0.1:9", "contract": SHIPPED[0], "parameter": [f"voiceConnectorId={CONNECTOR}"]}
NUMBERS = ["+14015550101", "12065550100"]
BODY = {"ParticipantPhoneNumbers": NUMBERS, "Capabilities": ["SMS"]}


KINDS = kinds(load(EDITIONS[0]), {"voiceConnectorId": CONNECTOR})
KIND = KINDS["CreateProxySession"]


def request(document: Any = BODY) -> Request:
    return Request(path=COLLECTION).with_json(document)


def named(identity: str) -> Resource:
    """The session of this id."""
    values = (("proxySessionId", identity), ("voiceConnectorId", CONNECTOR))
    return Resource("CreateProxySession", identity, values)


def line_of(identity: str) -> str:
    """A journal's line about the session of this id."""
    resource = named(identity)
    plain = {"operation": resource.operation, "identity": identity, "values": dict(resource.values)}
    return json.dumps({"created": plain})


def creating(journal: Journal, document: Any = BODY) -> int:
    """Write down that a session is about to be created."""
    return journal.creating("CreateProxySession", {"voiceConnectorId": CONNECTOR}, given(KIND, document))


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    """The journal of a run that is killed."""
    journal = Journal(tmp_path, TARGET)
    yield journal
    journal._file.close()


@pytest.fixture
def reference() -> Iterator[InProcess]:
    with InProcess(create_app(parameters={"voiceConnectorId": [CONNECTOR]})) as transport:
        yield transport


def create(reference: InProcess, document: Any = BODY) -> str:
    answer = reference.send(request(document))
    identity: str = json.loads(answer.body)["ProxySession"]["ProxySessionId"]
    return identity


def listed(reference: InProcess) -> list[str]:
    answer = reference.send(Request(method="GET", path=f"{COLLECTION}?max-results=100"))
    return [session["ProxySessionId"] for session in json.loads(answer.body)["ProxySessions"]]


def test_what_is_settled_leaves_no_journal(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "new", TARGET)
    number = creating(journal)
    journal.created(named("a"))
    journal.answered(number)
    assert read(journal.path).resources == {named("a"): None}
    journal.deleted(named("a"))
    journal.close()
    assert left_in(tmp_path / "new") == []


def test_what_is_not_settled_stays_in_the_journal(journal: Journal, tmp_path: Path) -> None:
    journal.answered(creating(journal))
    creating(journal)
    journal.created(named("a"))
    journal.created(named("b"))
    journal.deleted(named("a"))
    journal.close()
    (path,) = left_in(tmp_path)
    entries = read(path)
    assert entries.target == TARGET
    assert list(entries.resources) == [named("b")]
    (attempt,) = entries.attempts.values()
    assert attempt.given == BODY
    assert (attempt.operation, attempt.own) == ("CreateProxySession", {"voiceConnectorId": CONNECTOR})
    assert abs(attempt.at - time.time()) < 60


@pytest.mark.parametrize(
    ("document", "members"),
    [
        (None, {}),
        ([], {}),
        (7, {}),
        ({"ParticipantPhoneNumbers": None}, {}),
        ({"ParticipantPhoneNumbers": 7, "Name": "x"}, {"ParticipantPhoneNumbers": 7}),
        ({"ParticipantPhoneNumbers": [7, None]}, {"ParticipantPhoneNumbers": [7, None]}),
    ],
)
def test_any_body_can_be_written_down(journal: Journal, document: Any, members: dict[str, Any]) -> None:
    number = creating(journal, document)
    assert read(journal.path).attempts[number].given == members
    journal.answered(number)
    journal.close()


def test_a_line_that_a_killed_run_left_unfinished_is_overlooked(journal: Journal) -> None:
    journal.created(named("a"))
    with journal.path.open("ab") as file:
        file.write(b'{"deleted": "a')
    assert list(read(journal.path).resources) == [named("a")]
    journal.deleted(named("a"))
    journal.close()


@pytest.mark.parametrize("text", ["", "[]", "{}", "no journal", '{"journal": 1, "target": {}}', '{"journal": 2}'])
def test_another_file_is_no_journal(tmp_path: Path, text: str) -> None:
    path = tmp_path / "other"
    path.write_text(text)
    with pytest.raises(UsageError, match="is no journal"):
        read(path)
    assert chime("cleanup", str(path)).status == 2


@pytest.mark.parametrize(
    "line",
    [
        '{"created": []}',
        '{"created": "a"}',
        '{"created": {}}',
        '{"created": {"operation": "A", "identity": "a", "values": []}}',
        '{"created": {"operation": "A", "identity": "a", "values": {"b": 7}}}',
        '{"created": {"operation": [], "identity": "a", "values": {}}}',
        '{"deleted": 7}',
        '{"number": 1, "creating": "A"}',
        '{"number": 1, "creating": "A", "own": {}, "given": {}}',
        '{"number": 1, "creating": "A", "own": {"b": []}, "given": {}, "at": 1}',
        '{"number": 1, "creating": "A", "own": {}, "given": [], "at": 1}',
        '{"number": [], "creating": "A", "own": {}, "given": {}, "at": 1}',
        '{"number": 1, "creating": "A", "own": {}, "given": {}, "at": "now"}',
        '{"number": 1, "creating": "A", "own": {}, "given": {}, "at": 1' + "0" * 400 + "}",
        '{"number": 1, "creating": "A", "own": {}, "given": {}, "at": NaN}',
        '{"number": {}, "answered": true}',
        '{"else": 1}',
        "{}",
    ],
)
def test_a_line_that_no_run_writes_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "sessions-x.journal"
    path.write_text(json.dumps({"journal": 2, "target": TARGET}) + f"\n{line}\n")
    with pytest.raises(UsageError, match="line 2 is not as a run writes it"):
        read(path)


@pytest.mark.parametrize("line", ["[" * 100_000, '{"a":' * 100_000, "9" * 100_000, "\x00", '"'])
def test_a_line_that_is_no_object_is_overlooked(tmp_path: Path, line: str) -> None:
    path = tmp_path / "sessions-x.journal"
    path.write_text(json.dumps({"journal": 2, "target": TARGET}) + f"\n{line}\n" + line_of("a"))
    assert list(read(path).resources) == [named("a")]


@pytest.mark.parametrize("target", [{}, [], {"target": None}, {"target": 7}, {"target": []}, {"edition": "2018-05-01"}])
def test_a_journal_that_names_no_target_is_refused_and_kept(tmp_path: Path, target: Any) -> None:
    path = tmp_path / "sessions-x.journal"
    path.write_text(json.dumps({"journal": 2, "target": target}) + "\n" + line_of("a") + "\n")
    done = chime("cleanup", str(path))
    assert (done.status, done.err.count("\n"), path.exists()) == (2, 1, True)


def test_a_missing_journal_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read(tmp_path / "missing")


def entries_of(journal: Journal) -> Entries:
    return read(journal.path)


def test_the_sessions_of_a_journal_are_deleted(journal: Journal, tmp_path: Path, reference: InProcess) -> None:
    for _ in range(3):
        journal.created(named(create(reference)))
    journal.created(named("gone-already"))
    others = create(reference)
    found = clean(journal.path, entries_of(journal), reference.send, KINDS)
    assert (len(found.deleted), found.left, found.complete) == (4, [], True)
    assert listed(reference) == [others]
    assert left_in(tmp_path) == []


class Forgetful:
    """A target whose first answer to each case is lost on its way."""

    def __init__(self, reference: InProcess) -> None:
        self.send = reference.send
        self.redactor = Redactor()

    def exchange(self, case: Case, see: Callable[[Exchange], None]) -> Exchange:
        self.send(case.request)
        found = Exchange(
            case=case,
            request=case.request,
            outcome=self.send(case.request),
            started_at=0,
            elapsed=0,
            attempts=2,
            broken=True,
        )
        see(found)
        return found

    def claim(self, values: Iterable[str]) -> None: ...


def test_what_a_request_created_before_it_was_sent_again_is_deleted_as_well(
    reference: InProcess, tmp_path: Path
) -> None:
    target = cast("Target", Forgetful(reference))
    keeper = Tracker(target, KINDS, default="CreateProxySession", journal=Journal(tmp_path, TARGET))
    keeper.exchange(Case(id="c", clause="a", request=request()))
    assert len(listed(reference)) == 1
    keeper.close()
    assert (listed(reference), keeper.leaked, left_in(tmp_path)) == ([], [], [])


def test_what_an_unanswered_request_created_is_found_by_its_participants(
    journal: Journal, reference: InProcess
) -> None:
    creating(journal)
    create(reference)
    create(reference, {**BODY, "ParticipantPhoneNumbers": [number.lstrip("+") for number in reversed(NUMBERS)]})
    theirs = create(reference, {**BODY, "ParticipantPhoneNumbers": ["+14015550199", "+12065550199"]})
    found = clean(journal.path, entries_of(journal), reference.send, KINDS)
    assert (len(found.deleted), found.complete) == (2, True)
    assert listed(reference) == [theirs]


def test_a_session_from_before_the_request_is_not_ours(journal: Journal, reference: InProcess) -> None:
    theirs = create(reference)
    creating(journal)
    entries = entries_of(journal)
    for attempt in entries.attempts.values():
        attempt.at += 3600
    found = clean(journal.path, entries, reference.send, KINDS)
    assert (found.deleted, found.complete) == ([], True)
    assert listed(reference) == [theirs]


def test_more_sessions_than_a_page_holds_are_found(journal: Journal, reference: InProcess) -> None:
    creating(journal)
    for _ in range(250):
        create(reference)
    found = clean(journal.path, entries_of(journal), reference.send, KINDS)
    assert len(found.deleted) == 250
    assert listed(reference) == []


@pytest.mark.parametrize("answer", [Answer(status=404), Answer(status=200, body=b"[]"), Answer(status=200, body=b"{")])
def test_a_target_without_a_list_is_said_to_have_none(journal: Journal, answer: Answer) -> None:
    creating(journal)
    journal.created(named("a"))
    found = clean(journal.path, entries_of(journal), lambda _request: answer, KINDS)
    assert (found.unseen, found.complete) == (1, False)
    assert journal.path.exists()


def test_a_list_without_an_end_is_read_once(journal: Journal) -> None:
    page = {"ProxySessions": [None, {"ProxySessionId": "x"}], "NextToken": "1"}
    creating(journal)
    answer = Answer(status=200, body=json.dumps(page).encode())
    found = clean(journal.path, entries_of(journal), lambda _request: answer, KINDS)
    assert found.deleted == []


def test_an_unreachable_target_keeps_the_journal(journal: Journal) -> None:
    journal.created(named("kept"))
    journal.close()
    done = chime("cleanup", str(journal.path))
    assert done.status == 3
    assert "does not answer" in done.err
    assert "Traceback" not in done.err
    assert journal.path.exists()


def test_a_refused_deletion_is_listed_with_its_id(journal: Journal) -> None:
    journal.created(named("kept"))
    found = clean(journal.path, entries_of(journal), lambda _request: Answer(status=405), KINDS)
    assert (found.left, found.complete) == (["kept"], False)
    assert list(read(journal.path).resources) == [named("kept")]


@pytest.mark.slow
def test_a_run_that_was_killed_is_cleaned_up_to_zero(tmp_path: Path) -> None:
    with Running(parameters={"voiceConnectorId": [CONNECTOR]}, max_open_sessions=50) as reference:
        for _ in range(3):
            _kill_while_sessions_are_open(reference.url, tmp_path)
        assert _open_sessions(reference.url) > 0
        for journal in left_in(tmp_path):
            done = chime("cleanup", str(journal))
            assert done.status == 0, done.err
            assert "Nothing is left behind" in done.out
        assert _open_sessions(reference.url) == 0
        assert left_in(tmp_path) == []
        # With the quota free again, a whole run stays below it and leaves nothing either.
        assert chime("run", "--target", reference.url, "--depth", "smoke", "--output", str(tmp_path)).status == 0
        assert record(tmp_path)["leaked_sessions"] == []
        assert _open_sessions(reference.url) == 0
        assert left_in(tmp_path) == []


def _kill_while_sessions_are_open(url: str, output: Path) -> None:
    command = [sys.executable, "-m", "conformance", "run", "--target", url, "--output", str(output)]
    before = _open_sessions(url)
    run = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    # It deletes each session at once: one that is seen open is there for sure only while the run stands still.
    while not _seen_open_while_still(run, url, before):
        assert run.poll() is None, "the run ended before it was killed"
    os.kill(run.pid, signal.SIGKILL)
    assert run.wait(PATIENCE) == -signal.SIGKILL


def _seen_open_while_still(run: subprocess.Popen[bytes], url: str, before: int) -> bool:
    if _open_sessions(url) <= before:
        return False
    os.kill(run.pid, signal.SIGSTOP)
    if _open_sessions(url) > before:
        return True
    os.kill(run.pid, signal.SIGCONT)
    return False


def _open_sessions(url: str) -> int:
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=PATIENCE)
    connection.request("GET", f"{COLLECTION}?max-results=100")
    sessions = json.loads(connection.getresponse().read())["ProxySessions"]
    connection.close()
    return len(sessions)


def test_a_journal_is_never_written_through_a_link(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("mine")
    first = Journal(tmp_path, TARGET)
    first.path.unlink()
    first.path.symlink_to(other)
    second = Journal(tmp_path, TARGET)
    assert (other.read_text(), second.path.is_symlink()) == ("mine", False)
    second.close()
    first.close()
