"""Every page in a real browser: accessible, quiet, still, and of a phone's width."""

from __future__ import annotations

import pytest

from tests.reports.browser.conftest import Open

NAMES = ["perfect", "five_faults", "waived", "unreachable", "family", "hostile", "compare", "selftest"]

pytestmark = pytest.mark.slow

# What is built like something before it, down to its classes, can break no rule that the other does not; axe takes
# seconds for a hundred clauses that are alike.
_WITHOUT_REPETITION = """() => {
  const seen = new Set();
  const shape = (one) => [one, ...one.querySelectorAll("*")].map((e) => `${e.tagName}.${e.className}`).join(" ");
  for (const one of document.querySelectorAll(".clause, li, tr")) {
    const own = shape(one);
    if (seen.has(own)) one.remove();
    seen.add(own);
  }
}"""


# Colours follow the scheme and sizes the width; no rule of the style sheet rests on both.
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_no_violation(name: str, scheme: str, width: int, visit: Open) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    page = visit(name, scheme=scheme, width=width).page
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((one) => one.id)")
    assert len(set(ids)) == len(ids)
    page.evaluate(_WITHOUT_REPETITION)
    results = axe.run(page, options={"preload": False, "resultTypes": ["violations"]})
    found = [
        (entry["id"], [node["html"][:200] for node in entry["nodes"][:3]]) for entry in results.response["violations"]
    ]
    assert found == []


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_loaded_and_nothing_is_complained_of(name: str, visit: Open) -> None:
    found = visit(name)
    assert found.requests == [found.page.url]
    assert found.complaints == []


@pytest.mark.parametrize("name", NAMES)
def test_a_phone_never_scrolls_sideways(name: str, visit: Open) -> None:
    page = visit(name, width=390).page
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("name", ["selftest", "compare", "family"])
def test_a_phone_sets_no_word_letter_by_letter(name: str, visit: Open) -> None:
    page = visit(name, width=390).page
    stacked = page.evaluate(
        """() => [...document.querySelectorAll("main *")]
            .filter(one => !one.children.length && one.textContent.trim().length > 3)
            .filter(one => one.getClientRects().length > 2 && one.getBoundingClientRect().width < 24)
            .map(one => one.textContent)"""
    )
    assert stacked == []


@pytest.mark.parametrize("scripts", [True, False])
def test_hostile_text_stays_text(scripts: bool, visit: Open) -> None:  # noqa: FBT001 - data
    found = visit("hostile", scripts=scripts)
    assert found.page.locator("img, iframe, object, embed, script + *").count() == 0
    assert found.page.evaluate("window.pwned") is None
    assert found.complaints == []


def test_the_schemes_differ_and_both_are_ours(visit: Open) -> None:
    colours = {
        scheme: visit("perfect", scheme=scheme).page.evaluate(
            "getComputedStyle(document.documentElement).backgroundColor"
        )
        for scheme in ("light", "dark")
    }
    assert colours == {"light": "rgb(251, 250, 247)", "dark": "rgb(21, 23, 26)"}


def test_print_shows_what_deviates_and_hides_the_filters(visit: Open) -> None:
    page = visit("five_faults", scripts=False).page
    page.emulate_media(media="print")
    inside = page.locator(".deviating .clause .inside").first.bounding_box()
    assert inside is not None
    assert inside["height"] > 10
    assert page.locator(".part:visible").count() == 1
    assert not page.locator(".filters").is_visible()


@pytest.mark.parametrize("name", ["five_faults", "family", "compare", "selftest"])
def test_print_fits_the_width_of_a_sheet(name: str, visit: Open) -> None:
    sheet = 688
    page = visit(name, width=sheet).page
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= sheet
