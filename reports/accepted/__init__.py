"""Deviations that are known beforehand: a waiver's, and a baseline's."""
