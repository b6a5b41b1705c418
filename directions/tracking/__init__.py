"""The tracking of a campaign: how every direction stands, what may be asked of the table, and what is done to many
contributions at once."""
