"""What qualifies a whole run is said in every report."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from reports import junit, markdown, terminal
from reports.page import html
from reports.run.record import Record, Shard
from reports.terminal import Outlook
from reports.wording.remarks import INSECURE, remarks
from tests.reports import sample

PLAIN = sample.perfect()
INSECURELY = replace(PLAIN, target={**PLAIN.target, "insecure": True})


def _terminal(record: Record) -> str:
    text = io.StringIO()
    terminal.summarise(Console(file=text, width=400), record, Outlook(output=Path("out"), status=0))
    return text.getvalue()


@pytest.mark.parametrize("render", [_terminal, html.render, markdown.render, junit.render])
def test_that_any_certificate_was_accepted_is_said(render: Callable[[Record], str]) -> None:
    assert "Any certificate was accepted" in render(INSECURELY)
    assert "Any certificate was accepted" not in render(PLAIN)


def test_the_remarks_are_properties_in_junit() -> None:
    found = ET.fromstring(junit.render(INSECURELY)).findall(".//property")
    assert [(item.get("name"), item.get("value")) for item in found] == [("remark", INSECURE)]


def test_a_part_of_a_run_says_so() -> None:
    part = replace(PLAIN, shard=Shard(number=2, count=3, plan=""))
    assert [remark[:33] for remark in remarks(part)] == ["This is part 2 of 3 of a run: wha"]


def test_what_was_not_sent_is_named_with_the_reason() -> None:
    first, *others = PLAIN.clauses
    cases = tuple(f"{first.id}/list-{number}@example" for number in range(5))
    left = replace(
        PLAIN,
        ended="the target stopped answering at request.robustness/odd@example",
        clauses=(replace(first, unsent=7, unsent_cases=cases), *others),
    )
    words = (
        f"Not sent: 7 requests, since {left.ended}. They are of {first.id} "
        "(7: list-0@example, list-1@example, list-2@example and 4 more)."
    )
    assert [words] == list(remarks(left))
    page = html.render(left).replace("<wbr>", "")
    assert "7 requests not sent, because the run ended before" in page
    assert all(case in page for case in cases)
    assert "and 2 more" in page
