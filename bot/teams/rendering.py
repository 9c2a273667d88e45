"""Screens and parcels as cards: which view a person is shown. Adaptive Cards themselves are built in cards/."""

from dataclasses import replace
from datetime import datetime

from bot.notifications.delivery import Purpose
from bot.services.authority import Authority
from bot.services.delivering import Parcel
from bot.services.screens import (
    AboutDraftScreen,
    BesideScreen,
    ChannelScreen,
    CoverScreen,
    DeedScreen,
    DeedsScreen,
    DraftScreen,
    FoundScreen,
    HelpScreen,
    LateScreen,
    MonitorScreen,
    NotificationScreen,
    OlderScreen,
    OpenedScreen,
    ReportsScreen,
    Screen,
    WaitingScreen,
    WelcomeScreen,
    WordsScreen,
)
from bot.services.words import Words, opened_below
from bot.views.banners import banner_of
from bot.views.cover import CoverViews
from bot.views.cover_sent import CoverMessages
from bot.views.deeds import DeedViews
from bot.views.lists import ListViews
from bot.views.looked_up import LookedUpViews
from bot.views.notification import NotificationViews
from bot.views.operator import operator_card
from bot.views.report import ReportViews
from cards import lists, plain, report
from cards import notification as notification_cards
from cards import views as v

Card = dict[str, object]


class Renderer:
    """Makes cards for one authority."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority
        self._reports = ReportViews(authority)
        self._notifications = NotificationViews(authority)
        self._cover = CoverViews(authority)
        self._cover_sent = CoverMessages(authority)
        self._lists = ListViews(authority)
        self._looked_up = LookedUpViews(authority, self._lists)
        self._deeds = DeedViews(authority)

    def screen(self, screen: Screen, now: datetime) -> tuple[Card, v.View]:
        """The card of a screen, and the view it was built from. `now` is aware, UTC."""
        view = self._view(screen, now)
        return build(view), view

    def parcel(self, parcel: Parcel, now: datetime) -> tuple[Card, v.View]:
        """The card of a delivery to a person or a channel."""
        view = self._parcel_view(parcel, now)
        return build(view), view

    def _view(self, screen: Screen, now: datetime) -> v.View:
        organisation = self._authority.organisation
        match screen:
            case WelcomeScreen():
                return plain.welcome(organisation.name, organisation.phone)
            case HelpScreen(unknown=unknown):
                return (plain.not_understood if unknown else plain.help_message)(organisation.phone)
            case DraftScreen():
                return self._reports.draft(screen, now)
            case AboutDraftScreen():
                return self._reports.about(screen, now)
            case NotificationScreen(record=record, viewer=viewer, words=words):
                return self._notifications.personal(record, viewer, now, said=words)
            case OlderScreen(record=record, words=words):
                return plain.newer(record.notification.reference, *([words.title, words.next] if words else []))
            case OpenedScreen():
                return said(opened_below())
            case BesideScreen(shown=shown):
                return self._view(shown, now)
            case ChannelScreen(record=record, words=words):
                return self._notifications.channel(record, now, banner=words.text if words else "")
            case ReportsScreen():
                return self._lists.reports(screen, now)
            case WaitingScreen():
                return self._lists.waiting(screen, now)
            case FoundScreen():
                return self._looked_up.found(screen, now)
            case LateScreen():
                return self._looked_up.late(screen, now)
            case MonitorScreen():
                return self._looked_up.monitor(screen, now)
            case DeedsScreen():
                return self._deeds.all(screen)
            case DeedScreen():
                return self._deeds.form(screen)
            case CoverScreen():
                return self._cover.card(screen, now)
            case WordsScreen(words=words):
                return said(words)
        raise AssertionError(f"no view for {type(screen).__name__}")

    def _parcel_view(self, parcel: Parcel, now: datetime) -> v.View:
        view = self._parcel_card(parcel, now)
        if not parcel.delivery.unclear:
            return view
        # Teams offers nothing to look a post up by: the second one says what it may be, for as long as it stands.
        if isinstance(view, v.Notification | v.ChannelPost):
            return replace(view, badge=f"REPEAT {view.badge}".strip())
        return replace(view, title=f"Repeat: {view.title}") if isinstance(view, v.Notice | v.ListView) else view

    def _parcel_card(self, parcel: Parcel, now: datetime) -> v.View:
        delivery, record = parcel.delivery, parcel.record
        if parcel.notice is not None:
            return operator_card(parcel, parcel.notice, self._authority)
        if delivery.purpose is Purpose.DIGEST:
            return plain.newer("") if delivery.replaced else self._lists.digest(parcel, now)
        if delivery.purpose is Purpose.OWN_COVER:
            return self._cover_sent.own_card(parcel, now)
        if parcel.absence is not None:
            return self._cover_sent.parcel(parcel, parcel.absence, now)
        if parcel.draft is not None:
            return self._reports.reminder(parcel, parcel.draft, now)
        assert record is not None
        if delivery.replaced:
            return plain.newer(record.notification.reference)
        if delivery.purpose is Purpose.POST:
            return self._notifications.channel(record, now)
        banner, badge = banner_of(parcel, record)
        return self._notifications.personal(record, delivery.recipient, now, banner=banner, badge=badge)


def build(view: v.View) -> Card:
    """The Adaptive Card of a view."""
    match view:
        case v.FirstCard():
            return report.first_card(view)
        case v.FormStep():
            return report.form_step(view)
        case v.Check():
            return report.check(view)
        case v.Notice():
            return plain.notice(view)
        case v.Notification():
            return notification_cards.notification(view)
        case v.ChannelPost():
            return notification_cards.channel_post(view)
        case v.ListView():
            return lists.listing(view)


def said(words: Words) -> v.Notice:
    """An answer that is only words."""
    return v.Notice(id="", version=0, title=words.title, lines=(words.next,) if words.next else (), tone=words.tone)
