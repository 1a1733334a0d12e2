"""Bodies are read strictly and exactly, and where parsers legitimately differ the reading says so."""

from __future__ import annotations

import pytest

from conformance.oracle.request.reading import Problem, read


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"a": [1, "x", null, true]}', {"a": [1, "x", None, True]}),
        (b' \t\r\n{"\\u0061": "\\u00e9"} ', {"a": "\u00e9"}),
        (b'"\\ud83d\\ude00"', "\U0001f600"),
        (b'{"a": 1.5, "b": -2e-1}', {"a": 1.5, "b": -0.2}),
    ],
)
def test_json_is_read(body: bytes, value: object) -> None:
    reading = read(body)
    assert (reading.problem, reading.value, reading.unspecified) == (None, value, set())


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"{} {}",
        b"{}x",
        b"[1,]",
        b"{'a':1}",
        b"{a:1}",
        b"NaN",
        b"[Infinity]",
        b"[-Infinity]",
        b"// x\n{}",
        b"/**/{}",
        b"\x0c{}",
        b'"a\nb"',
        b"[01]",
        b"[+1]",
        b"[1.]",
        b"[.5]",
        b"[0x1]",
        b"\xff",
        b'"\xed\xa0\x80"',
        b'"caf\xe9"',
        b"{}\x00",
        b" ",
    ],
)
def test_what_only_resembles_json_is_a_syntax_problem(body: bytes) -> None:
    assert read(body).problem is Problem.SYNTAX


def test_no_body_is_a_problem_of_its_own() -> None:
    assert read(b"").problem is Problem.EMPTY


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_json_in_another_encoding_is_told_apart_from_garbage(codec: str) -> None:
    assert read('{"a": 1}'.encode(codec)).problem is Problem.ENCODING
    assert read('{"a": '.encode(codec)).problem is Problem.SYNTAX


@pytest.mark.parametrize(
    ("body", "unspecified"),
    [
        (b"\xef\xbb\xbf{}", {"byte-order-mark"}),
        (b"[60.0]", {"integral-float"}),
        (b"[6e1]", {"integral-float"}),
        (b"[1e400]", {"integral-float", "big-integer"}),
        (b"[1e99999999999999999999]", {"integral-float", "big-integer"}),
        (b"[60.00000000000000000001]", {"rounding"}),
        (b"[2147483647]", set()),
        (b"[2147483648]", {"big-integer"}),
        (b"[-2147483648]", set()),
        (b"[-2147483649]", {"big-integer"}),
        pytest.param(b"[" + b"9" * 10_000 + b"]", {"big-integer"}, id="ten thousand digits"),
        (b'{"a": 1, "a": 1}', {"duplicate-member"}),
        pytest.param(b"[" * 100_000 + b"]" * 100_000, {"deep"}, id="deep"),
    ],
)
def test_where_parsers_differ_the_reading_says_so(body: bytes, unspecified: set[str]) -> None:
    reading = read(body)
    assert (reading.problem, reading.unspecified) == (None, unspecified)


@pytest.mark.parametrize(
    ("body", "ambiguous"),
    [
        (b'{"a": 1, "a": 2}', {"a"}),
        (b'{"a": 1, "a": true}', {"a"}),
        (b'{"a": 1, "a": 1}', set()),
        (b'{"a": 1, "b": 2}', set()),
    ],
)
def test_only_a_member_with_two_different_values_is_ambiguous(body: bytes, ambiguous: set[str]) -> None:
    assert read(body).ambiguous == ambiguous


@pytest.mark.parametrize(
    "literal",
    ["1e-99999999999999999999", "-1.5E-99999999999999999999", "0e99999999999999999999", "-0.0E+99999999999999999999"],
)
def test_a_number_next_to_nothing_rounds_to_zero(literal: str) -> None:
    reading = read(literal.encode())
    assert (reading.value, reading.unspecified) == (0, {"rounding"})


@pytest.mark.parametrize("literal", [b"-0.0", b"0.0", b"-1.0", b"-1e3"])
def test_an_integral_float_keeps_its_value(literal: bytes) -> None:
    assert read(b"[" + literal + b"]").value == [float(literal)]


def test_a_lone_surrogate_becomes_a_printable_character() -> None:
    assert read(b'{"\\ud800": ["\\udfff"]}').value == {"\ufffd": ["\ufffd"]}


@pytest.mark.parametrize("literal", ["1e100000", "1e99999999999999999999", "9" * 5000, "1.0e4000"])
def test_a_number_beyond_all_bounds_keeps_its_sign(literal: str) -> None:
    assert read(literal.encode()).value == 10**400
    assert read(f"-{literal}".encode()).value == -(10**400)


def test_four_hundred_digits_are_kept_and_one_more_is_beyond_all_bounds() -> None:
    assert read(b"7" * 400).value == int("7" * 400)
    assert read(b"7" * 401).value == 10**400


def nested(depth: int, *, objects: bool) -> bytes:
    """Lists in lists, or lists and objects by turns."""
    both = (b'{"a":', b"}") if objects else (b"[", b"]")
    opening, closing = b"[" + both[0], both[1] + b"]"
    return opening * (depth // 2) + b"0" + closing * (depth // 2)


@pytest.mark.parametrize("objects", [False, True])
def test_two_hundred_levels_are_read_and_more_are_too_deep(objects: bool) -> None:  # noqa: FBT001 - a parameter
    reading = read(nested(200, objects=objects))
    assert (reading.problem, reading.unspecified) == (None, set())
    assert read(nested(202, objects=objects)).unspecified == {"deep"}


@pytest.mark.parametrize("body", [b"[" + b"[]," * 300 + b"0]", b"[" + b'{"a":{}},' * 300 + b"0]"])
def test_many_brackets_are_not_deep(body: bytes) -> None:
    reading = read(body)
    assert (len(reading.value), reading.unspecified) == (301, set())


def test_every_ambiguous_member_is_named() -> None:
    assert read(b'[{"a": 1, "a": 2}, {"b": 1, "b": 2}]').ambiguous == {"a", "b"}


def test_the_problem_is_told_in_words() -> None:
    assert read(b"").detail == "there is no body"
    assert read(b"{").detail.startswith("it is not JSON: Expecting property name")
    assert read(b'"\xff"').detail == "byte 1 is not UTF-8"
    assert read("{}".encode("utf-16-le")).detail == "it is UTF-16-LE, not UTF-8"
