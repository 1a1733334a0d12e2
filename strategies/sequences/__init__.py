"""Sequences of requests in the life of a resource, and the moves that they are made of."""
