"""What qualifies a whole run is said in every report."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from reports import html, junit, markdown, terminal
from reports.record import Record, Shard
from reports.remarks import INSECURE, remarks
from reports.terminal import Outlook
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
