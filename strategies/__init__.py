"""Requests worth sending: valid ones, and ones that break exactly one clause."""
