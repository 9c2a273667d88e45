"""How long a provider asks to be left alone: seconds or an HTTP date, and nothing that cannot be read."""

import pytest

from bot.outgoing import TIMEOUT, pause_asked

DATE = "Fri, 20 Nov 2026 16:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "37"}, 37.0),
        ({"Retry-After": " 0 "}, 0.0),
        ({"Retry-After": "Fri, 20 Nov 2026 16:02:00 GMT", "Date": DATE}, 120.0),
        ({"Retry-After": "Fri, 20 Nov 2026 16:02:00", "Date": DATE}, 120.0),
        ({"Retry-After": "Fri, 20 Nov 2026 17:02:00 +0100", "Date": DATE}, 120.0),
        ({"Retry-After": "Fri, 20 Nov 2026 15:00:00 GMT", "Date": DATE}, 0.0),
        ({"Retry-After": "Tue, 20 Nov 1990 15:00:00 GMT"}, 0.0),
        ({"Retry-After": "Tue, 20 Nov 1990 15:00:00 GMT", "Date": "garbage"}, 0.0),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "1.5"}, None),
        ({"Retry-After": "٣"}, None),
        ({"Retry-After": ""}, None),
        ({}, None),
    ],
)
def test_a_pause_is_read_in_both_of_its_forms(headers: dict[str, str], seconds: float | None) -> None:
    assert pause_asked(headers) == seconds


def test_every_call_has_an_end() -> None:
    """Five seconds to connect, twenty to answer."""
    assert TIMEOUT == (5, 20)
