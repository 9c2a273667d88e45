"""The clock, line by line: one reading for all policies, each with worked examples that can be checked on a calendar.

Each example is a row of a policy with a timescale. `began` is since when (a threshold counts from it), `aware` when our
organisation first knew, `at` when it is decided. In 2026, 18 November is a Wednesday, and clocks change on 29 March
and 25 October.
"""

from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.decision import TriggerDecision
from rules.instants import LONDON, as_rfc3339, london_day, parse_instant, say_instant
from rules.limits import Limits
from rules.working_days import Calendar
from tests.rules.small_pack import decided, pack


@dataclass(frozen=True)
class Example:
    """What is known, and what must come out; times as London clocks show them."""

    says: str
    timescale: str
    aware: str
    due: str
    began: str | None = None
    at: str | None = None
    status: str = "reportable"
    required: str | None = None
    harm: str | None = None


EXAMPLES = {
    "Immediately: any hour of any day": [
        Example("ten past midnight on a Saturday", "immediately", "2026-11-21T00:10", "2026-11-21T00:10"),
        Example("on Christmas Day", "immediately", "2026-12-25T03:00", "2026-12-25T03:00"),
    ],
    "Same day: the end of that calendar day": [
        Example("in the morning", "same day", "2026-11-18T08:00", "2026-11-18T23:59:59"),
        Example("ten past midnight on a Saturday", "same day", "2026-11-21T00:10", "2026-11-21T23:59:59"),
        Example("the last minute of a day", "same day", "2026-11-18T23:59", "2026-11-18T23:59:59"),
        Example("the day of 25 hours", "same day", "2026-10-25T00:30", "2026-10-25T23:59:59"),
        Example("the day of 23 hours", "same day", "2026-03-29T00:30", "2026-03-29T23:59:59"),
    ],
    "N working days: the day of awareness is day 0": [
        Example("Wednesday morning", "1 working day", "2026-11-18T08:00", "2026-11-19T17:00"),
        Example("Wednesday, a minute to midnight", "1 working day", "2026-11-18T23:59", "2026-11-19T17:00"),
        Example("Thursday, midnight", "1 working day", "2026-11-19T00:00", "2026-11-20T17:00"),
        Example("Friday evening", "1 working day", "2026-11-20T18:00", "2026-11-23T17:00"),
        Example("ten past midnight on a Saturday", "1 working day", "2026-11-21T00:10", "2026-11-23T17:00"),
        Example("three, over a weekend", "3 working days", "2026-11-19T09:00", "2026-11-24T17:00"),
        Example("five", "5 working days", "2026-11-18T09:00", "2026-11-25T17:00"),
        Example("five, over Christmas", "5 working days", "2026-12-23T09:00", "2027-01-04T17:00"),
        Example("fifteen", "15 working days", "2026-11-18T09:00", "2026-12-09T17:00"),
        Example("before the bank holiday in May", "1 working day", "2026-05-01T16:30", "2026-05-05T17:00"),
        Example("on Maundy Thursday", "1 working day", "2026-04-02T09:00", "2026-04-07T17:00"),
        Example("on Good Friday", "1 working day", "2026-04-03T09:00", "2026-04-07T17:00"),
        Example("Boxing Day's substitute, Monday 28th", "1 working day", "2026-12-26T12:00", "2026-12-29T17:00"),
        Example("over the clock change in March", "1 working day", "2026-03-27T12:00", "2026-03-30T17:00"),
        Example("over the clock change in October", "1 working day", "2026-10-23T12:00", "2026-10-26T17:00"),
        Example("over a month's end", "1 working day", "2026-07-31T12:00", "2026-08-03T17:00"),
        Example("words in brackets do not count", "5 working days (soon)", "2026-11-18T09:00", "2026-11-25T17:00"),
    ],
    "Next working day, after H hours: the later of the day of awareness and the day on which they have elapsed": [
        Example(
            "known while it lasts",
            "next working day after 24 hours",
            aware="2026-11-17T12:00",
            began="2026-11-17T10:00",
            at="2026-11-18T10:00",
            required="2026-11-18T10:00",
            due="2026-11-19T17:00",
        ),
        Example(
            "known only after three days",
            "next working day after 24 hours",
            aware="2026-11-20T09:00",
            began="2026-11-17T10:00",
            required="2026-11-20T09:00",
            due="2026-11-23T17:00",
        ),
        Example(
            "the hours elapse on a Saturday",
            "next working day after 24 hours",
            aware="2026-11-20T10:00",
            began="2026-11-20T08:00",
            at="2026-11-21T08:00",
            required="2026-11-21T08:00",
            due="2026-11-23T17:00",
        ),
        Example(
            "one minute before",
            "next working day after 24 hours",
            aware="2026-11-17T12:00",
            began="2026-11-17T10:00",
            at="2026-11-18T09:59",
            status="not-yet",
            required="2026-11-18T10:00",
            due="2026-11-19T17:00",
        ),
        Example(
            "24 hours are 24 hours over the clock change",
            "next working day after 24 hours",
            aware="2026-10-24T13:00",
            began="2026-10-24T12:00",
            at="2026-10-25T11:00",
            required="2026-10-25T11:00",
            due="2026-10-26T17:00",
        ),
    ],
    "Weeks and days: calendar ones, to the end of the last": [
        Example("a week", "1 week", "2026-11-18T09:00", "2026-11-25T23:59:59"),
        Example("two weeks, over the clock change", "2 weeks", "2026-10-20T09:00", "2026-11-03T23:59:59"),
        Example("five days may end on a holiday", "5 days", "2026-12-20T09:00", "2026-12-25T23:59:59"),
        Example("five days may end on a weekend", "5 days", "2026-11-17T09:00", "2026-11-22T23:59:59"),
        Example("six months from 31 August", "6 months", "2026-08-31T09:00", "2027-02-28T23:59:59"),
        Example("six months from 31 August, leap year", "6 months", "2027-08-31T09:00", "2028-02-29T23:59:59"),
    ],
    "Hours: elapsed time, across clock changes": [
        Example("72 hours in winter", "72 hours", "2026-11-18T09:00", "2026-11-21T09:00"),
        Example("72 hours over the change in March", "72 hours", "2026-03-28T09:00", "2026-03-31T10:00"),
        Example("72 hours over the change in October", "72 hours", "2026-10-24T09:00", "2026-10-27T08:00"),
    ],
    "A threshold: required from exactly then on; the local limit runs from the later of threshold and awareness": [
        Example(
            "one minute before 72 hours",
            "after 72 hours",
            aware="2026-11-16T09:00",
            began="2026-11-15T10:00",
            at="2026-11-18T09:59",
            status="not-yet",
            required="2026-11-18T10:00",
            due="2026-11-18T11:00",
            harm="missing",
        ),
        Example(
            "exactly 72 hours",
            "after 72 hours",
            aware="2026-11-16T09:00",
            began="2026-11-15T10:00",
            at="2026-11-18T10:00",
            required="2026-11-18T10:00",
            due="2026-11-18T11:00",
            harm="missing",
        ),
        Example(
            "known only later",
            "after 72 hours",
            aware="2026-11-19T22:00",
            began="2026-11-15T10:00",
            required="2026-11-19T22:00",
            due="2026-11-19T23:00",
            harm="missing",
        ),
        Example(
            "two weeks, no harm",
            "after 2 weeks",
            aware="2026-11-04T10:00",
            began="2026-11-04T09:30",
            at="2026-11-18T09:30",
            required="2026-11-18T09:30",
            due="2026-11-19T17:00",
        ),
        Example(
            "four weeks over the change in October keep the clock's time",
            "after 4 weeks",
            aware="2026-10-01T12:00",
            began="2026-10-01T10:00",
            at="2026-10-29T10:00",
            required="2026-10-29T10:00",
            due="2026-10-30T17:00",
        ),
    ],
    "Recurring: close of office on the last working day of the period": [
        Example("weekly", "weekly", "2026-11-18T09:00", "2026-11-20T17:00"),
        Example("weekly, in the week of Good Friday", "weekly", "2026-03-31T09:00", "2026-04-02T17:00"),
        Example("monthly, where the last day is a Sunday", "monthly", "2026-05-04T09:00", "2026-05-29T17:00"),
        Example("quarterly", "quarterly", "2026-11-18T09:00", "2026-12-31T17:00"),
    ],
    "No stated time: the organisation's local limit, one hour at any hour where there is harm": [
        Example("death at ten past midnight", "timely", "2026-11-21T00:10", "2026-11-21T01:10", harm="death"),
        Example("serious injury", "timely", "2026-11-18T09:00", "2026-11-18T10:00", harm="serious-injury"),
        Example("missing", "timely", "2026-11-18T09:00", "2026-11-18T10:00", harm="missing"),
        Example("abduction", "timely", "2026-11-18T09:00", "2026-11-18T10:00", harm="abduction"),
        Example("exposure to risk", "timely", "2026-11-18T09:00", "2026-11-18T10:00", harm="exposure-to-risk"),
        Example("an hour over the clock change", "timely", "2026-03-29T00:30", "2026-03-29T02:30", harm="death"),
        Example("anything else", "timely", "2026-11-18T09:00", "2026-11-19T17:00"),
        Example("anything else, on a Friday evening", "timely", "2026-11-20T18:00", "2026-11-23T17:00"),
    ],
}
CASES = [
    pytest.param(example, id=f"{line}: {example.says}") for line, examples in EXAMPLES.items() for example in examples
]


def row(example: Example, limits: Limits | None = None) -> TriggerDecision:
    """The row of a policy with the example's timescale, as decided."""
    changes: dict[str, Any] = {"timescale": example.timescale}
    if " after " in f" {example.timescale}":
        changes["since"] = "missing.last_seen"
        changes["condition"] = {"happened": "missing"}
    if example.harm:
        changes["harm"] = [example.harm]
    facts = {"kind": "child", "happened": ["death", "missing"], "aware": example.aware, "media.interest": "none"}
    if example.began:
        facts["missing.last_seen"] = example.began
    (found,) = decided(pack(row=changes), facts, example.at or example.aware, limits or Limits()).triggers
    return found


@pytest.mark.parametrize("example", CASES)
def test_the_clock_reads_as_it_is_written(example: Example) -> None:
    found = row(example)

    assert found.status == example.status
    assert shown(found.notify_by) == example.due
    assert shown(found.reportable_from) == (example.required or example.aware)
    assert found.working


def shown(instant: Any) -> str:
    """An instant as London clocks show it, with seconds where there are any."""
    local = instant.astimezone(LONDON)
    return str(local.strftime("%Y-%m-%dT%H:%M:%S" if local.second else "%Y-%m-%dT%H:%M"))


def test_immediately_is_never_shown_as_late_and_its_window_escalates() -> None:
    found = row(Example("", "immediately", "2026-11-18T09:00", "", at="2026-11-20T09:00"))

    assert (found.immediate, found.overdue, found.window, found.any_hour) == (True, False, "any_hour", True)


def test_a_limit_that_had_passed_when_somebody_first_reported_is_overdue_from_the_start_and_says_so() -> None:
    found = row(Example("", "1 working day", "2026-11-16T09:00", "", at="2026-11-18T09:00"))

    assert (shown(found.notify_by), found.overdue) == ("2026-11-17T17:00", True)
    assert found.working.endswith("already past")


@pytest.mark.parametrize(
    ("timescale", "due"), [("after 72 hours", "10:00"), ("next working day after 24 hours", "17:00")]
)
def test_an_unknown_start_is_never_invented_the_fact_is_named_and_awareness_counts(timescale: str, due: str) -> None:
    found = row(Example("", timescale, "2026-11-18T09:00", "", harm="missing"))

    assert (found.status, found.missing) == ("reportable", ("missing.last_seen",))
    assert shown(found.reportable_from) == "2026-11-18T09:00"
    assert shown(found.notify_by).endswith(due)
    assert found.working.endswith("counted from awareness, because it is not known since when")


def test_a_local_limit_is_called_local_and_a_stated_one_is_the_procedures() -> None:
    local = row(Example("", "timely", "2026-11-18T09:00", "", harm="death"))
    stated = row(Example("", "1 working day", "2026-11-18T09:00", "", harm="death"))

    assert (local.limit, stated.limit) == ("local", "procedure")
    assert local.working == "1 hour after Wed 18 Nov 2026 09:00, at any hour; local limit, not in the procedure"


def test_the_organisations_close_of_office_counts() -> None:
    found = row(Example("", "1 working day", "2026-11-18T09:00", ""), Limits(office_close=time(16, 30)))

    assert shown(found.notify_by) == "2026-11-19T16:30"


FORMS = (
    *("immediately", "same day", "next working day", "1 working day", "3 working days", "5 working days", "1 hour"),
    *("72 hours", "5 days", "1 week", "6 months", "weekly", "monthly", "quarterly", "timely"),
    *("after 72 hours", "after 2 weeks", "next working day after 24 hours"),
)
WORKING = ("next working day", "working days", "1 working day", "weekly", "monthly", "quarterly", "timely")
instants = st.datetimes(
    parse_instant("2026-01-01").replace(tzinfo=None), parse_instant("2028-12-30").replace(tzinfo=None)
)


@given(st.sampled_from(FORMS), instants, st.timedeltas(timedelta(), timedelta(days=60)), st.booleans())
def test_no_limit_lies_before_it_is_required_and_one_in_working_days_is_on_a_working_day(
    form: str, aware: Any, before: timedelta, harm: bool
) -> None:
    began = as_rfc3339((aware - before).replace(tzinfo=LONDON))
    found = row(
        Example("", form, as_rfc3339(aware.replace(tzinfo=LONDON)), "", began, harm="missing" if harm else None)
    )

    assert found.notify_by >= found.reportable_from >= aware.replace(tzinfo=LONDON)
    counts_working_days = any(word in form for word in WORKING) or (found.limit == "local" and not harm)
    if counts_working_days and not found.any_hour:
        day = london_day(found.notify_by)
        assert Calendar().is_working_day(day)
        assert found.notify_by == Calendar().close_of_office(day)


@given(st.sampled_from(FORMS), instants, st.timedeltas(timedelta(), timedelta(days=40)), st.booleans())
def test_knowing_later_never_makes_a_limit_earlier(form: str, aware: Any, later: timedelta, harm: bool) -> None:
    began = as_rfc3339((aware - timedelta(days=1)).replace(tzinfo=LONDON))
    early, late = (
        row(Example("", form, as_rfc3339(known.replace(tzinfo=LONDON)), "", began, harm="missing" if harm else None))
        for known in (aware, aware + later)
    )

    assert early.notify_by <= late.notify_by
    assert early.reportable_from <= late.reportable_from


def test_in_the_hour_that_comes_twice_the_clock_says_which_of_the_two() -> None:
    first = parse_instant("2026-10-25T01:30")
    assert say_instant(first) == "Sun 25 Oct 2026 01:30 BST"
    assert say_instant(first + timedelta(hours=1)) == "Sun 25 Oct 2026 01:30 GMT"
    assert say_instant(first + timedelta(hours=2)) == "Sun 25 Oct 2026 02:30"
