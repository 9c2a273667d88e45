"""Every kind of duty that can be asked is offered in a mail, and works from there: the card is made from what is asked.

Cards as they stand in mails, pressed as Outlook's service presses them, at the door of the whole bot.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cards.reading import of_type
from tests.engine.council import ORGANISATION, PRACTICE
from tests.scenarios.authorities.test_calls import HARMED
from tests.scenarios.authorities.test_sixth_authority import ORGANISATION as OURS
from tests.scenarios.authorities.test_sixth_authority import PACK
from tests.scenarios.telling.council import words_of
from tests.security.kept import rows
from tests.security.outlook_door import OutlookDoor

HURT = {
    "subject.kind": "child",
    "happened": "serious-injury",
    "child.status": "cp",
    "about.staff": "no",
    "media.interest": "none",
    "abuse.suspected": "yes",
    "harm.serious": "yes",
    "area.ours": "yes",
    "incident.details": "Badly hurt at home.",
}

Open = Callable[..., OutlookDoor]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Opens the door of a council by its organisation, with these roles' mails carrying a card."""
    doors: list[OutlookDoor] = []

    def one(answers: dict[str, str], organisation: str, cards: list[str], **more: Any) -> OutlookDoor:
        data = yaml.safe_load(ORGANISATION.with_name(f"{organisation}.yaml").read_text(encoding="utf-8"))
        data["outlook"] = {"cards": cards}
        path = tmp_path / "organisation.yaml"
        path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
        doors.append(OutlookDoor(tmp_path / "data", answers, organisation=path, **more))
        return doors[-1]

    yield one
    for door in doors:
        door.close()


def done(door: OutlookDoor, verb: str) -> int:
    """How often the journal says that this was done."""
    return len([line for line in rows(door.folder, "SELECT verb FROM journal") if line["verb"] == verb])


def test_a_first_decision_is_made_in_a_mail(opened: Open) -> None:
    door = opened(HURT, "luton", ["SM", "DCS"])
    assert set(door.shown) == {"sam"}, "nobody else is told before it is decided"
    assert {"needed", "not-needed"} <= set(door.offers("sam"))
    assert "Decide whether this is notified" in words_of(door.shown["sam"])

    status, said = door.presses("sam", "not-needed")
    assert status == 200
    assert "reason" in said, "a no needs one"
    door.presses("sam", "needed")
    assert done(door, "decided-first") == 1
    assert "needed" not in door.offers("sam")


def test_whether_the_director_is_told_is_decided_in_a_mail(opened: Open) -> None:
    door = opened(PRACTICE, "informing-the-director", ["CM", "ACM"])
    who = next(iter(door.shown))
    assert {"tell", "do-not-tell"} <= set(door.offers(who))
    assert door.presses(who, "do-not-tell", {"reason": 'It is "settled",\nwith the school.'})[0] == 200
    assert "tell" not in door.offers(who)
    assert "is not told" in words_of(door.shown[who])


def test_a_task_is_closed_with_its_reference_in_a_mail(opened: Open) -> None:
    door = opened(HURT, "significant-incident", ["DCS"])
    assert {"acknowledge", "done", "decide-not-to"} <= set(door.offers("dana"))

    status, said = door.presses("dana", "done")
    assert (status, "reference" in said) == (200, True)
    assert door.presses("dana", "done", {"task.sta-panel.reference": "CSPR-12"})[0] == 200
    assert done(door, "task-done") == 1
    assert "rapid review" in words_of(door.shown["dana"]), "the duty that follows is asked at once"


def test_a_task_is_decided_against_with_a_reason_in_a_mail(opened: Open) -> None:
    door = opened(HURT, "significant-incident", ["DCS"])
    reason = next(name for name in _answers(door, "dana") if name.endswith("reason"))
    assert door.presses("dana", "decide-not-to", {reason: "The partnership notified it."})[0] == 200
    assert done(door, "task-decided-not-to") == 1


def test_a_duty_of_a_policy_that_somebody_wrote_later_is_closed_in_a_mail(tmp_path: Path) -> None:
    """No line of code knows this authority, its roles or its duty: the mail's card is made from what is asked."""
    pack, organisation = tmp_path / "our-council.yaml", tmp_path / "ours.yaml"
    pack.write_text(PACK.replace("owner: [records]", "owner: [chief-officer]"), encoding="utf-8")
    organisation.write_text(OURS.format(pack=pack) + "outlook: {cards: [chief-officer]}\n", encoding="utf-8")
    fire = {"subject.kind": "premises", "happened": "arson", "about.staff": "no", "incident.details": "A fire."}
    door = OutlookDoor(tmp_path / "data", fire, organisation=organisation)
    assert door.presses("chris", "needed")[0] == 200
    assert "Write to the insurer" in words_of(door.shown["chris"])
    assert door.presses("chris", "done", {"task.our-insurer.reference": "CLAIM-7"})[0] == 200
    assert done(door, "task-done") == 1
    assert "Write to the insurer" not in words_of(door.shown["chris"])
    door.close()


def test_a_call_is_recorded_in_a_mail(opened: Open) -> None:
    """Owed by the reporter's manager, and asked of the reporter: here an assistant director who reports."""
    door = opened(HARMED, "wigan", ["AD"], by="casey")
    who = next(key for key in door.shown if "phoned" in door.offers(key))
    answered = next(name for name in _answers(door, who) if name.startswith("phone."))
    assert door.presses(who, "phoned", {answered: "no"})[0] == 200
    assert "phoned" in door.offers(who), "it stays open until somebody answers"
    assert door.presses(who, "phoned", {answered: "yes"})[0] == 200
    assert "phoned" not in door.offers(who)


def _answers(door: OutlookDoor, who: str) -> list[str]:
    """The names under which the card's buttons send answers."""
    return [
        name for each in of_type(door.shown[who], "Action.Http") for name in json.loads(str(each["body"]))["inputs"]
    ]
