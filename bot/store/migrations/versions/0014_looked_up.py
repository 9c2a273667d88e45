"""What lists and searches look notifications up by: whether closed, when made, who has a card of it, what is late."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and the indexes; nothing that is there was closed."""
    op.add_column("notifications", sa.Column("closed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("notifications_newest", "notifications", ["created_at", "id"])
    op.create_index("deliveries_of_recipient", "deliveries", ["recipient", "notification"])
    late = sa.text("late_since IS NOT NULL")
    op.create_index(
        "duties_late", "duties", ["status", "notification", "late_since"], sqlite_where=late, postgresql_where=late
    )
