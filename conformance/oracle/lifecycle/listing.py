"""Judges lists: everything once, as it was answered, nothing that was deleted or belongs elsewhere; and tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from conformance.oracle.answer.documents import parse
from conformance.oracle.answer.members import told
from conformance.oracle.answer.timestamps import parse as parse_instant
from conformance.oracle.expectation import REFUSALS
from conformance.oracle.judgement import Judgement, failed, follows, passed, pointer_to, undecided
from conformance.oracle.lifecycle import restriction
from conformance.oracle.lifecycle.model import Path, Resource
from conformance.oracle.lifecycle.shape import shapeless, touching
from conformance.oracle.lifecycle.standing import identity
from conformance.oracle.lifecycle.state import Judgements, State, broken, differing, status_told, succeeded
from conformance.wire.exchange import Answer, Exchange
from spec.clauses.clause import Clause
from spec.relations.expressions import find
from spec.words import each_of
from strategies.sequences.moves import MOST_PAGES, Move

# Of what a list has not, and has to have.
LACKING = "is not there"
Items = Sequence[Mapping[str, Any]]


def listed(state: State, move: Move, exchanges: Sequence[Exchange]) -> Judgements:
    """Every clause that a list decides, which was read to its end."""
    where = state.standing[move.operation]
    pages = [where.listed(parse(one.answer).document) for one in exchanges if one.answer and succeeded(one.answer)]
    if len(pages) < len(exchanges) or any(page is None for page in pages):
        if move.restricted is None:
            yield from _refused(state, move, exchanges)
        return
    items = [item for page in pages for item in page or ()]
    ids = [identity(state.life, item) for item in items]
    if not state.life.identity or (items and not any(ids)):
        return
    if len(pages) > MOST_PAGES:
        yield from _endless(state, move, ids)
        return
    if move.restricted is None:
        complete = _complete(state, move, ids)
        if complete is not None:
            yield complete
        yield from restriction.judged(state, move, items)
    else:
        restriction.noted(state, move, ids)
    documents = [parse(one.answer).document for one in exchanges if one.answer]
    formless = shapeless(state.oracles[move.operation], where, documents)
    # Of several pages only the last one is shown.
    shown = where.items if len(pages) == 1 else None
    yield from _listed_same(state, move, items, formless, shown)
    yield from _own_only(state, move, ids)
    clause = state.clause(move.operation, "unlisted")
    if clause is not None:
        yield from _unlisted(state, move, clause, items)


def _refused(state: State, move: Move, exchanges: Sequence[Exchange]) -> Judgements:
    """A list of what is there, be it nothing, is no missing resource; and a token that was just given is good.

    Nothing is said of a second parent in which nothing was made: the user's word for it may be mistaken.
    """
    if move.parent and not any(parent == move.parent for parent, _ in state.taken):
        return
    answer, first = exchanges[-1].answer, len(exchanges) == 1
    clause = state.clause(move.operation, "listed" if first else "paged")
    if clause is not None and answer is not None and answer.status in REFUSALS:
        yield failed(clause.id, "a list" if first else "the page that the token leads to", str(answer.status))


def _endless(state: State, move: Move, ids: Sequence[str | None]) -> Judgements:
    """A list that was followed for so long has other parents' resources, or the same ones again and again."""
    clause = state.clause(move.operation, "paged")
    twice = [one.identity for one in state.resources.values() if one.exists and ids.count(one.identity) > 1]
    if clause is not None and twice:
        actual = f"{told(twice[0])} is there {ids.count(twice[0])} times, and more pages follow"
        yield failed(clause.id, "an end of the list", actual, "/")


def _complete(state: State, move: Move, ids: Sequence[str | None]) -> Judgement | None:
    existing = [one for one in state.resources.values() if one.exists and one.parent == move.parent]
    there = [resource.identity for resource in existing]
    missing = [one for one in there if one not in ids]
    twice = [one for one in there if ids.count(one) > 1]
    clause = state.clause(move.operation, "listed" if move.size is None else "paged")
    if any(resource.listed and resource.identity in missing for resource in existing):
        clause = state.after_deletion() or clause
    for resource in existing:
        resource.listed = resource.identity not in missing
    if move.size is None:
        state.unpaged_right = not missing and not twice
    if clause is None or not there or (move.size is not None and not state.unpaged_right):
        return None
    if not missing and not twice:
        return passed(clause.id)
    pages = "" if move.size is None else f" by pages of {move.size}"
    actual = f"{told(missing[0])} {LACKING}" if missing else f"{told(twice[0])} is there {ids.count(twice[0])} times"
    return failed(clause.id, f"{each_of(len(there), 'resource')} once{pages}", actual, "/")


def _listed_same(
    state: State, move: Move, items: Items, formless: Mapping[Path, Judgement], shown: tuple[str, ...] | None
) -> Judgements:
    """Every item is as its resource was answered.

    Args:
        state: what is known of the resources.
        move: the request for the list.
        items: of the list.
        formless: what is said of the form of members already.
        shown: the members that lead to the list in the answer that is shown; None where that is not the whole list.
    """
    clause = state.clause(move.operation, "listed-same")
    # Where ids are counted in each parent, that of the list has the last word.
    own_last = sorted(state.resources.values(), key=lambda one: one.parent == move.parent)
    known = {resource.identity: resource for resource in own_last if resource.exists}
    for index, item in enumerate(items):
        place = () if shown is None else (*shown, index)
        resource = known.get(identity(state.life, item))
        if resource is None or clause is None or (resource.updates and not resource.read):
            continue
        wrong = differing(resource, item)
        for path, wanted in wrong.items():
            right, actual = f"{path[-1]} {told(wanted.value)}", _shown(path[-1], find(item, path))
            pointer = pointer_to((*place, *path)) if place else "/"
            yield touching(path, formless) or failed(clause.id, right, actual, pointer)
        dated = [name for name in sorted(state.constant) if _dated_anew(resource, name, item.get(name))]
        for name in dated:
            before = f"{name} {told(resource.dated[name])}, as it was listed before"
            pointer = pointer_to((*place, name)) if place else "/"
            yield failed(clause.id, before, _shown(name, item[name]), pointer)
        if not wrong and not dated:
            yield passed(clause.id)


def _shown(name: str, value: Any) -> str:
    """How a list shows a member of a resource."""
    return f"{name} is {told(value)} in the list"


def _dated_anew(resource: Resource, name: str, value: Any) -> bool:
    """Whether a list shows another instant than the first one did, of a member that never changes."""
    before, after = parse_instant(resource.dated.setdefault(name, value)), parse_instant(value)
    if before is None or after is None or before.zoned != after.zoned:
        return False
    moved = abs(after.moment - before.moment)
    return moved > timedelta(0) and moved >= max(before.resolution, after.resolution)


def _own_only(state: State, move: Move, ids: Sequence[str | None]) -> Judgements:
    """A list has nothing of another parent."""
    clause = state.clause(move.operation, "listed-foreign")
    others = {one.identity for one in state.resources.values() if one.exists and one.parent != move.parent}
    # An id that the list's own parent has as well tells nothing: a target may count in each.
    others -= state.there(move.parent)
    if clause is None or not others:
        return
    strange = [one for one in ids if one in others]
    if strange:
        yield failed(clause.id, "no resource of another parent", f"{told(strange[0])} of another parent is listed", "/")
    else:
        yield passed(clause.id)


def _unlisted(state: State, move: Move, clause: Clause, items: Items) -> Judgements:
    own = state.there(move.parent)
    gone = (one for one in state.resources.values() if not one.exists and one.identity not in own)
    deleted = {resource.identity: resource for resource in gone}
    if not deleted:
        return
    still = [one for item in items if (one := deleted.get(identity(state.life, item))) and not state.is_ended(item)]
    first = next((resource for resource in still if not resource.left), None)
    if first is not None:
        actual = f"{told(first.identity)} is still listed"
        yield failed(clause.id, "no resource that was deleted", actual, "/")
    elif still:
        yield undecided(clause.id, follows(still[0].left))
    else:
        yield passed(clause.id)


def token(state: State, move: Move, answer: Answer) -> Judgements:
    """A token that was never given, or was given for another parent, is refused; no error of the server refuses it."""
    clause = state.clause(move.operation, "token" if move.giver is None else "token-foreign")
    if clause is None:
        return
    crashed = tuple(broken(state.oracles[move.operation].operation, answer, "a refusal"))
    if crashed:
        yield from (*crashed, undecided(clause.id, follows(crashed[0].clause)))
    elif answer.status in REFUSALS:
        yield passed(clause.id)
    else:
        yield failed(clause.id, "a refusal", status_told(answer))
