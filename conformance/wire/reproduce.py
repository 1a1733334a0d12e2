"""Command lines that send a request again: curl, the AWS CLI where it can say it, and Python."""

from __future__ import annotations

import base64
import json
import shlex
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from strategies.request import Request

# A body longer than this makes no command line.
_LONGEST = 8_000
_AWS_CLI = {"2018-05-01": "chime", "2022-08-03": "chime-sdk-voice"}


def commands(
    request: Request, base_url: str, *, signed: bool, region: str, service: str, edition: str
) -> dict[str, str]:
    """The command lines by name: `curl`, `python`, and `aws` where the AWS CLI can express the request.

    Credentials appear only as the names of environment variables. No tool signs wrongly, so of the forgeries only the
    unsigned request has a line; `replay` sends the others.
    """
    if len(request.body) > _LONGEST or request.forgery not in ("", "unsigned"):
        return {}
    signed = signed and not request.forgery
    found = {"curl": _curl(request, base_url, signed=signed, region=region, service=service)}
    aws = _aws(request, base_url, signed=signed, region=region, edition=edition)
    if aws:
        found["aws"] = aws
    found["python"] = _python(request, base_url, scope=(service, region) if signed else None)
    return found


def _curl(request: Request, base_url: str, *, signed: bool, region: str, service: str) -> str:
    parts = ["curl", "-i", "--path-as-is", "-X", shlex.quote(request.method)]
    if signed:
        parts += [
            "--aws-sigv4",
            shlex.quote(f"aws:amz:{region}:{service}"),
            "--user",
            '"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"',
            '${AWS_SESSION_TOKEN:+-H "X-Amz-Security-Token: $AWS_SESSION_TOKEN"}',
        ]
    names = {name.lower() for name, _ in request.headers}
    for name, value in request.headers:
        parts += ["-H", _quoted(f"{name}: {value}".encode())]
    # curl adds these two by itself; an empty value takes them out.
    for name in ("Accept", "Content-Type"):
        if name.lower() not in names:
            parts += ["-H", shlex.quote(f"{name}:")]
    if request.body:
        # No argument can hold a NUL, so such a body comes from a pipe; raw, since a body may begin with an @.
        piped = b"\0" in request.body
        parts += (
            ["--data-binary", f"@<(printf %s {_base64(request.body)} | base64 -d)"]
            if piped
            else ["--data-raw", _quoted(request.body)]
        )
    return " ".join([*parts, _quoted(f"{base_url}{request.path}".encode())])


def _quoted(data: bytes) -> str:
    """`data` as one word of a shell; bytes that no text shows are written as escapes of bash."""
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError:
        text = ""
    if text and text.isprintable():
        return shlex.quote(text)
    return "$'" + "".join(_escaped(byte) for byte in data) + "'"


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _escaped(byte: int) -> str:
    char = chr(byte)
    if char in "'\\":
        return "\\" + char
    return char if 32 <= byte < 127 else f"\\x{byte:02x}"


def _aws(request: Request, base_url: str, *, signed: bool, region: str, edition: str) -> str:
    """The AWS CLI's line; it validates what it sends and sends JSON only, so many cases have none."""
    try:
        document = json.loads(request.body)
    except ValueError:
        return ""
    steps = urlsplit(request.path).path.split("/")
    if request.method != "POST" or len(steps) != 4 or not isinstance(document, Mapping):
        return ""
    given = {"VoiceConnectorId": unquote(steps[2]), **document}
    parts = [
        "aws",
        _AWS_CLI[edition],
        "create-proxy-session",
        "--endpoint-url",
        shlex.quote(base_url),
        "--region",
        region,
        "--cli-input-json",
        shlex.quote(json.dumps(given)),
    ]
    return " ".join(parts if signed else [*parts, "--no-sign-request"])


def _python(request: Request, base_url: str, *, scope: tuple[str, str] | None) -> str:
    """Python with the standard library, and botocore where the request is signed."""
    parts = urlsplit(base_url)
    kind = "HTTPSConnection" if parts.scheme == "https" else "HTTPConnection"
    headers = (*request.headers, ("Content-Length", str(len(request.body))))
    return "\n".join(
        (
            "import http.client",
            *(("import botocore.session", "from botocore import auth, awsrequest") if scope else ()),
            f"headers = {headers!r}",
            *(_signing(request, base_url, scope) if scope else ()),
            f"connection = http.client.{kind}({parts.netloc!r})",
            f"connection.putrequest({request.method!r}, {parts.path + request.path!r}, skip_accept_encoding=True)",
            "for name, value in headers:",
            "    connection.putheader(name, value)",
            f"connection.endheaders({request.body!r})",
            "answer = connection.getresponse()",
            "print(answer.status, answer.read())",
        )
    )


def _signing(request: Request, base_url: str, scope: tuple[str, str]) -> tuple[str, ...]:
    """The lines that sign `headers` with the credentials of the AWS chain."""
    url = base_url + request.path
    return (
        f"request = awsrequest.AWSRequest({request.method!r}, {url!r}, dict(headers), {request.body!r})",
        "credentials = botocore.session.get_session().get_credentials()",
        f"auth.SigV4Auth(credentials, {scope[0]!r}, {scope[1]!r}).add_auth(request)",
        "headers = list(request.headers.items())",
    )
