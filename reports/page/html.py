"""Renders HTML: one self-contained page whose own policy forbids everything but its own style and script."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

import jinja2
from markupsafe import Markup

from reports.page.view import page
from reports.run.record import Record
from reports.wording.headlines import difference
from reports.wording.remedies import advice
from reports.wording.text import shorten, visible

_JOINTS, _SLASHES = re.compile(r"(?<=[./@])(?=\S)"), re.compile(r"(?<=/)")
# White space, with the sign before it that ends a part of a sentence.
_WORDS = re.compile(r"([,;:.]?(?:\s+|$))")
_OPTION = re.compile(r"(--[a-z-]+)")
_POLICY = "default-src 'none'; style-src '{style}'; script-src '{script}'; base-uri 'none'; form-action 'none'"


def render(record: Record) -> str:
    """`record` as one HTML document that needs neither network nor JavaScript."""
    return render_template("report.html.j2", record=record, page=page(record))


def render_template(name: str, **values: Any) -> str:
    """The template `name` with `values`, every text in it made visible and escaped."""
    return environment().get_template(name).render(values) + "\n"


@cache
def environment(more: jinja2.BaseLoader | None = None) -> jinja2.Environment:
    """The templates with everything that a page needs; `more` has templates of another package that extend ours."""
    own = jinja2.PackageLoader("reports.page")
    made = jinja2.Environment(
        loader=own if more is None else jinja2.ChoiceLoader([own, more]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    style, script = _source(made, "style.css"), _source(made, "script.js")
    made.globals |= {
        "style": style,
        "script": script,
        "policy": _POLICY.format(style=_digest(style), script=_digest(script)),
    }
    made.filters |= {
        "link": _link,
        "date": _date,
        "day": _day,
        "cut": shorten,
        "dotted": _dotted,
        "slashed": _slashed,
        "options": _options,
        "advice": advice,
        "difference": difference,
        "number": "{:,}".format,
        "linked": _linked,
        "coded": _coded,
    }
    return made


def _finalize(value: Any) -> Any:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _source(made: jinja2.Environment, name: str) -> Markup:
    """Our own style or script, set into the page as it stands."""
    loader = made.loader or jinja2.BaseLoader()
    return Markup(loader.get_source(made, name)[0])  # noqa: S704 - a file of this package


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _dotted(name: str) -> Markup:
    """An id that may be broken after each dot, slash and at sign, and nowhere else as long as it fits."""
    return _breakable(name, _JOINTS)


def _slashed(line: str) -> Markup:
    """The first line of a message, that may be broken after each slash."""
    return _breakable(line, _SLASHES)


def _breakable(text: str, joints: re.Pattern[str]) -> Markup:
    return Markup("<wbr>").join(joints.split(visible(text)))


def _options(sentence: str) -> Markup:
    """A sentence in which no option is broken: `--` and `depth` belong together."""
    parts = _OPTION.split(sentence)
    shown = (Markup('<span class="whole">{}</span>').format(part) if part.startswith("--") else part for part in parts)
    return Markup("").join(shown)


def _linked(sentence: str, ids: Collection[str]) -> Markup:
    """A sentence in which the id of a clause is a link to it."""
    known = Markup('<a href="#{}"><code>{}</code></a>')
    words = _WORDS.split(sentence)
    return Markup("").join(known.format(word, _dotted(word)) if word in ids else _options(word) for word in words)


def _coded(sentence: str, ids: Collection[str]) -> Markup:
    """A sentence in which the id of a clause is set as code."""
    known = Markup("<code>{}</code>")
    words = _WORDS.split(sentence)
    return Markup("").join(known.format(_dotted(word)) if word in ids else _dotted(word) for word in words)


def _link(url: str) -> str:
    """`url` if a browser only follows it to a page, else nothing."""
    return url if url.startswith("https://") else ""


def _day(stamp: str) -> str:
    """An ISO 8601 time as the day in a chart: `2 Jan`."""
    try:
        time = datetime.fromisoformat(stamp)
    except ValueError:
        return stamp[:10]
    return f"{time.day} {time:%b}"


def _date(stamp: str) -> str:
    """An ISO 8601 time as people write it; unchanged if it is not one."""
    try:
        time = datetime.fromisoformat(stamp)
    except ValueError:
        return stamp
    return f"{time.day} {time:%B %Y, %H:%M %Z}".strip()
