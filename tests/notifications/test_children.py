"""Children one by one, their updates week by week, and what updates say of the facts. Pure: tables and properties."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.notifications import children
from bot.notifications.addition import Addition
from bot.notifications.children import names
from bot.notifications.keeping_up import next_due
from bot.notifications.news import said_of, with_news
from bot.notifications.notification import Notification
from rules.limits import DEFAULT_LIMITS
from tests.notifications import small_council
from tests.notifications.small_council import london

CALENDAR = DEFAULT_LIMITS.calendar
AT = london("2026-11-24 10:00")
FIRST = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "alone", "found"),
    [
        ("", False, ()),
        ("  ", True, ()),
        ("Smith, Sam", True, ("Smith, Sam",)),
        ("A, B and C", False, ("A", "B", "C")),
        ("A & B", False, ("A", "B")),
        ("Smith, Sam; Smith, Kit", False, ("Smith, Sam", "Smith, Kit")),
        ("A\nB\n", False, ("A", "B")),
        ("A, A", False, ("A",)),
        ("Sandy and Andy", False, ("Sandy", "Andy")),
        (",".join(map(str, range(13))), False, (",".join(map(str, range(13))),)),
    ],
)
def test_names_are_told_apart_where_it_is_safe_to(text: str, alone: bool, found: tuple[str, ...]) -> None:
    assert names(text, alone=alone) == found


def notification() -> Notification:
    """A notification of nothing in particular."""
    return small_council.notification(at=AT, staff_matter="no")


def of(**answers: str) -> tuple[children.Child, ...]:
    typed = {key.replace("__", ".").replace("_n", "#"): text for key, text in answers.items()}
    return children.people(replace(notification(), answers=typed))


def test_a_child_keeps_its_key_when_names_are_put_in_another_order() -> None:
    first = of(subject__kind="sibling-group", happened="missing", basic__child_name="A and B")
    again = of(subject__kind="sibling-group", happened="missing", basic__child_name="B, A")
    assert {c.name: c.key for c in first} == {c.name: c.key for c in again}
    assert "A" not in first[0].key


def test_an_adult_is_no_missing_child_and_a_child_seen_last_is() -> None:
    both = {
        "subject.kind": "staff",
        "happened": "missing",
        "missing.last_seen#2": "2026-11-20",
        "happened#2": "unknown",
    }
    found = children.missing(replace(notification(), answers=both))
    assert [child.key for child in found] == ["2"]


def test_what_the_report_itself_says_of_a_child_who_is_back_counts() -> None:
    back = of(happened="missing,found", found__at="2026-11-20", **{"found.at.time": "10:00"})
    assert back[0].found is not None
    assert not back[0].is_missing


# Week by week


@given(st.integers(0, 690).map(lambda day: FIRST + timedelta(days=day, hours=17)), st.integers(0, 60))
def test_the_next_is_after_now_after_the_last_on_a_working_day_and_never_skips_a_coming_week(
    due: datetime, days: int
) -> None:
    at = due + timedelta(days=days)
    following = next_due("weekly", due, at, CALENDAR)
    assert following > max(at, due)
    assert CALENDAR.is_working_day(following.date())
    assert following - max(at, due) <= timedelta(days=18), "only a week without a working day is left out"


@pytest.mark.parametrize(
    ("due", "at", "following"),
    [
        ("2026-11-27", "2026-11-24", "2026-12-04"),  # in time: the week after
        ("2026-11-27", "2026-11-27", "2026-12-04"),
        ("2026-11-27", "2026-11-30", "2026-12-04"),  # late: this week's is owed still
        ("2026-11-27", "2026-12-15", "2026-12-18"),  # weeks that passed are not owed one by one
        ("2026-12-18", "2026-12-18", "2026-12-24"),  # Christmas Day is the Friday: the day before
    ],
)
def test_when_the_next_update_is_due(due: str, at: str, following: str) -> None:
    def instant(day: str, hour: int = 17) -> datetime:
        return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC) + timedelta(hours=hour)

    assert next_due("weekly", instant(due), instant(at, 12), CALENDAR) == instant(following)


# What updates say of the facts


def test_news_is_added_once_and_takes_nothing_away() -> None:
    said = Addition("a", "update", "p", "P", AT, {"happened": said_of([1, 2], ["death"])})
    old = replace(notification(), answers={"happened": "missing, unknown", "happened#2": ""}, additions=(said,))
    answers = with_news(old)
    assert answers == {"happened": "missing,death", "happened#2": "death"}
    assert with_news(replace(old, answers=answers)) == answers


@given(
    st.dictionaries(st.sampled_from(["happened", "happened#2", "found.at", "basic.child_name"]), st.text(max_size=30))
)
def test_without_news_the_answers_are_as_they_were(answers: dict[str, str]) -> None:
    assert with_news(replace(notification(), answers=answers, additions=())) == answers


@given(st.text(max_size=60))
def test_whatever_is_typed_as_a_name_there_is_somebody(text: str) -> None:
    for kind in ("child", "sibling-group"):
        found = of(subject__kind=kind, basic__child_name=text)
        assert found
        assert len({child.key for child in found}) == len(found)
