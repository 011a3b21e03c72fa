"""A guide per role: one text for the page, its print and the PDF in `docs/gidsen/`."""

from assessments.enums import Role

from .administrator import ADMINISTRATOR
from .coordinator import COORDINATOR
from .governor import GOVERNOR
from .manager import MANAGER
from .member import MEMBER
from .values import Guide

GUIDES: dict[Role, Guide] = {
    guide.role: guide for guide in (MEMBER, COORDINATOR, MANAGER, GOVERNOR, ADMINISTRATOR)
}
