from __future__ import annotations

from dataclasses import replace

import pytest

from reports import junit
from reports.page import html
from reports.wording.remedies import REMEDIES, advice, remedy
from spec.clauses.reason import Why
from spec.clauses.status import Status
from tests.reports import sample


@pytest.mark.parametrize("why", Why)
def test_every_reason_has_a_remedy_of_its_own(why: Why) -> None:
    assert [kind for kind, advice in REMEDIES.items() if advice == remedy(why)] == [why]


def test_a_reason_that_says_itself_what_to_do_needs_no_advice() -> None:
    assert advice("x does not answer. Start the target.", Why.UNREACHABLE) == ""
    assert advice("x does not answer", Why.UNREACHABLE) == remedy(Why.UNREACHABLE)


@pytest.mark.parametrize("why", [*Why, None])
def test_every_report_says_what_would_make_a_clause_conclusive(why: Why | None) -> None:
    first, *others = sample.perfect().clauses
    opened = replace(first, status=Status.INCONCLUSIVE, reason="it is open", why=why)
    record = replace(sample.perfect(), clauses=(opened, *others))
    assert html.environment().from_string("{{ text | options }}").render(text=remedy(why)) in html.render(record)
    assert remedy(why) in junit.render(record).replace("&gt;", ">")


def test_what_fails_is_repaired_before_more_is_asked() -> None:
    assert "Repair what fails first" in remedy(Why.NOT_PROVOKED)
    assert remedy(Why.NOT_PROVOKED).index("Repair") < remedy(Why.NOT_PROVOKED).index("--depth")


def test_a_record_of_an_earlier_version_has_some_advice() -> None:
    assert "Run again" in remedy(None)
