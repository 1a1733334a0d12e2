"""The command line: one module per command, each a thin front of what does the work."""
