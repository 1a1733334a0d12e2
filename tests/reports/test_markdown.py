from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from reports import markdown
from reports.wording.text import visible
from spec.clauses.reason import Why
from spec.clauses.status import Status
from tests.reports import sample

EXPECTED_TAGS = {
    "a",
    "br",
    "code",
    "details",
    "h2",
    "h3",
    "hr",
    "li",
    "p",
    "pre",
    "strong",
    "summary",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
}


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.links: set[str] = set()
        self.feed(MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(text))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.links |= {value or "" for name, value in attrs if name in {"href", "src"}}

    def handle_comment(self, data: str) -> None:
        pytest.fail(f"a comment hides {data}")


def test_hostile_text_makes_no_element_and_no_link() -> None:
    found = Tags(markdown.render(sample.hostile()))
    assert found.names <= EXPECTED_TAGS
    assert {link.split("/")[2] for link in found.links} == {"docs.aws.amazon.com"}


def test_hostile_text_has_nothing_hidden() -> None:
    rendered = markdown.render(sample.hostile()).replace("\ufe0f", "")
    assert visible(rendered) == rendered


def test_hostile_text_mentions_nobody() -> None:
    outside_of_pre = markdown.render(sample.hostile()).split("<pre>")[0]
    assert "@someone" not in outside_of_pre


def test_the_verdict_comes_first() -> None:
    assert markdown.render(sample.perfect()).startswith("## ✅ <code>staging</code> is conformant\n")


def test_every_failing_clause_opens_to_its_evidence() -> None:
    rendered = markdown.render(sample.five_faults())
    assert rendered.count("<details>") == rendered.count("</details>") == 5
    assert "- intermittent: 3 of 30 identical requests" in rendered
    assert "- differs from its accepted control: Name ends with a line feed" in rendered


def test_the_table_counts_by_section() -> None:
    assert "| Request body | 29 | 2 | · | · | · | · |" in markdown.render(sample.five_faults())


def test_the_summary_says_what_changed() -> None:
    assert "- new: 1: <code>request.body.Name.pattern</code>" in markdown.render(sample.five_faults())


def test_leaked_sessions_are_listed() -> None:
    assert "**2 resources could not be deleted:** <code>0b1c-not-deleted</code>" in markdown.render(
        sample.five_faults()
    )


def test_waivers_are_listed_with_their_state() -> None:
    waiver = sample.waiver(clause="request.*", expires="2026-05-01", state="expired")
    record = replace(sample.perfect(), waived=(waiver,))
    assert "- expired: <code>request.&#42;</code>: soon, until 2026-05-01" in markdown.render(record)


def test_an_interrupted_run_says_so() -> None:
    assert "**Interrupted:**" in markdown.render(replace(sample.perfect(), interrupted=True))


def test_a_colon_stays_where_it_makes_neither_link_nor_picture() -> None:
    assert markdown.escape("Name: ':x:' at https://x") == "Name: '&#58;x&#58;' at https&#58;//x"


def test_what_could_not_be_judged_is_told_with_what_to_do() -> None:
    (name, *_) = sample.clauses()
    record = sample.record(
        (replace(name, status=Status.INCONCLUSIVE, reason="hidden by a.b, which fails", why=Why.FOLLOWS),)
    )
    assert (
        f"- hidden by a.b, which fails: {markdown.code(name.id)}. Repair a.b first."
        in markdown.render(record).splitlines()
    )


def test_a_long_summary_stays_within_a_comment() -> None:
    failing = [clause.id for clause in sample.clauses() if clause.status == "pass"]
    findings = tuple(
        sample.finding(clause, actual="x" * 900, response=sample.response(500 + number, "y" * 9000))
        for clause in failing
        for number in range(4)
    )
    rendered = markdown.render(sample.record(sample.clauses(**dict.fromkeys(failing, "fail")), findings))
    assert len(rendered) < 65_536
    assert "1 more causes" in rendered
    assert [clause for clause in failing if f"<code>{clause}</code>" not in rendered] == []


def test_what_does_not_even_fit_by_name_is_counted() -> None:
    (clause, *_) = sample.clauses()
    failing = tuple(
        replace(clause, id=f"{clause.id}.{number}", sentence="x" * 300, status=Status.FAIL) for number in range(300)
    )
    rendered = markdown.render(sample.record(failing))
    assert len(rendered) < 65_536
    assert rendered.rstrip().endswith("more in report.html")


def test_a_sequence_is_shown_request_by_request() -> None:
    rendered = markdown.render(sample.family())
    assert "- requests: creates a session, reads it back" in rendered
    assert f"2. GET {sample.PATH}/1 → 200" in rendered


def test_of_many_leaked_sessions_some_are_named() -> None:
    assert markdown.render(sample.family()).rstrip().endswith("<code>session-2</code> and 57 more")
