"""Whatever asks for it, a request to a target elsewhere passes one guard, which stands where requests are sent."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

import conformance
from conformance.cli.main import cli
from conformance.engine.permission.guard import Guard
from conformance.engine.permission.sparing import Names, spared
from conformance.engine.settings import Settings
from conformance.engine.verification import verify
from conformance.wire.exchange import SPARED, Answer, Failure
from conformance.wire.transport import HttpTransport
from spec.contract import load
from spec.operation import Operation
from spec.relations.links import links
from strategies.request import Request

FAMILY = "chime-sdk-voice-2022-08-03"
OPERATIONS = tuple(load(FAMILY).operations.values())
CONNECTOR = "abcdef1ghij2klmno3pqr4"
SESSIONS = f"/voice-connectors/{CONNECTOR}/proxy-sessions"
ELSEWHERE = Settings(
    target="http://target.example", contract=FAMILY, operation=("all",), voice_connector_id=CONNECTOR, auth="none"
)
ROOT = Path(conformance.__file__).parent


def guard() -> Guard:
    found = Guard.of(ELSEWHERE)
    assert found is not None
    return found


def created(identity: str) -> Answer:
    return Answer(status=201, body=json.dumps({"ProxySession": {"ProxySessionId": identity}}).encode())


def changing(identity: str) -> list[Request]:
    return [Request(method=method, path=f"{SESSIONS}/{identity}") for method in ("DELETE", "POST")]


def test_a_target_on_this_machine_has_none() -> None:
    assert Guard.of(replace(ELSEWHERE, target="http://127.0.0.1:9")) is None
    assert Guard.of(replace(ELSEWHERE, target=None)) is None
    assert Guard.of(replace(ELSEWHERE, target="http://127.0.0.1:9", proxy="http://localhost:8")) is None


def test_a_target_behind_a_proxy_elsewhere_is_elsewhere() -> None:
    assert Guard.of(replace(ELSEWHERE, target="http://127.0.0.1:9", proxy="http://proxy.example:8")) is not None


PROXY = f"/voice-connectors/{CONNECTOR}/programmable-numbers/proxy"


def test_what_puts_back_may_use_an_operation_that_nobody_chose_and_nothing_else_may() -> None:
    known = Guard.of(replace(ELSEWHERE, operation=("PutVoiceConnectorProxy",)))
    assert known is not None
    request = Request(method="DELETE", path=PROXY)
    before = known.may_send(request)
    with known.restoring(["DeleteVoiceConnectorProxy"]):
        meanwhile = known.may_send(request), known.may_send(Request(method="DELETE", path=f"{SESSIONS}/12"))
    assert (before, meanwhile, known.may_send(request)) == (False, (True, False), False)


def test_an_id_is_the_runs_own_when_the_answer_to_a_creation_has_told_it() -> None:
    known = guard()
    before = [known.may_send(request) for request in changing("121")]
    known.answered(Request(path=SESSIONS), created("121"))
    assert (before, [known.may_send(request) for request in changing("121")]) == ([False, False], [True, True])


@pytest.mark.parametrize("identity", ["12", "1211", "120", "122", "131", "ab", "unknown"])
def test_an_id_beside_it_is_not(identity: str) -> None:
    known = guard()
    known.answered(Request(path=SESSIONS), created("121"))
    assert [known.may_send(request) for request in changing(identity)] == [False, False]


@pytest.mark.parametrize(
    ("request_", "outcome"),
    [
        (Request(path=SESSIONS), replace(created("121"), status=400)),
        (Request(path=SESSIONS), Failure(kind="timeout", detail="")),
        (Request(method="GET", path=SESSIONS), created("121")),
        (Request(method="GET", path=f"{SESSIONS}/121"), created("121")),
        (Request(path="/elsewhere"), created("121")),
        # An update with an empty id: what is shown may be the owner's.
        (Request(path=f"{SESSIONS}/"), created("121")),
    ],
)
def test_what_only_shows_an_id_makes_it_nobodys(request_: Request, outcome: Answer | Failure) -> None:
    known = guard()
    known.answered(request_, outcome)
    assert [known.may_send(request) for request in changing("121")] == [False, False]


def test_what_was_made_below_a_strangers_parent_may_be_deleted() -> None:
    known, path = guard(), "/voice-connectors/a/proxy-sessions"
    made = Request(method="DELETE", path=f"{path}/121")
    before = known.may_send(made)
    known.answered(Request(path=path), created("121"))
    proxy = Request(method="DELETE", path="/voice-connectors/a/programmable-numbers/proxy")
    assert (before, known.may_send(made), known.may_send(proxy)) == (False, True, False)


@pytest.mark.parametrize("near", [f"{CONNECTOR[:-1]}a", f"b{CONNECTOR[1:]}", CONNECTOR[:-1], CONNECTOR[:16]])
def test_an_id_like_a_known_one_may_be_its_neighbour_however_long_it_is(near: str) -> None:
    path = "/voice-connectors/{}/programmable-numbers/proxy"
    sent = [Request(method="PUT", path=path.format(name)) for name in (near, CONNECTOR, CONNECTOR[::-1])]
    assert [guard().may_send(request) for request in sent] == [False, True, True]


class Counted(str):
    """An id that counts how often something looks at it."""

    __slots__ = ()
    looks: ClassVar = 0

    def startswith(self, *arguments: Any) -> bool:
        Counted.looks += 1
        return super().startswith(*arguments)

    def __lt__(self, other: str) -> bool:
        Counted.looks += 1
        return super().__lt__(other)


def test_of_many_ids_that_a_run_made_a_request_is_compared_with_few(monkeypatch: pytest.MonkeyPatch) -> None:
    known = guard()
    known.claim(Counted(f"{number:08d}-0000-4000-8000-000000000000") for number in range(500))
    monkeypatch.setattr(Counted, "looks", 0)
    request = Request(method="DELETE", path=f"{SESSIONS}/00000250-0000-9999-8000-000000000000")
    assert (known.may_send(request), Counted.looks < 50) == (True, True)


def operation(name: str, method: str, template: str, **schema: Any) -> Operation:
    stated = {"name": "thingId", "in": "path", "required": True, "schema": {"type": "string", **schema}}
    definition = {"parameters": [stated]} if "{" in template else {}
    return Operation(contract="t", name=name, method=method, template=template, definition=definition, document={})


@pytest.mark.parametrize(
    "stated",
    [{"enum": ["production-database"]}, {"example": "production-database"}, {"pattern": "production-database"}],
)
def test_a_long_name_that_a_contract_says_is_not_nobodys(stated: dict[str, Any]) -> None:
    known = operation("DeleteThing", "DELETE", "/things/{thingId}", **stated)
    found = [
        spared(Request(method="DELETE", path=f"/things/{name}"), [known], own)
        for name, own in [
            ("production-database", Names()),
            ("production-database", Names({"production-database"})),
            ("another-name-of-ours", Names()),
        ]
    ]
    assert found == [True, False, False]


@pytest.mark.parametrize(
    ("name", "schema", "more"),
    [
        ("b-prod-1234-5678-90ab", {"pattern": "^xb-prod-1234-5678-90a[bc]$"}, {}),
        ("b-prod-1234-5678-90ab", {"enum": ["B-PROD-1234-5678-90AB"]}, {}),
        ("b-prod-1234-5678-90ac", {"example": "b-prod-1234-5678-90ab"}, {}),
        ("9999999999999991", {"minimum": 10**16 + 1}, {}),
        ("prod-a", {"pattern": "^prod-[abc]$"}, {"x-fresh": True}),
    ],
)
def test_what_a_contract_nearly_says_may_be_somebodys(name: str, schema: dict[str, Any], more: dict[str, Any]) -> None:
    request = Request(method="DELETE", path=f"/things/{name}")
    known = [
        operation("DeleteThing", "DELETE", "/things/{thingId}", **stated, **more)
        for stated in (schema, {"pattern": "^[a-z0-9-]{6,30}$"})
    ]
    assert [spared(request, [item], Names()) for item in known] == [True, False]


def creating(name: str, method: str, place: str, **member: Any) -> dict[str, Operation]:
    """An operation whose answer leads to DeleteThing, and that one."""
    link = {"operationId": "DeleteThing", "parameters": {"thingId": place}}
    schema = {"type": "object", "properties": {"id": {"type": "string", **member}}}
    body = {"content": {"application/json": {"schema": schema}}}
    definition = {"parameters": [], "requestBody": body, "responses": {"200": {**body, "links": {"deletion": link}}}}
    maker = replace(operation(name, method, "/things"), definition=definition)
    deletion = operation("DeleteThing", "DELETE", "/things/{thingId}")
    removing = {**deletion.definition, "responses": {"204": {}}}
    return {name: maker, "DeleteThing": replace(deletion, definition=removing)}


@pytest.mark.parametrize(
    ("known", "mine"),
    [
        (creating("CreateThing", "POST", "$response.body#/id"), True),
        (creating("CreateThing", "POST", "$request.body#/id"), True),
        # What a contract says itself, and what is only shown, may be somebody's.
        (creating("CreateThing", "POST", "$request.body#/id", enum=["b-prod-1"]), False),
        (creating("GetThing", "GET", "$response.body#/id"), False),
        (creating("ListThings", "POST", "$response.body#/id"), False),
    ],
    ids=["told", "chosen", "stated", "shown", "listed"],
)
def test_what_a_run_made_is_what_the_answer_to_a_creation_tells(known: dict[str, Operation], mine: bool) -> None:  # noqa: FBT001 - a row
    maker, *_ = known.values()
    its = Guard(known.values(), Names(), links(known))
    body = b'{"id":"b-prod-1"}'
    its.answered(Request(method=maker.method, path="/things", body=body), Answer(status=200, body=body))
    assert its.may_send(Request(method="DELETE", path="/things/b-prod-1")) is mine


def test_what_a_contract_gives_as_an_example_is_only_a_parent() -> None:
    known = [
        operation("DeleteThing", "DELETE", "/things/{thingId}"),
        replace(operation("DeletePart", "DELETE", "/things/{thingId}/parts/{partId}")),
    ]
    names = Names({"mine"}, parents={"shown"})
    paths = ("/things/shown", "/things/shown/parts/mine", "/things/other/parts/mine", "/things/mine")
    assert [spared(Request(method="DELETE", path=path), known, names) for path in paths] == [True, False, True, False]


@pytest.mark.parametrize(
    ("query", "body"),
    [("?_method=DELETE", b""), ("?a=b&_method=put", b""), ("", b"_method=delete"), ("", b'{"_method": "PATCH"}')],
)
def test_a_method_may_be_told_in_a_query_or_a_body(query: str, body: bytes) -> None:
    request = Request(path=f"{SESSIONS}{query}", body=body)
    assert not guard().may_send(request)
    assert guard().may_send(replace(request, path=SESSIONS, body=b'{"method": "DELETE"}'))


def test_the_guard_has_the_last_word_on_the_wire() -> None:
    asked: list[Request] = []

    def never(request: Request) -> bool:
        asked.append(request)
        return False

    transport = HttpTransport("http://127.0.0.1:9/base", may_send=never)
    found = transport.send(Request(method="DELETE", path="/things/12"))
    assert isinstance(found, Failure)
    assert (found.kind, asked[0].path) == (SPARED, "/things/12")


def calls(name: str) -> set[str]:
    """The product's modules that call something of this name."""
    called = re.compile(rf"(?<!class ){name}\(")
    return {path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py") if called.search(path.read_text())}


def test_nothing_else_of_the_suite_speaks_to_a_target() -> None:
    # `tls.py` shakes hands, and sends no request.
    assert calls("create_connection") == {"wire/connection.py", "wire/tls.py"}
    assert calls(r"\bConnection") - {"wire/reading.py"} == {"wire/transport.py"}
    assert calls("HttpTransport") == {"engine/target.py"}


class Mock(BaseHTTPRequestHandler):
    """A proxy that answers in the place of the target elsewhere, whose ids are counted."""

    protocol_version = "HTTP/1.1"
    server: Counting

    def answer(self) -> None:
        path = urlsplit(self.path).path
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.seen.append((self.command, path))
        if self.command == "POST" and path == SESSIONS:
            self.server.made.append(str(4_000 + len(self.server.made)))
        identity = self.server.made[-1] if path == SESSIONS and self.server.made else path.rpartition("/")[2]
        body = json.dumps({"ProxySession": {"ProxySessionId": identity}}).encode()
        status = {"POST": 201, "DELETE": 204}.get(self.command, 200)
        self.send_response(status if identity in self.server.made else 404)
        self.send_header("Content-Length", "0" if self.command == "DELETE" else str(len(body)))
        self.end_headers()
        self.wfile.write(b"" if self.command in {"DELETE", "HEAD"} else body)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = answer  # noqa: N815 - http.server's names

    def log_message(self, *_arguments: Any) -> None: ...


class Counting(ThreadingHTTPServer):
    """What the proxy was asked for, and what it made."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Mock)
        self.seen: list[tuple[str, str]] = []
        self.made: list[str] = []


@pytest.fixture
def counting() -> Iterator[Counting]:
    with Counting() as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def reached(server: Counting, tmp_path: Path, **more: Any) -> Settings:
    proxy = f"http://127.0.0.1:{server.server_port}"
    own = {"proxy": proxy, "rate": 10_000.0, "yes": True, "output": tmp_path, "depth": "smoke", "timeout": 60.0}
    return replace(ELSEWHERE, **{**own, **more})


NAMED = ("CreateProxySession", "UpdateProxySession", "DeleteProxySession", "GetProxySession", "ListProxySessions")


@pytest.mark.slow
def test_a_run_changes_only_what_it_made_where_ids_are_counted(counting: Counting, tmp_path: Path) -> None:
    verify(reached(counting, tmp_path, operation=NAMED))
    changed = [path.partition(f"{SESSIONS}/")[2] for method, path in counting.seen if method in {"DELETE", "POST"}]
    short = {name for name in changed if name.isalnum() and len(name) < 16}
    assert counting.made
    assert short <= {form.format(name) for name in counting.made for form in ("{}", "{}a", "a{}")}


def test_no_front_end_comes_past_it(counting: Counting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = {"operation": ("CreateProxySession", "DeleteProxySession"), "select": ("*.status.*",)}
    verify(reached(counting, tmp_path / "run", **chosen))
    journal = tmp_path / "sessions-1.journal"
    line = {"operation": "CreateProxySession", "identity": "12", "values": {}}
    line["values"] = {"proxySessionId": "12", "voiceConnectorId": CONNECTOR}
    head = {"journal": 2, "target": {"target": "http://target.example", "contract": FAMILY, "parameter": []}}
    journal.write_text(f"{json.dumps(head)}\n{json.dumps({'created': line})}\n")
    counting.seen.clear()
    monkeypatch.setattr(Guard, "may_send", lambda _self, _request: False)
    verify(reached(counting, tmp_path / "again", **chosen))
    there = ["--target", "http://target.example", "--proxy", f"http://127.0.0.1:{counting.server_port}", "--yes"]
    for front in (
        ["replay", str(tmp_path / "run" / "run.json"), "--output", str(tmp_path / "replay")],
        ["cleanup", str(journal), "--contract", FAMILY],
    ):
        result = CliRunner().invoke(cli, [*front, *there])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    assert (counting.seen, journal.exists()) == ([], True)
