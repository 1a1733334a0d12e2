from __future__ import annotations

import base64

import pytest

from reports.page.highlighting import Marked, mark_difference, mark_response
from reports.page.readable import Readable, readable
from reports.run.finding import Message
from tests.reports import sample


def decisive(marked: Marked) -> list[str]:
    return [piece.text for piece in (*marked.start, *marked.headers, *marked.body) if piece.decisive]


def answer(body: str = "", headers: tuple[tuple[str, str], ...] = ()) -> Message:
    return Message(start="201", headers=headers, body=body)


def test_the_status_is_marked() -> None:
    assert decisive(mark_response(answer("{}"), "status")) == ["201"]


def test_a_header_is_marked_whatever_its_case() -> None:
    marked = mark_response(answer(headers=(("A", "1"), ("x-Thing", "2"))), "header:X-Thing")
    assert decisive(marked) == ["x-Thing: 2"]


def test_a_missing_header_is_noted() -> None:
    assert mark_response(answer(), "header:X-Thing").notes == ("There is no header X-Thing.",)


def test_a_member_is_marked_with_its_name() -> None:
    assert decisive(mark_response(answer('{"a":{"b":1}}'), "/a/b")) == ['"b": 1']


def test_a_missing_member_is_noted() -> None:
    marked = mark_response(answer('{"a":1}'), "/b")
    assert (decisive(marked), marked.notes) == ([], ("Nothing stands at /b.",))


def test_a_slash_marks_the_whole_body() -> None:
    assert decisive(mark_response(answer("<h1>"), "/")) == ["<h1>"]


def test_a_whole_document_is_not_marked() -> None:
    marked = mark_response(answer('{"a":[{"b":1},{"b":2}],"c":{"d":{"e":3}}}'), "/")
    assert (decisive(marked), marked.notes) == ([], ())


def test_an_empty_body_is_noted() -> None:
    assert mark_response(answer(), "/").notes == ("Nothing stands at /.",)


def test_without_a_locus_nothing_is_marked() -> None:
    assert decisive(mark_response(answer('{"a":1}'), "")) == []


def test_the_differing_member_is_marked() -> None:
    marked = mark_difference(answer('{"a":"xyz"}'), answer('{"a":"x;z"}'))
    assert decisive(marked) == ['"a": "xyz"']


def test_what_was_left_out_leaves_an_empty_mark() -> None:
    shorter, longer = answer('{"a":1}'), answer('{"a":1,"b":2}')
    assert decisive(mark_difference(shorter, longer)) == [""]
    assert decisive(mark_difference(longer, shorter)) == ['"b": 2']


def test_equal_messages_have_no_mark() -> None:
    assert decisive(mark_difference(answer("{}"), answer("{}"))) == []


def test_another_header_is_marked_but_no_incidental_one() -> None:
    one = answer(headers=(("Content-Type", "text/plain"), ("Content-Length", "3")))
    other = answer(headers=(("Content-Type", "application/json"), ("Content-Length", "4")))
    assert decisive(mark_difference(one, other)) == ["Content-Type: text/plain"]


def test_what_differs_in_the_path_is_marked() -> None:
    one, other = Message(start="POST /connectors/a/sessions"), Message(start="POST /connectors/b/sessions")
    assert decisive(mark_difference(one, other)) == ["a"]


def test_without_another_message_nothing_is_marked() -> None:
    assert decisive(mark_difference(answer('{"a":1}', headers=(("A", "1"),)), None)) == []


def test_a_mark_in_a_long_body_stays_in_view() -> None:
    body = "[" + ",".join(f'"{number}"' for number in range(5000)) + "]"
    marked = mark_response(answer(body), "/4000")
    assert decisive(marked) == ['"4000"']
    assert sum(len(piece.text) for piece in marked.body) < 2600


def test_thousands_of_headers_are_counted() -> None:
    headers = tuple((f"x-{number}", "v" * 900) for number in range(5000))
    marked = mark_response(answer(headers=headers), "header:x-4000")
    assert marked.headers[-1].text == "… 4,970 more headers"
    assert decisive(marked)[0].startswith("x-4000")


def test_thousands_of_decisive_headers_are_counted() -> None:
    headers = tuple(("x", str(number)) for number in range(5000))
    assert len(mark_response(answer(headers=headers), "header:x").headers) <= 31


def test_notes_tell_of_bytes_and_cuts() -> None:
    assert mark_response(Message(start="201", body="AA==", encoding="base64", truncated=True), "").notes == (
        "The body is not UTF-8 and stands here as base64.",
        "The body was longer than what is kept.",
    )


def test_an_inserted_member_is_marked_with_its_name() -> None:
    short, long = sample.request({"B": 2}), sample.request({"A": 1, "B": 2})
    marked = [piece.text for piece in mark_difference(long, short).body if piece.decisive]
    assert marked == ['"A": 1']


def test_what_is_missing_is_said_where_it_would_stand() -> None:
    marked = mark_difference(answer('{"a":1}'), answer('{"a":1,"b":2}'))
    assert [(piece.text, piece.gap) for piece in marked.body] == [
        ('{\n  "a": 1', ""),
        ("", "b is missing"),
        ("\n}", ""),
    ]


def test_a_missing_first_member_is_said_behind_the_bracket() -> None:
    marked = mark_difference(answer('{"x":{"b":2}}'), answer('{"x":{"a":1,"b":2}}'))
    assert next(piece.text for piece in marked.body if piece.text) == '{\n  "x": {'


def test_a_mark_covers_whole_words_of_what_is_no_json() -> None:
    assert decisive(mark_difference(answer('{"a": 160'), answer('{"a": 6070'))) == ["160"]


SAME = "The same text as the control, encoded as UTF-16LE with FF FE in front."


@pytest.mark.parametrize(
    ("raw", "text", "note"),
    [
        (
            "\ufeff{}".encode("utf-16-le"),
            "{}",
            SAME,
        ),
        ("[1]".encode("utf-16-be"), "[1]", "Encoded as UTF-16BE."),
        (b'{"Name":"\xed\xa0"}', '{"Name":"\\xed\\xa0"}', "Bytes that are not UTF-8 stand here as \\x and two digits."),
        (bytes(range(128, 192)), "", "The body is not UTF-8 and stands here as base64."),
    ],
)
def test_a_body_is_read_in_its_encoding(raw: bytes, text: str, note: str) -> None:
    coded = base64.b64encode(raw).decode()
    found = readable(Message(start="POST /", body=coded, encoding="base64"), answer("{}"))
    assert found == Readable(text=text or coded, notes=(note,))
