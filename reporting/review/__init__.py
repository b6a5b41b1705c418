"""The review of a contribution: its page, and what is said on it."""
