"""The verdict as a small SVG badge for a README or a dashboard."""

from __future__ import annotations

from markupsafe import Markup

from reports.run.outcomes import summary
from reports.run.record import Record, Verdict

_COLOURS = {Verdict.CONFORMANT: "#1a6b3c", Verdict.NONCONFORMANT: "#a52a1f", Verdict.INCONCLUSIVE: "#5b5f66"}
_LABEL = "contract"
_CHARACTER = 6.6
_SVG = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" width="{total}" height="20" role="img"'
    ' aria-label="{label}: {text}">'
    "<title>{label}: {text}</title>"
    '<clipPath id="r"><rect width="{total}" height="20" rx="4"/></clipPath>'
    '<g clip-path="url(#r)"><rect width="{total}" height="20" fill="#33363b"/>'
    '<rect x="{left}" width="{right}" height="20" fill="{colour}"/></g>'
    '<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">'
    '<text x="{label_at}" y="14">{label}</text><text x="{text_at}" y="14">{text}</text></g></svg>\n'
)


def render(record: Record) -> str:
    """A badge such as "contract: nonconformant, 5 fail, 2 warnings" as one SVG document."""
    text = ", ".join(filter(None, [str(record.verdict), summary(record)]))
    left, right = _width(_LABEL), _width(text)
    return str(
        _SVG.format(
            label=_LABEL,
            text=text,
            total=left + right,
            left=left,
            right=right,
            label_at=left / 2,
            text_at=left + right / 2,
            colour=_COLOURS[Verdict(record.verdict)],
        )
    )


def _width(text: str) -> int:
    return round(len(text) * _CHARACTER) + 12
