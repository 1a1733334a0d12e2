"""The media types of bodies that REST-JSON knows."""

from __future__ import annotations

JSON = "application/json"
EVENTS = "application/vnd.amazon.eventstream"
BYTES = "application/octet-stream"
TEXT = "text/plain"
