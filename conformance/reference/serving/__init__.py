"""The reference as a server: sockets, bounds, processes."""
