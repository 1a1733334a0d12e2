"""Requests signed with AWS Signature Version 4, rightly or in one point wrongly."""
