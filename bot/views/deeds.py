"""The views of what people may do by themselves: the list behind "More ...", and the form of each."""

from dataclasses import replace

from bot.notifications.sight import seen
from bot.services.authority import Authority
from bot.services.deed import Deed
from bot.services.deeds import BY_ID, offered
from bot.services.screens import DeedScreen, DeedsScreen
from bot.views.report import filled_in
from cards import views as v


class DeedViews:
    """Views for one authority; `for_mail` gives the same as a notification's card, which is what a mail can show."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority

    def all(self, screen: DeedsScreen) -> v.ListView:
        """What the reader may do besides; each with its button."""
        notification = screen.record.notification
        found = offered(screen.record, screen.reader, self._authority)
        items = (
            v.Item(deed.title, deed.what, action=v.Action("begin", deed.button, id=f"{notification.id}:{deed.id}"))
            for deed in found
        )
        back = v.Action("refresh", f"Back to {notification.reference}", id=notification.id)
        return v.ListView(
            title="What else you can do",
            intro=f"About {notification.reference}. What is asked of you stands on the card itself.",
            items=tuple(items),
            empty="There is nothing else that you can do here now.",
            actions=(replace(back, version=notification.version),),
        )

    def form(self, screen: DeedScreen) -> v.Notice:
        """The form of one, with what was typed and what is wrong with it."""
        notification, deed = screen.record.notification, BY_ID[screen.deed]
        return v.Notice(
            id=_about(screen),
            version=notification.version,
            title=f"{deed.title}: {notification.reference}",
            lines=tuple(each for each in (deed.what, screen.words.next if screen.words else "") if each),
            questions=self._questions(screen, deed),
            actions=_buttons(deed),
        )

    def form_in_a_mail(self, screen: DeedScreen) -> v.Notification:
        """The same in the place of a mail's card."""
        notification, deed = screen.record.notification, BY_ID[screen.deed]
        buttons = tuple(replace(each, id=_about(screen)) for each in _buttons(deed))
        return v.Notification(
            id=notification.id,
            version=notification.version,
            reference=notification.reference,
            headline=deed.title,
            banner=screen.words.text if screen.words else "",
            asks=(v.Ask(deed.title, note=deed.what, questions=self._questions(screen, deed), actions=buttons),),
        )

    def all_in_a_mail(self, screen: DeedsScreen) -> v.Notification:
        """The list in the place of a mail's card."""
        view, notification = self.all(screen), screen.record.notification
        asks = (v.Ask(i.title, note=i.subtitle, actions=(i.action,)) for i in view.items if i.action is not None)
        back = v.Ask("Nothing of these?", actions=(v.Action("leave", "Back", id=notification.id),))
        return v.Notification(
            id=notification.id,
            version=notification.version,
            reference=notification.reference,
            headline=view.title,
            asks=(*asks, back),
        )

    def _questions(self, screen: DeedScreen, deed: Deed) -> tuple[v.Question, ...]:
        record = seen(screen.record, screen.reader, self._authority.organisation).record
        asks = deed.asks(record, screen.reader, self._authority)
        return tuple(replace(filled_in(ask, screen.given), error=screen.problems.get(ask.id, "")) for ask in asks)


def _about(screen: DeedScreen) -> str:
    return f"{screen.record.notification.id}:{screen.deed}:{screen.token}"


def _buttons(deed: Deed) -> tuple[v.Action, ...]:
    return v.Action("do", deed.button, "positive"), v.Action("leave", "Leave it")
