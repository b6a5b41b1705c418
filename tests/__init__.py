"""The tests: folders mirror the apps; e2e/ drives a real browser, benchmarks/ measures."""
