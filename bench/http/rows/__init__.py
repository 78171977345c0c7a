"""The rows of the table that are about HTTP, one module each."""
