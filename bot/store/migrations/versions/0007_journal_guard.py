"""The journal's guard: what a line says goes only with an erasure that says so; on PostgreSQL the whole of it.

Also the index by which a digest finds the journals that grew.
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

REFUSED = "the journal is append-only"
UNSAID = (
    "EXISTS (SELECT 1 FROM journal WHERE subject = OLD.subject AND seq = OLD.seq AND verb = 'erased') "
    "OR NOT EXISTS (SELECT 1 FROM journal WHERE subject = OLD.subject AND seq > OLD.seq AND verb = 'erased')"
)
"""No line after it says that this content was erased, or it is what an erasure says."""


def upgrade() -> None:
    """Add the index and the triggers."""
    op.create_index("journal_at", "journal", ["at"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER journal_content_no_delete BEFORE DELETE ON journal_content WHEN {UNSAID} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        )
    else:
        _postgresql()


def _postgresql() -> None:
    op.execute(
        "CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$"
    )
    op.execute(
        "CREATE FUNCTION journal_content_delete() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {UNSAID} THEN RAISE EXCEPTION '{REFUSED}'; END IF; RETURN OLD; END $$"
    )
    for table, verbs in (("journal", "UPDATE OR DELETE"), ("journal_content", "UPDATE")):
        op.execute(
            f"CREATE TRIGGER {table}_refuse BEFORE {verbs} ON {table} FOR EACH ROW EXECUTE FUNCTION journal_refuse()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()"
        )
    op.execute(
        "CREATE TRIGGER journal_content_no_delete BEFORE DELETE ON journal_content "
        "FOR EACH ROW EXECUTE FUNCTION journal_content_delete()"
    )
