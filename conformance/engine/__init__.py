"""One run: which cases are sent, what their answers amount to, and what that says about each clause."""
