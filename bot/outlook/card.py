"""The card of a director's own mail: made from the view of the card in Teams, sealed for one reader."""

from collections.abc import Mapping
from datetime import datetime

from bot.notifications.delivery import Delivery
from bot.notifications.notification import Record
from bot.organisation import Person
from bot.outlook.nonce import LIFE, Permit
from bot.services.authority import Authority
from bot.services.screens import DeedScreen, DeedsScreen
from bot.settings import OutlookSettings
from bot.views.deeds import DeedViews
from bot.views.notification import NotificationViews
from cards.outlook import Frame, director, words_alone

PATH = "/api/outlook/actions"


class MailCards:
    """Makes the cards of one authority's mails. `app_id` is the bot's, for the link into its chat."""

    def __init__(self, authority: Authority, settings: OutlookSettings, app_id: str) -> None:
        self._settings = settings
        self._app_id = app_id
        self._views = NotificationViews(authority)
        self._deeds = DeedViews(authority)

    def card(self, record: Record, delivery: str, reader: Person, now: datetime, banner: str = "") -> dict[str, object]:
        """What is asked of `reader` now (aware, UTC), in the mail with this delivery's id."""
        view = self._views.personal(record, reader.id, now, banner=banner)
        return director(view, self._frame(record, delivery, reader, now))

    def deeds(
        self, screen: DeedsScreen | DeedScreen, delivery: str, reader: Person, now: datetime
    ) -> dict[str, object]:
        """What `reader` may do by themselves, or the form of it, in the place of the card."""
        view = (
            self._deeds.all_in_a_mail(screen) if isinstance(screen, DeedsScreen) else self._deeds.form_in_a_mail(screen)
        )
        return director(view, self._frame(screen.record, delivery, reader, now))

    def words(self, title: str, text: str) -> dict[str, object]:
        """A card that says one thing."""
        return words_alone(title, text, Frame(self._settings.provider, self.address, teams_link(self._app_id), _none))

    @property
    def address(self) -> str:
        """Where a press goes."""
        return f"{self._settings.target}{PATH}"

    def _frame(self, record: Record, delivery: str, reader: Person, now: datetime) -> Frame:
        def seal(verb: str, about: str) -> Mapping[str, object]:
            permit = Permit(about, delivery, reader.id, verb, record.notification.version, now + LIFE)
            return permit.sealed(self._settings.key)

        return Frame(self._settings.provider, self.address, teams_link(self._app_id), seal)


def reader_of(delivery: Delivery, authority: Authority) -> Person | None:
    """Whose own mail this is, by its address; None for the shared inbox."""
    return authority.organisation.reader(delivery.recipient)


def teams_link(app_id: str) -> str:
    """Opens the chat with the bot, and changes nothing by being opened."""
    return f"https://teams.microsoft.com/l/chat/0/0?users=28:{app_id}"


def _none(verb: str, about: str) -> Mapping[str, object]:
    return {}
