"""When limits fall due: every form of timescale, across weekends, bank holidays, clock changes and month ends."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.instants import as_rfc3339, london_day, parse_instant
from rules.timescale import Period, Span, TimescaleError, parse, period_end
from rules.working_days import Calendar, bank_holidays

ENGLAND = Calendar()
FORMS = (
    "1 working day",
    "3 working days",
    "5 working days (as soon as practical)",
    "next working day",
    "same day",
    "immediately",
    "1 hour",
    "72 hours",
    "5 days",
    "1 week",
    "6 months",
    "weekly",
    "monthly",
    "quarterly",
)

DUE = [
    # form, start, due: an ordinary week
    ("1 working day", "2026-11-18T10:00", "2026-11-19T17:00:00+00:00"),
    ("1 working day", "2026-11-18T23:59", "2026-11-19T17:00:00+00:00"),
    ("1 working day", "2026-11-19T00:00", "2026-11-20T17:00:00+00:00"),
    ("5 working days", "2026-11-18T10:00", "2026-11-25T17:00:00+00:00"),
    # a weekend: Friday evening, ten past midnight on Saturday, Sunday
    ("next working day", "2026-11-20T18:00", "2026-11-23T17:00:00+00:00"),
    ("next working day", "2026-11-21T00:10", "2026-11-23T17:00:00+00:00"),
    ("1 working day", "2026-11-22T23:59", "2026-11-23T17:00:00+00:00"),
    # Friday before a bank-holiday Monday (summer time)
    ("1 working day", "2026-05-01T16:30", "2026-05-05T17:00:00+01:00"),
    ("2 working days", "2026-05-01T16:30", "2026-05-06T17:00:00+01:00"),
    # Easter, from Maundy Thursday
    ("1 working day", "2026-04-02T09:00", "2026-04-07T17:00:00+01:00"),
    # Christmas 2026: Fri 25th, Sat 26th with its substitute on Mon 28th
    ("1 working day", "2026-12-24T15:00", "2026-12-29T17:00:00+00:00"),
    ("1 working day", "2026-12-25T03:00", "2026-12-29T17:00:00+00:00"),
    ("4 working days", "2026-12-24T15:00", "2027-01-04T17:00:00+00:00"),
    # Christmas 2027: both on the weekend, both with a substitute (27th, 28th); New Year 2028 on a Saturday (3 Jan)
    ("1 working day", "2027-12-24T15:00", "2027-12-29T17:00:00+00:00"),
    ("1 working day", "2027-12-31T15:00", "2028-01-04T17:00:00+00:00"),
    # one-off days: the Jubilee, the Queen's funeral, the Coronation; and May Day moved to a Friday
    ("1 working day", "2022-06-01T12:00", "2022-06-06T17:00:00+01:00"),
    ("1 working day", "2022-09-16T12:00", "2022-09-20T17:00:00+01:00"),
    ("1 working day", "2023-05-05T12:00", "2023-05-09T17:00:00+01:00"),
    ("1 working day", "2020-05-07T12:00", "2020-05-11T17:00:00+01:00"),
    ("1 working day", "2020-05-01T12:00", "2020-05-04T17:00:00+01:00"),
    # Scotland's and Northern Ireland's days are worked in England
    ("1 working day", "2026-11-27T12:00", "2026-11-30T17:00:00+00:00"),
    ("1 working day", "2026-03-16T12:00", "2026-03-17T17:00:00+00:00"),
    # hours are elapsed time, across both clock changes; days are calendar ones
    ("1 hour", "2026-03-29T00:30", "2026-03-29T02:30:00+01:00"),
    ("24 hours", "2026-03-28T12:00", "2026-03-29T13:00:00+01:00"),
    ("24 hours", "2026-10-24T12:00", "2026-10-25T11:00:00+00:00"),
    ("1 hour", "2026-10-25T01:30+01:00", "2026-10-25T01:30:00+00:00"),
    ("90 minutes", "2026-11-20T23:10", "2026-11-21T00:40:00+00:00"),
    ("1 working day", "2026-03-27T12:00", "2026-03-30T17:00:00+01:00"),
    ("1 working day", "2026-10-23T12:00", "2026-10-26T17:00:00+00:00"),
    ("same day", "2026-10-25T00:10", "2026-10-25T23:59:59+00:00"),
    ("same day", "2026-11-21T00:10", "2026-11-21T23:59:59+00:00"),
    ("5 days", "2026-12-20T09:00", "2026-12-25T23:59:59+00:00"),
    ("1 week", "2026-03-25T09:00", "2026-04-01T23:59:59+01:00"),
    ("2 weeks", "2026-10-20T09:00", "2026-11-03T23:59:59+00:00"),
    # month ends
    ("6 months", "2026-08-31T09:00", "2027-02-28T23:59:59+00:00"),
    ("6 months", "2027-08-31T09:00", "2028-02-29T23:59:59+00:00"),
    ("1 month", "2026-01-31T09:00", "2026-02-28T23:59:59+00:00"),
    ("12 months", "2026-12-05T09:00", "2027-12-05T23:59:59+00:00"),
    ("immediately", "2026-11-21T03:00", "2026-11-21T03:00:00+00:00"),
    # recurring: close of office on the last working day of the period
    ("weekly", "2026-11-18T10:00", "2026-11-20T17:00:00+00:00"),
    ("weekly", "2026-11-21T10:00", "2026-11-27T17:00:00+00:00"),
    ("weekly", "2026-11-20T17:01", "2026-11-27T17:00:00+00:00"),
    ("weekly", "2026-03-31T10:00", "2026-04-02T17:00:00+01:00"),
    ("monthly", "2026-05-04T10:00", "2026-05-29T17:00:00+01:00"),
    ("monthly", "2026-10-31T10:00", "2026-11-30T17:00:00+00:00"),
    ("quarterly", "2026-11-18T10:00", "2026-12-31T17:00:00+00:00"),
    ("quarterly", "2026-01-01T10:00", "2026-03-31T17:00:00+01:00"),
]


@pytest.mark.parametrize(("form", "start", "due"), DUE)
def test_a_limit_falls_due_as_the_clock_says(form: str, start: str, due: str) -> None:
    assert as_rfc3339(parse(form).due(parse_instant(start), ENGLAND).at) == due


THRESHOLDS = [
    ("after 4 weeks", "2026-03-10T10:07", "2026-04-07T10:07:00+01:00"),
    ("after 4 weeks", "2026-10-01T00:00", "2026-10-29T00:00:00+00:00"),
    ("after 72 hours", "2026-03-27T10:07", "2026-03-30T11:07:00+01:00"),
    ("after 72 hours", "2026-10-23T10:07", "2026-10-26T09:07:00+00:00"),
    ("after 2 weeks", "2026-11-01T08:00", "2026-11-15T08:00:00+00:00"),
    ("after 6 months", "2026-08-31T08:00", "2027-02-28T08:00:00+00:00"),
    ("next working day after 24 hours", "2026-10-24T12:00", "2026-10-25T11:00:00+00:00"),
    # the same London time on a day when it is shown twice: the first; on a day when it is skipped: read as winter time
    ("after 1 week", "2026-10-18T01:30", "2026-10-25T01:30:00+01:00"),
    ("after 1 week", "2026-03-22T01:30", "2026-03-29T02:30:00+01:00"),
]


@pytest.mark.parametrize(("form", "began", "passed"), THRESHOLDS)
def test_a_threshold_passes_to_the_minute(form: str, began: str, passed: str) -> None:
    threshold = parse(form).threshold
    assert threshold is not None
    assert as_rfc3339(threshold.after(parse_instant(began))) == passed


def test_next_working_day_after_hours_counts_from_the_day_on_which_they_have_elapsed() -> None:
    timescale = parse("next working day after 24 hours")
    friday = parse_instant("2026-11-19T22:00") + timedelta(hours=24)

    assert as_rfc3339(timescale.due(friday, ENGLAND).at) == "2026-11-23T17:00:00+00:00"


def test_another_close_of_office_moves_working_day_limits_alone() -> None:
    early = Calendar(closes=datetime(2026, 1, 1, 16, 30).time())  # noqa: DTZ001 - a time of day
    start = parse_instant("2026-11-18T10:00")

    assert as_rfc3339(parse("1 working day").due(start, early).at) == "2026-11-19T16:30:00+00:00"
    assert parse("1 hour").due(start, early) == parse("1 hour").due(start, ENGLAND)


def test_a_deadline_explains_the_bank_holiday_that_moved_it() -> None:
    due = parse("1 working day").due(parse_instant("2026-05-01T16:30"), ENGLAND)

    assert due.working == (
        "Tue 5 May 2026 17:00, close of office on the next working day after Fri 1 May 2026, "
        "because Mon 4 May (May Day) is a bank holiday"
    )


def test_several_bank_holidays_are_named_with_their_substitutes() -> None:
    due = parse("1 working day").due(parse_instant("2026-12-24T15:00"), ENGLAND)

    assert due.working.endswith(
        ", because Fri 25 Dec (Christmas Day) and Mon 28 Dec (Boxing Day, substitute day) are bank holidays"
    )


def test_immediately_runs_at_any_hour_and_is_never_late_by_itself() -> None:
    due = parse("immediately").due(parse_instant("2026-11-21T03:00"), ENGLAND)

    assert (due.any_hour, due.immediate, due.window) == (True, True, "any_hour")


@pytest.mark.parametrize(
    ("form", "window"),
    [
        ("1 hour", "any_hour"),
        ("same day", "working"),
        ("1 working day", "working"),
        ("3 working days", "longer"),
        ("1 week", "longer"),
    ],
)
def test_the_acknowledgement_window_derives_from_the_limit(form: str, window: str) -> None:
    assert parse(form).due(parse_instant("2026-11-18T10:00"), ENGLAND).window == window


@pytest.mark.parametrize("form", ["timely", "", "after 4 weeks"])
def test_a_timescale_without_a_limit_leaves_it_to_the_local_one(form: str) -> None:
    timescale = parse(form)

    assert timescale.limit is None
    with pytest.raises(TimescaleError, match="states no limit"):
        timescale.due(parse_instant("2026-11-18T10:00"), ENGLAND)


@pytest.mark.parametrize(
    "form",
    ["soon", "0 days", "1 fortnight", "after", "after lunch", "2 working days after 24 hours", "-1 days", "1.5 hours"],
)
def test_what_is_no_timescale_is_refused_with_the_forms_there_are(form: str) -> None:
    with pytest.raises(TimescaleError, match=r"is not a timescale: write"):
        parse(form)


def test_bank_holidays_carry_their_substitutes() -> None:
    assert date(2026, 12, 28) in bank_holidays(2026)
    assert date(2022, 12, 27) in bank_holidays(2022)
    assert date(2028, 1, 3) in bank_holidays(2028)
    assert date(2026, 3, 17) not in bank_holidays(2026)


moments = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2040, 1, 1)).map(  # noqa: DTZ001 - London
    lambda local: parse_instant(local.isoformat(timespec="minutes"))
)


@given(form=st.sampled_from(FORMS), start=moments)
def test_a_limit_never_falls_due_before_it_begins(form: str, start: datetime) -> None:
    assert parse(form).due(start, ENGLAND).at >= start


@given(count=st.integers(1, 12), start=moments)
def test_working_day_limits_fall_on_working_days_with_exactly_that_many_between(count: int, start: datetime) -> None:
    due = parse(f"{count} working days").due(start, ENGLAND).at
    day, last = london_day(start), london_day(due)

    assert ENGLAND.is_working_day(last)
    between = [day + timedelta(days=n) for n in range(1, (last - day).days + 1)]
    assert sum(ENGLAND.is_working_day(one) for one in between) == count


@given(form=st.sampled_from(FORMS), start=moments, later=st.timedeltas(timedelta(), timedelta(days=30)))
def test_a_later_start_never_falls_due_sooner(form: str, start: datetime, later: timedelta) -> None:
    timescale = parse(form)

    assert timescale.due(start, ENGLAND).at <= timescale.due(start + later, ENGLAND).at


@given(hours=st.integers(1, 200), start=moments)
def test_hours_are_elapsed_time(hours: int, start: datetime) -> None:
    assert Span(hours, "hour").after(start) - start == timedelta(hours=hours)


@given(period=st.sampled_from(("weekly", "monthly", "quarterly")), start=moments)
def test_a_period_ends_on_a_working_day_from_today_on(period: Period, start: datetime) -> None:
    day = london_day(start)
    last = period_end(period, day, ENGLAND)

    assert last >= day
    assert ENGLAND.is_working_day(last)


@given(start=moments, minutes=st.integers(1, 3000))
def test_office_hours_are_counted_in_the_open_office_alone(start: datetime, minutes: int) -> None:
    span = timedelta(minutes=minutes)
    end = ENGLAND.add_office_hours(start, span)

    assert ENGLAND.is_working_day(london_day(end))
    assert end - start >= span
    assert ENGLAND.add_office_hours(start, span + timedelta(minutes=1)) > end
