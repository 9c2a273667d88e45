"""Absences said in the chat; deliveries about them; whom a named cover stood in for when they met a duty."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a table and two columns; what is there stays as it is."""
    op.create_table(
        "absences",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("cover", sa.String(length=40), nullable=False),
        sa.Column("declined", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.String(length=40), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("absences_due", "absences", ["status", "next_at"], unique=False)
    op.create_index("absences_of_person", "absences", ["person", "status"], unique=False)
    op.add_column("duties", sa.Column("met_for", sa.String(length=40), server_default=sa.text("''"), nullable=False))
    op.add_column("deliveries", sa.Column("absence", sa.String(length=40), nullable=True))
    op.create_index("deliveries_of_absence", "deliveries", ["absence"], unique=False)
