"""For several processes: which worker tries a delivery; on PostgreSQL the queue of wake-ups, and text of any length."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

LIMITED = """
SELECT c.table_name, c.column_name FROM information_schema.columns c
JOIN information_schema.tables t USING (table_schema, table_name)
WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.table_name <> 'alembic_version'
AND c.data_type = 'character varying' AND c.character_maximum_length IS NOT NULL
"""


def upgrade() -> None:
    """Add the column; in PostgreSQL make procrastinate's tables, and take the lengths away that SQLite never heeded."""
    op.add_column("deliveries", sa.Column("worker", sa.String(), nullable=False, server_default=sa.text("''")))
    bind = op.get_bind()
    if bind.dialect.name != "postgresql":
        return
    from procrastinate.schema import SchemaManager  # only where there is a queue

    for table, column in bind.execute(sa.text(LIMITED)).all():
        op.alter_column(table, column, type_=sa.String())
    raw = bind.connection.driver_connection
    assert raw is not None
    raw.execute(SchemaManager.get_schema())
