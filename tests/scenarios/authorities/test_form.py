"""The form of each authority: its own answers, its own pages, why a question is asked; safety always."""

from datetime import UTC, datetime

import pytest

from bot.notifications.draft import Draft
from bot.notifications.form import SAFETY, asks, questions_to_ask, read, steps
from rules.limits import DEFAULT_LIMITS
from rules.load import load_pack, shipped_packs
from rules.vocabulary import VOCABULARY

AT = datetime(2026, 11, 24, 10, tzinfo=UTC)


def draft(step: str, **answers: str) -> Draft:
    """A draft on a step, with answers; `child_status` stands for `child.status`."""
    given = {key.replace("_", "."): value for key, value in answers.items()}
    return Draft(id="d", author="a", author_name="R", created_at=AT, updated_at=AT, step=step, answers=given)


@pytest.mark.parametrize("policy", shipped_packs())
def test_only_what_a_row_speaks_of_is_offered_beside_something_else_and_not_known(policy: str) -> None:
    offered = {ask.id: {c for c, _ in ask.choices} for ask in asks(draft("who"), load_pack(policy), DEFAULT_LIMITS, AT)}
    assert "other" in offered["happened"]
    assert "none" in offered["child.status"]
    assert len(offered["happened"]) < len(VOCABULARY["happened"].choices)


def test_an_authority_is_not_asked_about_another_ones_rows() -> None:
    offered = {
        policy: {c for c, _ in asks(draft("who"), load_pack(policy), DEFAULT_LIMITS, AT)[1].choices}
        for policy in ("knowsley", "wigan")
    }
    assert "praise" in offered["wigan"] - offered["knowsley"]
    assert offered["knowsley"] - offered["wigan"]


@pytest.mark.parametrize("policy", shipped_packs())
def test_no_step_is_empty_and_the_safety_questions_are_on_the_step_of_the_facts(policy: str) -> None:
    pack = load_pack(policy)
    for step in steps(pack)[:-1]:
        asked = {ask.id for ask in asks(draft(step), pack, DEFAULT_LIMITS, AT)}
        assert asked
        if step == "facts":
            assert set(SAFETY) <= asked
    assert ("agencies" in steps(pack)) == any(field.section == "agencies" for field in pack.form)


@pytest.mark.parametrize("kind", ["service", "finance", "premises", "proceedings"])
def test_a_matter_without_a_child_asks_for_no_child_and_can_be_sent(kind: str) -> None:
    pack = load_pack("luton")
    started = draft("facts", subject_kind=kind, happened="premises-damage")
    asked = {ask.id for ask in asks(started, pack, DEFAULT_LIMITS, AT)} - set(SAFETY)
    assert not {key for key in asked if VOCABULARY[key].kinds and kind not in VOCABULARY[key].kinds}
    assert not read(started, pack, DEFAULT_LIMITS, AT).problems
    assert not any(ask.required for ask in asks(draft("account"), pack, DEFAULT_LIMITS, AT))


@pytest.mark.parametrize("policy", shipped_packs())
def test_the_account_begins_with_what_happened(policy: str) -> None:
    first = asks(draft("account"), load_pack(policy), DEFAULT_LIMITS, AT)[0]
    assert first.id.startswith("incident.")


def test_what_was_answered_as_a_fact_is_not_asked_again_as_a_field() -> None:
    pack = load_pack("informing-the-director")
    fields = {"basic.case_status": "child.status", "incident.media_interest": "media.interest"}

    def asked(**answers: str) -> set[str]:
        return {ask.id for ask in asks(draft("account", **answers), pack, DEFAULT_LIMITS, AT)}

    assert set(fields) <= asked()
    assert set(fields) <= asked(child_status="unknown", media_interest="unknown"), "whoever finds out may still say"
    assert not set(fields) & asked(child_status="cla", media_interest="none")
    assert "basic.case_id" in asked(child_status="cla")


def test_a_question_says_whom_its_answer_decides_about() -> None:
    pack = load_pack("informing-the-director")
    started = draft("facts", subject_kind="child", happened="charged", child_status="cla")
    hints = {ask.id: ask.hint for ask in asks(started, pack, DEFAULT_LIMITS, AT)}
    decides = "Decides whether this goes to: Assistant City Manager, City Manager and Director of Children's Services."
    asked = [key for key in questions_to_ask(started, pack, DEFAULT_LIMITS, AT) if key in hints]
    assert any(decides in hints[key] for key in asked)


@pytest.mark.parametrize("policy", ["knowsley", "luton", "wigan", "significant-incident"])
def test_where_no_row_fits_somebody_may_still_judge_it_serious_and_say_why(policy: str) -> None:
    pack = load_pack(policy)
    started = draft("facts", subject_kind="child", happened="other", child_status="none", media_interest="none")
    asked = questions_to_ask(started, pack, DEFAULT_LIMITS, AT)
    assert {"judgement.other", "judgement.reason"} <= set(asked)
    judged = draft("check", subject_kind="child", happened="other", child_status="none", judgement_other="yes")
    decided = read(judged, pack, DEFAULT_LIMITS, AT).decision
    assert pack.judgement is not None
    assert pack.judgement.trigger in [row.id for row in decided.triggers if row.status == "reportable"]
