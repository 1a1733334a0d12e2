"""Writes the committed descriptions: derived from a page, completed by an overlay that settles every conflict."""

from __future__ import annotations

import argparse
from pathlib import Path

import yaml

from spec.derive.page.derivation import derive
from spec.derive.writing.rendering import dump, settle

_CONTRACTS = Path(__file__).parent.parent / "contracts"
_HEAD = "# Derived from the documentation page and overlay.yaml by `make descriptions`. Do not edit.\n"


def build(overlay: Path, pages: Path) -> str:
    """The text of a committed description.

    Args:
        overlay: the overlay's file; it names the page (`x-page`) or the pages (`x-pages`), and the type pages
            (`x-types`), that it completes. Of several pages, a conflict's id begins with its operation's name.
        pages: the folder of the pages.

    Raises:
        DeriveError: a page or a decision is wrong.
        OverlayError: an action does nothing.
    """
    stated = yaml.safe_load(overlay.read_text(encoding="utf-8"))
    actions = stated.get("x-pages") or [stated["x-page"]]
    types = [pages / name for name in stated.get("x-types", ())]
    derivation = derive(*(pages / name for name in actions), types=types)
    return _HEAD + dump(settle(derivation, stated))


def main(arguments: list[str] | None = None) -> None:
    """Writes every committed description anew."""
    parser = argparse.ArgumentParser(prog="python -m spec.derive.build", description=main.__doc__)
    parser.add_argument("pages", type=Path, help="the folder with the documentation pages")
    pages = parser.parse_args(arguments).pages
    for overlay in sorted(_CONTRACTS.glob("*/overlay.yaml")):
        overlay.with_name("openapi.yaml").write_text(build(overlay, pages), encoding="utf-8")


if __name__ == "__main__":
    main()
