"""The settings of a run: everything that it may be told."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from conformance.wire.access import Access, access
from conformance.wire.address import is_loopback
from spec.contract import DEFAULT_EDITION, EDITIONS, load
from spec.operation import Operation
from strategies.plan import DEPTHS

# What a target may be reached with beside its URL; a journal names them, without their values.
REACHING = (
    *("header", "host_header", "ca_bundle", "client_cert", "client_key", "insecure", "proxy"),
    *("auth", "region", "service", "aws_profile"),
)


@dataclass(frozen=True, slots=True)
class Shard:
    """A part of a run: the clauses of one machine of several.

    Attributes:
        number: which part, counted from 1.
        count: how many there are.
    """

    number: int
    count: int

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"


def _option(help_text: str, default: Any = None, **more: Any) -> Any:
    """A dataclass field that is also an option: its help, its choices and its metavariable."""
    return field(default=default, metadata={"help": help_text, **more})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that a run may be told. Each field is an option of the same name, a variable and a TOML key."""

    target: str | None = _option("base URL of the target, or its name in the TOML file", metavar="URL|NAME")
    contract: str | None = _option("a shipped contract, or the folder of one", metavar="NAME|DIR")
    edition: str = _option("short for a shipped contract's version", DEFAULT_EDITION, choices=EDITIONS)
    operation: tuple[str, ...] | None = _option(
        "an operation of the contract, or all; may be given again", metavar="NAME|all", several=True
    )
    parameter: tuple[str, ...] | None = _option(
        "a parameter's value that exists at the target; a second value shows whether it keeps the two apart",
        metavar="NAME=VALUE",
        several="whole",
    )
    voice_connector_id: str | None = _option(
        "the connector, where the contract has one: short for its --parameter", metavar="ID"
    )
    auth: str | None = _option(
        "how requests are signed; by default sigv4 for the reference, none for other targets", choices=("none", "sigv4")
    )
    region: str = _option("AWS region to sign for", "us-east-1", metavar="R")
    service: str = _option("AWS service name to sign for, by default the contract's", "", metavar="S")
    aws_profile: str | None = _option("profile of the AWS configuration", metavar="P")
    header: tuple[str, ...] | None = _option(
        "a header of every request, such as an API key; may be given again", metavar="NAME:VALUE", several="whole"
    )
    host_header: str = _option("the Host header, where it is not the URL's host", "", metavar="H")
    ca_bundle: Path | None = _option("the authorities to trust (PEM)", type=Path, metavar="FILE")
    client_cert: Path | None = _option("the certificate to show (PEM)", type=Path, metavar="FILE")
    client_key: Path | None = _option("its key (PEM)", type=Path, metavar="FILE")
    insecure: bool = _option("accept any certificate", default=False)
    proxy: str = _option("an HTTP proxy to go through", "", metavar="URL")
    depth: str = _option("how much is sent", "standard", choices=tuple(DEPTHS))
    examples: int | None = _option(
        "requests drawn at random; by default as many as the depth says", type=int, metavar="N"
    )
    seed: int = _option(
        "seed of what is drawn at random; the same seed sends the same requests", 0, type=int, metavar="N"
    )
    rate: float | None = _option(
        "requests per second at most; 5 for a target that is not on this machine", type=float, metavar="N"
    )
    concurrency: int | None = _option(
        "requests under way at once; by default one, and more where answers are slow", type=int, metavar="N"
    )
    timeout: float = _option("seconds that one answer may take", 10.0, type=float, metavar="S")
    time_limit: float | None = _option("seconds that the whole run may take", type=float, metavar="S")
    select: tuple[str, ...] | None = _option(
        "only clauses that match; may be given again", metavar="GLOB", several=True
    )
    shard: Shard | None = _option("only the I-th of N parts, for `merge`", type=Shard, metavar="I/N")
    strict: bool = _option("SHOULD findings decide the verdict, too", default=False)
    waivers: Path | None = _option("known exceptions (TOML or YAML)", type=Path, metavar="FILE")
    baseline: Path | None = _option(
        "an earlier run.json to compare with; `history`: the run accepted last", type=Path, metavar="FILE|history"
    )
    fail_on: str | None = _option("exit with 1 only for new findings", choices=("new",))
    history: Path | None = _option("SQLite file that keeps every run's outcome", type=Path, metavar="DB")
    output: Path = _option("folder for the reports", Path("conformance-report"), type=Path, metavar="DIR")
    max_sessions: int | None = _option(
        "the most resources that may be created, such as sessions", type=int, metavar="N"
    )
    safe: bool = _option("send only requests that create nothing", default=False)
    dry_run: bool = _option("print what would be sent, and send nothing", default=False)
    yes: bool = _option("send to a target that is not on this machine without asking", default=False)
    no_cache: bool = _option("draw requests anew, and keep none in the user's cache folder", default=False)
    label: str = _option("how the report calls the target", "", metavar="TEXT")

    @property
    def signed(self) -> bool:
        """Whether requests are signed; those to the built-in reference are, unless told otherwise."""
        return (self.auth or ("sigv4" if self.target is None else "none")) == "sigv4"

    @property
    def signing_name(self) -> str:
        """The AWS service name to sign for: the user's, else the contract's own; the built-in reference takes any."""
        return self.service or load(self.source).service or ("" if self.target else "any")

    @property
    def host(self) -> str:
        """The Host header of every request: the user's; "" for the URL's own.

        An emulator on this machine has the whole of AWS behind one address and may go by the host that a service has
        there. So a derived contract's own host is told to it, unless the user says another. What is signed goes by its
        signature: for the host that a stranger's contract names, the signature would be valid there as well.
        """
        contract = load(self.source)
        if self.host_header or contract.shipped or self.target is None or not self.loopback or self.signed:
            return self.host_header
        return contract.host.replace("{region}", self.region)

    @property
    def source(self) -> str:
        """What `spec.contract.load` finds the contract by."""
        return self.contract or self.edition

    @property
    def operations(self) -> tuple[Operation, ...]:
        """The operations that are verified.

        Raises:
            ContractError: the contract has no such operation.
        """
        return load(self.source).select(self.operation or ())

    @property
    def named(self) -> dict[str, str]:
        """The values of parameters that the user gave."""
        pairs = dict(text.partition("=")[::2] for text in reversed(self.parameter or ()))
        short = load(self.source).options.get("voice-connector-id")
        return {**pairs, short: self.voice_connector_id} if short and self.voice_connector_id else pairs

    @property
    def others(self) -> dict[str, str]:
        """The second values that the user gave for parameters: what exists at the target as well."""
        first = self.named
        pairs = [text.partition("=")[::2] for text in reversed(self.parameter or ())]
        return {name: value for name, value in pairs if value != first[name]}

    @property
    def connector(self) -> str:
        """The value of the parameter that `--voice-connector-id` is short for; "" where the contract has none."""
        return self.given.get(load(self.source).options.get("voice-connector-id", ""), "")

    @property
    def given(self) -> dict[str, str]:
        """The values of parameters that exist at the target, by name: the user's, else the contract's own."""
        return load(self.source).given(self.named)

    def selects(self, clause: str) -> bool:
        """Whether one of the globs matches the clause's id, or none is given."""
        return not self.select or any(fnmatchcase(clause, glob) for glob in self.select)

    @property
    def from_history(self) -> bool:
        """Whether the baseline is the run that was accepted last in the history."""
        return self.baseline == Path("history")

    @property
    def loopback(self) -> bool:
        """Whether the target is on this machine; behind a proxy elsewhere, `localhost` is another one."""
        return self.target is None or (is_loopback(self.target) and (not self.proxy or is_loopback(self.proxy)))

    @property
    def access(self) -> Access:
        """How the target is reached.

        Raises:
            UsageError: a header, a certificate or the proxy is wrong.
        """
        return access(
            headers=self.header or (),
            host=self.host,
            ca_bundle=self.ca_bundle,
            insecure=self.insecure,
            client_cert=self.client_cert,
            client_key=self.client_key,
            proxy=self.proxy,
        )


def lasting(settings: Settings) -> dict[str, Any]:
    """What a journal says of its target: where it is and what was created there; never how to sign, nor a secret."""
    plain = {item.name: item.default for item in fields(Settings)}
    # What the contract says, `cleanup` knows by itself.
    plain["service"] = load(settings.source).service or plain["service"]
    used = [spelled(name) for name in REACHING if getattr(settings, name) != plain[name]]
    return {
        "target": settings.target,
        "contract": load(settings.source).name,
        "parameter": [f"{name}={value}" for name, value in settings.named.items()],
        "reached_with": used,
    }


def spelled(name: str) -> str:
    """A setting as the command line spells it."""
    return "--" + name.replace("_", "-")
