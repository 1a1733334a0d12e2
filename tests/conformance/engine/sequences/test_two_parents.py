"""What happens under one parent says nothing of another, and what crosses them is found."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from strategies.request import Request
from tests.conformance.engine.family import Family, Reply
from tests.conformance.engine.sequences.playing import FAILED, OTHER, played, two


class ShowsEverySession(Family):
    def answer(self, request: Request) -> Reply:
        other = self.beside
        steps = request.path.partition("?")[0].split("/")
        of_one = len(steps) == 5 and steps[3] == "proxy-sessions"
        shared = other is not None and of_one and steps[2] == other.connector and steps[4] not in other.sessions
        return super().answer(replace(request, path=request.path.replace(OTHER, self.connector)) if shared else request)


class FailsOnStrangers(Family):
    """Answers an error of the server to what reaches for its sessions under the other connector."""

    def answer(self, request: Request) -> Reply:
        steps = request.path.partition("?")[0].split("/")
        other = self.beside
        strange = other is not None and steps[2] == other.connector and len(steps) == 5 and steps[4] in self.sessions
        return self.failed(request) if strange else super().answer(request)

    def failed(self, _request: Request) -> Reply:
        return FAILED


class FailsAndDeletes(FailsOnStrangers):
    def failed(self, request: Request) -> Reply:
        if request.method == "DELETE":
            self.sessions.pop(request.path.rpartition("/")[2])
        return FAILED


class TakesTheOthersTokens(Family):
    def list(self, query: Mapping[str, str]) -> Reply:
        token = query.get("next-token", "")
        return super().list({**query, "next-token": "page-0"} if token.startswith("other-") else query)


@pytest.mark.parametrize(
    ("target", "clauses"),
    [
        (ShowsEverySession, {f"{verb}ProxySession.lifecycle.foreign" for verb in ("Get", "Update", "Delete")}),
        (TakesTheOthersTokens, {"ListProxySessions.lifecycle.foreignToken"}),
        (FailsOnStrangers, {f"{verb}ProxySession.request.robustness" for verb in ("Get", "Update", "Delete")}),
        (
            FailsAndDeletes,
            {f"{verb}ProxySession.request.robustness" for verb in ("Get", "Update", "Delete")}
            | {"DeleteProxySession.lifecycle.foreign"},
        ),
    ],
)
def test_what_crosses_two_parents_is_found(target: type[Family], clauses: set[str]) -> None:
    assert set(played(two(target)).failures) == clauses


class KnowsNoOther(Family):
    def answer(self, request: Request) -> Reply:
        other = self.beside
        strange = other is not None and request.path.split("/")[2] == other.connector
        return (404, {"__type": "NotFoundException"}) if strange else super().answer(request)


def test_a_second_parent_that_is_not_there_is_no_fault_of_the_target() -> None:
    assert not played(two(KnowsNoOther)).failures


class ListsNoOther(Family):
    def answer(self, request: Request) -> Reply:
        other = self.beside
        steps = request.path.partition("?")[0].split("/")
        strange = other is not None and request.method == "GET" and steps[2] == other.connector and len(steps) == 4
        return (404, {"__type": "NotFoundException"}) if strange else super().answer(request)


def test_a_list_of_a_second_parent_in_which_something_was_made_is_owed() -> None:
    assert set(played(two(ListsNoOther)).failures) == {"ListProxySessions.lifecycle.complete"}


class CountsTogether(Family):
    """A faithful target with the same ids in both connectors: each counts its own sessions."""

    given = 0

    def create(self, body: Mapping[str, Any]) -> Reply:
        if self.beside and not self.sessions and not self.beside.sessions:
            self.given += 100
            self.numbers, self.beside.numbers = itertools.count(self.given), itertools.count(self.given)
        return super().create(body)


def test_ids_that_are_counted_in_each_parent_are_no_deviation() -> None:
    assert played(two(CountsTogether)).failures == {}
