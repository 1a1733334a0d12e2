"""Where the reference may be made to behave otherwise: what faults and variants are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance.reference.call import Call, Reply

if TYPE_CHECKING:  # the service calls hooks
    from conformance.reference.service.store import Resource


def _never(_clause: str, _call: Call) -> bool:
    return False


def _proceed(_call: Call) -> Reply | None:
    return None


def _unchanged(_call: Call, reply: Reply) -> Reply:
    return reply


def _as_refused(_call: Call, _clause: str, reply: Reply) -> Reply:
    return reply


def _as_found(_call: Call, resource: Resource | None) -> Resource | None:
    return resource


def _as_listed(_call: Call, resources: list[Resource]) -> list[Resource]:
    return resources


def _as_paged(_call: Call, document: dict[str, Any]) -> dict[str, Any]:
    return document


def _as_kept(_call: Call, resource: Resource, _before: Resource | None) -> Resource:
    return resource


def _always(_call: Call, _resource: Resource) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """Where the reference may be made to behave otherwise.

    Attributes:
        excuses: whether a broken clause is overlooked; that a path's parameter does not exist is called
            `request.path.NAME.exists`, another media type of the body `request.contentType`.
        before: answers a request for an operation instead of the reference, or None to let it proceed.
        after: changes an answer to a request for an operation.
        anywhere: answers any request at all before its path is looked at, or None.
        everywhere: changes an answer to any request.
        turned_away: changes an answer to a request whose signature breaks a clause.
        found: the resource that a look-up by its address finds, or None.
        listed: the resources that a list has, before it is cut into pages.
        paged: the document of one page of a list.
        kept: the resource that is stored, from the one that should be and the one that was there before.
        removed: whether a deletion takes effect.
    """

    excuses: Callable[[str, Call], bool] = _never
    before: Callable[[Call], Reply | None] = _proceed
    after: Callable[[Call, Reply], Reply] = _unchanged
    anywhere: Callable[[Call], Reply | None] = _proceed
    everywhere: Callable[[Call, Reply], Reply] = _unchanged
    turned_away: Callable[[Call, str, Reply], Reply] = _as_refused
    found: Callable[[Call, Resource | None], Resource | None] = _as_found
    listed: Callable[[Call, list[Resource]], list[Resource]] = _as_listed
    paged: Callable[[Call, dict[str, Any]], dict[str, Any]] = _as_paged
    kept: Callable[[Call, Resource, Resource | None], Resource] = _as_kept
    removed: Callable[[Call, Resource], bool] = _always

    def then(self, other: Hooks) -> Hooks:
        """Both, this one first."""
        return Hooks(
            excuses=lambda clause, call: self.excuses(clause, call) or other.excuses(clause, call),
            before=lambda call: self.before(call) or other.before(call),
            after=lambda call, reply: other.after(call, self.after(call, reply)),
            anywhere=lambda call: self.anywhere(call) or other.anywhere(call),
            everywhere=lambda call, reply: other.everywhere(call, self.everywhere(call, reply)),
            turned_away=lambda call, clause, reply: other.turned_away(
                call, clause, self.turned_away(call, clause, reply)
            ),
            found=lambda call, resource: other.found(call, self.found(call, resource)),
            listed=lambda call, resources: other.listed(call, self.listed(call, resources)),
            paged=lambda call, document: other.paged(call, self.paged(call, document)),
            kept=lambda call, resource, before: other.kept(call, self.kept(call, resource, before), before),
            removed=lambda call, resource: self.removed(call, resource) and other.removed(call, resource),
        )


NO_HOOKS = Hooks()
