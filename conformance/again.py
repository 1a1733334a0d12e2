"""Runs on record, judged anew without a target, or sent again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from conformance.evidence import Presenter
from conformance.exchange import Exchange
from conformance.oracle.verdicts import Oracle
from conformance.parts import Count, Part
from conformance.recording import recorded, replayed
from conformance.settings import Settings
from conformance.target import Target
from conformance.verifier import Verifier
from reports.record import Record
from strategies.plan import Plan
from strategies.request import Case


def settings_of(record: Record, **changes: Any) -> Settings:
    """The settings of a recorded run, as far as judging depends on them."""
    target = record.target
    chosen = Settings(
        target=target["url"] if not target.get("reference") else None,
        voice_connector_id=target.get("voice_connector_id"),
        edition=record.edition, auth=target.get("auth"), seed=record.seed, depth=record.depth, strict=record.strict,
        label=target.get("label", ""),
    )  # fmt: skip
    return replace(chosen, **changes)


def exchanges(record: Record) -> list[Exchange]:
    """The recorded exchanges, in their order, with their cases."""
    controls: dict[str, Case] = {}
    return [replayed(data, controls) for data in record.recording]


def judged(record: Record, settings: Settings) -> Part:
    """What the oracle says today of the recorded answers."""
    known = exchanges(record)
    answers = {exchange.case.id: exchange for exchange in known}

    def recall(case: Case) -> Exchange:
        found = answers.get(case.id) or answers.get(case.id.partition("!")[0])
        return replace(found or known[0], case=case)

    return _part(known, settings, Target(settings, record.target["url"]), recall)


def resent(cases: Iterable[Case], settings: Settings, target: Target) -> Part:
    """The same requests sent again."""
    wanted = list(cases)
    return _part([], settings, target, target.exchange, wanted)


def _part(
    known: Sequence[Exchange], settings: Settings, target: Target, send: Any, cases: Sequence[Case] | None = None
) -> Part:
    plan = Plan(tuple(cases if cases is not None else (e.case for e in known if "!" not in e.case.id)))
    done: list[Exchange] = []
    verifier = Verifier(Oracle.of(settings.edition, settings.connector), plan, send, done=done.append)
    verifier.run(plan.cases)
    presenter = Presenter(target)
    return Part(
        counts={
            name: Count(passes=tally.passes, failures=tally.failures, undecided=dict(tally.undecided))
            for name, tally in verifier.tallies.items()
        },
        findings=[
            presenter.finding(verifier.oracle.catalogue[name], evidence)
            for name, tally in verifier.tallies.items()
            for evidence in tally.evidence
        ],
        observations=list(verifier.profile.observations()),
        exchanges=verifier.exchanges,
        latencies=[exchange.elapsed for exchange in done if exchange.answer is not None],
        canned=verifier.canned, violated=verifier.violated, refused=verifier.refused,
        recording=[recorded(exchange, target.redactor) for exchange in done],
    )  # fmt: skip
