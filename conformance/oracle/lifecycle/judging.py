"""Judges sequences: each exchange beside the model of what must be there now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from conformance.oracle.answer.documents import parse
from conformance.oracle.answer.members import told, unset
from conformance.oracle.answer.timestamps import parse as instant
from conformance.oracle.expectation import BUSY, REFUSALS
from conformance.oracle.judgement import Judgement, failed, passed
from conformance.oracle.lifecycle.model import Path, Resource, Wanted, acknowledged
from conformance.oracle.lifecycle.standing import Standing, identity, standing
from conformance.oracle.oracle import Oracle
from conformance.wire.exchange import Answer, Exchange
from spec.catalogue import Catalogue
from spec.clause import Clause
from spec.echo import echoes
from spec.expressions import ABSENT, find
from spec.lifecycle import Life
from spec.operation import Operation, types
from strategies.places import told as told_at
from strategies.request import Request
from strategies.sequences import MOST_PAGES, Move, Verb

_NONE: Mapping[str, Any] = {}


class Lifecycle:
    """Knows what the resources of one kind must show, whatever has been done to them.

    Attributes:
        life: the operations on the kind.
        resources: by their number in the sequence.
    """

    def __init__(self, life: Life, oracles: Mapping[str, Oracle], clauses: Catalogue) -> None:
        """Prepare.

        Args:
            life: the operations on the kind of resource.
            oracles: the oracle of every operation, by name.
            clauses: the catalogue of the contract.
        """
        self.life = life
        self.resources: dict[int, Resource] = {}
        self._oracles = oracles
        self._clauses = _by_check(clauses, life.creator.name)
        self._standing = {
            operation.name: standing(life, operation)
            for operation in (life.creator, *(found for linked in life.others.values() for _, found in linked))
        }
        # Since a resource was deleted, others have to be found again before that is known to have left them alone.
        self._deletions = 0
        self._unpaged_right = True

    def bindings(self, move: Move) -> Mapping[str, str]:
        """The ids that a move's placeholders stand for."""
        resource = self.resources.get(move.resource)
        return resource.bindings if resource is not None and move.verb is not Verb.CREATE else {}

    def makes_sense(self, move: Move) -> bool:
        """Whether the resource that a move is about has been made."""
        return move.verb in (Verb.CREATE, Verb.LIST, Verb.TOKEN) or move.resource in self.resources

    def judge(self, move: Move, exchanges: Sequence[Exchange]) -> list[Judgement]:
        """Every clause that a move decides; the model follows what was acknowledged.

        Args:
            move: the move.
            exchanges: what was sent for it: one, or one for each page of a list.
        """
        answer = exchanges[-1].answer
        # No answer, "not now" and a server's error say nothing of what is there; but an error refuses no token.
        if answer is None or answer.status in BUSY or (answer.status >= 500 and move.verb is not Verb.TOKEN):
            return []
        deciding = {
            Verb.CREATE: self._created,
            Verb.READ: self._read,
            Verb.LIST: self._listed,
            Verb.TOKEN: self._token,
            Verb.UPDATE: self._updated,
            Verb.DELETE: self._deleted,
        }[move.verb]
        return list(deciding(move, exchanges, answer))

    # Creation

    def _created(self, move: Move, exchanges: Sequence[Exchange], answer: Answer) -> Iterator[Judgement]:
        if not succeeded(answer):
            return
        exchange, document = exchanges[-1], parse(answer).document
        where = self._standing[self.life.creator.name]
        made = where.resource(document) if self.life.creator.has_json_response else {}
        request, named = exchange.case.request, self.life.named
        own = None if named is None else told_at(named, self.life.creator, request, document)
        if made is None or (self.life.identity and own is None):
            return
        expectation = self._oracles[self.life.creator.name].expect(exchange.case.request, exchange.bindings)
        self.resources[move.resource if self.life.identity else 0] = Resource(
            bindings=self._ids(request, document),
            identity=own,
            wanted=acknowledged(self.life.creator, where, expectation, made),
            shown=made,
            changed_at=exchange.started_at + exchange.elapsed,
        )
        yield from ()

    def _ids(self, request: Request, document: Any) -> dict[str, str]:
        found = {}
        for linked in self.life.others.values():
            for link, _ in linked:
                for name, place in link.created.items():
                    value = told_at(place, self.life.creator, request, document)
                    if value is not None:
                        found[name] = value
        return found

    # Reading

    def _read(self, move: Move, _exchanges: Sequence[Exchange], answer: Answer) -> Iterator[Judgement]:
        resource = self.resources[move.resource]
        shown = self._standing[move.operation].resource(parse(answer).document) if succeeded(answer) else None
        if not resource.exists:
            yield from self._gone(move, answer, shown)
        elif answer.status in REFUSALS:
            yield from self._lost(move, resource, answer)
        elif shown is not None:
            yield from self._shown(move, resource, shown)

    def _gone(self, move: Move, answer: Answer, shown: Mapping[str, Any] | None) -> Iterator[Judgement]:
        clause = self._clause(move.operation, "gone")
        if clause is None:
            return
        if not succeeded(answer) or self._is_ended(shown):
            yield passed(clause.id)
        else:
            yield failed(clause.id, "a refusal, because it was deleted", f"{answer.status}: it is still there")

    def _lost(self, move: Move, resource: Resource, answer: Answer) -> Iterator[Judgement]:
        """A resource that must be there is refused."""
        blamed = self._after_deletion() if resource.read else None
        clause = blamed or self._clause(move.operation, "read-back")
        if clause is not None:
            yield failed(clause.id, "the resource, which was not deleted", str(answer.status))

    def _after_deletion(self) -> Clause | None:
        """The clause that a resource which was there before breaks, once another one has been deleted."""
        delete = self.life.operation("delete")
        return self._clause(delete.name, "others-kept") if delete and self._deletions else None

    def _shown(self, move: Move, resource: Resource, shown: dict[str, Any]) -> Iterator[Judgement]:
        where = self._standing[move.operation]
        other = identity(self.life, shown)
        apart = self._clause(move.operation, "apart")
        if apart is not None and other != resource.identity and other in self._identities():
            yield failed(apart.id, f"the resource {told(resource.identity)}", told(other), "/")
            return
        wrong = self._differing(resource, shown)
        for path, wanted in wrong.items():
            clause = self._blamed(move, resource, path, find(shown, path))
            if clause is not None:
                pointer = "".join(f"/{step}" for step in (*where.steps, *path))
                yield failed(clause.id, f"{path[-1]} {told(wanted.value)}", told(find(shown, path)), pointer)
        if not wrong:
            yield from self._confirmed(move, resource)
        yield from self._stable(move, resource, shown, where)
        resource.read, resource.seen = not wrong, shown

    def _identities(self) -> set[str | None]:
        return {resource.identity for resource in self.resources.values()}

    def _differing(self, resource: Resource, shown: Mapping[str, Any]) -> dict[Path, Wanted]:
        return {path: wanted for path, wanted in resource.wanted.items() if not wanted.holds(find(shown, path))}

    def _blamed(self, move: Move, resource: Resource, path: Path, actual: Any) -> Clause | None:
        """The clause that a wrong member is put down to."""
        wanted = resource.wanted[path]
        update = self.life.operation("update")
        if wanted.by_update and update is not None:
            return self._clause(update.name, "updated")
        for other in self.resources.values():
            theirs = other.wanted.get(path)
            if other is not resource and theirs and theirs.value != wanted.value and theirs.holds(actual):
                return self._clause(move.operation, "apart") or self._clause(move.operation, "read-back")
        if resource.updates and update is not None:
            return self._clause(update.name, "kept")
        return self._clause(move.operation, "read-back")

    def _confirmed(self, move: Move, resource: Resource) -> Iterator[Judgement]:
        """The resource is shown as it must be: what that says of the clauses."""
        checks = [(move.operation, "read-back")]
        if len(self.resources) > 1:
            checks.append((move.operation, "apart"))
        update, delete = self.life.operation("update"), self.life.operation("delete")
        if resource.updates and update is not None:
            checks.append((update.name, "updated"))
            if any(not wanted.by_update for wanted in resource.wanted.values()):
                checks.append((update.name, "kept"))
        if self._deletions and delete is not None:
            checks.append((delete.name, "others-kept"))
        yield from self._passes(checks)

    def _stable(self, move: Move, resource: Resource, shown: Mapping[str, Any], where: Standing) -> Iterator[Judgement]:
        """What is read twice is the same. Times, states and what was not set before may move by themselves."""
        clause = self._clause(move.operation, "stable")
        if clause is None or resource.seen is None:
            return
        schema = self._schema(move.operation, where)
        for name, before in resource.seen.items():
            after = shown.get(name, ABSENT)
            if (
                (name,) not in resource.wanted
                and not _moves(schema.get(name, _NONE))
                and not unset(before)
                and before != after
            ):
                pointer = "".join(f"/{step}" for step in (*where.steps, name))
                yield failed(clause.id, f"{name} {told(before)}, as it was read before", told(after), pointer)
                return
        yield passed(clause.id)

    def _schema(self, operation: str, where: Standing) -> Mapping[str, Any]:
        schema = self._oracles[operation].operation.response_schema
        for step in where.steps:
            schema = schema.get("properties", {}).get(step, {})
        properties: Mapping[str, Any] = schema.get("properties", {})
        return properties

    # Lists

    def _listed(self, move: Move, exchanges: Sequence[Exchange], _answer: Answer) -> Iterator[Judgement]:
        where = self._standing[move.operation]
        pages = [where.listed(parse(one.answer).document) for one in exchanges if one.answer and succeeded(one.answer)]
        if len(pages) > MOST_PAGES or len(pages) < len(exchanges) or any(page is None for page in pages):
            return
        items = [item for page in pages for item in page or ()]
        ids = [identity(self.life, item) for item in items]
        if not self.life.identity or (items and not any(ids)):
            return
        complete = self._complete(move, ids)
        if complete is not None:
            yield complete
        yield from self._listed_same(move, items)
        clause = self._clause(move.operation, "unlisted")
        if clause is not None:
            yield from self._unlisted(clause, items)

    def _complete(self, move: Move, ids: Sequence[str | None]) -> Judgement | None:
        existing = [resource for resource in self.resources.values() if resource.exists]
        there = [resource.identity for resource in existing]
        missing = [one for one in there if one not in ids]
        twice = [one for one in there if ids.count(one) > 1]
        clause = self._clause(move.operation, "listed" if move.size is None else "paged")
        if any(resource.read and resource.identity in missing for resource in existing):
            clause = self._after_deletion() or clause
        if move.size is None:
            self._unpaged_right = not missing and not twice
        if clause is None or not there or (move.size is not None and not self._unpaged_right):
            return None
        if not missing and not twice:
            return passed(clause.id)
        pages = "" if move.size is None else f" by pages of {move.size}"
        actual = (
            f"{told(missing[0])} is not there" if missing else f"{told(twice[0])} is there {ids.count(twice[0])} times"
        )
        return failed(clause.id, f"each of {len(there)} resources once{pages}", actual, "/")

    def _listed_same(self, move: Move, items: Iterable[Mapping[str, Any]]) -> Iterator[Judgement]:
        clause = self._clause(move.operation, "listed-same")
        known = {resource.identity: resource for resource in self.resources.values() if resource.exists}
        for item in items:
            resource = known.get(identity(self.life, item))
            if resource is None or clause is None or (resource.updates and not resource.read):
                continue
            wrong = self._differing(resource, item)
            for path, wanted in wrong.items():
                yield failed(clause.id, f"{path[-1]} {told(wanted.value)}", told(find(item, path)), "/")
            if not wrong:
                yield passed(clause.id)

    def _unlisted(self, clause: Clause, items: Sequence[Mapping[str, Any]]) -> Iterator[Judgement]:
        deleted = {resource.identity for resource in self.resources.values() if not resource.exists}
        if not deleted:
            return
        still = [item for item in items if identity(self.life, item) in deleted and not self._is_ended(item)]
        if still:
            actual = f"{told(identity(self.life, still[0]))} is still listed"
            yield failed(clause.id, "no resource that was deleted", actual, "/")
        else:
            yield passed(clause.id)

    def _token(self, move: Move, _exchanges: Sequence[Exchange], answer: Answer) -> Iterator[Judgement]:
        clause = self._clause(move.operation, "token")
        if clause is not None:
            refused = answer.status in REFUSALS
            yield passed(clause.id) if refused else failed(clause.id, "a refusal", _told(answer))

    # Changes

    def _updated(self, move: Move, exchanges: Sequence[Exchange], answer: Answer) -> Iterator[Judgement]:
        resource = self.resources[move.resource]
        if not resource.exists:
            yield from self._gone(move, answer, None)
            return
        if not succeeded(answer):
            return
        exchange = exchanges[-1]
        oracle, where = self._oracles[move.operation], self._standing[move.operation]
        document = parse(answer).document
        expectation = oracle.expect(exchange.case.request, exchange.bindings)
        shown = where.resource(document)
        if shown is not None:
            yield from self._times(move, resource, document, exchange)
        earlier = {path: Wanted(echo=known.echo, value=known.value) for path, known in resource.wanted.items()}
        new = acknowledged(oracle.operation, where, expectation, shown or {}, by_update=True)
        overwritten = self._given(oracle.operation, where, expectation.document or {})
        kept = {path: wanted for path, wanted in earlier.items() if path[0] not in overwritten}
        resource.wanted = {**kept, **new}
        resource.updates += 1
        resource.shown, resource.changed_at = shown or resource.shown, exchange.started_at + exchange.elapsed
        resource.read, resource.seen = False, None

    @staticmethod
    def _given(operation: Operation, where: Standing, document: Mapping[str, Any]) -> set[str]:
        """The members that an update gives, under the names that answers have for them."""
        names = {
            path[0]
            for echo in echoes(operation.response_schema)
            if (path := where.within(echo.path)) and echo.source.location == "body" and echo.source.name in document
        }
        return names | set(document)

    def _times(self, move: Move, resource: Resource, document: Any, exchange: Exchange) -> Iterator[Judgement]:
        for check in ("moves", "constant"):
            clause = self._clause(move.operation, check)
            if clause is None:
                continue
            path = tuple(clause.arguments["member"].split("."))
            old, new = resource.shown.get(path[-1]), find(document, path)
            before, after = instant(old), instant(new)
            if before is None or after is None or before.zoned != after.zoned:
                continue
            step = max(before.resolution, after.resolution)
            passed_by = timedelta(seconds=exchange.started_at - resource.changed_at)
            moved = after.moment - before.moment
            pointer = "".join(f"/{part}" for part in path)
            if check == "constant":
                right = abs(moved) < step or moved == timedelta(0)
                yield passed(clause.id) if right else failed(clause.id, told(old), told(new), pointer)
            elif moved < timedelta(0) or (moved == timedelta(0) and passed_by > step):
                yield failed(clause.id, f"later than {told(old)}", told(new), pointer)
            elif moved > timedelta(0):
                yield passed(clause.id)

    def _deleted(self, move: Move, _exchanges: Sequence[Exchange], answer: Answer) -> Iterator[Judgement]:
        resource = self.resources[move.resource]
        if not resource.exists:
            yield from self._gone(move, answer, None)
        elif succeeded(answer):
            resource.exists = False
            self._deletions += 1

    # Look-ups

    def _is_ended(self, shown: Mapping[str, Any] | None) -> bool:
        """Whether a resource that was deleted is shown as ended, where the contract lets it be."""
        delete = self.life.operation("delete")
        allowed: Mapping[str, Any] = delete.definition.get("x-ended", {}) if delete else {}
        return bool(allowed) and shown is not None and shown.get(allowed["member"]) == allowed["value"]

    def _clause(self, operation: str, check: str) -> Clause | None:
        return self._clauses.get((operation, check))

    def _passes(self, checks: Iterable[tuple[str, str]]) -> Iterator[Judgement]:
        for operation, check in checks:
            clause = self._clause(operation, check)
            if clause is not None:
                yield passed(clause.id)


def _by_check(clauses: Catalogue, creator: str) -> dict[tuple[str, str], Clause]:
    return {
        (clause.operation, clause.check): clause
        for clause in clauses
        if clause.arguments.get("creator") == creator and clause.checks
    }


def _told(answer: Answer) -> str:
    return f"{answer.status}: accepted" if succeeded(answer) else str(answer.status)


def succeeded(answer: Answer) -> bool:
    """Whether a request was answered with a success."""
    return 200 <= answer.status < 300


def _moves(schema: Mapping[str, Any]) -> bool:
    """Whether a member may change by itself: a time or a state."""
    return "enum" in schema or "format" in schema or "object" in types(schema) or "array" in types(schema)
