"""The knowledge graph itself: language, actors, coding, network and queries. No HTTP, no SQL, no clock, no environment."""
