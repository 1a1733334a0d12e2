"""What passed on the wire made fit to be shown: without secrets, as text, as a line to paste."""
