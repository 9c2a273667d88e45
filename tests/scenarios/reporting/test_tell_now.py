"""Tell now: four answers, sent at once to everybody whom no answer rules out; the rest is owed."""

from tests.harness import Rehearsal
from tests.scenarios.reporting.writing import ACCOUNT, CP_MISSING, INBOX, Writing, answer, posts, reports_in, told

SHORT = {
    "incident.details": "Child K-104 ran away from the home.",
    "whereabouts": "Not known",
    "emergency.called": "yes",
    "contact.telephone": "01632 960 001",
}


def test_tell_now_without_a_word_of_what_happened_names_the_field_and_keeps_the_rest(tenant: Rehearsal) -> None:
    rowan = tenant.person("rowan")
    writing = Writing(rowan).opened()

    writing.press("tell-now", {**SHORT, "incident.details": "   "})

    card = writing.card("tell-now")
    assert "Say in a few words what happened" in card.words
    assert card.value("emergency.called") == "yes"
    assert card.value("contact.telephone") == "01632 960 001"
    assert card.value("whereabouts") == "Not known"
    assert told(tenant.person("dana")) == []
    assert tenant.mail_to(INBOX) == []

    writing.press("tell-now", {"incident.details": "Child K-104 ran away."})

    assert len(told(tenant.person("dana"))) == 1, "the same card, mended, is sent"


def test_tell_now_is_sent_at_once_to_everybody_whom_no_answer_rules_out(tenant: Rehearsal) -> None:
    rowan = tenant.person("rowan")

    outcome = Writing(rowan).opened().press("tell-now", SHORT)

    assert outcome.settled
    for role_holder in ("dana", "charlie", "alex"):
        card = tenant.person(role_holder).card(text="K-104", place="personal")
        assert "Child K-104 ran away from the home." in card.words
        assert "01632 960 001" in card.words
    assert len(tenant.mail_to(INBOX)) == 1
    receipt = rowan.sees("personal")[-1]
    assert "Saved as NTK-2026-0001" in answer(outcome)
    assert "NTK-2026-0001" in receipt.words
    assert "complete" in receipt.actions
    assert told(tenant.person("sasha")) == []


def test_tell_now_stays_out_of_the_channel_until_staff_is_ruled_out(tenant: Rehearsal) -> None:
    asked = {"unanswered": {}, "not known": {"about.staff": "unknown"}, "yes": {"about.staff": "yes"}}
    for key, about_staff in zip(("rowan", "sasha", "morgan"), asked.values(), strict=True):
        Writing(tenant.person(key)).opened().press("tell-now", {**SHORT, **about_staff})
    assert posts(tenant) == []

    Writing(tenant.person("billie")).opened().press("tell-now", {**SHORT, "about.staff": "no"})

    (post,) = posts(tenant)
    assert "NTK-2026-0004" in post.words
    assert "K-104" not in post.words, "the channel learns no name and no word of the account"


def test_the_rest_of_tell_now_is_given_later_and_tells_nobody_twice(tenant: Rehearsal) -> None:
    rowan, dana = tenant.person("rowan"), tenant.person("dana")
    writing = Writing(rowan).opened()
    writing.press("tell-now", SHORT)
    before = {key: len(told(tenant.person(key))) for key in ("dana", "charlie", "alex")}

    rowan.presses(rowan.card(action="complete"), "complete")

    assert "Child K-104 ran away from the home." in _all_values(writing, CP_MISSING)
    check = writing.card("send")
    assert "added to what you told before" in check.words
    assert "The details are saved with NTK-2026-0001" in answer(writing.press("send"))
    receipt = rowan.sees("personal")[-1]
    assert "complete" not in receipt.actions
    assert "The rest of the details: given." in receipt.words
    assert {key: len(told(tenant.person(key))) for key in before} == before
    assert "Child with a child protection plan missing" in dana.card(action="acknowledge", place="personal").words
    assert len(posts(tenant)) == 1, "staff is now ruled out: the channel is told, once"
    assert reports_in(tenant, rowan) == ["NTK-2026-0001"]
    tenant.advance("2d")
    assert not any("complete" in m.actions for m in rowan.sees("personal")), "nothing is owed any more"
    assert all("LATE" in m.headline or "LATE" in m.words for m in told(rowan)), "both cards are kept up to date"


def test_the_details_that_are_owed_are_asked_for_again(tenant: Rehearsal) -> None:
    rowan = tenant.person("rowan")
    Writing(rowan).opened().press("tell-now", SHORT)
    cards = len(rowan.sees("personal"))

    tenant.advance("4d")

    later = rowan.sees("personal")[cards:]
    assert any("complete" in m.actions for m in later)


def test_a_role_that_only_the_details_require_is_told_then(tenant: Rehearsal) -> None:
    """What was told first left one row alone: "not known" is not at work here, an answer is."""
    rowan, alex = tenant.person("rowan"), tenant.person("alex")
    writing = Writing(rowan).started()
    writing.press(
        "next", {"subject.kind": "staff", "happened": "gross-misconduct", "aware": "2026-11-20", "aware.time": "13:00"}
    )
    writing.press("next", {"media.interest": "none", "about.staff": "yes"})
    tenant.advance_to("2026-11-23T10:00")
    rowan.presses(rowan.card(action="send-now"), "send-now")
    assert told(tenant.person("dana"))
    assert told(alex) == []

    rowan.presses(rowan.card(action="complete"), "complete")
    writing.press("next")
    writing.press("next", {"media.interest": "significant"})
    writing.press("next", ACCOUNT)
    writing.press("next")
    writing.press("send")

    assert len(told(alex)) == 1
    assert posts(tenant) == []


def _all_values(writing: Writing, who: dict[str, str]) -> str:
    """Fill the form from what was told to its check, and give back everything that stood in its fields."""
    seen = []
    for answers in (who, {"about.staff": "no", "media.interest": "none"}, {}, {}):
        card = writing.card("next")
        seen += [str(entry["value"]) for entry in card.data["fields"]]
        writing.press("next", answers)
    return "\n".join(seen)
