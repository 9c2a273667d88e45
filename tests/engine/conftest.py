"""What a test runs on that takes both databases."""

import pytest


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """The address of an empty PostgreSQL, or "" for a file: each test that takes it runs on both."""
    return str(request.getfixturevalue("postgres_url")) if request.param == "postgresql" else ""
