"""What is added to a notification after it was sent: updates, actions, a closing account."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; nothing was added to what is there."""
    op.add_column("notifications", sa.Column("additions", sa.Text(), nullable=False, server_default="[]"))
