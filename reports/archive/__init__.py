"""The runs of many nights, in one database."""
