"""Sequences of requests: what the single requests of a run cannot show, the life of a resource."""
