"""What a run on record had selected is what is judged and sent again."""

from __future__ import annotations

from dataclasses import replace

from conformance.engine.recordings.rerun import selected, settings_of
from conformance.reference.hooks import NO_HOOKS
from tests.conformance.engine.support import SMOKE, deviating, recorded


def test_of_a_run_with_a_selection_only_what_it_verified_is_judged_again() -> None:
    settings = replace(SMOKE, select=("request.body.Name.*", "auth.*"))
    record = recorded(deviating(NO_HOOKS, settings), settings)
    verified = {clause.id for clause in record.clauses if clause.status == "pass"}
    again = settings_of(record)
    assert {clause.id for clause in record.clauses if again.selects(clause.id)} >= verified
    assert not any(again.selects(name) for name in ("request.body.Capabilities.type", "auth.required"))


def test_of_a_run_without_a_selection_everything_is() -> None:
    assert selected(recorded(deviating(NO_HOOKS, SMOKE))) is None
