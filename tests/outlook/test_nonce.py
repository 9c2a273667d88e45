"""The seal on a mail's buttons: what it is bound to, and when it ends."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outlook.nonce import LIFE, Permit, SealBroken, check, permit_in

Four = tuple[str, str, str, str]
SHORT = st.text(min_size=1, max_size=9)
FOUR = st.tuples(SHORT, SHORT, SHORT, SHORT)
KEY = b"k" * 32
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
PERMIT = Permit("n-1", "d-1", "11111111-0000-4000-8000-000000000007", "acknowledge", 3, NOW + LIFE)


def held(body: dict[str, Any], at: datetime = NOW, key: bytes = KEY) -> str:
    """Why a body is refused, or ""."""
    try:
        check(permit_in(body), str(body.get("nonce")), key, at)
    except SealBroken as broken:
        return broken.reason
    return ""


def test_a_sealed_button_holds_until_its_end() -> None:
    body = PERMIT.sealed(KEY)
    assert permit_in(body) == PERMIT
    assert held(body) == ""
    assert held(body, NOW + LIFE - timedelta(seconds=1)) == ""
    assert held(body, NOW + LIFE) == "expired"
    assert held(body, NOW + timedelta(days=400)) == "expired"


def test_a_button_ends_no_later_than_outlooks_own() -> None:
    assert timedelta(days=30) >= LIFE


@pytest.mark.parametrize(
    "change",
    [
        {"id": "n-2"},
        {"delivery": "d-2"},
        {"to": "11111111-0000-4000-8000-000000000001"},
        {"verb": "tell"},
        {"version": 4},
        {"expires": int((NOW + LIFE).timestamp()) + 1},
        {"nonce": "0" * 64},
        {"nonce": "x"},
    ],
    ids=str,
)
def test_each_field_is_bound(change: dict[str, Any]) -> None:
    assert held({**PERMIT.sealed(KEY), **change}) == "nonce"


def test_another_key_seals_nothing_of_ours() -> None:
    assert held(PERMIT.sealed(b"j" * 32)) == "nonce"


def test_a_changed_end_is_no_longer_life() -> None:
    """The seal is looked at before the end: what was made up is never called too old."""
    assert held({**PERMIT.sealed(KEY), "expires": 1}) == "nonce"


def test_no_value_reaches_over_into_the_next() -> None:
    one = Permit("a", "b;1:c", "p", "v", 1, NOW).sealed(KEY)
    other = Permit("a;5:b", "c", "p", "v", 1, NOW).sealed(KEY)
    assert one["nonce"] != other["nonce"]


@given(a=FOUR, b=FOUR)
def test_two_buttons_share_a_seal_only_when_they_are_the_same(a: Four, b: Four) -> None:
    one, other = (Permit(*fields, version=1, expires=NOW).sealed(KEY)["nonce"] for fields in (a, b))
    assert (one == other) == (a == b)


@pytest.mark.parametrize("name", ["id", "delivery", "to", "verb", "version", "expires", "nonce"])
@pytest.mark.parametrize("value", [None, "", [], {}, "x" * 301, -1, 2**50, 1.5, True], ids=lambda v: str(v)[:9])
def test_a_field_that_is_missing_or_of_another_kind_is_malformed(name: str, value: Any) -> None:
    body = PERMIT.sealed(KEY)
    assert held({**body, name: value}) in ("malformed", "nonce")
    del body[name]
    assert held(body) == "malformed"
