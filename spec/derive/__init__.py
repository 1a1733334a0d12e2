"""From an AWS API Reference action page to an OpenAPI description, with the conflicts of the page."""

from spec.derive.derivation import derive
from spec.derive.documents import Derivation
from spec.derive.errors import DecisionError, DeriveError, PageError
from spec.derive.rendering import render, settle

__all__ = ["DecisionError", "Derivation", "DeriveError", "PageError", "derive", "render", "settle"]
