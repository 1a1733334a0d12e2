"""The HTML report: what it shows, worked out from the run record, and its templates."""
