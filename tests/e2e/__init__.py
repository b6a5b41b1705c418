"""The site as a person meets it: a real browser on a real server."""
