"""A sixth authority: a policy and an organisation that somebody else wrote, reported with from the chat."""

from pathlib import Path

from tests.harness import Message, Rehearsal
from tests.scenarios.reporting.writing import Writing, reference, told

PACK = """
id: our-council
version: "1"
title: Serious matters (our council)
source: Serious matters procedure
roles:
  - {id: Duty Head, title: Head on duty}
  - {id: chief-officer, title: Chief Officer}
  - {id: rota, title: Manager on the rota, reached: on-call}
  - {id: Post Room, title: Serious matters mailbox, reached: inbox}
  - {id: records, title: Records officer}
route_default: {always: [Duty Head, Post Room], also: [rota], first: [chief-officer]}
triggers:
  - id: our-fire
    title: Serious damage to a building of ours
    when: a building of ours is seriously damaged
    about: [premises]
    condition: {happened: [premises-damage, arson]}
    timescale: same day
    follow_on: [our-insurer]
    source: {section: 1, row: a}
  - id: our-absence
    title: Member of staff away for long
    when: a member of staff has been off sick for three weeks
    about: [staff]
    condition: {happened: off-sick}
    timescale: after 3 weeks
    since: sick.since
    route: {always: [chief-officer]}
    source: {section: 1, row: b}
duties:
  - id: our-insurer
    title: Write to the insurer
    what: Write to the insurer, and give the claim's number
    owner: [records]
    closed_by: reference
    source: {section: 2, row: a}
form:
  - section: place
    title: The place
    source: section 3
    fields:
      - {id: address, label: "Where is it?", type: text}
      - {id: closed, label: "Is it closed?", type: yes-no}
"""

ORGANISATION = """
name: Our Council
policy: {pack}
phone: "the duty office on 01632 960 888"
people:
  rowan: {{name: Rowan Reporter, aad: 77777777-0000-4000-8000-000000000001, mail: rowan@ours.example, manager: max}}
  max: {{name: Max Manager, aad: 77777777-0000-4000-8000-000000000002, mail: max@ours.example, manager: chris}}
  chris: {{name: Chris Chief-Officer, aad: 77777777-0000-4000-8000-000000000003, mail: chris@ours.example}}
  harper: {{name: Harper Head-on-Duty, aad: 77777777-0000-4000-8000-000000000004, mail: harper@ours.example}}
  robin: {{name: Robin Rota, aad: 77777777-0000-4000-8000-000000000005, mail: robin@ours.example}}
  remy: {{name: Remy Records, aad: 77777777-0000-4000-8000-000000000006, mail: remy@ours.example}}
roles:
  Duty Head: {{holders: [harper]}}
  chief-officer: {{name: Chief Officer, holders: [chris]}}
  records: {{name: Records officer, holders: [remy]}}
default_manager: max
escalation_chain: [chief-officer]
channels:
  managers: {{id: "19:ours@thread.tacv2", team: "19:ours-team@thread.tacv2", name: Our managers, members: [max, chris]}}
inbox: {{address: serious-matters@ours.example}}
out_of_hours: {{otherwise: robin}}
"""


def test_a_sixth_authority_is_reported_with_from_the_chat_until_it_is_acknowledged(tmp_path: Path) -> None:
    pack, organisation = tmp_path / "our-council.yaml", tmp_path / "ours.yaml"
    pack.write_text(PACK, encoding="utf-8")
    organisation.write_text(ORGANISATION.format(pack=pack), encoding="utf-8")
    with Rehearsal(tmp_path / "data", at="2026-11-24T10:00:00+00:00", organisation=organisation) as ours:
        rowan, chris, harper = ours.person("rowan"), ours.person("chris"), ours.person("harper")
        writing = Writing(rowan).started()
        who = writing.card("next")
        assert offered(who, "subject.kind") == {"premises", "staff"}
        assert offered(who, "happened") == {"premises-damage", "arson", "off-sick", "other"}, "what its rows speak of"

        writing.press("next", {"subject.kind": "premises", "happened": "premises-damage"})
        facts = writing.card("next")
        assert {"danger.now", "emergency.called"} <= set(facts.inputs), "safety questions are always asked"
        assert "media.interest" not in facts.inputs, "no row rests on it"
        writing.press("next", {"about.staff": "no", "danger.now": "no"})
        account = writing.card("next")
        assert {"place.address", "place.closed", "incident.details", "contact.telephone"} <= set(account.inputs)
        assert "Step 3 of 4" in account.words, "there is no empty step"
        writing.press("next", {"incident.details": "The roof of the home came down.", "place.address": "Hill House"})
        report = reference(writing.press("send"))

        assert told(chris, report), "whoever decides first"
        assert not told(harper, report)
        assert not ours.mail_to("serious-matters@ours.example")
        chris.presses(told(chris, report)[0], "needed")

        assert told(harper, report)
        assert told(ours.person("robin"), report), "a role reached by the rota"
        (mail,) = ours.mail_to("serious-matters@ours.example")
        assert "Hill House" in mail["body"]
        harper.presses(told(harper, report)[0], "acknowledge")
        ours.person("robin").presses(told(ours.person("robin"), report)[0], "acknowledge")
        (task,) = told(ours.person("remy"), report)
        assert "Write to the insurer" in task.words
        own = rowan.sees("personal")[-1].words
        assert "Duty Head: told" in own
        assert "acknowledged by Harper Head-on-Duty" in own
        assert "Serious matters mailbox: told" in own
        ours.person("remy").presses(task, "done", {"task.our-insurer.reference": "CL-9"})
        assert "done, says Remy Records (Records officer)" in rowan.sees("personal")[-1].words


def offered(card: Message, name: str) -> set[str]:
    """The answers that a question of the card offers, beside "not known"."""
    (found,) = [field for field in card.data["fields"] if field["id"] == name]
    return {choice["value"] for choice in found["choices"]} - {"unknown"}
