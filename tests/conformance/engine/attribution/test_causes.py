"""One cause is one finding, on the clause that tells it best."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from conformance.engine.settings import Settings
from conformance.oracle.request.reading import Problem, read
from conformance.reference.call import Call, Reply
from conformance.reference.hooks import Hooks
from conformance.selftest.faults import faults
from conformance.selftest.faults.tools import overlooks
from conformance.selftest.variants.particular import OPERATION, capabilities, expiry, geo, invalid, refuses, sessions
from reports.run.record import Record
from spec.clauses.reason import Why
from spec.clauses.status import Status
from tests.conformance.engine.support import deviating, finished_by, recorded

_MEMBERS = OPERATION.request_schema["properties"]
_NO_JSON = ("request.body.syntax", "request.body.encoding", "request.body.Name.*", "request.robustness")
_NUMBERS = ("request.body.ExpiryMinutes.*", "request.body.syntax", "request.robustness")
_TEXTS = ("request.body.Name.*", "request.body.GeoMatch*", "request.body.syntax", "request.robustness")
GEO = "request.body.GeoMatchParams"
SESSION = "response.body.ProxySession"
# Parts of a path of this operation, the empty one before the first slash included.
_STEPS = 4
_CRASH = Reply(status=500, document={"message": "Internal Server Error"})


def failing(hooks: Hooks, *select: str, examples: int = 0) -> set[str]:
    """The clauses that fail on a reference with these hooks, in a run of what is selected."""
    return {name for name, status in statuses(hooks, *select, examples=examples).items() if status is Status.FAIL}


def statuses(hooks: Hooks, *select: str, examples: int = 0) -> dict[str, Status]:
    """The clauses' outcomes on a reference with these hooks, in a run of what is selected."""
    run = deviating(hooks, Settings(examples=examples, auth="none", select=select))
    return {name: found.count.status()[0] for name, found in run.statistics.items()}


def crashing(when: Callable[[Call], bool]) -> Hooks:
    """A reference that answers some requests with an error of the server."""
    return Hooks(before=lambda call: _CRASH if when(call) else None)


def texts(value: Any) -> list[str]:
    """Every text in a JSON value."""
    if isinstance(value, dict):
        return [text for inner in value.values() for text in texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in texts(inner)]
    return [value] if isinstance(value, str) else []


def test_a_body_that_is_not_read_is_one_finding() -> None:
    unread = sessions(
        lambda _call, session: {"ProxySessionId": session["ProxySessionId"]},
        lambda call: call.headers.get("content-type", "").partition(";")[0] != "application/json",
    )
    lenient = overlooks("request.contentType")
    assert failing(lenient.then(unread), "request.robustness") == {"response.body.ProxySession.Capabilities.required"}


def test_an_answer_that_repeats_unknown_members_of_the_request_is_one_finding_on_a_must_clause() -> None:
    def copied(call: Call, session: dict[str, Any]) -> dict[str, Any]:
        return {**session, **{name: value for name, value in call.document.items() if name not in _MEMBERS}}

    found = failing(sessions(copied), "request.robustness")
    assert found == {"response.body.ProxySession.Participants.echo"}


def test_one_member_that_the_request_has_a_say_in_is_reported_on_its_own_clause() -> None:
    def copied(call: Call, session: dict[str, Any]) -> dict[str, Any]:
        return {**session, "Status": call.document.get("Status", session["Status"])}

    assert failing(sessions(copied), "request.robustness") == {"response.body.ProxySession.Status.new"}


@pytest.mark.parametrize(
    ("least", "most", "clause"),
    [(0, 43_200, "request.body.ExpiryMinutes.type"), (5, 2**31, "request.body.ExpiryMinutes.minimum")],
)
def test_a_refused_range_is_one_finding(least: int, most: int, clause: str) -> None:
    beyond = refuses(lambda call: "ExpiryMinutes" in call.document and not least <= expiry(call) <= most)
    assert failing(beyond, "request.body.ExpiryMinutes.*", "request.combination", examples=20) == {clause}


def test_an_object_that_is_always_refused_is_one_finding() -> None:
    found = failing(refuses(lambda call: bool(geo(call))), "request.body.GeoMatchParams.*", examples=20)
    assert found == {"request.body.GeoMatchParams.type"}


@pytest.mark.parametrize("missing_passes", [False, True])
def test_null_for_a_member_that_must_be_there_is_of_a_wrong_type_unless_it_may_be_missing(
    missing_passes: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    clause = "request.body.GeoMatchParams.AreaCode.required"
    passes = overlooks(clause, when=lambda call: missing_passes or geo(call).get("AreaCode", "") is None)
    named = clause if missing_passes else "request.body.GeoMatchParams.AreaCode.type"
    assert failing(passes, clause) == {named}


def test_a_crash_on_null_is_put_down_where_a_crash_on_other_wrong_types_is() -> None:
    crash = crashing(
        lambda call: "Capabilities" in call.document and not isinstance(call.document["Capabilities"], list)
    )
    assert failing(crash, "request.body.Capabilities.*", "request.robustness") == {"request.body.Capabilities.type"}


def test_a_crash_on_letters_beyond_latin_1_is_no_failure_of_the_clause_that_they_break() -> None:
    crash = crashing(lambda call: any(max(text, default="") > "\xff" for text in texts(call.document)))
    assert failing(crash, "request.body.GeoMatchLevel.enum", "request.body.Name.pattern") == {"request.robustness"}


def test_a_crash_on_any_unknown_value_is_no_second_finding() -> None:
    known = _MEMBERS["GeoMatchLevel"]["enum"]
    crash = crashing(
        lambda call: (
            call.document.get("GeoMatchLevel", known[0]) not in known
            and isinstance(call.document["GeoMatchLevel"], str)
        )
    )
    assert failing(crash, "request.body.GeoMatchLevel.enum") == {"request.body.GeoMatchLevel.enum"}


def test_a_crash_on_a_line_break_in_the_path_is_no_failure_of_the_ids_pattern() -> None:
    crash = Hooks(anywhere=lambda call: _CRASH if "%0A" in call.path.upper() else None)
    found = failing(crash, "request.path.voiceConnectorId.pattern", "request.robustness")
    assert found == {"request.robustness"}


def test_a_page_of_html_is_one_finding() -> None:
    def after(call: Call, reply: Reply) -> Reply:
        del call
        page = b"<html><body>Bad Request</body></html>"
        return replace(reply, content_type="text/html", body=page) if reply.status == invalid().status else reply

    nameless = Hooks(after=lambda call, reply: replace(after(call, reply), headers=()) if reply.broken else reply)
    found = failing(nameless, "request.body.Name.pattern", "error.*")
    assert found == {"error.contentType"}


def test_a_member_that_stands_twice_is_no_second_finding() -> None:
    def crashes(call: Call) -> bool:
        try:
            document = json.loads(call.body)
        except (ValueError, RecursionError):
            return False
        return isinstance(document, dict) and "Capabilities" in document and document["Capabilities"] is None

    found = failing(crashing(crashes), "request.body.Capabilities.*", "request.robustness")
    assert found == {"request.body.Capabilities.type"}


def is_json(body: bytes) -> bool:
    """Whether a body is a JSON document in UTF-8, read strictly."""
    return read(body).problem in (None, Problem.EMPTY)


def test_what_lenient_readers_take_for_an_odd_value_is_odd_input() -> None:
    odd = (b"NaN", b"Infinity", b"\xed\xa0\x80", b"\\ud800", b"1e400")
    crash = crashing(lambda call: any(text in call.body for text in odd))
    assert failing(crash, "request.body.syntax", "request.robustness") == {"request.robustness"}


@pytest.mark.parametrize("broken", [lambda body: not is_json(body), lambda body: b"\xff" in body or b"\x80" in body])
def test_a_crash_on_whatever_is_no_json_is_one_finding(broken: Callable[[bytes], bool]) -> None:
    crash = crashing(lambda call: broken(call.body))
    found = failing(crash, "request.body.syntax", "request.body.encoding", "request.robustness")
    assert found == {"request.body.syntax"}


def test_an_encoding_that_crashes_like_any_no_json_says_so() -> None:
    found = recorded(finished_by(faults()["crashes-on-what-is-no-json"].hooks))
    encoding = next(clause for clause in found.clauses if clause.id == "request.body.encoding")
    assert (encoding.why, "request.body.syntax" in encoding.reason) == (Why.FOLLOWS, True)


def test_a_crash_on_utf_16_alone_is_a_failure_of_the_encoding() -> None:
    crash = crashing(lambda call: read(call.body).problem is Problem.ENCODING)
    found = failing(crash, "request.body.syntax", "request.body.encoding", "request.robustness")
    assert found == {"request.body.encoding"}


def taken_once() -> Hooks:
    """A new reference that takes every Name once."""
    taken: set[str] = set()

    def known(call: Call) -> bool:
        name = call.document.get("Name")
        again = isinstance(name, str) and name in taken
        taken.update([name] if isinstance(name, str) else [])
        return again

    return refuses(known)


@pytest.fixture(scope="module")
def record_of_taken_once() -> Record:
    """What a run finds on a reference that takes every Name once."""
    return recorded(finished_by(taken_once()))


def test_a_name_that_is_taken_once_is_one_finding() -> None:
    select = ("request.body.GeoMatchParams.*.pattern", "request.accept", "request.combination", "response.repeatable")
    assert failing(taken_once(), *select) == {"response.status.201"}


def test_what_follows_from_a_name_that_is_taken_once_does_not_pass(record_of_taken_once: Record) -> None:
    found = {clause.id: clause for clause in record_of_taken_once.clauses}
    assert {found[name].reason for name in ("request.combination", "response.repeatable")} == {
        "what is wrong here follows from what response.status.201 shows"
    }


def test_two_members_that_are_wanted_together_are_found_beside_a_name_that_is_taken_once() -> None:
    together = refuses(lambda call: bool(geo(call)) != bool(call.document.get("GeoMatchLevel")))
    found = recorded(finished_by(together.then(taken_once())))
    assert {clause.id for clause in found.clauses if clause.status is Status.FAIL} == {
        "request.combination",
        "response.status.201",
    }


def test_a_name_that_is_taken_once_is_shown_with_the_request_that_took_it(record_of_taken_once: Record) -> None:
    first = next(one for one in record_of_taken_once.findings if one.clause == "response.status.201")
    assert (first.sequence[0].note, first.actual.partition(", ")[2]) == (
        "The earlier request, response.status.201/full, and its answer",
        "and so is by now response.status.201/full, which was accepted before",
    )


def test_a_name_that_is_looked_at_before_the_id_says_nothing_of_unknown_ids() -> None:
    taken: set[str] = set()

    def known(call: Call) -> Reply | None:
        name = call.document.get("Name")
        again = isinstance(name, str) and name in taken
        taken.update([name] if isinstance(name, str) else [])
        return invalid() if again else None

    found = recorded(finished_by(Hooks(before=known)))
    assert [clause.id for clause in found.clauses if clause.status is Status.FAIL] == ["response.status.201"]


def test_an_id_that_is_missing_and_one_that_is_empty_are_one_finding_where_both_are_answered_alike() -> None:
    nameless = Hooks(
        anywhere=lambda call: _CRASH if re.match("/voice-connectors/*/proxy-sessions", call.path) else None
    )
    found = failing(nameless, "request.path.voiceConnectorId.*")
    assert found == {"request.path.voiceConnectorId.required"}


def test_an_empty_id_alone_is_told_by_its_length() -> None:
    empty = Hooks(anywhere=lambda call: _CRASH if "//" in call.path else None)
    found = failing(empty, "request.path.voiceConnectorId.*")
    assert found == {"request.path.voiceConnectorId.minLength"}


def test_a_value_that_is_accepted_beside_another_member_is_not_to_blame() -> None:
    together = refuses(lambda call: bool(geo(call)) != bool(call.document.get("GeoMatchLevel")))
    assert failing(together, "request.body.GeoMatchLevel.*", "request.combination") == {"request.combination"}


def test_what_leaks_from_one_answer_into_the_next_is_one_finding() -> None:
    kept: dict[str, Any] = {}

    def leaks(call: Call, session: dict[str, Any]) -> dict[str, Any]:
        names = _MEMBERS.keys() & call.document.keys() & {"Name", "GeoMatchLevel"}
        kept.update({name: session[name] for name in names})
        return {**session, **kept}

    assert failing(sessions(leaks), "response.*", "request.body.*.optional") == {f"{SESSION}.isolation"}


def test_a_leak_of_one_member_says_nothing_of_another_that_is_always_filled_in() -> None:
    kept: dict[str, Any] = {}

    def leaks(call: Call, session: dict[str, Any]) -> dict[str, Any]:
        kept.update({name: session[name] for name in {"Name"} & call.document.keys()})
        filled = {} if "GeoMatchLevel" in call.document else {"GeoMatchLevel": "Country"}
        return {**session, **filled, **kept}

    found = recorded(finished_by(sessions(leaks)))
    assert {clause.id for clause in found.clauses if clause.status is Status.FAIL} == {
        f"{SESSION}.GeoMatchLevel.unset",
        f"{SESSION}.isolation",
    }


def test_a_failure_that_a_clause_tells_which_is_not_selected_leaves_its_own_open() -> None:
    settings = Settings(depth="smoke", auth="none", select=("request.body.GeoMatchLevel.enum",))
    together = refuses(lambda call: bool(geo(call)) != bool(call.document.get("GeoMatchLevel")))
    found = recorded(finished_by(together, settings), settings)
    assert {clause.reason for clause in found.clauses if clause.status is Status.INCONCLUSIVE} == {
        "a request for it failed; request.combination tells why, and is not selected"
    }


def test_a_target_that_knows_its_own_countries_only_fails_the_clause_on_countries() -> None:
    own = refuses(lambda call: geo(call).get("Country", "US") not in ("US", "CA"))
    assert failing(own, f"{GEO}.*", "request.combination", examples=20) == {f"{GEO}.Country.pattern"}


def test_a_member_that_an_accepted_request_leaves_out_is_optional_though_another_one_is_always_refused() -> None:
    found = statuses(refuses(lambda call: bool(geo(call))), "request.body.*.optional")
    assert found["request.body.Name.optional"] is Status.PASS


@pytest.mark.parametrize(
    ("name", "select", "expected"),
    [
        ("reads-names-in-any-case", ("request.*.required", "request.robustness"), "request.body.Capabilities.required"),
        ("crashes-on-what-is-no-json", _NO_JSON, "request.body.syntax"),
        ("crashes-on-utf-16", _NO_JSON, "request.body.encoding"),
        (
            "copies-unknown-members",
            ("response.body.*", "request.robustness"),
            "response.body.ProxySession.Participants.echo",
        ),
        ("crashes-on-no-number", _NUMBERS, "request.robustness"),
        ("crashes-on-half-characters", _TEXTS, "request.robustness"),
        ("crashes-on-control-characters", _TEXTS, "request.robustness"),
        ("crashes-on-letters-beyond-latin-1", _TEXTS, "request.robustness"),
    ],
)
@pytest.mark.slow
def test_a_fault_in_what_is_done_with_every_request_is_one_finding(
    name: str, select: tuple[str, ...], expected: str
) -> None:
    assert failing(faults()[name].hooks, *select) == {expected}


def test_an_empty_object_that_counts_as_nothing_is_one_finding() -> None:
    clauses = [f"request.body.GeoMatchParams.{name}.required" for name in ("AreaCode", "Country")]
    empty = overlooks(*clauses, when=lambda call: call.document.get("GeoMatchParams") == {})
    assert {clauses[0]} == failing(empty, "request.body.GeoMatchParams.*", "request.robustness")


@pytest.mark.parametrize(
    ("refused", "clauses"),
    [
        (lambda call: geo(call).get("Country", "") not in ("", "US"), {f"{GEO}.Country.pattern"}),
        (lambda call: bool(geo(call)) and "GeoMatchLevel" not in call.document, {"request.combination"}),
        (lambda call: "SMS" in capabilities(call), {"request.body.Capabilities.items.enum"}),
    ],
    ids=["one value of a part", "an object without another member", "one value of an item"],
)
def test_what_is_refused_of_a_member_is_told_once(refused: Callable[[Call], bool], clauses: set[str]) -> None:
    selected = (f"{GEO}.*", "request.body.Capabilities.*", "request.combination")
    assert clauses == failing(refuses(refused), *selected)


@pytest.mark.slow
def test_a_crash_on_large_numbers_is_one_finding_whatever_else_is_wrong() -> None:
    found = failing(
        crashing(lambda call: expiry(call) > 2**31 - 2), "request.body.ExpiryMinutes.*", *_TEXTS, examples=60
    )
    assert found == {"request.body.ExpiryMinutes.type"}


@cache
def answers(shape: str) -> Record:
    """What a run finds where sessions come in another shape; run once."""
    return recorded(finished_by(faults()[f"answers-{shape}"].hooks))


@pytest.mark.parametrize("shape", ["wrapped-twice", "camel-case", "an-empty-object"])
def test_a_session_without_any_of_its_members_is_one_finding_on_the_session(shape: str) -> None:
    found = answers(shape)
    assert [f"{SESSION}.type"] == [clause.id for clause in found.clauses if clause.status is Status.FAIL]


def test_what_a_session_without_its_members_leaves_open_names_the_finding() -> None:
    found = answers("wrapped-twice")
    open_ = {clause.reason for clause in found.clauses if clause.id.startswith(f"{SESSION}.Status.")}
    assert open_ == {f"what is wrong here follows from what {SESSION}.type shows"}


def test_a_session_with_one_of_its_members_lacks_the_others_one_by_one() -> None:
    kept = sessions(lambda _call, session: {"ProxySessionId": session["ProxySessionId"]})
    assert {f"{SESSION}.Status.required", f"{SESSION}.Participants.required"} < failing(kept, "response.*")


def area_code(session: dict[str, Any], change: Callable[[str], Any]) -> dict[str, Any]:
    """A session whose area code is changed, where it has one."""
    parameters = session.get("GeoMatchParams") or {}
    code = parameters.get("AreaCode")
    return {**session, "GeoMatchParams": {**parameters, "AreaCode": change(code)}} if code else session


@pytest.mark.parametrize(
    ("change", "clause"),
    [
        (lambda session: area_code(session, int), f"{SESSION}.GeoMatchParams.AreaCode.type"),
        (lambda session: area_code(session, lambda code: code[1:]), f"{SESSION}.GeoMatchParams.echo"),
        (
            lambda session: {**session, "GeoMatchLevel": (session.get("GeoMatchLevel") or "").upper() or None},
            f"{SESSION}.GeoMatchLevel.echo",
        ),
    ],
    ids=["type", "pattern", "enum"],
)
def test_a_value_of_a_wrong_form_that_is_not_the_given_one_is_one_finding(
    change: Callable[[dict[str, Any]], dict[str, Any]], clause: str
) -> None:
    found = failing(sessions(lambda _call, session: change(session)), "response.*")
    assert found == {clause}


def test_ids_that_are_taken_in_one_form_only_are_one_finding() -> None:
    def other_form(call: Call) -> Reply | None:
        steps = call.path.split("/")
        wrong = len(steps) == _STEPS and not re.fullmatch("[a-z0-9]{21,22}", steps[2])
        return invalid() if wrong else None

    found = failing(Hooks(anywhere=other_form), "request.path.*", "error.NotFoundException.status")
    assert found == {"error.NotFoundException.status"}


def test_ids_that_are_refused_for_their_length_are_no_finding_on_unknown_ids() -> None:
    def long(call: Call) -> Reply | None:
        steps = call.path.split("/")
        return invalid() if len(steps) == _STEPS and 64 < len(steps[2]) <= 128 else None

    found = failing(Hooks(anywhere=long), "request.path.*", "error.NotFoundException.status")
    assert found == {"request.path.voiceConnectorId.maxLength"}


def test_a_member_that_breaks_the_target_whatever_its_value_is_one_finding() -> None:
    crash = crashing(lambda call: "GeoMatchLevel" in call.document)
    found = failing(crash, "request.body.GeoMatchLevel.*", "request.combination", examples=20)
    assert found == {"request.body.GeoMatchLevel.enum"}


def test_a_refusal_that_an_earlier_request_left_behind_says_nothing_of_how_its_own_request_is_refused() -> None:
    """As a cache does that keeps a refusal for a body, whatever the headers beside it are."""
    left: Counter[bytes] = Counter()

    def kept(call: Call, reply: Reply) -> Reply:
        if reply.status == 415:
            left[call.body] = 8
            return reply
        left[call.body] -= 1
        return Reply(status=415, document={}) if left[call.body] > 0 else reply

    found = failing(Hooks(after=kept), "request.robustness", "error.BadRequestException.status", "response.status.201")
    assert found == {"response.status.201"}


def test_a_body_that_is_the_requests_own_is_one_finding_whatever_the_request_puts_into_it() -> None:
    def copied(call: Call, reply: Reply) -> Reply:
        return replace(reply, document=call.document) if reply.status == 201 else reply

    assert failing(Hooks(after=copied), "response.*", "request.robustness") == {f"{SESSION}.required"}
