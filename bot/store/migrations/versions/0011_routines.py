"""What the bot does by the clock without anybody's asking: when it is next due, and what it left for the next time."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a table, and the mark of a drill: nothing so far was one."""
    op.create_table(
        "routines",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("left", sa.Text(), nullable=False, server_default=sa.text("''")),
        sa.PrimaryKeyConstraint("name"),
    )
    op.add_column("notifications", sa.Column("drill", sa.Boolean(), nullable=False, server_default=sa.false()))
