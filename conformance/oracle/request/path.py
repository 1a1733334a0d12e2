"""What a request's path says: whether it is the operation's, which resources it names, and whether those exist."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes

from conformance.oracle.schemas import Checker, Offence
from spec.clauses import clause_ids
from spec.names import plain
from spec.operation import Operation
from spec.patterns import printable
from strategies.values.ids import form

# What a user may name a thing: beside letters and digits no more than what every router takes in its usual encoding.
_NAME = re.compile(r"(?=[^.])[A-Za-z0-9_.~:@+=,$!*'()&-]+")
_ESCAPE = re.compile(r"%[0-9A-F]{2}")
_PLAIN_ID = re.compile(r"[A-Za-z0-9._~-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """One id in a path.

    Attributes:
        name: the parameter's name.
        value: the id, decoded.
        known: it is that of a resource that exists; any id is where requests choose it themselves.
        alike: it is that of a known resource but for its case, white space or escapes; or it is a new name, where
            requests choose it themselves, that not every router takes.
        formed: it has the form of one that exists.
        plain: it has only characters that need no escape, and the documentation is clear about its form.
        offences: what its value breaks.
    """

    name: str
    value: str
    known: bool
    alike: bool
    formed: bool
    plain: bool
    offences: tuple[Offence, ...]


class PathRules:
    """Knows the path of one operation."""

    def __init__(self, operation: Operation, nouns: Mapping[str, str], allowed: Collection[str] = ()) -> None:
        """Prepare.

        Args:
            operation: whose path it is.
            nouns: what each parameter names, in plain words.
            allowed: what nobody says of values (`spec.clauses.ledger.allowances`).
        """
        self._operation = operation
        parameters = {parameter.name: parameter for parameter in operation.at("path")}
        self._checkers = {
            name: Checker(
                operation.clause_id(f"request.path.{name}"),
                parameter.schema,
                root=f"the {nouns[name]} id",
                allowed=allowed,
            )
            for name, parameter in parameters.items()
        }
        self._fresh = {name for name, parameter in parameters.items() if parameter.fresh}
        self._template = re.compile(template_pattern(operation.template))
        arns = [name for name in parameters if "slashes-in-arns" in allowed and plain(name).endswith("arn")]
        self._with_slashes = re.compile(template_pattern(operation.template, arns)) if arns else None

    def match(self, path: str) -> dict[str, str] | None:
        """The raw ids of a path by parameter, or None where it is another one."""
        match = self._template.fullmatch(path)
        if match is None:
            return None
        return dict(zip(self._operation.identifiers, match.groups(), strict=True))

    def match_in_any_case(self, path: str) -> bool:
        """Whether a path is the operation's but for its case."""
        return re.fullmatch(self._template.pattern, path, re.IGNORECASE) is not None

    def reads_alike(self, path: str) -> bool:
        """Whether a lenient server reads a path as the operation's: case, slashes, dot segments and escapes aside."""
        steps = unquote_to_bytes(path).decode("utf-8", "replace").split("/")
        return self.match_in_any_case("/" + "/".join(step for step in steps if step not in ("", ".")))

    def reads_with_slashes(self, path: str) -> bool:
        """Whether a path is the operation's for a server that takes slashes as a part of an ARN."""
        return self._with_slashes is not None and self._with_slashes.fullmatch(path) is not None

    def missing(self, path: str) -> str:
        """The parameter without which the operation's path would be this one, or ""."""
        raw = {name: f"{{{name}}}" for name in self._operation.identifiers}
        for name in raw:
            rest = re.compile(
                "".join(
                    "[^/]+" if part.startswith("{") else re.escape(part)
                    for part in re.split(r"(\{[^}]*\})", self._operation.template.replace(f"/{{{name}}}", ""))
                )
            )
            if rest.fullmatch(path):
                return name
        return ""

    def identifiers(self, raw: Mapping[str, str], existing: Mapping[str, str]) -> tuple[Identifier, ...]:
        """What a path's raw ids are.

        Args:
            raw: by parameter, as they stand in the path.
            existing: the ids of resources that exist, by parameter.
        """
        return tuple(self._identifier(name, text, existing.get(name)) for name, text in raw.items())

    def _identifier(self, name: str, raw: str, existing: str | None) -> Identifier:
        # Before it is sent, a case names what another operation creates by a placeholder.
        placeholder = raw == f"{{{name}}}"
        value = printable(unquote_to_bytes(raw).decode("utf-8", "replace"))
        known = placeholder or (existing is not None and raw == quote(existing, safe=""))
        # An empty id breaks its least length; that it matches no pattern either says nothing more.
        offences = () if placeholder else tuple(self._checkers[name].offences(value)[: 1 if not value else None])
        clear = placeholder or not any(self._checkers[name].in_doubt(value))
        plain = (
            clear and (_PLAIN_ID.fullmatch(raw) is not None or _escaped_alike(raw, existing)) and raw.strip(".") != ""
        )
        usual = plain or (clear and _NAME.fullmatch(value) is not None and raw == quote(value, safe=""))
        fresh = name in self._fresh and not offences and bool(value)
        alike = existing is not None and not known and value.strip().casefold() == existing.casefold()
        return Identifier(
            name=name,
            value=value,
            known=known or (fresh and usual),
            alike=alike or fresh,
            formed=existing is not None and form(existing).fullmatch(value) is not None,
            plain=plain,
            offences=() if known else offences,
        )


def _escaped_alike(raw: str, existing: str | None) -> bool:
    """Whether an id needs no other escapes than one that exists does: what reads that one, an ARN say, reads it too."""
    known = set(_ESCAPE.findall(quote(existing or "", safe="")))
    return set(_ESCAPE.findall(raw)) <= known and _PLAIN_ID.fullmatch(_ESCAPE.sub("x", raw)) is not None


def template_pattern(template: str, greedy: Collection[str] = ()) -> str:
    """The regular expression that a path of this template matches, with a group for each parameter.

    Args:
        template: the path's template.
        greedy: the parameters whose values may have slashes, beside those that the template says it of.
    """
    parts = re.split(r"(\{[^}]*\})", template)
    return "".join(_group(part, greedy) if part.startswith("{") else re.escape(part) for part in parts)


def _group(part: str, greedy: Collection[str]) -> str:
    return "(.*)" if part.endswith("+}") or part.strip("{}") in greedy else "([^/]*)"


def required(name: str) -> str:
    """The local id of the clause that the path has a parameter."""
    return clause_ids.parameter("path", name, "required")
