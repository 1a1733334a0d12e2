"""The suite: pytest modules, oracle, target, plugin, command line, and the built-in reference target."""
