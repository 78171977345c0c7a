"""What the service costs over HTTP beside the least that it could cost: ``python3 -m bench.http``."""
