from __future__ import annotations

from typing import Any

import pytest

from reports.archive.history import Run
from reports.archive.listing import listing


def run(number: int, **values: Any) -> Run:
    plain: dict[str, Any] = {
        "id": number,
        "started_at": f"2026-01-0{number}T03:04:05+00:00",
        "target": "staging",
        "contract": "chime-2018-05-01",
        "depth": "standard",
        "seed": 0,
        "verdict": "nonconformant",
        "reason": "",
        "exchanges": 4181,
        "duration_seconds": 11.4,
        "counts": {"fail": 4, "warning": 1, "pass": 117},
        "accepted_at": None,
    }
    return Run(**plain | values)


def test_a_line_says_when_what_and_how_many() -> None:
    assert list(listing([run(1)], 80)) == [
        "run  started           target   verdict        fail  warn   took",
        " 1   2026-01-01 03:04  staging  nonconformant     4     1  11.4s",
    ]


@pytest.mark.parametrize("target", ["the built-in reference", "http://127.0.0.1:21911"])
def test_a_usual_target_is_whole_at_80_columns(target: str) -> None:
    assert target in list(listing([run(1, target=target, duration_seconds=3600.0)], 80))[1]


def test_every_line_fits_a_terminal_of_80_columns() -> None:
    lines = list(listing([run(2, target="https://replacement.example.com:8443/stage/v1"), run(1)], 80))
    assert max(map(len, lines)) <= 80
    assert "~" in lines[1]


def test_nothing_is_left_out_where_another_program_reads() -> None:
    url = "https://replacement.example.com:8443/stage/v1"
    assert url in list(listing([run(1, target=url)], None))[1]


def test_the_run_accepted_last_has_a_star() -> None:
    runs = [run(3), run(2, accepted_at="2026-01-05"), run(1, accepted_at="2026-01-04")]
    lines = list(listing(runs, 80))
    assert [line.split()[0] for line in lines[1:4]] == ["3", "2*", "1"]
    assert lines[-1] == "* accepted: `--baseline history` compares with it"


def test_what_an_earlier_version_did_not_count_is_a_dash() -> None:
    assert list(listing([run(1, counts={})], 80))[1].split()[5:7] == ["-", "-"]


def test_hostile_names_stay_on_their_line() -> None:
    (_, line) = listing([run(1, target="a\x1b[31m\nb")], None)
    assert "\x1b" not in line
