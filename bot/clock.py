"""The one place that reads the machine's clock. Everything else is given a Clock."""

from datetime import UTC, datetime


class SystemClock:
    """The machine's clock, as aware UTC instants."""

    def now(self) -> datetime:
        """This instant, aware, in UTC."""
        return datetime.now(UTC)  # noqa: DTZ005, TID251 - the one place where the machine's clock is read
