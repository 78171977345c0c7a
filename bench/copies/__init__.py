"""How well copies of one report are found, and what it costs: ``python3 -m bench.copies``."""
