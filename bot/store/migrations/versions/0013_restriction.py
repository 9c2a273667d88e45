"""Who sees a report whole, and its anonymised versions."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column; of what is there already nobody asked whether it is restricted."""
    op.add_column("notifications", sa.Column("restriction", sa.Text(), nullable=False, server_default="{}"))
