"""The matrix of the selftest: every fault, variant and constant target tried, on all cores."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cache
from itertools import product
from statistics import median_high
from typing import Any

from conformance.engine.settings import Settings
from conformance.reference.app import create_app
from conformance.reference.hooks import NO_HOOKS, Hooks
from conformance.reference.inprocess import InProcess
from conformance.reference.service.known import existing
from conformance.reference.sigv4 import Verifier as SignatureVerifier
from conformance.selftest.constants import constants
from conformance.selftest.effect import Effect
from conformance.selftest.faults import faults as faults_of
from conformance.selftest.faults.fault import Fault
from conformance.selftest.sequences import Lives, played
from conformance.selftest.sequences import lives as lives_of
from conformance.selftest.trial import Trial, attempt, is_drawn_id, prepared
from conformance.selftest.variants import is_general
from conformance.selftest.variants import variants as variants_of
from conformance.wire.signatures.credentials import throw_away
from conformance.wire.signatures.signing import AwsSigner
from reports.run.record import Verdict
from spec.clauses.catalogue import catalogue
from spec.contract import DEFAULT, SHIPPED, Contract, load
from spec.operation import JSON_MEDIA_TYPE, Operation

# What a rule made for a clause although the contract leaves it nothing to change: `""` breaks a pattern as well, say.
WITHOUT_EFFECT = "without effect"
# A constant target may pass at most this share of the judged clauses.
MOST_BY_CHANCE = 0.10


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One target of the selftest and what became of it.

    Attributes:
        kind: `fault`, `variant`, `constant` or `reference`; `without effect` for a fault that changed no answer.
        name: the target's name.
        group: the kind of fault, or "".
        clause: the clause that a fault breaks, or "".
        contract: that it was verified against.
        operation: that was verified; "" for the contract's default, and for sequences of all.
        seed: of the run.
        trial: what the suite found.
        ok: whether that is right.
    """

    kind: str
    name: str
    group: str
    clause: str
    contract: str
    operation: str
    seed: int
    trial: Trial
    ok: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """All rows, and what follows from them.

    Attributes:
        rows: every trial.
        idle: tested clauses that saw no fault.
    """

    rows: tuple[Row, ...]
    idle: tuple[str, ...] = field(default=())

    @property
    def ok(self) -> bool:
        """Whether every fault and every check was found, nothing on a faithful target, and nothing was fooled."""
        return all(row.ok for row in self.rows) and not self.idle

    def by_kind(self) -> dict[str, list[Row]]:
        """The rows by the kind of their target."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.kind, []).append(row)
        return found

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {"ok": self.ok, "idle": list(self.idle), "rows": [asdict(row) for row in self.rows]}


@dataclass(frozen=True, slots=True)
class _Task:
    kind: str
    name: str
    contract: str
    seed: int
    first: bool = True
    operation: str = ""


def run(
    *,
    contract: str = DEFAULT,
    operations: tuple[str, ...] = (),
    faults: Sequence[str] = ("*",),
    seeds: Sequence[int] = (0,),
    progress: Callable[[Row], None] = lambda _row: None,
    workers: int | None = None,
) -> Matrix:
    """Try every target of some operations of a contract whose name matches one of `faults`.

    With the first seed, everything is tried. With the others, only what depends on the seed: the faithful targets with
    the cases drawn for it, and the faults that no fixed case found.
    """
    first, *others = seeds
    rows: list[Row] = []
    with ProcessPoolExecutor(workers or os.cpu_count()) as pool:

        def gather(tasks: Sequence[_Task]) -> None:
            for row in pool.map(_try, tasks, chunksize=2):
                progress(row)
                rows.append(row)

        # What is drawn for a seed is drawn once, and then found in the cache by every process.
        tasks = _tasks(contract, operations, faults, first)
        drawn = product(dict.fromkeys((task.contract, task.operation) for task in tasks), seeds)
        list(pool.map(_draw, *zip(*drawn, strict=True)))
        gather(tasks)
        chance = {row.name for row in rows if row.kind == "fault" and is_drawn_id(row.trial.found_by)}
        again = _repeated(tasks, chance)
        gather([replace(task, seed=seed, first=False) for seed in others for task in again])
    return Matrix(rows=tuple(rows), idle=_idle(contract, rows, operations) if tuple(faults) == ("*",) else ())


def names(
    contract: str = DEFAULT, faults: Sequence[str] = ("*",), seeds: int = 1, operations: tuple[str, ...] = ()
) -> list[str]:
    """The names of the targets that `run` would try, once for each seed; faults that only chance finds come on top."""
    tasks = _tasks(contract, operations, faults, 0)
    return [task.name for task in tasks] + [task.name for task in _repeated(tasks, set())] * (seeds - 1)


def until_found(rows: Sequence[Row]) -> int | None:
    """The median of the requests until a fault was found; None where none was sought."""
    found = [row.trial.found_after for row in rows if row.trial.found_after is not None]
    return median_high(found) if found else None


def _tasks(contract: str, operations: tuple[str, ...], globs: Sequence[str], seed: int) -> list[_Task]:
    loaded = load(contract)
    found: list[_Task] = []
    for operation in loaded.select(operations):
        own = "" if operation.name == loaded.default else operation.name
        found += [replace(task, operation=own) for task in _of_one(loaded, operation, seed)]
    found += [_Task("variant", name, loaded.name, seed) for name in lives_of(loaded.name).variants]
    found += [_Task("fault", name, loaded.name, seed) for name in lives_of(loaded.name).faults]
    return [task for task in found if any(fnmatchcase(task.name, glob) for glob in globs)]


def _of_one(contract: Contract, operation: Operation, seed: int) -> Iterator[_Task]:
    """What is tried of one operation."""
    default = operation.name == contract.default
    known = [*(SHIPPED if contract.name == DEFAULT else ()), contract.name]
    yield from (_Task("reference", "reference", name, seed) for name in dict.fromkeys(known))
    yield from (_Task("constant", name, contract.name, seed) for name in constants(operation, {}))
    for name, variant in variants_of(contract.name).items():
        edition = load(variant.edition).name if variant.edition else contract.name
        if default or (edition == contract.name and is_general(variant)):
            yield _Task("variant", name, edition, seed)
    yield from (_Task("fault", name, contract.name, seed) for name in faults_of(contract.name, (operation.name,)))


def _repeated(tasks: Sequence[_Task], chance: set[str]) -> list[_Task]:
    """What is tried again with another seed."""
    return [task for task in tasks if task.kind in {"reference", "variant"} or task.name in chance]


def _draw(what: tuple[str, str], seed: int) -> None:
    prepared(_settings(*what, seed=seed, auth="none"))


def _settings(contract: str, operation: str, *, seed: int, auth: str) -> Settings:
    named = (operation,) if operation else None
    return Settings(edition=contract, operation=named, parameter=_existing(contract), seed=seed, auth=auth)


@cache
def _existing(contract: str) -> tuple[str, ...]:
    """What exists at the reference of a contract, as `--parameter` has it: of a shipped one, what it says itself."""
    loaded = load(contract)
    return () if loaded.shipped else tuple(f"{name}={min(values)}" for name, values in existing(loaded).items())


def _try(task: _Task) -> Row:
    lives = lives_of(task.contract)
    if task.name in lives.faults or task.name in lives.variants:
        return _life(task, lives)
    auth = "sigv4" if _is_signed(task) else "none"
    settings = _settings(task.contract, task.operation, seed=task.seed, auth=auth)
    if task.kind == "constant":
        return _constant(task, settings)
    if task.kind == "fault":
        return _fault(task, settings)
    return _faithful(task, settings)


def _is_signed(task: _Task) -> bool:
    """Whether the target demands signed requests."""
    if task.kind == "fault":
        return _faults(task)[task.name].signed
    return task.kind == "variant" and variants_of(task.contract)[task.name].signed


def _faults(task: _Task) -> Mapping[str, Fault]:
    return faults_of(task.contract, (task.operation,) if task.operation else ())


def _reference(settings: Settings, hooks: Hooks = NO_HOOKS) -> InProcess:
    """The reference, which demands the signatures that it gets."""
    verifier = signer = None
    if settings.signed:
        keys = throw_away()
        known = {keys.access_key: (keys.secret_key, keys.token)}
        verifier = SignatureVerifier(known, region=settings.region, service=settings.signing_name)
        signer = AwsSigner(keys, region=settings.region, service=settings.signing_name)
    return InProcess(create_app(contract=settings.edition, hooks=hooks, verifier=verifier), signer)


def _life(task: _Task, lives: Lives) -> Row:
    """The row of a target that is tried with sequences."""
    if task.kind == "variant":
        trial = played(task.contract, lives.variants[task.name].hooks, task.seed)
        return _row(task, trial, ok=not trial.failing)
    fault = lives.faults[task.name]
    trial = played(task.contract, fault.hooks, task.seed, fault.clauses)
    return _row(task, trial, ok=trial.found_after is not None, clause=fault.clause, group=fault.kind)


def _row(task: _Task, trial: Trial, *, ok: bool, clause: str = "", group: str = "") -> Row:
    return Row(
        kind=task.kind,
        name=task.name,
        group=group,
        clause=clause,
        contract=task.contract,
        operation=task.operation,
        seed=task.seed,
        trial=trial,
        ok=ok,
    )


def _fault(task: _Task, settings: Settings) -> Row:
    fault, effect = _faults(task)[task.name], Effect()
    with _reference(settings, effect.watching(fault.hooks)) as transport:
        trial = attempt(settings, transport, fault.clauses, near=fault.near, mixed=fault.mixes)
    if trial.found_after is None and not (effect.seen or fault.mixes):
        return _row(replace(task, kind=WITHOUT_EFFECT), trial, ok=True, clause=fault.clause, group=fault.kind)
    return _row(task, trial, ok=trial.found_after is not None, clause=fault.clause, group=fault.kind)


def _faithful(task: _Task, settings: Settings) -> Row:
    variant = variants_of(task.contract)[task.name] if task.kind == "variant" else None
    with _reference(settings, variant.hooks if variant else NO_HOOKS) as transport:
        trial = attempt(settings, transport, mixed=variant.mixes if variant else None, fixed=task.first)
    # The cases of one seed alone need not decide every clause, so only a finding counts against them.
    ok = not trial.failing and (trial.verdict == Verdict.CONFORMANT or not task.first)
    return _row(task, trial, ok=ok)


def _constant(task: _Task, settings: Settings) -> Row:
    operation = settings.operations[0]
    sample = operation.response.get("content", {}).get(JSON_MEDIA_TYPE, {}).get("example")
    trial = attempt(settings, constants(operation, sample)[task.name])
    fooled = trial.verdict == Verdict.CONFORMANT or trial.passing > MOST_BY_CHANCE
    return _row(task, trial, ok=not fooled)


def _idle(contract: str, rows: Sequence[Row], operations: tuple[str, ...] = ()) -> tuple[str, ...]:
    trials = [row.trial for row in rows if row.kind == "fault"]
    killing = {clause for trial in trials for clause in (*trial.failing, *trial.told_elsewhere)}
    # A pattern that no fault can break needs no check that sees it: every text has a part that matches `[a-z]*`, say.
    # Any other fault without effect is a wrong rule: it changes nothing where it should.
    settled = killing | {row.clause for row in rows if row.kind == WITHOUT_EFFECT and row.clause.endswith(".pattern")}
    return tuple(clause.id for clause in catalogue(contract, operations) if clause.checks and clause.id not in settled)
