"""Absences that begin later, with a cover for one role of several, and those that the organisation file says."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; a cover who had said that they cannot is kept as one of those who cannot."""
    op.add_column("absences", sa.Column("begins", sa.BigInteger(), nullable=True))
    op.add_column("absences", sa.Column("by_role", sa.Text(), nullable=False, server_default="{}"))
    op.add_column("absences", sa.Column("cannot", sa.Text(), nullable=False, server_default="{}"))
    op.add_column("absences", sa.Column("source", sa.String(), nullable=False, server_default=sa.text("''")))
    op.execute("""UPDATE absences SET cannot = '{"' || cover || '":"' || declined || '"}' WHERE declined != ''""")
    op.drop_column("absences", "declined")
