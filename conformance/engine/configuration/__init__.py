"""Where settings come from: the command line, the environment and a TOML file, checked before anything is sent."""

from conformance.engine.configuration.resolving import PREFIX, resolve

__all__ = ["PREFIX", "resolve"]
