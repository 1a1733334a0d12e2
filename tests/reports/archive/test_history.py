from __future__ import annotations

import contextlib
import os
import sqlite3
import struct
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from reports.archive import history
from reports.run.record import Record
from tests.patience import PATIENCE
from tests.reports import sample

CLAUSE = "response.body.ProxySession.Name.echo"


def outcome(status: str, label: str = "staging") -> Record:
    return sample.record(sample.clauses(**{CLAUSE: status}), target={"url": "http://localhost", "label": label})


def test_a_run_is_listed_as_it_was(tmp_path: Path) -> None:
    record = replace(sample.five_faults(), seed=2**80)
    number = history.append(tmp_path / "h.db", record)
    (run,) = history.runs(tmp_path / "h.db")
    assert (run.id, run.target, run.verdict, run.seed) == (number, "staging", "nonconformant", 2**80)
    assert (run.exchanges, run.duration_seconds) == (record.exchanges, record.duration_seconds)


def test_runs_are_listed_newest_first(tmp_path: Path) -> None:
    numbers = [history.append(tmp_path / "h.db", outcome("pass")) for _ in range(3)]
    assert [run.id for run in history.runs(tmp_path / "h.db", limit=2)] == numbers[:0:-1]


def test_the_trend_is_oldest_first_and_of_one_target(tmp_path: Path) -> None:
    for status, label in [("pass", "staging"), ("fail", "other"), ("fail", "staging"), ("pass", "staging")]:
        history.append(tmp_path / "h.db", outcome(status, label))
    assert history.trend(tmp_path / "h.db", "staging", "chime-2018-05-01")[CLAUSE] == ("pass", "fail", "pass")
    assert history.trend(tmp_path / "h.db", "staging", "chime-2018-05-01", limit=1)[CLAUSE] == ("pass",)
    assert history.trend(tmp_path / "h.db", "staging", "chime-sdk-voice-2022-08-03") == {}


def test_pruning_keeps_the_latest_of_each_target(tmp_path: Path) -> None:
    for label in ("a", "b", "a", "a", "b"):
        history.append(tmp_path / "h.db", outcome("pass", label))
    assert history.prune(tmp_path / "h.db", keep=1) == 3
    assert sorted((run.id, run.target) for run in history.runs(tmp_path / "h.db")) == [(4, "a"), (5, "b")]


def test_pruning_forgets_the_outcomes_too(tmp_path: Path) -> None:
    history.append(tmp_path / "h.db", outcome("pass"))
    history.prune(tmp_path / "h.db", keep=0)
    with sqlite3.connect(tmp_path / "h.db") as connection:
        assert connection.execute("SELECT count(*) FROM outcome").fetchone() == (0,)
    connection.close()


@pytest.mark.parametrize(
    ("statuses", "flickers"),
    [
        ((), False),
        (("pass", "pass"), False),
        (("pass", "fail"), False),
        (("pass", "fail", "pass"), True),
        (("fail", "inconclusive", "pass", "waived"), True),
        (("fail", "waived", "fail"), False),
    ],
)
def test_flickering_is_changing_more_than_once(statuses: tuple[str, ...], flickers: bool) -> None:  # noqa: FBT001 - data
    assert history.flickers(statuses) is flickers


def test_a_url_names_a_target_without_a_label() -> None:
    assert history.target_name(replace(sample.perfect(), target={"url": "http://localhost:1"})) == "http://localhost:1"


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "h.db").write_text("no database at all, but longer than a header", encoding="utf-8")
    with pytest.raises(history.HistoryError, match="cannot be used"):
        history.runs(tmp_path / "h.db")


def test_a_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "h.db") as connection:
        connection.execute("CREATE TABLE cookies (host TEXT)")
    connection.close()
    before = (tmp_path / "h.db").read_bytes()
    with pytest.raises(history.HistoryError, match="of another program"):
        history.append(tmp_path / "h.db", sample.perfect())
    assert (tmp_path / "h.db").read_bytes() == before


def test_a_history_is_marked_as_ours(tmp_path: Path) -> None:
    history.append(tmp_path / "h.db", sample.perfect())
    assert (tmp_path / "h.db").read_bytes()[68:72] == b"CHMC"


def test_a_history_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "h.db") as connection:
        connection.executescript("""
            CREATE TABLE run (id INTEGER PRIMARY KEY, started_at TEXT NOT NULL, target TEXT NOT NULL,
                edition TEXT NOT NULL, depth TEXT NOT NULL, seed TEXT NOT NULL, verdict TEXT NOT NULL,
                reason TEXT NOT NULL, exchanges INTEGER NOT NULL, duration_seconds REAL NOT NULL) STRICT;
            CREATE TABLE outcome (run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE, clause TEXT NOT NULL,
                status TEXT NOT NULL, PRIMARY KEY (run, clause)) STRICT, WITHOUT ROWID;
            CREATE INDEX run_of_target ON run (target, edition, id);
            INSERT INTO run VALUES (1, '2026-01-01T00:00:00+00:00', 'staging', '2018-05-01', 'deep', '0',
                'conformant', '', 5, 0.5);
            INSERT INTO outcome VALUES (1, 'request.body.Name.pattern', 'pass');
            PRAGMA user_version = 1;
        """)
    connection.close()
    history.append(tmp_path / "h.db", outcome("fail"))
    second, first = history.runs(tmp_path / "h.db")
    assert (first.contract, first.counts, second.counts["fail"]) == ("chime-2018-05-01", {}, 1)
    found = history.trend(tmp_path / "h.db", "staging", "chime-2018-05-01")
    assert found["request.body.Name.pattern"] == ("pass", "pass")


def test_the_past_runs_are_oldest_first_with_their_counts(tmp_path: Path) -> None:
    for status in ("pass", "fail"):
        history.append(tmp_path / "h.db", outcome(status))
    found = history.past(tmp_path / "h.db", "staging", "chime-2018-05-01")
    assert [run.counts.get("fail", 0) for run in found] == [0, 1]


def test_the_run_accepted_last_is_the_baseline(tmp_path: Path) -> None:
    for status in ("pass", "fail", "pass"):
        history.append(tmp_path / "h.db", outcome(status))
    for number in (3, 2):
        history.accept(tmp_path / "h.db", number)
    found = history.accepted(tmp_path / "h.db", "staging", "chime-2018-05-01")
    assert found is not None
    assert (found.run.id, found.outcomes[CLAUSE][0]) == (2, "fail")


def test_the_latest_run_is_accepted_unless_another_is_named(tmp_path: Path) -> None:
    for _ in range(2):
        history.append(tmp_path / "h.db", outcome("pass"))
    assert history.accept(tmp_path / "h.db").id == 2


def test_there_is_no_baseline_before_one_is_accepted(tmp_path: Path) -> None:
    assert history.accepted(tmp_path / "none.db", "staging", "chime-2018-05-01") is None
    assert not (tmp_path / "none.db").exists()
    history.append(tmp_path / "h.db", outcome("pass"))
    assert history.accepted(tmp_path / "h.db", "staging", "chime-2018-05-01") is None


def test_an_inconclusive_run_is_no_baseline(tmp_path: Path) -> None:
    history.append(tmp_path / "h.db", sample.unreachable())
    with pytest.raises(history.HistoryError, match="run 1 is inconclusive"):
        history.accept(tmp_path / "h.db")


@pytest.mark.parametrize(("number", "words"), [(None, "no run in it yet"), (7, "no run 7")])
def test_a_run_that_is_not_there_cannot_be_accepted(number: int | None, words: str, tmp_path: Path) -> None:
    assert history.runs(tmp_path / "h.db") == []
    with pytest.raises(history.HistoryError, match=words):
        history.accept(tmp_path / "h.db", number)


def test_pruning_keeps_the_baseline(tmp_path: Path) -> None:
    for _ in range(4):
        history.append(tmp_path / "h.db", outcome("pass"))
    history.accept(tmp_path / "h.db", 1)
    history.accept(tmp_path / "h.db", 2)
    assert history.prune(tmp_path / "h.db", keep=1) == 2
    assert [run.id for run in history.runs(tmp_path / "h.db")] == [4, 2]


def test_a_newer_history_is_refused(tmp_path: Path) -> None:
    history.append(tmp_path / "h.db", sample.perfect())
    with sqlite3.connect(tmp_path / "h.db") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(history.HistoryError, match="newer"):
        history.append(tmp_path / "h.db", sample.perfect())


@pytest.mark.slow
def test_two_processes_append_at_once_without_loss(tmp_path: Path) -> None:
    program = (
        "import pathlib, sys\n"
        "from reports.archive import history\n"
        "from tests.reports import sample\n"
        "record = sample.perfect()\n"
        "for _ in range(25): history.append(pathlib.Path(sys.argv[1]), record)\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "h.db")]
    root = Path(__file__).parents[3]
    writers = [subprocess.Popen(command, cwd=root) for _ in range(2)]
    assert [writer.wait(timeout=PATIENCE) for writer in writers] == [0, 0]
    assert len(history.runs(tmp_path / "h.db", limit=99)) == 50
    assert len(history.trend(tmp_path / "h.db", "staging", "chime-2018-05-01", limit=99)[CLAUSE]) == 50


_ENDLESS = "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT x FROM t"
_FOREIGN = {
    "view": f"DROP TABLE run; CREATE VIEW run AS {_ENDLESS}",
    "another view": f"CREATE VIEW other AS {_ENDLESS}",
    "trigger": f"CREATE TRIGGER t AFTER INSERT ON run BEGIN DELETE FROM outcome WHERE run IN ({_ENDLESS}); END",
    "index": "CREATE INDEX more ON run (hex(zeroblob(4000000)))",
    "check": "DROP TABLE outcome; CREATE TABLE outcome (run INTEGER, clause TEXT CHECK (clause LIKE '%a%a%a%'))",
    "generated": "ALTER TABLE run ADD COLUMN more TEXT AS (hex(zeroblob(400000000)))",
    "columns": "DROP TABLE outcome; CREATE TABLE outcome (run INTEGER, clause TEXT)",
    "virtual": "DROP TABLE outcome; CREATE VIRTUAL TABLE outcome USING fts5(clause)",
}


@pytest.mark.parametrize("script", _FOREIGN.values(), ids=_FOREIGN)
def test_a_database_that_carries_out_what_its_author_wrote_is_refused(script: str, tmp_path: Path) -> None:
    history.append(tmp_path / "h.db", sample.perfect())
    with contextlib.closing(sqlite3.connect(tmp_path / "h.db")) as connection:
        connection.executescript(script)
    with pytest.raises(history.HistoryError, match=r"h\.db"):
        history.check(tmp_path / "h.db")


@pytest.mark.parametrize(
    "change",
    [
        "seed = 'x'",
        "counts = '[5]'",
        """counts = '{"pass": null}'""",
        "counts = replace(hex(zeroblob(100000)), '00', '[')",
        "verdict = 'fine'",
    ],
)
def test_a_row_that_no_run_wrote_is_refused(change: str, tmp_path: Path) -> None:
    record = sample.perfect()
    history.append(tmp_path / "h.db", record)
    with contextlib.closing(sqlite3.connect(tmp_path / "h.db")) as connection:
        connection.execute(f"UPDATE run SET {change}")
        connection.commit()
    with pytest.raises(history.HistoryError, match="cannot be used as a history"):
        history.past(tmp_path / "h.db", history.target_name(record), record.contract)


@pytest.mark.parametrize(
    "change",
    [
        "run SET seed = 'x'",
        "run SET verdict = 'fine'",
        "outcome SET status = 'poss'",
        "outcome SET level = 'SHALL'",
        "outcome SET clause = CAST(X'ff' AS TEXT)",
    ],
)
def test_the_check_before_a_run_finds_it_in_any_row(change: str, tmp_path: Path) -> None:
    for _ in range(2):
        history.append(tmp_path / "h.db", outcome("pass"))
    with contextlib.closing(sqlite3.connect(tmp_path / "h.db")) as connection:
        column = "id" if change.startswith("run") else "run"
        clause = "" if column == "id" else f" AND clause = '{CLAUSE}'"
        assert connection.execute(f"UPDATE {change} WHERE {column} = 1{clause}").rowcount == 1
        connection.commit()
    with pytest.raises(history.HistoryError, match="cannot be used as a history"):
        history.check(tmp_path / "h.db")


def test_a_journal_that_names_another_file_deletes_nothing(tmp_path: Path) -> None:
    history.append(tmp_path / "h.db", sample.perfect())
    other, magic = tmp_path / "precious.txt", bytes.fromhex("d9d505f920a163d7")
    other.write_text("precious", encoding="utf-8")
    name, head = bytes(other), magic + struct.pack(">5I", 0, 0, 5, 512, 4096)
    trailer = struct.pack(">I", 1) + name + struct.pack(">II", len(name), sum(name)) + magic
    (tmp_path / "h.db-journal").write_bytes(head.ljust(512, b"\0") + trailer)
    (tmp_path / "link.db").symlink_to("h.db")
    for path in ("h.db", "link.db"):
        with pytest.raises(history.HistoryError, match="names another file"):
            history.runs(tmp_path / path)
    assert other.read_text(encoding="utf-8") == "precious"


def test_a_pipe_that_lies_where_a_journal_would_is_not_waited_for(tmp_path: Path) -> None:
    history.append(tmp_path / "h.db", sample.perfect())
    os.mkfifo(tmp_path / "h.db-journal")
    with pytest.raises(history.HistoryError, match="is no file"):
        history.runs(tmp_path / "h.db")


def test_a_history_whose_journal_cannot_be_written_is_refused_before_a_run(tmp_path: Path) -> None:
    path = tmp_path / "h.db"
    history.append(path, sample.perfect())
    Path(f"{path}-journal").symlink_to(tmp_path / "elsewhere" / "missing")
    with pytest.raises(history.HistoryError, match="cannot be used"):
        history.check(path)
    assert not (tmp_path / "elsewhere").exists()


def test_the_journal_of_a_killed_run_is_followed(tmp_path: Path) -> None:
    history.append(tmp_path / "h.db", sample.perfect())
    (tmp_path / "h.db-journal").write_bytes(b"")
    assert len(history.runs(tmp_path / "h.db")) == 1


def test_a_reason_of_any_length_is_told_briefly(tmp_path: Path) -> None:
    record = sample.perfect()
    history.append(tmp_path / "h.db", record)
    with contextlib.closing(sqlite3.connect(tmp_path / "h.db")) as connection:
        connection.execute("UPDATE run SET verdict = hex(zeroblob(100000))")
        connection.commit()
    with pytest.raises(history.HistoryError) as told:
        history.past(tmp_path / "h.db", history.target_name(record), record.contract)
    assert len(str(told.value)) < 1_000


def test_links_that_lead_in_a_circle_are_no_history(tmp_path: Path) -> None:
    (tmp_path / "h.db").symlink_to(tmp_path / "h.db")
    with pytest.raises(history.HistoryError, match="cannot be used as a history"):
        history.runs(tmp_path / "h.db")


def test_a_history_in_a_folder_that_is_not_there_is_refused_before_a_run(tmp_path: Path) -> None:
    with pytest.raises(history.HistoryError, match="its folder is missing"):
        history.check(tmp_path / "none" / "h.db")


def test_a_history_of_ours_passes_the_check(tmp_path: Path) -> None:
    history.check(tmp_path / "h.db")
    history.append(tmp_path / "h.db", sample.perfect())
    history.check(tmp_path / "h.db")
    assert len(history.runs(tmp_path / "h.db")) == 1
