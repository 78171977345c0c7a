"""What is said about the speed of ingestion, reprinted: python -m bench.ingest ROW…"""
