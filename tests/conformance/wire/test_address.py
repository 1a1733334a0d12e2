"""A target's URL has one spelling, and this machine has many."""

from __future__ import annotations

import pytest

from conformance.errors import UsageError
from conformance.wire.address import Address, address, is_loopback


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("http://localhost:8080/", "http://localhost:8080"),
        ("https://h/a b/é", "https://h/a%20b/%C3%A9"),
        ("http://h/a%20b%2fc/", "http://h/a%20b%2fc"),
        ("http://bücher.example/x", "http://xn--bcher-kva.example/x"),
        ("http://BÜCHER.example", "http://xn--bcher-kva.example"),
        ("http://[0:0:0:0:0:0:0:1]:80/x", "http://[::1]:80/x"),
        ("http://localhost./", "http://localhost."),
        ("http://my_host:81", "http://my_host:81"),
    ],
)
def test_a_url_is_normalised(text: str, url: str) -> None:
    assert address(text) == Address(url=url)


def test_basic_authentication_is_taken_out() -> None:
    assert address("http://me:p%40ss@h:1/x") == Address(url="http://h:1/x", user="me", password="p@ss")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "h",
        "ftp://h",
        "http://",
        "http://:80",
        "http://h:0",
        "http://h:99999",
        "http://h:x",
        "http://a..b",
        "http://.a",
        "http://h\\@other",
        "http://h\n/x",
        "http://h\tx",
        "http://h\x00",
        "http://[::1",
        "http://[x]",
        "http://h?a",
        "http://h?",
        "http://h#a",
        "http://" + "a" * 300,
        "http://\u202e",
        "http://-\U0001f600..",
    ],
)
def test_what_is_no_url_of_a_target_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        address(text)
    assert str(caught.value).isprintable()


def test_a_password_is_not_repeated() -> None:
    with pytest.raises(UsageError) as caught:
        address("http://me:not-a-password@a..b")
    assert "not-a-password" not in str(caught.value)


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST",
        "localhost.",
        "127.0.0.1",
        "127.0.0.2",
        "127.255.255.254",
        "127.1",
        "0x7f000001",
        "2130706433",
        "0177.0.0.1",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]",
        "127.0.0.1.",
    ],
)
def test_this_machine_is_known_in_every_spelling(host: str) -> None:
    assert is_loopback(f"http://{host}:8080/x")
    assert is_loopback(f"https://user@{host}")


@pytest.mark.parametrize(
    "host",
    [
        "10.0.0.1",
        "localhost.example.com",
        "127.0.0.1.example.com",
        "[::2]",
        "[::ffff:10.0.0.1]",
        "example.com",
        "0.0.0.0",
    ],
)
def test_another_machine_is_another(host: str) -> None:
    assert not is_loopback(f"http://{host}:8080")


@pytest.mark.parametrize("text", ["http://[::1", "http://127.0.0.1@example.com", "http://[x]", ""])
def test_what_is_no_url_is_not_on_this_machine(text: str) -> None:
    assert not is_loopback(text)
