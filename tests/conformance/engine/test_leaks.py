"""Whatever part of an answer a target writes a secret into, in whatever form, no output of a run holds it."""

from __future__ import annotations

import gzip
import itertools
import json
import re
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from ahocorasick_rs import BytesAhoCorasick

from conformance.reference.app import create_app
from conformance.reference.inprocess import InProcess
from strategies.request import Request
from tests.conformance.support import chime
from tests.conformance.wire.echoes import ECHOES
from tests.conformance.wire.hostile import request_of, serving
from tests.patience import PATIENCE

KEY, SECRET = "AKIDEXAMPLEOFNOBODY0", "aB3/xY7+example+secret/of/nobody+at/all0"
TOKEN = "t0KeN+of/nobody/Zx9+example/Qw8+that/is+longer/than/others=="
HEADER, PASSWORD = "k3y-of-nobody-0xCAFE-example", "p4ssw0rd-of-nobody-example"
SIGNED, PLAIN = (KEY, SECRET, TOKEN), (HEADER, PASSWORD)
# A part of the plan: the target gets round to every combination.
ENOUGH_REQUESTS = ("--select", "request.body.[EN]*")
# So many characters of a secret in a row give it away.
ENOUGH = 16


def session(identity: str, name: str) -> bytes:
    document = {
        "ProxySession": {
            "ProxySessionId": identity,
            "Name": name,
            "Participants": [{"PhoneNumber": name, "ProxyPhoneNumber": name}],
            "CreatedTimestamp": name,
            "Capabilities": [name],
            name: name,
        }
    }
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass")


def answer(status: str, body: bytes, *headers: tuple[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers), f"Content-Length: {len(body)}"]
    return "\r\n".join((*lines, "", "")).encode("latin-1", "replace") + body


def line(text: str) -> str:
    """What fits into a line of a head."""
    return re.sub(r"[^\x20-\x7e\xa0-\xff]", "", text)


FIELDS: dict[str, Callable[[str], bytes]] = {
    "reason": lambda text: answer(f"201 {line(text)}", session("x", "y")),
    "status": lambda text: answer(f"2{line(text)} Created", b""),
    "version": lambda text: f"HTTP/1.1{line(text)} 201 Created\r\n\r\n".encode("latin-1", "replace"),
    "content coding": lambda text: answer("201 Created", b"x", ("Content-Encoding", line(text))),
    "content type": lambda text: answer("201 Created", session("x", "y"), ("Content-Type", line(text))),
    "header": lambda text: answer("201 Created", session("x", "y"), ("X-Own", line(text))),
    "header name": lambda text: answer("201 Created", b"", (re.sub(r"[^A-Za-z0-9]", "", text) or "X", "x")),
    "location": lambda text: answer("302 Found", b"", ("Location", f"http://h/{line(text)}")),
    "error": lambda text: answer(
        "403 Forbidden", json.dumps({"message": text, "__type": text}).encode(), ("x-amzn-ErrorType", line(text))
    ),
    "identity": lambda text: answer("201 Created", session(text, "y")),
    "members": lambda text: answer("201 Created", session("x", text)),
    "text": lambda text: answer("400 Bad Request", text.encode("utf-8", "surrogatepass")),
    "cut": lambda text: answer("201 Created", b" " * ((1 << 20) - 40) + text.encode("utf-8", "surrogatepass") * 3),
}


def combinations(secrets: tuple[str, ...]) -> list[tuple[Callable[[str], str], Callable[[str], bytes], str]]:
    """Every form and every field, each in half of the other's; the secrets take turns.

    The field of a mebibyte, which takes long, has fewer forms.
    """
    every = itertools.product(enumerate(ECHOES.values()), enumerate(FIELDS.items()))
    taken = [
        (echo, field)
        for (form, echo), (place, (name, field)) in every
        if (form + place) % 2 == 0 and (name != "cut" or form % 4 == 0)
    ]
    return [(echo, field, secret) for (echo, field), secret in zip(taken, itertools.cycle(secrets), strict=False)]


class Echoing:
    """The reference, every other answer of which is a secret in another form and field."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        self.turns = 0
        self._app = InProcess(create_app())
        self._echoes = itertools.cycle(combinations(secrets))

    def __call__(self, peer: socket.socket) -> None:
        while data := request_of(peer):
            head, _, body = data.partition(b"\r\n\r\n")
            first, *rest = head.decode("utf-8", "surrogatepass").split("\r\n")
            method, path = first.split(" ")[:2]
            headers = tuple((name, value) for name, _, value in (text.partition(": ") for text in rest))
            self.turns += 1
            if self.turns < 40 or self.turns % 2:
                given = self._app.send(Request(method=method, path=path, headers=headers, body=body))
                kept = tuple(pair for pair in given.headers if pair[0] != "content-length")
                peer.sendall(answer(f"{given.status} X", given.body, *kept))
            else:
                echo, field, secret = next(self._echoes)
                peer.sendall(field(echo(secret)))


def found(text: str, secrets: tuple[str, ...]) -> list[str]:
    """The pieces of secrets in a text: as it is, with its escapes undone, backwards, from base64 and hexadecimal."""
    views = {text.lower(), text[::-1].lower()}
    for _ in range(3):
        text = re.sub(r"%([0-9A-Fa-f]{2})", lambda match: chr(int(match[1], 16)), text)
        text = re.sub(r"&#x([0-9A-Fa-f]+);", lambda match: chr(int(match[1], 16) % 0x110000), text)
        text = re.sub(r"&#([0-9]+);", lambda match: chr(int(match[1]) % 0x110000), text)
        text = re.sub(
            r"\\u([0-9A-Fa-f]{4})|\\x([0-9A-Fa-f]{2})", lambda match: chr(int(match[1] or match[2], 16)), text
        )
        text = text.replace("\\/", "/").replace("\\\\", "\\").replace("\0", "")
        views |= {text.lower(), text[::-1].lower()}
    for match in re.finditer(r"(?:[0-9A-Fa-f]{2}){16,}", text):
        views.add(bytes.fromhex(match[0]).decode("latin-1").lower())
    starts = ((secret, start) for secret in secrets for start in range(len(secret) - ENOUGH + 1))
    pieces = sorted({secret[start : start + ENOUGH].lower() for secret, start in starts})
    searched = BytesAhoCorasick([piece.encode() for piece in pieces])
    matches = (match for view in views for match in searched.find_matches_as_indexes(view.encode("utf-8", "replace")))
    return sorted({pieces[index] for index, _, _ in matches})


def everything(folder: Path, *more: str) -> dict[str, str]:
    texts = {f"terminal {number}": text for number, text in enumerate(more)}
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            data = gzip.decompress(data) if path.suffix == ".gz" else data
            texts[path.name] = data.decode("utf-8", "replace")
    return texts


def run(target: str, folder: Path, *options: str) -> dict[str, str]:
    done = chime(
        *("run", "--target", target, "--depth", "standard", "--examples", "0", "--output", str(folder)),
        *("--timeout", str(PATIENCE), "--concurrency", "1", *ENOUGH_REQUESTS, *options),
    )
    assert "Traceback" not in done.err
    return everything(folder, done.out, done.err)


@pytest.mark.slow
def test_no_output_of_a_signed_run_holds_a_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("ACCESS_KEY_ID", KEY), ("SECRET_ACCESS_KEY", SECRET), ("SESSION_TOKEN", TOKEN)):
        monkeypatch.setenv(f"AWS_{name}", value)
    echoing = Echoing(SIGNED)
    with serving(echoing) as url:
        texts = run(url, tmp_path, "--auth", "sigv4")
    assert echoing.turns > 2 * len(combinations(SIGNED))
    assert {name: found(text, SIGNED) for name, text in texts.items()} == {name: [] for name in texts}


@pytest.mark.slow
def test_no_output_holds_a_header_or_a_password_of_the_user(tmp_path: Path) -> None:
    echoing = Echoing(PLAIN)
    with serving(echoing) as url:
        target = url.replace("http://", f"http://me:{PASSWORD}@")
        texts = run(target, tmp_path, "--header", f"X-Key: {HEADER}")
    assert echoing.turns > 2 * len(combinations(PLAIN))
    assert {name: found(text, PLAIN) for name, text in texts.items()} == {name: [] for name in texts}


def test_the_scan_finds_every_form() -> None:
    for name, echo in ECHOES.items():
        if not name.startswith("base64"):
            assert found(f"<{echo(SECRET)}>", (SECRET,)), name
