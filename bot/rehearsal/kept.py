"""What the bot has written down, read beside it from its own store: who knew what, and what is due next.

Nothing here is guessed from the wire. It is there while the bot is dead, too: what was saved is saved. A rehearsal
of another bot (its own tests) keeps no such store, and shows nothing.
"""

from __future__ import annotations

import contextlib
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bot.rehearsal.clock import in_london, iso
from bot.rehearsal.people import Cast
from rules.errors import NeedToKnowError

if TYPE_CHECKING:
    from bot.documents.knowledge import Knowledge
    from bot.services.authority import Authority

NEWEST = 50
"""Notifications that are shown."""
SOON = 12
"""Things due next that are said."""


class Kept:
    """The bot's store in this folder, or at this address, read by somebody who may see everything in the drill."""

    def __init__(self, where: Path | str, organisation: Path, cast: Cast) -> None:
        self._where = where
        self._organisation = organisation
        self._cast = cast

    @property
    def _authority(self) -> Authority | None:
        """The organisation with whoever is away now."""
        from bot.store.reader import read_absences

        if self._file is not None:
            with contextlib.suppress(NeedToKnowError):
                self._file.follow(read_absences(self._where))
        return self._file

    @cached_property
    def _file(self) -> Authority | None:
        """The organisation and its policy; None where the bot itself would refuse the file."""
        # Only here: reading the store takes the database's modules, which the start of a rehearsal need not wait for.
        from bot.fitting import load_governing
        from bot.organisation import load_organisation
        from bot.services.authority import Authority

        try:
            organisation = load_organisation(self._organisation)
            return Authority(load_governing(organisation), organisation)
        except NeedToKnowError:
            return None

    def coming(self) -> list[dict[str, object]]:
        """What is due next, in words, soonest first."""
        from bot.services.upcoming import Subjects, coming
        from bot.store.reader import read_waiting

        authority = self._authority
        if authority is None:
            return []
        try:
            waiting = read_waiting(self._where, SOON)
        except NeedToKnowError:
            return []
        subjects = Subjects({r.notification.id: r for r in waiting.records}, {d.id: d for d in waiting.drafts})
        due = coming(waiting.duties, waiting.deliveries, subjects, authority, waiting.absences)
        return [
            {"at": iso(each.at), "london": in_london(each.at), "words": each.words, "reference": each.reference}
            for each in due
        ]

    def knowledge(self, at: datetime) -> list[dict[str, object]]:
        """Who knew what of each notification, newest first; owners as they are at `at` (aware, UTC)."""
        from bot.documents.knowledge import knowledge
        from bot.store.reader import read_newest

        authority = self._authority
        if authority is None:
            return []
        try:
            records = read_newest(self._where, NEWEST)
        except NeedToKnowError:
            return []
        return [self._as_data(knowledge(record, authority, at)) for record in records]

    def policy(self) -> dict[str, object] | None:
        """The policy as a table to read beside the procedure; None where the bot itself would refuse the file."""
        from rules.policy_table import HEADS, blocks

        if self._authority is None:
            return None
        pack = self._authority.pack
        made = [{"title": b.title, "rows": [list(row) for row in b.rows], "texts": list(b.texts)} for b in blocks(pack)]
        return {"id": pack.id, "title": pack.title, "version": pack.version, "heads": list(HEADS), "blocks": made}

    def on_call(self, at: datetime) -> str | None:
        """The key of whoever is on call at this instant (aware, UTC)."""
        authority = self._authority
        return authority.organisation.on_call(at).key if authority else None

    def away(self, at: datetime) -> list[str]:
        """The keys of those who are away at this instant (aware, UTC), by the file or by what they said."""
        authority = self._authority
        if authority is None:
            return []
        organisation = authority.organisation
        return [key for key in organisation.people if organisation.is_away(key, at)]

    def _as_data(self, known: Knowledge) -> dict[str, object]:
        return {
            "reference": known.reference,
            "headline": known.headline,
            "status": known.status,
            "reporter": self._key(known.reporter),
            "reported": iso(known.reported),
            "lines": list(known.lines),
            "people": [
                {
                    "person": self._key(person.id),
                    "name": person.name,
                    "roles": list(person.roles),
                    "reported": _iso(person.reported),
                    "told": _iso(person.told),
                    "orally": _iso(person.orally),
                    "opened": _iso(person.opened),
                    "acknowledged": _iso(person.acknowledged),
                    "decided": _iso(person.decided),
                    "reminded": [iso(at) for at in person.reminded],
                    "escalated": _iso(person.escalated),
                    "acting": person.acting,
                }
                for person in known.people
            ],
            "places": [{"name": name, "at": iso(at)} for name, at in known.places],
            "owed": [
                {
                    "kind": str(owed.kind),
                    "title": owed.title,
                    "people": [self._key(person) for person in owed.people],
                    "due": iso(owed.due),
                    "late": owed.late,
                }
                for owed in known.owed
            ],
            "happenings": [
                {
                    "at": iso(each.at),
                    "london": in_london(each.at),
                    "person": self._key(each.actor),
                    "name": each.name,
                    "words": each.words,
                    "kind": each.kind,
                }
                for each in known.happenings
            ],
        }

    def _key(self, account: str) -> str | None:
        person = self._cast.by_account(account)
        return person.key if person else None


def _iso(at: datetime | None) -> str | None:
    return iso(at) if at else None
