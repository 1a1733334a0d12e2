"""What a contract's operations create follows from its links."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from conformance.reference.app import create_app
from conformance.reference.inprocess import InProcess
from conformance.resources.journal import Attempt, Journal, left_in, read
from conformance.resources.kinds import Resource, kinds
from conformance.resources.listing import ListingError, created_by, listed
from conformance.resources.tracker import Tracker
from conformance.wire.exchange import Answer, Exchange
from conformance.wire.showing.redaction import Redactor
from spec.contract import EDITIONS, load
from strategies.places import values_in
from strategies.request import Case, Request

CONNECTOR = "abcdef1ghij2klmno3pqr4"
SESSIONS = f"/voice-connectors/{CONNECTOR}/proxy-sessions"
BODY = {"ParticipantPhoneNumbers": ["+14015550101", "+12065550100"], "Capabilities": ["SMS"]}


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_session_is_what_the_contracts_create(edition: str) -> None:
    found = kinds(load(edition), {"voiceConnectorId": CONNECTOR})
    kind = found["CreateProxySession"]
    assert kind.deleter is not None
    assert kind.lister is not None
    assert (kind.deleter.name, kind.lister.name) == ("DeleteProxySession", "ListProxySessions")
    assert set(found) == {"CreateProxySession"}


def test_a_contract_without_an_operation_to_delete_with_is_known_as_such() -> None:
    found = kinds(replace(load(EDITIONS[0]), served_by=""), {"voiceConnectorId": CONNECTOR})
    assert all(kind.deleter is None for kind in found.values())


KIND = kinds(load(EDITIONS[0]), {"voiceConnectorId": CONNECTOR})["CreateProxySession"]


@pytest.mark.parametrize(
    ("path", "connector"),
    [
        (SESSIONS, CONNECTOR),
        ("/voice-connectors/another/proxy-sessions", "another"),
        ("/voice-connectors/%61b/proxy-sessions", "ab"),
        ("/voice-connectors/../proxy-sessions", CONNECTOR),
        ("/voice-connectors/a%2Fb/proxy-sessions", CONNECTOR),
        ("/other", CONNECTOR),
    ],
)
def test_a_resource_is_named_by_its_creators_path_and_answer(path: str, connector: str) -> None:
    created = KIND.created(Request(path=path), {"ProxySession": {"ProxySessionId": "x"}})
    assert created == Resource("CreateProxySession", "x", (("proxySessionId", "x"), ("voiceConnectorId", connector)))


@pytest.mark.parametrize("document", [None, [], {}, {"ProxySession": 7}, {"ProxySession": {"ProxySessionId": 7}}])
def test_an_answer_that_names_nothing_created_nothing(document: Any) -> None:
    assert KIND.created(Request(path=SESSIONS), document) is None


def test_the_values_of_a_path_are_decoded() -> None:
    assert values_in(KIND.creator, "/voice-connectors/a%20b/proxy-sessions?x=y") == {"voiceConnectorId": "a b"}
    assert values_in(KIND.creator, "/other/a/proxy-sessions") is None


def test_a_list_is_read_page_by_page() -> None:
    asked: list[str] = []

    def send(request: Request) -> Answer:
        asked.append(request.path)
        page = {"ProxySessions": [{"ProxySessionId": str(len(asked))}]} | (
            {"NextToken": "a b"} if len(asked) < 2 else {}
        )
        return Answer(status=200, body=json.dumps(page).encode())

    assert [item["ProxySessionId"] for item in listed(send, KIND, {"voiceConnectorId": CONNECTOR})] == ["1", "2"]
    assert asked[1].endswith("&next-token=a%20b")


def test_what_cannot_be_listed_is_said() -> None:
    with pytest.raises(ListingError):
        list(listed(lambda _request: Answer(status=404), KIND, {"voiceConnectorId": CONNECTOR}))
    with pytest.raises(ListingError):
        list(listed(lambda _request: Answer(status=200), replace(KIND, lister=None), {}))


def test_what_is_listed_without_a_time_may_be_left_and_hides_nothing_that_has_one() -> None:
    def found(*items: dict[str, Any]) -> tuple[list[str], bool]:
        page = json.dumps({"ProxySessions": [{"ProxySessionId": str(n), **item} for n, item in enumerate(items)]})
        resources, whole = created_by(
            [attempt], {"CreateProxySession": KIND}, lambda _: Answer(status=200, body=page.encode())
        )
        return [resource.identity for resource in resources], whole

    ours: dict[str, Any] = {echo.source.name: BODY[echo.source.name] for echo in KIND.telling}
    ours["Participants"] = [{"PhoneNumber": number} for number in BODY["ParticipantPhoneNumbers"]]
    attempt = Attempt(operation="CreateProxySession", own={"voiceConnectorId": CONNECTOR}, given=BODY, at=0)
    dated = {**ours, "CreatedTimestamp": "2026-01-01T00:00:00Z"}
    undated, foreign = {**ours, "CreatedTimestamp": "soon"}, {"Capabilities": ["Other"]}
    assert found(dated, foreign) == (["0"], True)
    assert found(undated, dated) == (["1"], False)


class Direct:
    """A target in this process."""

    def __init__(self, send: Any) -> None:
        self.send = send
        self.redactor = Redactor()

    def exchange(self, case: Case, see: Any) -> Exchange:
        found = Exchange(case=case, request=case.request, outcome=self.send(case.request), started_at=0, elapsed=0)
        see(found)
        return found

    def claim(self, values: Any) -> None: ...


def case(request: Request, operation: str = "CreateProxySession") -> Case:
    return Case(id="c", clause="a", request=request, operation=operation)


CREATE = case(Request(path=SESSIONS).with_json(BODY))


def test_what_is_kept_is_deleted_at_the_end(tmp_path: Path) -> None:
    with InProcess(create_app()) as reference:
        tracker = Tracker(Direct(reference.send), {"CreateProxySession": KIND}, journal=Journal(tmp_path, {}))
        tracker.exchange(CREATE, keep=True)
        request = Request(method="GET", path=SESSIONS)
        assert len(json.loads(reference.send(request).body)["ProxySessions"]) == 1
        tracker.close()
        assert json.loads(reference.send(request).body)["ProxySessions"] == []
    assert left_in(tmp_path) == []


def test_a_journal_tells_which_of_the_operations_that_overwrite_were_sent(tmp_path: Path) -> None:
    overwriting = ["PutVoiceConnectorProxy", "DeleteVoiceConnectorProxy"]
    journal = Journal(tmp_path, {"target": "http://127.0.0.1:9"}, overwriting=overwriting)
    put = case(Request(method="PUT", path="/"), "PutVoiceConnectorProxy")
    tracker = Tracker(Direct(lambda _request: Answer(status=500)), {}, journal=journal)
    for sent in (CREATE, put, put):
        tracker.exchange(sent)
    assert list(read(journal.path).changing) == ["PutVoiceConnectorProxy"]
    assert journal.path.read_bytes().count(b"changing") == 1
    journal.discard()


def test_a_target_that_deletes_nothing_leaves_no_journal_that_nobody_can_use(tmp_path: Path) -> None:
    def send(request: Request) -> Answer:
        if request.method != "POST":
            return Answer(status=405)
        numbers.append(len(numbers))
        return Answer(status=201, body=json.dumps({"ProxySession": {"ProxySessionId": str(numbers[-1])}}).encode())

    numbers: list[int] = []
    tracker = Tracker(Direct(send), {"CreateProxySession": KIND}, journal=Journal(tmp_path, {}))
    for _ in range(5):
        tracker.exchange(CREATE)
    tracker.close()
    assert (tracker.leaked, left_in(tmp_path)) == (["0", "1", "2", "3", "4"], [])


def test_a_budget_holds_for_every_operation_that_creates() -> None:
    with InProcess(create_app()) as reference:
        tracker = Tracker(Direct(reference.send), {"CreateProxySession": KIND}, most=2)
        kinds_of_failure = [exchange.failure for exchange in (tracker.exchange(CREATE) for _ in range(3))]
    assert [failure.kind if failure else "" for failure in kinds_of_failure] == ["", "", "budget"]


FAMILY = load("chime-sdk-voice-2022-08-03")


def made_by(
    requests: list[tuple[str, Request]], identity: str = "made", at: str = "", **given: str
) -> tuple[list[str], list[str]]:
    """What a target is asked to delete that answers every POST as a creation at that time, and what is called left."""

    def send(request: Request) -> Answer:
        if request.method == "DELETE":
            deleted.append(request.path)
            return Answer(status=204)
        shown = {"ProxySessionId": identity, "CreatedTimestamp": at}
        return Answer(status=201, body=json.dumps({"ProxySession": shown}).encode())

    deleted: list[str] = []
    tracker = Tracker(Direct(send), kinds(FAMILY, {"voiceConnectorId": CONNECTOR, **given}))
    for operation, request in requests:
        tracker.exchange(case(request, operation))
    tracker.close()
    return deleted, tracker.leaked


@pytest.mark.parametrize(
    "path", [f"{SESSIONS}/", f"{SESSIONS}/?a=b", f"{SESSIONS}/.", f"{SESSIONS}/%20", f"/{SESSIONS}//"]
)
def test_what_a_lenient_target_takes_for_a_creation_is_deleted_as_well(path: str) -> None:
    lenient = [("UpdateProxySession", Request(path=path))]
    assert made_by(lenient, at=datetime.now(UTC).isoformat()) == ([f"{SESSIONS}/made"], [])


def test_what_a_lenient_target_shows_for_an_empty_id_may_be_its_owners() -> None:
    lenient = [("UpdateProxySession", Request(path=f"{SESSIONS}/"))]
    assert made_by(lenient, "owners", at="2025-01-01T00:00:00Z") == ([], [])
    assert made_by(lenient, "somebodys") == ([], ["somebodys"])


def test_an_update_makes_nothing_and_what_the_user_named_is_not_deleted() -> None:
    update = ("UpdateProxySession", Request(path=f"{SESSIONS}/other"))
    lenient = ("UpdateProxySession", Request(path=f"{SESSIONS}/"))
    read = ("ListProxySessions", Request(method="GET", path=SESSIONS))
    assert made_by([update, read]) == ([], [])
    assert made_by([lenient], "mine", proxySessionId="mine") == ([], [])


def test_what_other_cases_work_on_is_not_deleted_because_an_answer_names_it() -> None:
    def send(request: Request) -> Answer:
        deleted.append(request.method)
        return Answer(status=201, body=b'{"ProxySession": {"ProxySessionId": "made"}}')

    deleted: list[str] = []
    tracker = Tracker(Direct(send), kinds(FAMILY, {"voiceConnectorId": CONNECTOR}))
    tracker.exchange(CREATE, keep=True)
    tracker.exchange(case(Request(path=f"{SESSIONS}/"), "UpdateProxySession"))
    assert deleted == ["POST", "POST"]


class Full:
    """A file on a full disk."""

    def write(self, _data: bytes) -> int:
        raise OSError(28, "No space left on device")

    def fileno(self) -> int:
        return 0

    def close(self) -> None:
        """Nothing to close."""


def test_where_the_journal_cannot_be_written_nothing_more_is_created(tmp_path: Path) -> None:
    with InProcess(create_app()) as reference:
        journal = Journal(tmp_path, {})
        tracker = Tracker(Direct(reference.send), {"CreateProxySession": KIND}, journal=journal)
        assert tracker.exchange(CREATE).answer is not None
        journal._file.close()
        journal._file = Full()  # type: ignore[assignment] # - it writes as a file does
        failure = tracker.exchange(CREATE).failure
        tracker.close()
        assert json.loads(reference.send(Request(method="GET", path=SESSIONS)).body)["ProxySessions"] == []
    assert failure is not None
    assert failure.kind == "stopped"
    assert tracker.trouble == f"the journal {journal.path} cannot be written (No space left on device)"
