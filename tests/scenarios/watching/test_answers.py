"""What is answered to a press about something kept, decided first, phoned or done: each answer by its code."""

from datetime import timedelta
from pathlib import Path

from bot.services.screens import DraftScreen
from tests.engine.council import Council, Standing, authority_of, kept_report
from tests.security.test_authorising_besides import HURT, INPUTS, MISSING


def test_what_was_to_be_kept_and_is_required_by_now_comes_back_to_be_sent(tmp_path: Path) -> None:
    wigan = Council(tmp_path, Standing(), authority_of("wigan"))
    draft = wigan.draft("rowan", MISSING).draft
    wigan.clock.at += timedelta(hours=20)

    tried = wigan.attempt("rowan", "keep", draft.id, draft.version)

    assert tried.code == "required-now"
    assert isinstance(tried.screen, DraftScreen)
    assert wigan.press("rowan", "send", draft.id, draft.version)
    wigan.close()


def test_every_press_is_answered_with_what_came_of_it(tmp_path: Path) -> None:
    wigan = Council(tmp_path / "wigan", Standing(), authority_of("wigan"))
    kept = kept_report(wigan, "rowan", MISSING)
    assert wigan.attempt("rowan", "stand-down", kept.id, 1).code == "say-what-happened"
    unreadable = {**INPUTS["stand-down"], "found.at": "yesterday"}
    assert wigan.attempt("rowan", "stand-down", kept.id, 1, inputs=unreadable).code == "field-wrong"
    assert wigan.attempt("rowan", "stand-down", kept.id, 1, inputs=INPUTS["stand-down"]).code == "stood-down"
    assert wigan.attempt("rowan", "still", kept.id, 1).code == "saved"
    assert wigan.attempt("rowan", "send-now", kept.id, 1).code == "say-why"
    wigan.press("rowan", "send-now", kept.id, 1, inputs={"judgement.reason": "Her phone is off."})
    assert wigan.attempt("rowan", "send-now", kept.id, 1).code == "already-sent"
    assert wigan.attempt("rowan", "still", kept.id, 1).code == "done-before"
    hurt = wigan.report("rowan", {**HURT, "child.status": "cp"})
    call = next(d.id for d in wigan.record(hurt.id).duties if d.kind == "phone")
    assert wigan.attempt("rowan", "phoned", call, 1, inputs={"phone.ad.answered": "yes"}).code == "reached"
    assert wigan.attempt("rowan", "phoned", call, 1, inputs={"phone.ad.answered": "no"}).code == "no-answer"
    wigan.close()

    luton = Council(tmp_path / "luton", Standing(), authority_of("luton"))
    report = luton.report("rowan", HURT)
    assert luton.attempt("sam", "needed", report.id, 1).code == "needed"
    assert luton.attempt("sam", "not-needed", report.id, 1, inputs=INPUTS["not-needed"]).code == "not-needed"
    luton.press("sam", "not-needed", report.id, 1, inputs=INPUTS["not-needed"])
    assert luton.attempt("sky", "needed", report.id, 1).code == "decided-before"
    assert luton.attempt("rowan", "take-further", report.id, 1).code == "taken-further"
    panel = next(d.id for d in luton.record(report.id).duties if d.trigger == "sta-panel")
    assert luton.attempt("dana", "done", panel, 1, inputs=INPUTS["done"]).code == "task-done"
    assert luton.attempt("dana", "decide-not-to", panel, 1, inputs=INPUTS["decide-not-to"]).code == "decided-not-to"
    luton.close()


def test_what_was_typed_for_something_else_on_the_card_is_kept_for_whoever_typed_it(tmp_path: Path) -> None:
    luton = Council(tmp_path, Standing(), authority_of("luton"))
    report = luton.report("sam", HURT)
    luton.press("sid", "tell", report.id, 1, inputs={"reason": "She must know."})
    panel = next(d.id for d in luton.record(report.id).duties if d.trigger == "sta-panel")
    luton.press("dana", "done", panel, 1, inputs={"task.sta-panel.reason": "Half a thought"})

    typed = luton.record(report.id).notification.typed[luton.actor("dana").id]

    assert typed == {"task.sta-panel.reason": "Half a thought"}
    luton.close()
