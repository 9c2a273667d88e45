"""What was typed and not used yet, beside a draft and on a notification's cards; a step changed from the check."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; what is there already holds nothing of the kind."""
    op.add_column("drafts", sa.Column("changing", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("drafts", sa.Column("beside", sa.Text(), nullable=False, server_default="{}"))
    op.add_column("drafts", sa.Column("earlier", sa.Text(), nullable=False, server_default="{}"))
    op.add_column("notifications", sa.Column("typed", sa.Text(), nullable=False, server_default="{}"))
