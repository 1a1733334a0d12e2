"""The report's filters, links and buttons, by mouse, by keyboard and without JavaScript."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.reports import sample
from tests.reports.browser.conftest import Open

if TYPE_CHECKING:  # the browser is loaded only where it is used
    from playwright.sync_api import Page

NAME = "request.body.Name.pattern"
PASSING = "response.contentType"

pytestmark = pytest.mark.slow


def shown(page: Page) -> int:
    return page.locator("ul.clauses > li:visible").count()


def details_of(page: Page, clause: str) -> bool:
    return bool(page.evaluate("(id) => document.getElementById(id).closest('details').open", clause))


def test_all_clauses_are_shown_at_first(visit: Open) -> None:
    page = visit("five_faults").page
    assert page.locator(".shown").inner_text() == f"{shown(page)} of {shown(page)} clauses"


SHOULD = sum(clause.level == "SHOULD" for clause in sample.clauses())
ECHO = sum(clause.section == "Echo" for clause in sample.clauses())


@pytest.mark.parametrize(
    ("name", "choice", "count"),
    [("status", "fail", 4), ("status", "warning", 1), ("level", "SHOULD", SHOULD), ("section", "Echo", ECHO)],
)
def test_a_filter_leaves_what_it_names(name: str, choice: str, count: int, visit: Open) -> None:
    page = visit("five_faults").page
    page.select_option(f"select[name={name}]", choice)
    assert shown(page) == count
    assert page.locator(f'ul.clauses > li:visible:not([data-{name}="{choice}"])').count() == 0


def test_filters_add_up(visit: Open) -> None:
    page = visit("five_faults").page
    page.select_option("select[name=status]", "warning")
    page.select_option("select[name=level]", "SHOULD")
    assert shown(page) == 1


def test_the_filters_stand_in_the_address(visit: Open) -> None:
    page = visit("five_faults").page
    page.select_option("select[name=status]", "fail")
    page.fill("input[type=search]", "echo")
    assert page.evaluate("location.hash") == "#status=fail&q=echo"
    page.click("button[type=reset]")
    page.wait_for_url(lambda url: "status" not in url)


def test_an_address_with_filters_shows_what_they_leave(visit: Open) -> None:
    page = visit("five_faults", fragment="#status=fail&q=name+echo").page
    assert (shown(page), page.input_value("input[type=search]")) == (1, "name echo")


def test_an_unknown_filter_in_the_address_is_ignored(visit: Open) -> None:
    page = visit("five_faults", fragment="#status=nonsense&q=").page
    assert shown(page) == len(sample.clauses())


def test_a_slash_focuses_the_search_and_escape_leaves_it(visit: Open) -> None:
    page = visit("five_faults").page
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "search"
    page.keyboard.type("a/b?")
    assert page.input_value("input[type=search]") == "a/b?"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.tagName") == "BODY"


def test_a_question_mark_lists_the_keys(visit: Open) -> None:
    page = visit("five_faults").page
    page.keyboard.press("?")
    assert page.locator("dialog.keys").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("dialog.keys").is_visible()


def test_j_and_k_walk_through_the_clauses(visit: Open) -> None:
    page = visit("five_faults").page
    where = "[...document.querySelectorAll('details.clause > summary')].indexOf(document.activeElement)"
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate(where) == 1
    page.keyboard.press("k")
    assert page.evaluate(where) == 0


@pytest.mark.parametrize(("name", "most"), [("perfect", 2), ("five_faults", 5), ("family", 4)])
def test_printed_it_is_a_few_pages(name: str, most: int, visit: Open) -> None:
    printed = visit(name).page.pdf(format="A4")
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= most


def test_the_search_finds_all_words_anywhere(visit: Open) -> None:
    page = visit("five_faults").page
    page.fill("input[type=search]", "NAME pattern request")
    assert page.locator("ul.clauses > li:visible .id").all_inner_texts()[0] == NAME


def test_a_search_without_a_match_says_so_and_reset_helps(visit: Open) -> None:
    page = visit("five_faults").page
    everything = shown(page)
    page.fill("input[type=search]", "no such clause")
    assert (shown(page), page.locator(".empty").is_visible(), page.locator(".part:visible").count()) == (0, True, 0)
    page.click("button[type=reset]")
    page.locator(".empty").wait_for(state="hidden")
    assert shown(page) == everything


def test_a_deep_link_opens_its_clause(visit: Open) -> None:
    page = visit("five_faults", fragment=f"#{PASSING}").page
    assert details_of(page, PASSING)
    assert page.evaluate("document.activeElement.id") == PASSING


def test_a_deep_link_survives_a_filter_that_hides_it(visit: Open) -> None:
    page = visit("five_faults").page
    page.select_option("select[name=status]", "fail")
    page.evaluate("(id) => { location.hash = id; }", PASSING)
    page.locator(f"details.clause[open] [id='{PASSING}']").wait_for()
    assert page.locator(f"[id='{PASSING}']").is_visible()


def test_a_filter_takes_the_place_of_the_deep_link(visit: Open) -> None:
    page = visit("five_faults", fragment=f"#{NAME}").page
    page.select_option("select[name=status]", "fail")
    assert page.url.endswith("#status=fail")


def test_a_link_followed_twice_opens_its_clause_again(visit: Open) -> None:
    page = visit("five_faults").page
    link = page.locator(f".fails a[href='#{NAME}']")
    link.click()
    page.click("button[data-open=false]")
    assert not details_of(page, NAME)
    link.click()
    assert details_of(page, NAME)


def test_an_unknown_fragment_does_no_harm(visit: Open) -> None:
    assert visit("five_faults", fragment="#nothing%20here").complaints == []


def test_the_buttons_open_and_close_what_is_shown(visit: Open) -> None:
    page = visit("five_faults").page
    page.select_option("select[name=section]", "Echo")
    page.click("button[data-open=true]")
    assert page.locator("details.clause[open]:visible").count() == 12
    page.click("button[data-open=false]")
    assert page.locator("details.clause[open]:visible").count() == 0


def test_the_copy_button_copies_the_command(visit: Open) -> None:
    page = visit("five_faults").page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".copy:visible").first.click()
    page.locator(".copy", has_text="Copied").first.wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith("curl -X POST")


def test_the_keyboard_reaches_content_and_opens_clauses(visit: Open) -> None:
    page = visit("perfect").page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.locator("details.clause > summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("details.clause").first.get_attribute("open") is not None


def test_what_has_the_focus_is_outlined(visit: Open) -> None:
    page = visit("perfect").page
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_without_scripts_everything_is_readable_and_no_dead_control_shows(visit: Open) -> None:
    page = visit("five_faults", scripts=False).page
    assert page.locator(".filters").is_hidden()
    assert page.locator(".copy").count() == 0
    assert page.locator(f"[id='{NAME}']").is_visible()
    page.locator(f"details:has([id='{PASSING}']) > summary").click()
    assert page.locator(f"[id='{PASSING}']").is_visible()


def test_without_scripts_a_deep_link_opens_its_clause(visit: Open) -> None:
    page = visit("five_faults", fragment=f"#{PASSING}", scripts=False).page
    assert page.locator(f"[id='{PASSING}']").is_visible()
