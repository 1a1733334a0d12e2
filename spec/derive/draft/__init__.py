"""What no source states and names suggest: drafts of links, fresh values and echoes, for a user to confirm."""

from spec.derive.draft.drafts import Draft, Inferred, inferred

__all__ = ["Draft", "Inferred", "inferred"]
