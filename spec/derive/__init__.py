"""From AWS API Reference pages or an SDK's model to an OpenAPI description, with the conflicts of the sources."""

from spec.derive.errors import DecisionError, DeriveError, ModelError, PageError
from spec.derive.page.derivation import derive
from spec.derive.writing.documents import Derivation
from spec.derive.writing.rendering import render, settle

__all__ = ["DecisionError", "Derivation", "DeriveError", "ModelError", "PageError", "derive", "render", "settle"]
