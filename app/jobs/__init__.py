"""Jobs done: by one process at a time, lot by lot, and taken up by another one where it dies."""
