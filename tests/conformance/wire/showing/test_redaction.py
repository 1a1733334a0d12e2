"""No secret leaves memory, in whatever form a target gives it back; looking for it takes linear time."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import time
import zlib
from collections.abc import Callable, Iterator
from functools import cache

import pytest

from conformance.wire.exchange import Answer, Exchange, Failure
from conformance.wire.showing import codes, redaction
from conformance.wire.showing.codes import Budget
from conformance.wire.showing.redaction import HIDDEN, Redactor
from strategies.request import Case, Request
from tests.conformance.wire.echoes import CODES, ECHOES, HALVES

KEY, SECRET = "AKIDEXAMPLEOFNOBODY0", "aB3/xY7+example+secret/of/nobody+at/all0"
TOKEN = base64.b64encode(hashlib.shake_256(b"a token of nobody").digest(301)).decode()
PASSWORD = "pä'sswörd\"&<x>"
SECRETS = (KEY, SECRET, TOKEN, PASSWORD)
LARGE = 1 << 18


@cache
def known() -> Redactor:
    """What knows the secrets, and learns no more: made once."""
    return Redactor(SECRETS)


@pytest.mark.parametrize("echo", ECHOES)
@pytest.mark.parametrize("secret", SECRETS, ids=["key", "secret", "token", "password"])
def test_a_secret_is_hidden_in_every_form(secret: str, echo: str) -> None:
    if echo in HALVES and len(secret) < 16:
        pytest.skip("half of it is too short to be told from a word")
    shown = known().redact_text(f"<before {ECHOES[echo](secret)} after>")
    # base64 mixes the first and the last byte of the secret with what stands beside it.
    rest = shown.removeprefix("<before ").removesuffix(" after>").replace(HIDDEN, "", 1).strip('"\\')
    assert len(rest) <= 8, shown
    assert HIDDEN in shown


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("secret", [KEY, SECRET, TOKEN], ids=["key", "secret", "token"])
def test_a_secret_is_hidden_in_every_code(secret: str, code: str) -> None:
    shown = known().redact_text(f"<before {CODES[code](secret)} after>")
    rest = shown.removeprefix("<before ").removesuffix(" after>").replace(HIDDEN, "")
    # The first and the last group have bytes of what stands beside the secret.
    assert len(re.sub(r"[\s\]\[]", "", rest)) <= 24, shown
    assert HIDDEN in shown


PACKED = zlib.compress(f"<{SECRET}>".encode())
TWICE = base64.b64encode(base64.b64encode(SECRET.encode()))


@pytest.mark.parametrize(
    "echo",
    [
        b"x\x9c " * 5 + PACKED,
        base64.b64encode(b"x\x9c " * 5 + PACKED),
        PACKED[:-1] + b"damaged",
        PACKED[:-6],
        b"".join(b"%%%02X" % byte for byte in TWICE),
        TWICE.replace(b"Y", b"\\u0059"),
        base64.b64encode(PACKED).replace(b"e", b"&#101;"),
    ],
    ids=["after-decoys", "after-decoys-coded", "damaged", "cut-short", "percent", "unicode", "html"],
)
def test_a_code_of_a_secret_is_hidden_whatever_stands_around_it(echo: bytes) -> None:
    assert HIDDEN.encode() in Redactor(SECRETS).redact_bytes(echo)


def test_what_nobody_can_look_through_is_not_shown() -> None:
    bomb = gzip.compress(bytes(1 << 24))
    shown = known().redact_bytes(b" ".join(base64.b64encode(part) for part in [b"a" * 60, bomb, b"b" * 60]))
    assert [part.strip(b"=") for part in shown.split()[1:]] == [HIDDEN.encode()] * 2


@pytest.mark.parametrize(
    "text",
    [
        "an ordinary text",
        "100% sure, &c., C:\\Users\\me\\unicode",
        "%zz %4 &; &#; &#xZZ; \\u12 \\xg",
        "ÄÖÜ \u0130stanbul \ud800",
        "AKIDEXAM",
        "\0\0\0",
        "x^2 + y^2 = 25=3D",
        "x^2 + y^2 = z^2; " * 4_000,
        "0x41, 0x42, 41:42:43 and [65, 66, 67]",
        base64.b64encode(bytes(range(256))).decode(),
        base64.b64encode(gzip.compress(b"nothing secret", mtime=0)).decode(),
        hashlib.sha256(b"").hexdigest(),
        "",
    ],
    ids=lambda text: text[:20],
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert known().redact_text(text) == text


def test_what_a_code_says_is_looked_through_once_however_many_escapes_stand_beside_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked = list[bytes]()

    def reading(data: bytes, budget: Budget) -> Iterator[tuple[tuple[int, int], bytes]]:
        looked.append(data)
        return codes.read(data, budget)

    monkeypatch.setattr(redaction, "read", reading)
    code = base64.b64encode(hashlib.shake_256(b"a picture").digest(3_000)).replace(b"/", b"\\/")
    known().redact_bytes(b"http:\\/\\/host %2525 " + code)
    assert sorted(set(looked)) == sorted(looked)


def test_what_stands_around_an_escaped_secret_stays() -> None:
    shown = known().redact_text(f"%41&amp;%42{ECHOES['percent twice'](KEY)}%43&lt;%44")
    assert shown == f"%41&amp;%42{HIDDEN}%43&lt;%44"


def test_words_of_a_value_that_a_user_gave_are_no_secrets() -> None:
    redactor = Redactor()
    redactor.learn(["internal-api-gateway"], words=True)
    assert redactor.redact_text("InternalFailure") == "InternalFailure"
    assert redactor.redact_text("the internal-api-gateway") == f"the {HIDDEN}"


def test_short_values_are_no_secrets() -> None:
    assert Redactor(["dev"]).redact_text("a device") == "a device"


@pytest.mark.parametrize("name", ["Authorization", "X-Amz-Security-Token", "Set-Cookie", "x-own-key"])
def test_the_values_of_some_headers_are_never_shown(name: str) -> None:
    assert Redactor(headers=["X-Own-Key"]).redact_headers([(name, "v"), ("X-Other", "v")]) == (
        (name, HIDDEN),
        ("X-Other", "v"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "AWS4-HMAC-SHA256 Credential=A/B/C, SignedHeaders=host;x, Signature=00ff",
        "AWS4-HMAC-SHA256   Credential=A/B/C,SignedHeaders=host  ,  Signature=00FF",
        "X-Amz-Signature=00ff",
        "x-amz-security-token=abc",
    ],
)
def test_the_shapes_of_signatures_are_hidden(text: str) -> None:
    assert Redactor().redact_text(f"<{text}>") == f"<{HIDDEN}>"


def test_a_known_signature_is_hidden_and_another_digest_is_not() -> None:
    redactor = Redactor()
    redactor.learn_signature("01ab" * 16)
    redactor.learn_signature("0" * 64)
    assert redactor.redact_text(f"{'01AB' * 16} {'01ac' * 16} {'0' * 64}") == f"{HIDDEN} {'01ac' * 16} {'0' * 64}"


SIGNATURE = hashlib.sha256(b"a signature of nobody").hexdigest()


@pytest.mark.parametrize("before", ["", "a", "ab", "Signature="])
@pytest.mark.parametrize("code", [base64.b64encode, base64.urlsafe_b64encode])
def test_a_known_signature_in_base64_is_hidden(before: str, code: Callable[[bytes], bytes]) -> None:
    redactor = Redactor()
    redactor.learn_signature(SIGNATURE)
    text = code(f"{before}{SIGNATURE}~?".encode()).decode().rstrip("=")
    other = code(f"{before}{'9' * 64}~?".encode()).decode().rstrip("=")
    assert redactor.redact_text(f'"{text}" "{other}"') == f'"{HIDDEN}" "{other}"'


@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
@pytest.mark.parametrize("half", [SIGNATURE[:32], SIGNATURE[32:].upper(), SIGNATURE[31::-1]], ids=["1.", "2.", "back"])
def test_half_of_a_known_signature_in_base64_is_hidden(before: str, half: str) -> None:
    redactor = Redactor()
    redactor.learn_signature(SIGNATURE)
    text = base64.b64encode(f"{before}{half}".encode()).decode()
    assert redactor.redact_text(f'"{text.rstrip("=")}"') == f'"{HIDDEN}"'


@pytest.mark.parametrize(
    "echo",
    [
        *(SIGNATURE[::-1], SIGNATURE.replace("a", "%61"), SIGNATURE.replace("1", "&#49;")),
        *(f"9{SIGNATURE}9", SIGNATURE[:32], SIGNATURE[32:], f"{SIGNATURE * 2}"),
    ],
)
def test_a_known_signature_is_hidden_in_other_forms(echo: str) -> None:
    redactor = Redactor(SECRETS)
    redactor.learn_signature(SIGNATURE)
    assert redactor.redact_text(f"<{echo}>") == f"<{HIDDEN}>"


def test_the_first_of_very_many_signatures_is_hidden_too() -> None:
    redactor, signatures = Redactor(), [hashlib.sha256(b"%d" % number).hexdigest() for number in range(600)]
    for signature in signatures:
        redactor.learn_signature(signature)
    assert {redactor.redact_text(signature[start : start + 32]) for signature in signatures for start in (0, 32)} == {
        HIDDEN
    }
    assert redactor.redact_text(SIGNATURE) == SIGNATURE


def exchange(outcome: Answer | Failure, headers: tuple[tuple[str, str], ...] = ()) -> Exchange:
    request = Request(path="/", headers=headers)
    case = Case(id="c", clause="a", request=request)
    return Exchange(case=case, request=request, outcome=outcome, started_at=0, elapsed=0)


def test_an_exchange_without_secrets_is_not_copied() -> None:
    plain = exchange(Answer(status=200, headers=(("A", "b"),), body=b"{}"))
    assert known().exchange(plain) is plain


def test_an_exchange_is_redacted_in_every_part() -> None:
    shown = known().exchange(
        exchange(Answer(status=200, headers=((KEY, SECRET),), body=TOKEN.encode()), headers=(("Authorization", KEY),))
    )
    assert shown.outcome == Answer(status=200, headers=((HIDDEN, HIDDEN),), body=HIDDEN.encode())
    assert shown.request.headers == (("Authorization", HIDDEN),)
    assert Redactor([KEY]).exchange(exchange(Failure(kind="tls", detail=KEY))).outcome == Failure(
        kind="tls", detail=HIDDEN
    )


WORST: dict[str, Callable[[int], bytes]] = {
    "spaces after a credential": lambda size: b"AWS4-HMAC-SHA256 Credential=x" + b" " * size,
    "spaces and commas": lambda size: b"AWS4-HMAC-SHA256 Credential=x" + b" ," * (size // 2),
    "beginnings of a signature": lambda size: b"AWS4-HMAC-SHA256 " * (size // 17),
    "credentials": lambda size: b"Credential=x " * (size // 13),
    "percent signs": lambda size: b"%25" * (size // 3),
    "entities": lambda size: b"&amp;" * (size // 5),
    "backslashes": lambda size: b"\\u005c" * (size // 6),
    "zeros": lambda size: b"\0" * size,
    "beginnings of a secret": lambda size: SECRET[:-1].encode() * (size // 39),
    "secrets": lambda size: SECRET.encode() * (size // 40),
    "digits": lambda size: b"a" * size,
    "separators": lambda size: b"0x41, " * (size // 6),
    "blanks": lambda size: b" " * size,
    "quoted-printable": lambda size: b"=41" * (size // 3),
    "base64 in base64": lambda size: base64.b64encode(base64.b64encode(base64.b64encode(bytes(size * 27 // 64)))),
    "codes": lambda size: (base64.b64encode(bytes(30)) + b" ") * (size // 41),
    "packed": lambda size: (base64.b64encode(gzip.compress(bytes(9_000))) + b" ") * (size // 70),
    "beginnings of what is packed": lambda size: b"\x1f\x8b\x08" * (size // 3),
    "stored blocks": lambda size: b"x\x9c\0\xd0\x07\x2f\xf8" * (size // 7),
    "line ends": lambda size: b"\\n" * (size // 2),
    "digits in base64": lambda size: base64.b64encode(b"a" * (size * 3 // 4)),
}


@pytest.mark.slow
@pytest.mark.parametrize("worst", WORST)
def test_a_text_of_sixteen_times_the_size_does_not_take_its_square(worst: str) -> None:
    redactor = Redactor(SECRETS)
    redactor.learn_signature(SIGNATURE)
    little, large = WORST[worst](LARGE // 16), WORST[worst](LARGE)
    # The slack is what a clock may err by: it is small beside what the square of the size would add.
    most = 80 * min(_seconds(redactor, little) for _ in range(3)) + 0.01
    # One of three times is enough: a longer one may be the machine's doing.
    assert any(_seconds(redactor, large) <= most for _ in range(3))


def _seconds(redactor: Redactor, data: bytes) -> float:
    """The time that this thread computed: what else the machine does is not counted."""
    begin = time.thread_time()
    redactor.redact_bytes(data)
    return time.thread_time() - begin


@pytest.mark.parametrize("before", ["", "a", "ab", "abc", "abcd", "abcde"])
def test_a_secret_in_base32_or_in_the_digits_of_utf_16_is_hidden(before: str) -> None:
    secret = "falseSecretOfNobody/987654321"
    coded = base64.b32encode(f"{before}{secret}|after".encode()).decode()
    digits = f"{before}{secret}".encode("utf-16-le").hex()
    shown = Redactor([secret]).redact_text(f"{coded} {digits}")
    assert secret.encode("utf-16-le").hex()[8:-8] not in shown
    assert base64.b32encode(f"{before}{secret}".encode()).decode()[24:32] not in shown


@pytest.mark.parametrize("code", [base64.b16encode, base64.b32encode, base64.b64encode])
@pytest.mark.parametrize("before", ["", "a", "ab"])
def test_a_code_backwards_and_the_code_of_what_is_backwards_are_hidden(
    before: str, code: Callable[[bytes], bytes]
) -> None:
    secret = "falseSecretOfNobody/987654321"
    for echo in (code(f"{before}{secret}".encode())[::-1], code(f"{before}{secret[::-1]}".encode())):
        shown = Redactor([secret]).redact_text(f"<{echo.decode()}>")
        assert len(shown.replace(HIDDEN, "", 1)) <= len("<>") + 2 * len(before) + 8, shown


def test_a_value_of_a_json_text_may_have_been_escaped_three_times() -> None:
    escaped = ECHOES["JSON, every character"](ECHOES["JSON, every character"](ECHOES["percent, every byte"](KEY)))
    assert Redactor([KEY]).redact_text(json.dumps({"Name": escaped})) == json.dumps({"Name": HIDDEN})
