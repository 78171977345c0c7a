"""Articles in: readers of files, cleaning, and the refusal of what is no English text."""
