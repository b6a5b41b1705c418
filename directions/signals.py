"""What directions tells whoever listens (reporting does), so that it needs to know nobody."""

from django.dispatch import Signal

# Sent inside the transaction after a contribution was saved or went through a transition.
# Arguments: contribution, user (None for a command), event (a ContributionEvent, or None for a plain save).
contribution_changed = Signal()

# Sent inside the transaction after a campaign was opened, and again each time that it is.
# Argument: campaign.
campaign_opened = Signal()
