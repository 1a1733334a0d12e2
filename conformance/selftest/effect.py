"""Whether a fault changed any answer of a trial: one that never acts is no deviation, and nothing could find it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from conformance.reference.call import Call, Reply
from conformance.reference.hooks import NO_HOOKS, Hooks

_FIRST_REFUSAL = 400
# What acts on resources or on signatures is not watched: it counts as having changed an answer.
_UNWATCHED = ("found", "listed", "paged", "kept", "removed", "turned_away")


@dataclass(slots=True)
class Effect:
    """Watches what the hooks of a fault do.

    Attributes:
        seen: whether they changed an answer, or let a request pass that would have been refused.
    """

    seen: bool = False
    _excused: bool = False

    def watching(self, hooks: Hooks) -> Hooks:
        """The same hooks, watched. What acts on resources counts as seen without a look."""
        self.seen = any(getattr(hooks, name) is not getattr(NO_HOOKS, name) for name in _UNWATCHED)

        def excuses(clause: str, call: Call) -> bool:
            excused = hooks.excuses(clause, call)
            self._excused = self._excused or excused
            return excused

        def before(call: Call) -> Reply | None:
            return self._made(hooks.before(call))

        def anywhere(call: Call) -> Reply | None:
            return self._made(hooks.anywhere(call))

        def after(call: Call, reply: Reply) -> Reply:
            return self._changed(reply, hooks.after(call, reply))

        def everywhere(call: Call, reply: Reply) -> Reply:
            changed = self._changed(reply, hooks.everywhere(call, reply))
            # A request may break another clause besides: then it is refused all the same.
            self.seen = self.seen or (self._excused and changed.status < _FIRST_REFUSAL)
            self._excused = False
            return changed

        return replace(hooks, excuses=excuses, before=before, after=after, anywhere=anywhere, everywhere=everywhere)

    def _made(self, reply: Reply | None) -> Reply | None:
        self.seen = self.seen or reply is not None
        return reply

    def _changed(self, before: Reply, after: Reply) -> Reply:
        self.seen = self.seen or after != before
        return after
