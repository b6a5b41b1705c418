"""The review of a contribution: its page and what is said on it; its versions, and what differs between two of them."""
