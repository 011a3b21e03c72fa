"""Everything that is stored, in the order of the flow."""

from .actions import Action, ActionEntry, Example, Priority
from .answers import Answer, Receipt, Response
from .audit import AuditEvent
from .base import sort_key
from .cards import Actor, Block, Card, Criterion, Indicator, Level, Passage, Theme
from .conversation import Conversation
from .heartbeats import Heartbeat
from .imports import OrganisationImport
from .invitations import AllowedProvider, Invitation
from .mail import Mail, MailOff
from .organisation import Board, School, Team, folded
from .outcomes import Confirmation, ConfirmedScore, Remark, Tally, TeamScore
from .participation import Participation, Retired, SizeRaise
from .people import Membership, User, normalise_email
from .printing import PrintedFile, PrintJob, PrintPart
from .rounds import Assessment, Round

__all__ = [
    "Action",
    "ActionEntry",
    "Actor",
    "AllowedProvider",
    "Answer",
    "Assessment",
    "AuditEvent",
    "Block",
    "Board",
    "Card",
    "Confirmation",
    "ConfirmedScore",
    "Conversation",
    "Criterion",
    "Example",
    "Heartbeat",
    "Indicator",
    "Invitation",
    "Level",
    "Mail",
    "MailOff",
    "Membership",
    "OrganisationImport",
    "Participation",
    "Passage",
    "PrintJob",
    "PrintPart",
    "PrintedFile",
    "Priority",
    "Receipt",
    "Remark",
    "Response",
    "Retired",
    "Round",
    "School",
    "SizeRaise",
    "Tally",
    "Team",
    "TeamScore",
    "Theme",
    "User",
    "folded",
    "normalise_email",
    "sort_key",
]
