"""The kill matrix as one HTML page, and in short as a Markdown table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from conformance.selftest.matrix import until_found

if TYPE_CHECKING:
    from conformance.selftest.matrix import Matrix

_KINDS = {
    "fault": "faults: one deliberate deviation each",
    "variant": "faithful variants of the reference",
    "reference": "the reference",
    "constant": "targets that always say the same",
}


def render(matrix: Matrix) -> str:
    """The page: per kind of target a table, every row with the clauses that failed and the requests it took."""
    environment = Environment(
        loader=PackageLoader("conformance.selftest"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("matrix.html.j2").render(matrix=matrix, kinds=matrix.by_kind())


def to_markdown(matrix: Matrix) -> str:
    """A line for each kind of target: how many there are, how many runs, how many of these were right."""
    by_kind = matrix.by_kind()
    lines = ["| targets | number | runs | right | requests until found (median) |", "| --- | --- | --- | --- | --- |"]
    for kind, title in _KINDS.items():
        if rows := by_kind.get(kind):
            targets = {(row.name, row.edition) for row in rows}
            right = sum(row.ok for row in rows)
            lines.append(f"| {title} | {len(targets):,} | {len(rows):,} | {right:,} | {until_found(rows) or ''} |")
    return "\n".join([*lines, ""])
