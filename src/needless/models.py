"""All tables, by chapter."""

from needless.asking.models import Ask, AskStep, Favour, JobSearch, SharedWork
from needless.backups.models import Backup, BackupPlan
from needless.benefits.models import Benefit, Link
from needless.cards.models import OwnCard
from needless.channels.models import DatesFeed, Digest, PlanChannel
from needless.contacts.models import (
    Address,
    Conflict,
    Contact,
    CustomField,
    Forgotten,
    ImportantDate,
    LetGo,
    Merge,
    Note,
    Photo,
    Position,
    Relation,
    SourceKey,
    Tag,
    TwoPeople,
    Undo,
)
from needless.gatherings.models import Activity, CalendarFeed, Companion, Event, Guest, Letter, Occasion, Trip
from needless.hearing.models import Perspective, Possibility
from needless.helping.models import Promise, Recommendation, UnfiledLine, Wish
from needless.imports.models import ColumnMapping, FieldChange, Import, ImportFile, Refused, WaitingTalk
from needless.interactions.models import Interaction, Participation, Remembrance, TieWeek
from needless.introducing.models import Introduction, IntroductionStep
from needless.mailboxes.models import AskedMail, CopyAddress, Mailbox, MailFolder
from needless.meetings.models import Meeting
from needless.news.models import Entry, Feed, Offer, Profile, Story, Subscription
from needless.opportunities.models import Board, Opportunity, Portal, Tip
from needless.owners.models import (
    AppPassword,
    AuditEntry,
    Invitation,
    KeptAnswer,
    NotesKey,
    OwnAddress,
    Owner,
    OwnPosition,
    Session,
    SignInLink,
    Token,
)
from needless.phonebook.models import Book, BookCard
from needless.plan.models import DayPlan, Suggestion
from needless.recommending.models import Draft
from needless.syncing.models import Account, CalendarItem, CardLink, Collection, SyncRun
from needless.triage.models import Decision, RecallAnswer, RecallCard
from needless.webhooks.models import Endpoint, Outgoing

__all__ = [
    "Account", "Activity", "Address", "AppPassword", "Ask", "AskStep", "AskedMail", "AuditEntry", "Backup", "BackupPlan", "Benefit",
    "Board", "Book", "BookCard", "CalendarFeed", "CalendarItem", "CardLink", "Collection",
    "ColumnMapping", "Companion", "Conflict", "Contact", "CopyAddress", "CustomField", "DatesFeed",
    "DayPlan", "Decision", "Digest", "Draft", "Endpoint", "Entry", "Event", "Favour", "Feed", "FieldChange",
    "Forgotten", "Guest", "Import", "ImportFile", "ImportantDate", "Interaction", "Introduction",
    "IntroductionStep", "Invitation", "JobSearch", "KeptAnswer", "LetGo", "Letter", "Link", "MailFolder",
    "Mailbox", "Meeting", "Merge", "Note", "NotesKey", "Occasion", "Offer", "Opportunity", "Outgoing", "OwnAddress",
    "OwnCard", "OwnPosition", "Owner", "Participation", "Perspective", "Photo", "PlanChannel", "Portal",
    "Position", "Possibility", "Profile", "Promise", "RecallAnswer", "RecallCard", "Recommendation",
    "Refused", "Relation", "Remembrance", "Session", "SharedWork", "SignInLink", "SourceKey", "Story",
    "Subscription", "Suggestion", "SyncRun", "Tag", "TieWeek", "Tip", "Token", "Trip", "TwoPeople", "Undo",
    "UnfiledLine", "WaitingTalk", "Wish",
]  # fmt: skip
