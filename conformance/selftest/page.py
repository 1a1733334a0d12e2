"""The matrix of the selftest as one HTML page, and in short as a Markdown table."""

from __future__ import annotations

from collections import Counter

import jinja2

from conformance.selftest.matrix import Matrix, until_found
from reports.page.html import environment
from spec.words import counted

_KINDS = {
    "fault": "faults: one deliberate deviation each",
    "variant": "faithful variants of the reference",
    "reference": "the reference",
    "constant": "targets that always say the same",
    "without effect": "faults that changed no answer",
}
_TITLES = {
    "fault": "Faults",
    "variant": "Faithful variants",
    "reference": "The reference",
    "constant": "Constant targets",
    "without effect": "Faults without effect",
}


def render(matrix: Matrix) -> str:
    """The page, in the report's style: the verdict, what is wrong, and per kind of target a table to search in."""
    loader = jinja2.PackageLoader("conformance.selftest")
    kinds = {_TITLES.get(kind, kind): rows for kind, rows in matrix.by_kind().items()}
    wrong = [row for row in matrix.rows if not row.ok]
    template = environment(loader).get_template("matrix.html.j2")
    return template.render(matrix=matrix, kinds=kinds, wrong=wrong, sentence=sentence(matrix)) + "\n"


def sentence(matrix: Matrix) -> str:
    """What the run of the selftest says, with its numbers."""
    right = Counter(row.kind for row in matrix.rows if row.ok)
    wrong = [row for row in matrix.rows if not row.ok]
    said = (
        (right["fault"], "fault", "found on the right clause"),
        (right["variant"] + right["reference"], "faithful run", "without a finding"),
        (right["constant"], "constant target", "not believed"),
    )
    parts = [f"{counted(number, noun)} {outcome}" for number, noun, outcome in said if number]
    return (", ".join(parts) or "Nothing was right") + (f"; {len(wrong)} wrong." if wrong else ".")


def to_markdown(matrix: Matrix) -> str:
    """A line for each kind of target: how many there are, how many runs, how many of these were right."""
    by_kind = matrix.by_kind()
    lines = ["| targets | number | runs | right | requests until found (median) |", "| --- | --- | --- | --- | --- |"]
    for kind, title in _KINDS.items():
        if rows := by_kind.get(kind):
            targets = {(row.name, row.contract) for row in rows}
            right = sum(row.ok for row in rows)
            lines.append(f"| {title} | {len(targets):,} | {len(rows):,} | {right:,} | {until_found(rows) or ''} |")
    return "\n".join([*lines, ""])
