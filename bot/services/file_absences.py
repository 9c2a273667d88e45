"""Absences that only the organisation file says: begun and handed back, with a list, like those said in the chat.

The file is read at start-up. Each of its absences has one row of its own, made once; a later edit of the file moves its
end, or ends it. Whoever was named as cover and is not in the file any more covers nobody.
"""

import hashlib
from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.notifications.absence import FILE, Absence, AbsenceStatus
from bot.notifications.journal import SYSTEM
from bot.organisation import Organisation
from bot.organisation_parts import Absence as FileAbsence
from bot.services import handing_over
from bot.services.authority import Authority
from bot.services.ports import Work
from rules.instants import at_london


def follow_file(work: Work, authority: Authority, at: datetime) -> None:
    """Bring what is kept up to what the organisation file says now."""
    organisation = authority.organisation
    rows = {_id(row): row for row in organisation.away}
    for absence in work.agreed_absences():
        if absence.source == FILE and absence.id not in rows:
            _taken_out(work, authority, absence, at)
        for aad in absence.covers:
            if organisation.person(aad) is None:
                handing_over.without_cover(work, authority, absence, aad, "gone", SYSTEM, at)
    for identity, row in rows.items():
        begins, until = at_london(row.start, time()), at_london(row.end + timedelta(days=1), time())
        known = work.absence(identity)
        if known is None and until > at:
            work.add_absence(_planned(identity, row, organisation, begins, until, at))
        elif known is not None and known.is_agreed and known.source == FILE and known.until != until:
            moved = known.changed(replace(known, until=until), authority.limits)
            work.save_absence(moved, at)
            work.journal(identity, at, SYSTEM, "absence.changed", until=until.isoformat(), name="the organisation file")


def _planned(
    identity: str, row: FileAbsence, organisation: Organisation, begins: datetime, until: datetime, at: datetime
) -> Absence:
    """It begins by itself, at once where its first day has come."""
    return Absence(
        id=identity,
        person=organisation.people[row.person].id,
        created_at=at,
        begins=begins,
        until=until,
        source=FILE,
        status=AbsenceStatus.PLANNED,
        next_at=max(begins, at),
    )


def _taken_out(work: Work, authority: Authority, absence: Absence, at: datetime) -> None:
    if absence.is_running:
        handing_over.hand_back(work, authority, absence, SYSTEM, at)
    else:
        work.save_absence(absence.dropped(), at)


def _id(row: FileAbsence) -> str:
    """One absence of the file: whose it is and its first day."""
    return f"file-{hashlib.sha256(f'{row.person}|{row.start}'.encode()).hexdigest()[:24]}"
