"""The wire: how requests reach a target byte for byte, how often, signed by whom, and what of it may be shown."""
