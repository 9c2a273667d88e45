"""What assistants of those who were told have recorded: who was told by word of mouth, when, by whom."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column; of what is there already nobody has recorded anything."""
    op.add_column("notifications", sa.Column("told_orally", sa.Text(), nullable=False, server_default="[]"))
