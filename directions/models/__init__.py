"""What the directions collect: the org chart, the campaign, each direction's contribution and its blocks."""

from directions.models.blocks import Achievement, Chapter, Mission, Moment, Takeaway
from directions.models.campaign import Campaign
from directions.models.contribution import Contribution, ContributionEvent
from directions.models.figures import Chart, ChartPoint, Indicator, KeyFigure, Redefinition
from directions.models.messages import OutgoingMessage
from directions.models.organisation import Direction, Membership
from directions.models.people import User
from directions.models.review import ReviewComment, ReviewVisit
from directions.models.uploads import PendingUpload, SheetImport

__all__ = [
    "Achievement",
    "Campaign",
    "Chapter",
    "Chart",
    "ChartPoint",
    "Contribution",
    "ContributionEvent",
    "Direction",
    "Indicator",
    "KeyFigure",
    "Membership",
    "Mission",
    "Moment",
    "OutgoingMessage",
    "PendingUpload",
    "Redefinition",
    "ReviewComment",
    "ReviewVisit",
    "SheetImport",
    "Takeaway",
    "User",
]
