"""What every answer keeps to, one contract a module. Knows nothing of the graph's content."""
