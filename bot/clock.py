"""The one place that reads the machine's clock. Everything else is given a Clock."""

from datetime import UTC, datetime


class SystemClock:
    """The machine's clock, as aware UTC instants."""

    def now(self) -> datetime:
        """This instant, aware, in UTC."""
        return datetime.now(UTC)
