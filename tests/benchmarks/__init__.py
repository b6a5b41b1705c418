"""What the report costs at its real size. `pytest tests/benchmarks -s` prints the times; the bounds are generous."""
