"""The suite itself: one test per clause. `pytest --pyargs conformance --target URL` runs it."""
