"""What the commands do; :mod:`app.cli` only reads their options."""
