"""Who is told, where, and what stands there: personal cards, the managers' channel, the inbox, the reporter."""

from pathlib import Path

from tests.scenarios.telling.council import (
    ACCOUNT,
    CHILD,
    INBOX,
    LOOKED_AFTER_MISSING,
    SERIOUS_INJURY,
    TUESDAY_TEN,
    VIOLENCE_AGAINST_STAFF,
    Council,
    organisation,
)


def test_always_told_roles_get_a_card_each_the_channel_the_minimum_and_the_inbox_everything(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        reference = council.report(SERIOUS_INJURY)

        for told in ("dana", "charlie"):
            [card] = council.cards(told, reference)
            assert CHILD in card.words
            assert ACCOUNT in card.words
            assert "acknowledge" in card.actions
            assert "Source: Need to Know: Informing the Director, section 2, row 1" in card.words
            assert CHILD not in f"{card.summary} {card.text}"
            assert "injur" not in f"{card.summary} {card.text}".lower()
        for other in ("alex", "avery", "deputy", "ola", "morgan", "sasha"):
            assert not council.cards(other, reference), f"{other} was told, whom the row does not name"

        post = council.post()
        assert reference in post.words
        for secret in (CHILD, ACCOUNT, "at the placement", SERIOUS_INJURY["whereabouts"]):
            assert secret not in post.words
            assert secret not in str(post.card)
        assert set(post.actions) == {"acknowledge", "open"}

        [mail] = council.mail_to(INBOX)
        assert reference in mail["subject"]
        assert "11:00" in mail["subject"]
        assert CHILD not in mail["subject"]
        assert mail["importance"] == "high"
        for told in (CHILD, ACCOUNT, "at the placement", "Rowan Reporter", "Director of Children", "City Manager"):
            assert told in mail["body"].replace("&#x27;", "'")

        receipt = council.newest("rowan").words
        assert reference in receipt
        assert "City Manager: told Tue 24 Nov 10:00" in receipt


def test_the_channel_shows_only_what_the_organisation_chose(tmp_path: Path) -> None:
    channel = {
        "managers": {
            "id": "19:managers-rehearsal@thread.tacv2",
            "team": "19:managers-team-rehearsal@thread.tacv2",
            "name": "Need to Know managers",
            "shows": ["status"],
            "members": ["morgan", "dana", "charlie"],
        }
    }
    with Council(tmp_path, at=TUESDAY_TEN, organisation=organisation(tmp_path, channels=channel)) as council:
        reference = council.report(LOOKED_AFTER_MISSING)
        words = council.post().words
        assert reference in words
        assert "City Manager" in words
        for hidden in ("Rowan", "missing", "Acknowledge by", CHILD):
            assert hidden not in words


def test_a_staff_matter_never_goes_to_the_channel_and_reaches_everybody_else(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        reference = council.report(VIOLENCE_AGAINST_STAFF)
        assert not council.posted()
        assert council.cards("dana", reference)
        assert council.cards("charlie", reference)
        assert len(council.mail_to(INBOX)) == 1
        council.runs_to("2026-11-27T12:00")
        council.acknowledges("dana")
        council.acknowledges("charlie")
        assert not council.posted(), "neither lateness nor an acknowledgement may bring a staff matter into the channel"


def test_a_role_holder_who_is_away_is_not_told_but_their_cover_is_and_acts_as_cover(tmp_path: Path) -> None:
    away = [{"person": "dana", "start": "2026-11-23", "end": "2026-11-24"}]
    with Council(tmp_path, at=TUESDAY_TEN, organisation=organisation(tmp_path, away=away)) as council:
        reference = council.report(SERIOUS_INJURY)
        assert not council.cards("dana", reference)
        assert council.cards("deputy", reference)
        words = council.acknowledges("deputy")
        assert "cover" in words
        assert "acknowledged by Devon Deputy-Director (as cover)" in council.newest("rowan").words
        assert "acknowledged by Devon Deputy-Director (as cover)" in council.post().words

        council.runs_to("2026-11-25T09:00")
        again = council.report(SERIOUS_INJURY, by="sasha")
        assert council.cards("dana", again), "back at work, the director is told herself"


def test_out_of_hours_a_limit_that_runs_at_any_hour_also_reaches_whoever_is_on_call(tmp_path: Path) -> None:
    rota = {
        "rota": [{"start": "2026-11-23", "person": "avery"}, {"start": "2026-11-30", "person": "alex"}],
        "otherwise": "ola",
    }
    with Council(
        tmp_path, at="2026-11-28T02:00:00+00:00", organisation=organisation(tmp_path, out_of_hours=rota)
    ) as council:
        reference = council.report(SERIOUS_INJURY)
        for told in ("dana", "charlie", "avery"):
            assert council.cards(told, reference), f"{told} was not told at 02:00"
        assert not council.cards("ola", reference)
        assert not council.cards("alex", reference), "alex's turn begins on Monday"
        calm = council.report(LOOKED_AFTER_MISSING, by="sasha")
        assert not council.cards("avery", calm), "a limit that keeps office hours does not wake whoever is on call"
