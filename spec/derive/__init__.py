"""From an AWS API Reference action page to an OpenAPI description, with the conflicts of the page."""
