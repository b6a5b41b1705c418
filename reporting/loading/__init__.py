"""Loads a whole report from one JSON file: read and checked (source, structure, coherence), turned into rows (build and
what it calls), written in one transaction. The structure is described in README.md."""
