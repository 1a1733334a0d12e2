"""What a recording states waits on disk, and is handed out in the order in which it was recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from conformance.engine.recordings.recollection import Recollection
from conformance.engine.recordings.recording import recorded
from conformance.wire.exchange import Answer, Exchange
from reports.files.exchanges import Entry
from strategies.request import Case, Request

CONTROL = Case(id="control", clause="a", request=Request(path="/"))
CASE = Case(id="case", clause="b", request=Request(path="/odd"), control=CONTROL)


def entry(case: Case, status: int) -> Entry:
    outcome = Answer(status=status, body=b'{"a": "\xc3\xa9"}')
    return recorded(Exchange(case=case, request=case.request, outcome=outcome, started_at=1, elapsed=0.5))


def statuses(known: Recollection, case: str) -> Iterator[int]:
    while (number := known.take(case)) is not None:
        response = known.read(number).response
        yield response.status if response else 0


def test_an_exchange_comes_back_as_it_was() -> None:
    with Recollection([entry(CONTROL, 201), entry(CASE, 400)]) as known:
        assert [known.read(number) for number in (1, 0)] == [entry(CASE, 400), entry(CONTROL, 201)]


def test_several_exchanges_of_a_case_are_handed_out_in_turn_and_each_once() -> None:
    with Recollection(entry(case, status) for case, status in ((CASE, 1), (CONTROL, 2), (CASE, 3), (CASE, 4))) as known:
        assert list(statuses(known, "case")) == [1, 3, 4]
        assert list(statuses(known, "case")) == []
        assert list(statuses(known, "control")) == [2]


def test_its_cases_have_their_controls() -> None:
    with Recollection([entry(CONTROL, 201), entry(CASE, 400)]) as known:
        assert list(known.cases()) == [CONTROL, CASE]


def test_a_drawn_case_is_not_kept_for_others() -> None:
    drawn = replace(CONTROL, drawn=True)
    with Recollection([entry(drawn, 201), entry(replace(CASE, control=drawn), 400)]) as known:
        assert [case.control for case in known.cases()] == [None, None]


def test_what_cannot_be_read_to_its_end_leaves_no_file_open(recwarn: pytest.WarningsRecorder) -> None:
    def broken() -> Iterator[Entry]:
        yield entry(CONTROL, 201)
        raise ValueError("damaged")

    with pytest.raises(ValueError, match="damaged"):
        Recollection(broken())
    assert [warning.category for warning in recwarn if warning.category is ResourceWarning] == []
