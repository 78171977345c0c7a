"""Importers of event data: layouts are written here, their rows are invented."""
