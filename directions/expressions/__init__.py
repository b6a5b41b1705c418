"""Figures as French people type them, understood or refused with their readings. Standard library only."""
