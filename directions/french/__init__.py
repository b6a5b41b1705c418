"""French as it is written: numbers and their words, dates, typography, texts compared. Standard library only."""
