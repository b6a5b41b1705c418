"""The pages and answers that are not those of the admin."""
