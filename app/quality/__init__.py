"""How well the coder reads, as it publishes it: measured, kept as JSON, shown as tables and figures."""
