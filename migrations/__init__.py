"""Alembic migrations, one file a step; `app.store.migrating.migrate` runs them."""
