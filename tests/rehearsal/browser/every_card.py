"""A rehearsal in which every kind of card stands on somebody's screen."""

from __future__ import annotations

from tests.scenarios.telling.council import CHARGED, LOOKED_AFTER_MISSING, SERIOUS_INJURY, Council


def every_card(council: Council) -> None:
    """Report, decide, remind, escalate, phone, and begin what is not finished. Leaves the clock on a Monday."""
    rowan, sasha, alex = (council.person(key) for key in ("rowan", "sasha", "alex"))
    council.fault("connector", status=403, code="MessageWritesBlocked", times=1, match=council.chat_of("charlie"))
    council.report(SERIOUS_INJURY)  # the post, the mail, the directors' cards; somebody is asked to phone
    council.report(CHARGED, by="sasha")  # a decision
    alex.presses(alex.card(action="tell"), "tell")  # refused: it needs a reason
    rowan.says("report")
    rowan.presses(rowan.card(action="tell-now"), "tell-now")  # comes back: nothing is said on it
    first = {"incident.details": "Child K-107 has run away.", "about.staff": "no"}
    rowan.presses(rowan.card(action="tell-now"), "tell-now", first)
    council.advance("45m")  # reminders, and cover is told
    for who in ("dana", "charlie"):
        for _ in range(2):
            council.acknowledges(who)
    council.advance_to("2026-11-23T09:05")  # what waited for the morning comes as one list
    rowan.presses(rowan.card(action="complete"), "complete")  # the first step
    rowan.says("my reports")
    rowan.says("nonsense")
    sasha.says("report")
    sasha.presses(sasha.card(action="start"), "start", first)
    for _ in range(8):  # every step up to the check
        card = sasha.card(place="personal")
        if "send" in card.actions:
            break
        given = {key: LOOKED_AFTER_MISSING[key] for key in card.inputs if LOOKED_AFTER_MISSING.get(key)}
        sasha.presses(card, "next", given)
    council.person("guest").says("report", "group")
