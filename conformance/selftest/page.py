"""The kill matrix as one HTML page."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from conformance.selftest.matrix import Matrix


def render(matrix: Matrix) -> str:
    """The page: per kind of target a table, every row with the clauses that failed and the requests it took."""
    environment = Environment(
        loader=PackageLoader("conformance.selftest"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    return environment.get_template("matrix.html.j2").render(matrix=matrix, kinds=matrix.by_kind())
