"""Benchmarks: each module here has `run(arguments)` and a docstring whose first line says what it measures."""
