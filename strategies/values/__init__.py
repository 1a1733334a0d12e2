"""Values of a schema: valid ones, at its edges and between them, and ones that break one keyword."""
