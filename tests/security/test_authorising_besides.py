"""The table of test_authorising.py for what is kept, decided first, phoned and done besides: every cell."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.notifications.duty import DutyKind
from bot.notifications.notification import Notification
from tests.engine.council import Council, Standing, authority_of, kept_report

HURT = {
    "subject.kind": "child",
    "happened": "serious-injury",
    "child.status": "cla",
    "about.staff": "no",
    "media.interest": "none",
    "abuse.suspected": "yes",
    "incident.details": "Badly hurt.",
}
MISSING = {
    "subject.kind": "child",
    "happened": "missing",
    "child.status": "cla",
    "about.staff": "no",
    "media.interest": "none",
    "abuse.suspected": "no",
    "danger.now": "no",
    "missing.last_seen": "2026-11-20T10:00",
    "incident.details": "Not back from school.",
}
INPUTS = {
    "stand-down": {"stand-down.what": "Found at an aunt's."},
    "send-now": {"judgement.reason": "Her phone is off."},
    "answer": {"danger.now": "no"},
    "not-needed": {"needed.reason": "A sprain."},
    "done": {"task.sta-panel.reference": "R-1"},
    "decide-not-to": {"task.sta-panel.reason": "An accident."},
    "phoned": {"phone.ad.answered": "yes"},
}
LUTON = (
    "rowan",
    "sasha",
    "member",
    "tess",
    "sam",
    "sky",
    "sid",
    "sage",
    "dana",
    "devon",
    "lee",
    "hollis",
    "ola",
    "billie",
)
WIGAN = ("rowan", "sasha", "member", "pat", "sam", "casey", "robin", "dana", "ola", "billie")


@dataclass(frozen=True)
class World:
    luton: Council
    wigan: Council
    ids: dict[str, str]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Luton: a report that waits for the service manager, one refused by him, and a panel duty of the director.

    Wigan: a report that was kept, of which the reporter and their manager were asked, and a call of the manager.
    """
    luton = Council(tmp_path_factory.mktemp("luton"), Standing(), authority_of("luton"))
    first, refused = luton.report("rowan", HURT), luton.report("rowan", HURT)
    luton.press("sam", "not-needed", refused.id, 1, inputs=INPUTS["not-needed"])
    luton.deliver()
    wigan = Council(tmp_path_factory.mktemp("wigan"), Standing(), authority_of("wigan"))
    kept = kept_report(wigan, "rowan", MISSING)
    wigan.advance(timedelta(days=2, hours=20))  # to Monday noon: the reporter was asked at nine, the manager since
    called = wigan.report("rowan", {**HURT, "child.status": "cp"})
    wigan.deliver()
    ids = {
        "first": first.id,
        "refused": refused.id,
        "panel": _duty(luton, first, DutyKind.TASK, "sta-panel"),
        "kept": kept.id,
        "call": _duty(wigan, called, DutyKind.PHONE, ""),
    }
    yield World(luton, wigan, ids)
    luton.close()
    wigan.close()


def _duty(council: Council, of: Notification, kind: DutyKind, name: str) -> str:
    return next(d.id for d in council.record(of.id).duties if d.kind is kind and name in ("", d.trigger))


TABLE: list[tuple[str, str, tuple[str, ...]]] = [
    # verb, of which thing, who may: everybody else changes nothing.
    ("needed", "first", ("sam", "sky")),
    ("not-needed", "first", ("sam", "sky")),
    ("take-further", "first", ()),
    ("needed", "refused", ()),
    ("not-needed", "refused", ()),
    ("take-further", "refused", ("rowan",)),
    ("done", "panel", ("dana", "devon")),
    ("decide-not-to", "panel", ("dana", "devon")),
    ("phoned", "panel", ()),
    ("still", "first", ()),
    ("still", "kept", ("rowan", "pat")),
    ("stand-down", "kept", ("rowan", "pat")),
    ("send-now", "kept", ("rowan", "pat")),
    ("needed", "kept", ()),
    ("acknowledge", "kept", ()),
    ("phoned", "call", ("rowan", "pat", "casey", "robin")),
    ("done", "call", ()),
    ("decide-not-to", "call", ()),
]


@pytest.mark.parametrize(("verb", "thing", "may"), TABLE)
def test_only_these_people_change_anything(world: World, verb: str, thing: str, may: tuple[str, ...]) -> None:
    council, people = (world.wigan, WIGAN) if thing in ("kept", "call") else (world.luton, LUTON)
    inputs = INPUTS.get(verb, {})
    tried = {who: council.attempt(who, verb, world.ids[thing], 1, inputs=inputs) for who in people}

    assert {who for who, found in tried.items() if found.changed} == set(may)


def test_a_refusal_is_journalled(world: World) -> None:
    for verb, thing in (
        ("needed", "first"),
        ("take-further", "refused"),
        ("done", "panel"),
        ("decide-not-to", "panel"),
    ):
        tried = world.luton.attempt("billie", verb, world.ids[thing], 1, inputs=INPUTS.get(verb, {}))
        assert "refused" in tried.verbs, verb
    for verb, thing in (("still", "kept"), ("stand-down", "kept"), ("send-now", "kept"), ("phoned", "call")):
        tried = world.wigan.attempt("billie", verb, world.ids[thing], 1, inputs=INPUTS.get(verb, {}))
        assert "refused" in tried.verbs, verb


def test_what_is_kept_is_seen_by_its_reporter_and_whoever_was_asked_alone(world: World) -> None:
    seen = {who for who in WIGAN if world.wigan.attempt(who, "open", world.ids["kept"]).kind != "-"}
    assert seen == {"rowan", "pat"}
