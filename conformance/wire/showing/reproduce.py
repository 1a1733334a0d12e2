"""Command lines that send a request again: curl, the AWS CLI where it can say it, and Python.

Credentials appear only as the names of environment variables, and so do the values of the user's own headers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from botocore import xform_name

from conformance.wire.access import Access
from conformance.wire.showing.aws import input_of
from conformance.wire.showing.shell import NO_NAMES, fits, line, printf, word
from spec.headers import is_senders
from spec.operation import Operation
from strategies.request import Request

# A body longer than this makes no command line.
_LONGEST = 8_000
_SCOPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where a command line sends to.

    Attributes:
        url: the target's base URL.
        signed: whether requests are signed.
        region: the AWS region to sign for.
        service: the AWS service name to sign for.
        cli: the AWS CLI's name of the service, such as `chime`; "" where it has none.
        operation: what is requested; without it there is no line for the AWS CLI.
        access: how the target is reached.
    """

    url: str
    signed: bool = False
    region: str = "us-east-1"
    service: str = "chime"
    cli: str = ""
    operation: Operation | None = None
    access: Access = field(default_factory=Access)


def commands(request: Request, destination: Destination, names: Mapping[str, str] = NO_NAMES) -> dict[str, str]:
    """The command lines by name: `curl`, `python`, and `aws` where the AWS CLI can express the request.

    No tool signs wrongly, so of the forgeries only the unsigned request has a line; `replay` sends the others.

    Args:
        request: what is sent.
        destination: where to.
        names: shell variables of the `curl` line by the values that they stand for, such as ids that a target gave.
    """
    if len(request.body) > _LONGEST or request.forgery not in ("", "unsigned"):
        return {}
    # These come from settings or from a contract: only what looks like a region and a service is printed.
    if not _SCOPE.fullmatch(destination.region) or not _SCOPE.fullmatch(destination.service):
        return {}
    signed = destination.signed and not request.forgery
    # What a run does not send is not told to another tool either: `Host` would make the signature one for that host.
    request = replace(request, headers=tuple(pair for pair in request.headers if not is_senders(*pair)))
    found = {}
    if _sayable(request):
        found["curl"] = _curl(request, destination, names, signed=signed)
    aws = _aws(request, destination, signed=signed)
    if aws:
        found["aws"] = aws
    found["python"] = _python(request, destination, signed=signed)
    return found


def variable(name: str) -> str:
    """The environment variable that a command line reads the value of a header from: `X-Api-Key` -> `X_API_KEY`."""
    return re.sub(r"[^A-Z0-9_]", "_", name.upper()).lstrip("0123456789") or "HEADER"


def _sayable(request: Request) -> bool:
    """Whether curl can be told the request: an argument holds no NUL, and a header that begins with @ is a file."""
    headers = [f"{name}: {value}" for name, value in request.headers]
    return all(map(fits, (request.method, request.path, *headers))) and not any(h.startswith("@") for h in headers)


def _curl(request: Request, destination: Destination, names: Mapping[str, str], *, signed: bool) -> str:
    parts = ["curl", "-i", "-g", "--path-as-is", "-X", word(request.method)]
    if signed:
        parts += [
            line(("--aws-sigv4", f"aws:amz:{destination.region}:{destination.service}")),
            '--user "${AWS_ACCESS_KEY_ID}:${AWS_SECRET_ACCESS_KEY}"',
            '${AWS_SESSION_TOKEN:+-H "X-Amz-Security-Token: ${AWS_SESSION_TOKEN}"}',
        ]
    parts += _reaching(destination.access)
    for name, value in request.headers:
        parts += ["-H", word(f"{name}: {value}" if value else f"{name};", names)]
    # curl adds these two by itself; an empty value takes them out.
    given = {name.lower() for name, _ in (*request.headers, *destination.access.headers)}
    parts += [f"-H {name}:" for name in ("Accept", "Content-Type") if name.lower() not in given]
    parts.append(word(destination.url) + word(request.path, names))
    if not request.body:
        return " ".join(parts)
    # A body may begin with an @, which names a file; what no word can show is written by printf and piped.
    visible = request.body.isascii() and request.body.decode("ascii").isprintable()
    if visible:
        return " ".join((*parts, "--data-raw", word(request.body, names)))
    return f"{printf(request.body, names)} | {' '.join(parts)} --data-binary @-"


def _reaching(access: Access) -> Iterator[str]:
    """What curl is told about the way to the target; values that may be secrets are read from variables."""
    hidden = set(access.hidden)
    for name, value in access.headers:
        yield f'-H {word(f"{name}: ")}"${{{variable(name)}}}"' if name in hidden else f"-H {word(f'{name}: {value}')}"
    if access.host:
        yield f"-H {word(f'Host: {access.host}')}"
    for option, path in (("--cert", access.client_cert), ("--key", access.client_key), ("--cacert", access.ca_bundle)):
        if path is not None:
            yield f"{option} {word(str(path))}"
    if access.insecure:
        yield "--insecure"
    if access.proxy:
        parts = urlsplit(access.proxy)
        place = parts.netloc.rpartition("@")[2]
        yield f"--proxy {word(f'http://{place}')}"
        if parts.username:
            yield '--proxy-user "${PROXY_USER}"'


def _aws(request: Request, destination: Destination, *, signed: bool) -> str:
    """The AWS CLI's line; it validates what it sends and sends JSON only, so many cases have none."""
    operation = destination.operation
    if operation is None or not destination.cli or destination.access.headers:
        return ""
    given = input_of(request, operation)
    if given is None:
        return ""
    parts = ["aws", destination.cli, xform_name(operation.name, "-"), "--endpoint-url", destination.url]
    parts += ["--region", destination.region, "--cli-input-json", json.dumps(given)]
    return line(parts if signed else [*parts, "--no-sign-request"])


def _python(request: Request, destination: Destination, *, signed: bool) -> str:
    """Python with the standard library, and botocore where the request is signed; every value is a literal."""
    parts = urlsplit(destination.url)
    kind = "HTTPSConnection" if parts.scheme == "https" else "HTTPConnection"
    own = [("Host", destination.access.host)] if destination.access.host else []
    headers = (*own, *request.headers, ("Content-Length", str(len(request.body))))
    names = [name for name, _ in destination.access.headers]
    return "\n".join(
        (
            "import http.client",
            *(("import os",) if names else ()),
            *(("import botocore.session", "from botocore import auth, awsrequest") if signed else ()),
            f"headers = {headers!a}",
            *(f"headers += (({name!a}, os.environ[{variable(name)!a}]),)" for name in names),
            *(_signing(request, destination) if signed else ()),
            f"connection = http.client.{kind}({parts.netloc!a})",
            f"line = ({request.method!a}, {parts.path + request.path!a})",
            f"connection.putrequest(*line, skip_host={bool(own)}, skip_accept_encoding=True)",
            "for name, value in headers:",
            "    connection.putheader(name, value)",
            f"connection.endheaders({request.body!r})",
            "answer = connection.getresponse()",
            "print(answer.status, answer.read())",
        )
    )


def _signing(request: Request, destination: Destination) -> tuple[str, ...]:
    """The lines that sign `headers` with the credentials of the AWS chain."""
    url = destination.url + request.path
    return (
        f"request = awsrequest.AWSRequest({request.method!a}, {url!a}, dict(headers), {request.body!r})",
        "credentials = botocore.session.get_session().get_credentials()",
        f"auth.SigV4Auth(credentials, {destination.service!r}, {destination.region!r}).add_auth(request)",
        "headers = list(request.headers.items())",
    )
