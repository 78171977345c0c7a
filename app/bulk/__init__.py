"""Whole archives in: files are cut into lots, processes on a Dask cluster clean and code them, one writer stores them."""
