"""The run record: its data, its JSON and schema, and what counts as passed, failed and conformant."""
