"""What a contribution was at each version, what differs between two, and taking a text back."""
