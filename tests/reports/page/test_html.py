from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser

import pytest

from reports.page import html
from reports.run.record import Record
from reports.wording.text import visible
from spec.clauses.reason import Why
from spec.clauses.status import Status
from tests.reports import sample

RECORDS = {
    "perfect": sample.perfect,
    "five faults": sample.five_faults,
    "waived": sample.waived,
    "unreachable": sample.unreachable,
    "family": sample.family,
    "hostile": sample.hostile,
}
NAME = "request.body.Name.pattern"
SHOULD = "response.header.x-amzn-RequestId"


class Outline(HTMLParser):
    """Every element of a page with its attributes, and the text outside of style and script."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.elements and self.elements[-1][0] not in {"style", "script"}:
            self.texts.append(" ".join(data.split()))

    @property
    def text(self) -> str:
        return " ".join(filter(None, self.texts))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def outline(record: Record) -> Outline:
    return Outline(html.render(record))


@cache
def page_of(name: str) -> str:
    """The page of a sample, made once."""
    return html.render(RECORDS[name]())


@cache
def outline_of(name: str) -> Outline:
    """The outline of a sample's page, read once."""
    return Outline(page_of(name))


@pytest.mark.parametrize("name", RECORDS)
def test_the_policy_allows_only_the_style_and_the_script_of_the_page(name: str) -> None:
    page = page_of(name)
    policy = next(meta["content"] or "" for meta in outline_of(name).all("meta") if "http-equiv" in meta)
    assert policy.startswith("default-src 'none'; ")
    for tag in ("style", "script"):
        (content,) = re.findall(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


@pytest.mark.parametrize("name", RECORDS)
def test_no_element_loads_or_runs_anything(name: str) -> None:
    found = outline_of(name)
    assert not {"img", "link", "iframe", "object", "embed", "base"} & {tag for tag, _ in found.elements}
    assert len(found.all("script")) == 1
    names = {name for _, attributes in found.elements for name in attributes}
    assert not [name for name in names if name.startswith("on") or name in {"src", "style", "srcset"}]


@pytest.mark.parametrize("name", RECORDS)
def test_links_lead_to_the_page_itself_or_to_the_documentation(name: str) -> None:
    links = {link["href"] or "" for link in outline_of(name).all("a")}
    hosts = {link.split("/")[2] for link in links if not link.startswith("#")}
    assert hosts - {"example.com"} == {"docs.aws.amazon.com"}


@pytest.mark.parametrize("name", RECORDS)
def test_links_within_the_page_have_a_target_and_ids_are_unique(name: str) -> None:
    found = outline_of(name)
    ids = [attributes["id"] for _, attributes in found.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {(link["href"] or "")[1:] for link in found.all("a") if (link["href"] or "").startswith("#")} <= set(ids)


def test_hostile_text_has_nothing_hidden() -> None:
    page = page_of("hostile")
    assert visible(page) == page


def test_hostile_links_are_no_links() -> None:
    clauses = tuple(replace(clause, url="javascript:alert(1)") for clause in sample.clauses())
    assert "javascript:" not in html.render(sample.record(clauses))


@pytest.mark.parametrize(
    ("record", "sentence"),
    [
        (sample.perfect(), "staging conforms to CreateProxySession of chime-2018-05-01."),
        (sample.five_faults(), "staging does not conform to CreateProxySession of chime-2018-05-01."),
        (sample.unreachable(), "staging could not be judged against CreateProxySession of chime-2018-05-01."),
    ],
)
def test_the_verdict_is_a_sentence(record: Record, sentence: str) -> None:
    assert sentence in outline(record).text


@pytest.mark.parametrize(
    "fact",
    [
        "http://localhost:8080",
        "2 January 2026, 03:04 UTC",
        "20260102",
        "4,181 in 11.4 s",
        "Since staging, 2026-01-01",
        "The one difference from the accepted control Name ends with a line feed",
        "Intermittent: 3 of 30",
        "38 more, answered alike",
        "and 37 more like these, in run.json",
        "Another answer: 500 1 case",
        "The control, which was accepted",
        "Latest runs, oldest first: pass, pass, pass, pass, fail",
        "Flaky",
        "4 clauses fail: accepts invalid input 2, wrong status 1, wrong echo 1; 1 warning.",
        "answers 422 for invalid input Invalid input is answered 400.",
        "The latest 3 runs",
        "Exchanges over time",
        "1 warning",
        "0b1c-not-deleted",
        "waited seconds 4.5",
        "null for an optional member accepted × 6",
        "hypothesis 6.150.0",
        "p99",
    ],
)
def test_the_page_tells(fact: str) -> None:
    assert fact in outline_of("five faults").text


def test_one_cause_is_one_entry() -> None:
    page = page_of("five faults")
    assert page.count('<article class="evidence') == 6


def test_no_single_finding_is_left_out() -> None:
    found = tuple(sample.finding(NAME, case=f"case-{number}", change="Name is 7: odd") for number in range(3))
    assert "case-2" in outline(sample.record(sample.clauses(**{NAME: "fail"}), found)).text


def test_the_id_of_a_clause_in_a_reason_is_code() -> None:
    reason = f"hidden by {NAME}, which fails"
    clauses = tuple(
        replace(clause, reason=reason, why=Why.FOLLOWS) if clause.id == SHOULD else clause
        for clause in sample.clauses(**{SHOULD: "inconclusive", NAME: "fail"})
    )
    page = html.render(sample.record(clauses, (sample.finding(NAME),)))
    assert "inconclusive: hidden by <code>request.<wbr>body.<wbr>Name.<wbr>pattern</code>, which fails" in page


def test_failures_beyond_the_kept_evidence_are_counted() -> None:
    found = sample.finding(NAME)
    assert (
        "3 exchanges fail in all; 1 of them was kept"
        in outline(sample.record(sample.clauses(**{NAME: "fail"}), (found,))).text
    )


def test_few_deviations_stand_open_and_many_closed() -> None:
    many = [clause.id for clause in sample.clauses() if clause.status == "pass"][:9]
    pages = [html.render(sample.record(sample.clauses(**dict.fromkeys(some, "fail")))) for some in (many[:8], many)]
    assert [page.count('<details class="clause" open>') for page in pages] == [8, 0]


def test_the_decisive_parts_are_marked() -> None:
    marked = re.findall("<mark>(.*?)</mark>", page_of("five faults"))
    assert "&#34;Name&#34;: &#34;Sample&#34;" in marked
    assert "&#34;Name&#34;: &#34;Example session; and more&#34;" in marked
    assert "x-amzn-ErrorType: ValidationException" in marked


def test_why_nothing_was_judged_stands_there() -> None:
    assert f"{sample.TESTED} inconclusive: The target could not be reached." in outline_of("unreachable").text


def test_an_inconclusive_finding_shows_its_evidence() -> None:
    doubt = sample.finding(NAME, status="inconclusive", actual="the control was refused too")
    record = sample.record(sample.clauses(**{NAME: "inconclusive"}), (doubt,))
    assert "the control was refused too" in outline(record).text


def test_waivers_are_listed_and_only_web_links_are_links() -> None:
    waivers = tuple(
        sample.waiver(clause=NAME, issue=issue, findings=2)
        for issue in ("https://example.com/1", "javascript:alert(1)")
    )
    found = outline(replace(sample.perfect(), waived=waivers))
    assert "in force, may-fail, 2 findings soon issue no date" in found.text
    assert "https://example.com/1" in {link["href"] for link in found.all("a")}
    assert "javascript:alert(1)" not in {link["href"] for link in found.all("a")}


def test_waived_failures_are_open_with_the_waivers_reason() -> None:
    text = outline_of("waived").text
    assert "Waived The gateway is replaced in May." in text
    assert "expired, must-fail, 0 findings Until the next release. 2025-12-31" in text


def test_an_interrupted_strict_run_says_so() -> None:
    text = outline(replace(sample.perfect(), interrupted=True, strict=True)).text
    assert "interrupted before its plan was done" in text
    assert "in this strict run it decides as well" in text


def test_more_sessions_than_fit_are_counted() -> None:
    record = replace(sample.perfect(), leaked_sessions=tuple(map(str, range(60))))
    assert "and 10 more in run.json" in outline(record).text


def test_a_time_that_is_none_stands_as_it_is() -> None:
    assert "once upon a time" in outline(replace(sample.perfect(), started_at="once upon a time")).text


def test_forty_failing_clauses_of_many_causes_stay_under_a_megabyte() -> None:
    failing = [clause.id for clause in sample.clauses() if clause.status == "pass"][:40]
    findings = tuple(
        sample.finding(
            clause,
            actual="z" * 5000,
            reproduce={"curl": "curl " + "w" * 50_000},
            control=sample.request(),
            response=sample.response(400 + number % 25, {"text": "y" * 9000}),
        )
        for clause in failing
        for number in range(75)
    )
    page = html.render(sample.record(sample.clauses(**dict.fromkeys(failing, "fail")), findings))
    assert len(page.encode()) < 1_000_000
    assert "23 more answers are left out here" in Outline(page).text


def test_several_operations_have_a_picture_and_a_part_each() -> None:
    text = outline_of("family").text
    assert "GetProxySession: Response" in text
    assert "2 operations of chime-sdk-voice-2022-08-03" in text


def test_the_lifecycle_shows_which_steps_hold() -> None:
    text = outline_of("family").text
    rule = "The name comes back as given."
    assert f"pass none — by CreateProxySession → Open {rule} fail Open — by GetProxySession → Open {rule}" in text


def test_a_failing_sequence_is_shown_step_by_step_and_its_end_stands_open() -> None:
    page = page_of("family")
    steps = re.findall(r"<li><details( open)?><summary>(\d)\. (creates a session|reads it back) ", page)
    assert steps == [("", "1", "creates a session"), (" open", "2", "reads it back")]


def test_a_step_that_only_warns_is_no_failure() -> None:
    (step, *_) = sample.family().lifecycle
    record = replace(
        sample.record(sample.clauses(**{SHOULD: "fail"})),
        lifecycle=(replace(step, clause=SHOULD, status=Status.FAIL),),
    )
    assert "warning none — by CreateProxySession → Open" in outline(record).text


def test_the_profile_of_several_operations_is_told_by_operation() -> None:
    (seen, *_) = sample.OBSERVATIONS
    other = replace(seen, case="GetProxySession.response.status.200/example")
    text = outline(replace(sample.family(), observations=(seen, other))).text
    assert text.count("CreateProxySession null for an optional member accepted") == 1
    assert text.count("GetProxySession null for an optional member accepted") == 1


def test_the_documented_pattern_stands_with_its_clause() -> None:
    clauses = tuple(replace(one, pattern="^[a-z]*$" if one.id == NAME else "") for one in sample.clauses())
    assert "Documented pattern ^[a-z]*$" in outline(sample.record(clauses)).text


def test_options_and_paths_break_where_a_reader_expects_it() -> None:
    page = page_of("five faults")
    assert "POST /<wbr>voice-connectors/<wbr>abcdef1ghij2klmno3pqr4/<wbr>proxy-sessions" in page
    open_ = tuple(replace(one, status=Status.INCONCLUSIVE, why=Why.NOT_PROVOKED) for one in sample.clauses())
    assert 'ask more with <span class="whole">--depth</span>.' in html.render(sample.record(open_))


def test_many_sessions_left_behind_fold() -> None:
    page = page_of("family")
    assert "<details><summary>60 could not be deleted</summary>" in page
    assert "and 10 more in run.json" in page
