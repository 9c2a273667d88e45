"""What those who were told have added to a notification, each with who said it and when."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what was answered before it stays where it is."""
    op.add_column("notifications", sa.Column("remarks", sa.Text(), nullable=False, server_default="[]"))
